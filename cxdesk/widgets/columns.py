"""The columns of the queue: what fits, what a row says in each, and how loudly."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cxdesk.catalogue import _, language
from cxdesk.desk.value_words import word
from cxdesk.text import fit, plain, width

if TYPE_CHECKING:
    from cxdesk.desk.watching import Brief, Row

SOON = timedelta(hours=24)
"""A deadline nearer than this is marked, in the queue and on a clock's bar."""

REF_CELLS = 9
"""A reference takes as many, or more where a desk's are longer: none is ever cut."""

DUE_CELLS = 16

BOTH_DUE_CELLS = 24
"""With so many what is late stands beside what is due next: the queue is sorted by both."""

WIDE_CELLS = 90
"""A list of that many has longer columns."""

BETWEEN = " · "

FEWEST_NAME_CELLS = 3

WORDY_CELLS = 30
"""A subject that has so much room has a word beside its glyph."""

NARROWEST = 48
"""Cells that deadline, severity, status and a bit of the subject take; with less beside the reference lines are cut."""


class Columns(NamedTuple):
    """Widths in cells; 0 leaves a column out."""

    ref: int
    due: int
    severity: int
    status: int
    customer: int
    owner: int
    subject: int


@lru_cache(maxsize=16)
def columns_for(room: int, ref: int = REF_CELLS) -> Columns:
    """The columns that fit *room* cells, the longest reference *ref* of them; the subject takes what is left."""
    is_wide = room >= WIDE_CELLS
    customer = 18 if is_wide else 12 if room >= 70 else 0
    due = BOTH_DUE_CELLS if is_wide else DUE_CELLS
    owner = 10 if room >= 110 else 0
    fixed = 3 + sum(one + 1 for one in (ref, due, 4, 13, customer, owner) if one)
    return Columns(ref, due, 4, 13, customer, owner, max(room - fixed, 8))


def ref_cells(rows: "Sequence[Row]") -> int:
    """Cells that the longest reference among *rows* takes."""
    return max((len(row.brief.ref) for row in rows), default=0)


def HEAD(columns: Columns) -> str:  # noqa: N802 (a line that never changes within a language)
    """The titles over the columns."""
    return _titles(columns, language())


@lru_cache(maxsize=16)
def _titles(columns: Columns, _spoken: str) -> str:
    texts = (_("Ref"), _("Next due"), _("Sev"), _("Status"), _("Customer"), _("Owner"), _("Subject"))
    return "   " + _joined(texts, columns)


def line_of(row: "Row", columns: Columns, now: datetime, *, picked: bool) -> tuple[str, str]:
    """The line of one complaint in exactly the room of *columns*, and its tone: late, soon, faint or "".

    A glyph says what the tone says, for whoever sees no colours.
    """
    brief = row.brief
    late = brief.is_open and (brief.overdue or (brief.next_due_at is not None and brief.next_due_at <= now))
    soon = not late and brief.is_open and brief.next_due_at is not None and brief.next_due_at - now < SOON
    tone = "late" if late else "soon" if soon else "" if brief.is_open else "faint"
    glyph = "▲" if late else "◷" if soon else "✓" if not brief.is_open else " "
    texts = (
        brief.ref,
        due_text(row, now, columns.due),
        brief.severity.value if brief.severity else "–",
        word(brief.status),
        _customer(brief, columns.customer),
        brief.owner or "–",
        _subject(row, columns.subject),
    )
    return f"{'●' if picked else ' '}{glyph} {_joined(texts, columns)}", tone


def due_text(row: "Row", now: datetime, cells: int = DUE_CELLS) -> str:
    """`resolve −2h`, `offer 35min`; since when something is late, else how far away the next deadline is.

    Where there is room, both: `resolve −34h · offer 22h`.
    """
    brief, following = row.brief, row.brief.next_due_at
    if not brief.is_open:
        return ""
    if row.late is not None:
        clock, due_at = row.late
        late = f" −{_short(now - due_at)}"
        if cells < BOTH_DUE_CELLS or following is None or following <= now:
            return _named(clock, late, cells)
        return _both((clock, late), (brief.next_due_clock, f" {_short(following - now)}"), cells)
    if following is None:
        return _("overdue") if brief.overdue else ""
    sign = "−" if following <= now else ""
    return _named(brief.next_due_clock, f" {sign}{_short(abs(following - now))}", cells)


def _named(clock: str, length: str, cells: int) -> str:
    """Where both have no room, the name of the clock is cut, never how long it has."""
    name = plain(word(clock))
    room = cells - width(length)
    return (name if width(name) <= room else fit(name, room).rstrip()) + length


def _both(late: tuple[str, str], following: tuple[str, str], cells: int) -> str:
    """A length without the name of its clock says nothing: what is due next is left out where its name has no room."""
    told = _named(*late, cells)
    room = cells - width(told) - width(BETWEEN)
    fewest = min(width(plain(word(following[0]))), FEWEST_NAME_CELLS)
    return told + BETWEEN + _named(*following, room) if room - width(following[1]) >= fewest else told


def _short(length: timedelta) -> str:
    """In one unit, from two of it on: `35m`, `39h`, `3d`; the preview has it exactly."""
    days, hours, minutes = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
    if length >= 2 * days:
        return _("{days}d").format(days=length // days)
    if length >= 2 * hours:
        return _("{hours}h").format(hours=length // hours)
    return _("{minutes}m").format(minutes=length // minutes)


def _subject(row: "Row", cells: int) -> str:
    """An answer of the customer's that nobody recorded stands before it."""
    if not row.answered:
        return row.brief.subject
    return (_("✉ answer: {subject}") if cells >= WORDY_CELLS else "✉ {subject}").format(subject=row.brief.subject)


def _customer(brief: "Brief", cells: int) -> str:
    """The marks stay, whatever becomes of a long name."""
    marks = " VIP" if brief.segment == "vip" else ""
    marks += " !" if brief.safety else ""
    if not brief.customer:
        return f"–{marks}"
    if not marks or width(brief.customer) + len(marks) <= cells:
        return f"{brief.customer}{marks}"
    return f"{fit(plain(brief.customer), max(cells - len(marks), 1))}{marks}"


def _joined(texts: tuple[str, ...], columns: Columns) -> str:
    cells = (fit(plain(text), room) for text, room in zip(texts, columns, strict=True) if room)
    return " ".join(cells)
