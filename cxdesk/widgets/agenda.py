"""The list of planned revisits by day: the rows of the queue with columns of their own."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from cxdesk.catalogue import _
from cxdesk.desk.cardwords import weekday
from cxdesk.desk.value_words import word
from cxdesk.text import fit, plain, width
from cxdesk.widgets.reader import Lane
from cxdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from cxdesk.desk.visiting import Agenda, Visit
    from cxdesk.desk.watching import Watch

_LOOKS = {"missed": ("▲", "late"), "overdue": ("▲", "late"), "today": ("◷", "soon"), "ahead": (" ", "")}


class Columns(NamedTuple):
    """Widths in cells; 0 leaves a column out."""

    day: int
    standing: int
    ref: int
    severity: int
    tries: int
    caller: int
    customer: int
    subject: int


@lru_cache(maxsize=16)
def columns_for(room: int, severity: int, tries: int) -> Columns:
    """The columns that fit *room* cells, two of them as wide as their titles; the subject takes what is left."""
    customer = 16 if room >= 90 else 0
    leading = (15, 9, 9, severity, tries, 9, customer)
    fixed = 2 + sum(one + 1 for one in leading if one)
    return Columns(*leading, max(room - fixed, 8))


class AgendaRows(Rows):
    """A day stands in its first row, and in the first on screen."""

    LANE: ClassVar[Lane] = Lane.AGENDA

    def source(self, door: "Watch") -> "Watch | Agenda":
        """Revisits instead of the queue."""
        return door.agenda

    def head(self, room: int) -> str:
        """The titles over the columns."""
        texts = (_("Day"), "", _("Ref"), _("Sev"), _("Tries"), _("Caller"), _("Customer"), _("Subject"))
        return "  " + _joined(texts, _columns(room))

    def line(self, index: int, room: int) -> tuple[str, str]:
        """One revisit; a glyph and a word say what its tone says."""
        row = self.stretch.rows[index]
        visit = row.visit
        if visit is None:
            return "", ""
        before = self.stretch.rows[index - 1].visit if index > self.stretch.first else None
        day = _day(visit.due_on) if before is None or before.due_on != visit.due_on else ""
        glyph, tone = _LOOKS[visit.standing.value]
        texts = (
            day,
            word(visit.standing.value),
            row.ref,
            row.brief.severity.value if row.brief.severity else "–",
            str(visit.attempts) if visit.attempts else "",
            visit.caller or "–",
            row.brief.customer,
            _subject(row.brief.subject, visit),
        )
        return f"{glyph} {_joined(texts, _columns(room))}", tone


def _columns(room: int) -> Columns:
    return columns_for(room, width(_("Sev")), width(_("Tries")))


def _subject(subject: str, visit: "Visit") -> str:
    return subject if visit.number == 1 else _("({number}) {subject}").format(number=visit.number, subject=subject)


def _day(on: date | None) -> str:
    return _("unknown") if on is None else f"{weekday(on)} {on}"


def _joined(texts: tuple[str, ...], columns: Columns) -> str:
    return " ".join(fit(plain(text), room) for text, room in zip(texts, columns, strict=True) if room)
