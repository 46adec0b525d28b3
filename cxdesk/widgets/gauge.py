"""Clocks of one complaint as bars: how much of the time is used, with a glyph and a word; never a colour alone."""

from datetime import datetime
from typing import Any

from cxdesk.catalogue import _
from cxdesk.desk.value_words import length_text, word
from cxdesk.text import fit, width
from cxdesk.widgets.columns import SOON
from cxdesk.widgets.pane import Line

BAR_CELLS = 8


def gauge(row: dict[str, Any], now: datetime, used: float | None, cells: int, name_cells: int = 0) -> Line:
    """`resolve ▓▓▓▓▓▓▓░ ◷ 40min left`; *row* is one of a card's clocks, *used* the share of its target.

    With *name_cells* it has a line of its own, and a paused one shows how far it had come. What has no room in *cells*
    loses its bar, which says no more than the words.
    """
    name = word(row["clock"])
    told, tone = _standing(row, now)
    if row["instance"] > 1:
        name = f"{name} {row['instance']}"
    if name_cells:
        name = fit(name, name_cells)
    has_room = bool(name_cells) or row["due_at"] is not None
    drawn = bar(used) if used is not None and has_room and _is_running(row) else ""
    whole = " ".join(part for part in (name, drawn, told) if part)
    return Line(whole if width(whole) <= cells else f"{name} {told}", tone)


def bar(used: float) -> str:
    """The share that is used, in eight cells; full once it is over, and not before."""
    filled = int(min(max(used, 0.0), 1.0) * BAR_CELLS)
    return "▓" * filled + "░" * (BAR_CELLS - filled)


def _is_running(row: dict[str, Any]) -> bool:
    return row["stopped_at"] is None and row["verdict"] in ("running", "paused", "breached")


def _standing(row: dict[str, Any], now: datetime) -> tuple[str, str]:
    told, tone = _verdict(row, now)
    if row["corrected"]:
        told = _("{told}, corrected to {verdict}").format(told=told, verdict=word(row["corrected"]))
    return told, tone


def _verdict(row: dict[str, Any], now: datetime) -> tuple[str, str]:
    verdict, due_at, stopped_at = row["verdict"], row["due_at"], row["stopped_at"]
    fixed = {
        "met": (_("✓ met"), "faint"),
        "paused": (_("‖ paused"), ""),
        "cancelled": (_("– not needed"), "faint"),
        "merged": (_("– merged"), "faint"),
        "unknown": (_("? unknown"), "faint"),
    }
    if verdict in fixed:
        return fixed[verdict]
    if verdict == "breached" and stopped_at is not None:
        return _done_late(stopped_at, due_at), "late"
    return (_("◷ running"), "") if due_at is None else _running(row, due_at, now)


def _done_late(stopped_at: datetime, due_at: datetime | None) -> str:
    if due_at is None or stopped_at <= due_at:
        return _("▲ breached")
    return _("▲ breached, done {length} late").format(length=length_text(stopped_at - due_at))


def _running(row: dict[str, Any], due_at: datetime, now: datetime) -> tuple[str, str]:
    length = length_text(abs(due_at - now))
    if due_at > now:
        return _("◷ {length} left").format(length=length), "soon" if due_at - now < SOON else ""
    if row["verdict"] == "breached":
        return _("▲ breached, {length} late").format(length=length), "late"
    if not row["late"]:
        return _("◷ {length} ago").format(length=length), ""
    return _("▲ {length} late").format(length=length), "late"
