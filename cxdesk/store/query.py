"""The query language of lists, views, reports and exports: a text becomes an object with an SQL and a Python face."""

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.store.points import folded
from cxdesk.store.query_error import QueryError, choose_from
from cxdesk.store.query_fields import (
    BARE_FLAGS,
    DATES,
    FIELDS,
    FLAGS,
    Setting,
    Value,
    Vocabulary,
    period,
    reference,
    yes_or_no,
)
from cxdesk.store.query_joined import Not, merged, negated
from cxdesk.store.query_parse import Piece, Term, terms
from cxdesk.store.query_tests import ALL_STATUSES, Flag, Number, Row, Sql, Test, both
from cxdesk.store.query_words import OfCustomer, Words
from cxdesk.text import match_query

if TYPE_CHECKING:
    from cxdesk.store.brief import Brief  # a command line has no use for the Python face
    from cxdesk.store.facts import Beside
    from cxdesk.when import WorkingDays  # importing it would load the grammar of dates

__all__ = ["Query", "QueryError", "Vocabulary", "parse"]

_LONGEST_DATE = 4
"""Words that a date may have without quotes: `received:last month`, `due:..in 2 weeks`."""


class Query(NamedTuple):
    """All *tests* hold, as of *now*. `flags` are bare words that were taken as flags, for faces that say so."""

    tests: tuple[Test, ...]
    now: datetime
    text: str = ""
    flags: tuple[str, ...] = ()

    def sql(self) -> tuple[str, tuple[int | str, ...]]:
        """A condition over the table `complaints` and its bound values."""
        return both([test.sql() for test in self.tests]) if self.tests else Sql("1")

    def matches(self, brief: "Brief", beside: "Beside | None" = None) -> bool:
        """The same in Python. *beside* matters only to words, customers, options, revisits and letters."""
        from cxdesk.store.facts import NOTHING_BESIDE  # noqa: PLC0415 (see above)

        row = Row(brief, beside or NOTHING_BESIDE)
        return all(test.matches(row) for test in self.tests)

    def also(self, test: Test) -> "Query":
        """The query that asks *test* too."""
        return self._replace(tests=(*self.tests, test))

    def statuses(self) -> frozenset[str]:
        """The statuses that what it finds can have."""
        return reduce(frozenset.__and__, (test.statuses() for test in self.tests), ALL_STATUSES)


def parse(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    me: str,
    known: Vocabulary | None = None,
    calendar: "WorkingDays | None" = None,
    prefix: bool = False,
) -> Query:
    """Read a query; terms are joined by and, commas by or. Test complaints are left out unless `test:` asks for them.

    A bare word that names a flag (`open overdue waiting safety vulnerable acknowledged`) is the flag, and a bare
    reference (`CX-7`) is that complaint; in quotes both are searched for. With *prefix* the last bare word may go on.
    Raises QueryError with the position, what exists, and what may have been meant.
    """
    setting = Setting(now, zone, me, known or Vocabulary(), calendar)
    read = list(_dates_joined(terms(text), setting))
    tests = [
        test for place, term in enumerate(read) if (test := _test(term, setting, prefix and place == len(read) - 1))
    ]
    if not any(term.field == "test" for term in read):
        tests.append(Not(Flag("test")))
    return Query(tuple(tests), now, text, tuple(flag for term in read if (flag := _bare_flag(term))))


def _test(term: Term, setting: Setting, unfinished: bool) -> Test | None:
    """The test of one term; None for words in which nothing can be searched."""
    if term.field:
        test: Test | None = _field(term, setting)
    else:
        flag = _bare_flag(term)
        test = FLAGS[flag](setting) if flag else _words(term, setting, unfinished)
    return negated(test) if test is not None and term.negated else test


def _field(term: Term, setting: Setting) -> Test:
    reader = FIELDS.get(term.field)
    if reader is None:
        raise QueryError(
            _("there is no field {field}").format(field=term.field), term.position, choose_from(term.field, FIELDS)
        )
    return merged([reader(Value(term.field, piece.text.strip(), piece.position, setting)) for piece in term.pieces])


def _bare_flag(term: Term) -> str:
    if term.field or len(term.pieces) != 1 or term.pieces[0].quoted:
        return ""
    word = term.pieces[0].text.casefold()
    return word if word in BARE_FLAGS else ""


def _words(term: Term, setting: Setting, unfinished: bool) -> Test | None:
    tests: list[Test] = []
    for piece in term.pieces:
        number = reference(piece.text, setting.known.reference) if "-" in piece.text and not piece.quoted else None
        if number is not None:
            tests.append(Number("id", number, number))
        elif match := _match(piece, unfinished):
            tests.append(Words(match))
            if "@" in piece.text:
                tests.append(OfCustomer(email=folded("email", piece.text)))
    return merged(tests) if tests else None


def _match(piece: Piece, unfinished: bool) -> str:
    if piece.quoted:
        return match_query('"' + piece.text.replace('"', " ") + '"')
    return match_query(piece.text, prefix=unfinished)


def _dates_joined(read: list[Term], setting: Setting) -> Iterator[Term]:
    """Dates of several words without quotes made one: as many following words as make the value a date."""
    place = 0
    while place < len(read):
        term, taken = read[place], 1
        if term.field in DATES and len(term.pieces) == 1 and not term.pieces[0].quoted:
            term, taken = _with_following(read[place : place + _LONGEST_DATE], setting)
        yield term
        place += taken


def _with_following(read: list[Term], setting: Setting) -> tuple[Term, int]:
    """The term with the fewest following words that make it a date; as it stands where nothing does."""
    term, first = read[0], read[0].pieces[0]
    said = first.text
    for taken, following in enumerate([None, *read[1:]], start=1):
        if following is not None:
            if following.field or following.negated or len(following.pieces) != 1 or following.pieces[0].quoted:
                break
            said += " " + following.pieces[0].text
        if _is_date(Value(term.field, said, first.position, setting)):
            return Term(term.field, (Piece(said, first.position),), term.negated, term.position), taken
    return term, 1


def _is_date(value: Value) -> bool:
    if value.text.casefold() in {"none", "any"} or yes_or_no(value) is not None:
        return True
    try:
        period(value)
    except QueryError:
        return False
    return True
