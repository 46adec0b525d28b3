"""One complaint as somebody may see it at a moment: what has passed by time alone, and what is not theirs to know.

Rows keep what was last written; a face shows what holds now. Loads neither the domain nor dataclasses, as `show` needs.
"""

from datetime import datetime, tzinfo

from cxdesk.store.card import Card, Moment, Record

HIDDEN_WORDS = frozenset({"revisit_day", "content"})
"""Words that no timeline shows: a drawn day (DOMAIN §9), the hash of a file."""

OWED = frozenset({"deadline", "recurring"})
"""Kinds of clocks that can be late: the others remind, or tell how long something took (DOMAIN §5)."""


def seen(whole: Card, *, viewer: str, now: datetime, zone: tzinfo) -> Card:
    """The complaint as *viewer*, a login, sees it at *now*; each clock also says whether it is `late`."""
    today = now.astimezone(zone).date().isoformat()
    may_know = viewer != whole.complaint["owner"]
    return whole._replace(
        clocks=[{**row, "late": _is_late(row, now)} for row in whole.clocks],
        options=[{**row, "state": _option_state(row, now)} for row in whole.options],
        revisits=[row if may_know else {**row, "due_on": _known_day(row, today)} for row in whole.revisits],
        timeline=[_without_hidden(moment) for moment in whole.timeline],
    )


def _is_late(row: Record, now: datetime) -> bool:
    """Whether it still runs past its moment, whatever the last sweep wrote."""
    return row["verdict"] == "running" and row["kind"] in OWED and row["due_at"] is not None and row["due_at"] <= now


def _option_state(row: Record, now: datetime) -> str:
    """An open option that passed its validity has expired, before the sweep has written it (DOMAIN §4.8)."""
    over = row["state"] == "open" and row["valid_until"] is not None and row["valid_until"] <= now
    return "expired" if over else str(row["state"])


def _known_day(row: Record, today: str) -> str | None:
    """The day drawn, ISO; None while it would tell the owner when to be kind (DOMAIN §9)."""
    day: str | None = row["due_on"]
    return None if day is not None and day > today else day


def _without_hidden(moment: Moment) -> Moment:
    if HIDDEN_WORDS.isdisjoint(kind for kind, _text in moment.words):
        return moment
    return moment._replace(words=tuple(pair for pair in moment.words if pair[0] not in HIDDEN_WORDS))
