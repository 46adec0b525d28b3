"""How due dates would move, as a table: shown before a policy or a calendar is taken (DOMAIN §6)."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from cxdesk.catalogue import _, ngettext
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Block, Column, Kind, Paragraph, Row, Table
from cxdesk.desk.value_words import due_text, word

if TYPE_CHECKING:
    from datetime import tzinfo

    from cxdesk.desk import Shift
    from cxdesk.desk.standards import Progress

SHOWN = 50
"""Rows that people get; data has them all."""


def shift_rows(shifts: Iterable["Shift"]) -> list[Row]:
    """As data."""
    return [
        {
            "ref": shift.ref,
            "clock": shift.clock,
            "cycle": shift.cycle,
            "instance": shift.instance,
            "old_due_at": shift.old_due_at,
            "new_due_at": shift.new_due_at,
            "overdue": shift.overdue,
        }
        for shift in shifts
    ]


def shift_blocks(rows: list[Row], zone: "tzinfo", *, moved: bool) -> list[Block]:
    """A sentence, and the first rows: what is late at once comes first; *moved* says that it is done."""
    if not rows:
        return [Paragraph(_("No due date of an open complaint moves."))]
    late = sum(bool(row["overdue"]) for row in rows)
    said = _moved(len(rows), late) if moved else _would_move(len(rows), late)
    first = sorted(rows, key=lambda row: not row["overdue"])[:SHOWN]

    def due(at: object) -> str:
        return due_text(at, zone) if isinstance(at, datetime) else "–"

    columns = (
        Column("ref", _("complaint")),
        Column("clock", _("clock"), show=word),
        Column("old_due_at", _("due before") if moved else _("due now"), Kind.INSTANT, due),
        Column("new_due_at", _("due now") if moved else _("due then"), Kind.INSTANT, due),
        Column("overdue", _("late at once"), Kind.FLAG),
    )
    blocks: list[Block] = [Paragraph(said), Table(columns, first, zone=zone)]
    if len(rows) > SHOWN:
        blocks.append(Paragraph(_("… and {count} more; --json lists them all").format(count=len(rows) - SHOWN)))
    return blocks


def _would_move(count: int, late: int) -> str:
    return ngettext(
        "{count} due date of open complaints would move, {late} would be late at once.",
        "{count} due dates of open complaints would move, {late} would be late at once.",
        count,
    ).format(count=count, late=late)


def _moved(count: int, late: int) -> str:
    return ngettext(
        "{count} due date of open complaints moved, {late} late at once.",
        "{count} due dates of open complaints moved, {late} late at once.",
        count,
    ).format(count=count, late=late)


def counter(cli: Cli, doing: str) -> "Progress":
    """Progress on stderr while it is a terminal, a line that is written over."""
    around = cli.surroundings
    shown = around.stderr_is_terminal and not cli.options.quiet

    def told(done: int, total: int) -> None:
        if not shown:
            return
        line = _("{doing}: {done} of {total}").format(doing=doing, done=done, total=total)
        around.stderr.write(f"\r{line}" if done < total else "\r\x1b[K")
        around.stderr.flush()

    return told
