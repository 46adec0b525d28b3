"""The fields of the query language: what each takes, and the test that a value becomes (CLI.md, Query language)."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.domain.states import AcknowledgementState, OptionState, Outcome, Severity, Status
from cxdesk.store.query_error import QueryError, choose_from
from cxdesk.store.query_joined import AnyOf, Not, negated
from cxdesk.store.query_tests import (
    OPEN_VALUES,
    Due,
    Flag,
    Moment,
    Number,
    OneOf,
    Overdue,
    Tagged,
    Test,
    Unacknowledged,
    Without,
)

if TYPE_CHECKING:
    from cxdesk.when import Period, WorkingDays  # importing it would load the grammar of dates

# The imports inside: a command line pays for the fields it names, not for customers, letters and dates (BUDGETS).

NONE, ANY = "none", "any"
_MOST = 2**62


class Vocabulary(NamedTuple):
    """What the desk knows, for checks, suggestions and spelling; a list that is empty or absent takes any value.

    `values` goes by field (segment, value, channel, category, product, cause, unit, source, language, tag); `teams`
    maps each login to its team; `reference` is the letters before a reference's number.
    """

    reference: str = "CX"
    values: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    teams: Mapping[str, str] = MappingProxyType({})


class Setting(NamedTuple):
    """What values are read against."""

    now: datetime
    zone: ZoneInfo
    me: str
    known: Vocabulary
    calendar: "WorkingDays | None" = None


class Value(NamedTuple):
    """One value as written, and where in the query."""

    field: str
    text: str
    position: int
    setting: Setting

    def wrong(self, known: object = (), mend: str = "") -> QueryError:
        """The error for a value that the field does not take."""
        what = _("“{value}” is no value of {field}").format(value=self.text, field=self.field)
        names = [str(name) for name in known] if isinstance(known, tuple | list) else []
        return QueryError(what, self.position, mend or choose_from(self.text, names))


Reader = Callable[[Value], Test]

COLUMNS = {
    "segment": "segment",
    "value": "value_band",
    "channel": "channel",
    "category": "category",
    "product": "product",
    "cause": "cause",
    "unit": "unit",
    "source": "source",
    "language": "language",
}

YES, NO = ("yes", "true", "1", "是"), ("no", "false", "0", "否")


def _folded_choice(value: Value, known: tuple[str, ...]) -> str:
    """The spelling of *known* for a value that differs in case at most."""
    spelt = {name.casefold(): name for name in known}
    chosen = spelt.get(value.text.casefold())
    if chosen is None:
        raise value.wrong(known)
    return chosen


def _status(value: Value) -> Test:
    chosen = _folded_choice(value, ("open", *Status))
    values = tuple(status.value for status in Status if status.value in OPEN_VALUES) if chosen == "open" else (chosen,)
    return OneOf("status", values)


def _outcome(value: Value) -> Test:
    return _code("outcome", value, tuple(outcome.value for outcome in Outcome))


def _code(column: str, value: Value, known: tuple[str, ...]) -> Test:
    chosen = _folded_choice(value, (*known, NONE, ANY))
    if chosen == ANY:
        return Not(OneOf(column, ("",)))
    return OneOf(column, ("" if chosen == NONE else chosen,))


def _severity(value: Value) -> Test:
    grades = tuple(severity.value for severity in Severity)
    first, dots, last = value.text.partition("..")
    if not dots:
        return _code("severity", value, grades)
    places = [grades.index(_folded_choice(value._replace(text=end), grades)) for end in (first, last) if end]
    low = places[0] if first else 0
    high = places[-1] if last else len(grades) - 1
    if low > high or not places:
        raise value.wrong(grades)
    return OneOf("severity", grades[low : high + 1])


def _word(value: Value) -> Test:
    """A classification: checked against the desk's list where there is one."""
    column, known = COLUMNS[value.field], value.setting.known.values.get(value.field, ())
    if value.text.casefold() in {NONE, ANY}:
        return _code(column, value, ())
    return OneOf(column, (_folded_choice(value, (*known, NONE, ANY)) if known else value.text,))


def _owner(value: Value) -> Test:
    logins = tuple(value.setting.known.teams)
    if value.text.casefold() == "me":
        return OneOf("owner", (value.setting.me,))
    if value.text.casefold() in {NONE, ANY} or logins:
        return _code("owner", value, ("me", *logins))
    return OneOf("owner", (value.text,))


def _team(value: Value) -> Test:
    teams = tuple(dict.fromkeys(team for team in value.setting.known.teams.values() if team))
    mine = value.setting.known.teams.get(value.setting.me, "")
    chosen = mine if value.text.casefold() == "mine" and mine else _folded_choice(value, (*teams, "mine", NONE))
    wanted = "" if chosen == NONE else chosen
    return OneOf("owner", tuple(login for login, team in value.setting.known.teams.items() if team == wanted))


def _number(column: str, value: Value, read: Callable[[str], int | None]) -> Test:
    """`3`, `1..3`, `..3`, `2..`, `>1`, `>=1`, `<3`, `<=3`."""
    bound = re.fullmatch(r"(<=?|>=?)(.+)", value.text)
    if bound:
        number = read(bound[2])
        if number is None:
            raise value.wrong(mend=_("write a number or a range, as in {example}").format(example="2..5"))
        step = 0 if bound[1].endswith("=") else 1
        if bound[1][0] == "<":
            return Number(column, -_MOST, number - step)
        return Number(column, number + step, _MOST)
    first, dots, last = value.text.partition("..")
    low = read(first) if first else -_MOST
    high = (read(last) if last else _MOST) if dots else low
    if low is None or high is None or not (first or last):
        raise value.wrong(mend=_("write a number or a range, as in {example}").format(example="2..5"))
    return Number(column, low, high)


def _level(value: Value) -> Test:
    return _number("level", value, lambda text: int(text) if re.fullmatch(r"\d{1,6}", text) else None)


def reference(text: str, letters: str) -> int | None:
    """The number in `CX-7`, `cx7` or `7`; None for anything else, and for another desk's letters."""
    typed = re.fullmatch(r"([A-Za-z]{1,8})-?(\d{1,15})|(\d{1,15})", text.strip())
    if typed is None or (typed[1] and typed[1].casefold() != letters.casefold()):
        return None
    return int(typed[2] or typed[3])


def _ref(value: Value) -> Test:
    return _number("id", value, lambda text: reference(text, value.setting.known.reference))


def period(value: Value) -> "Period":
    """The half-open period that a date value means."""
    from cxdesk.when import (  # noqa: PLC0415 (the grammar of dates is loaded by those who use it)
        DateError,
        parse_period,
    )

    try:
        return parse_period(value.text, now=value.setting.now, zone=value.setting.zone, calendar=value.setting.calendar)
    except DateError as error:
        mend = _("write a day, a month or a range, as in {example}").format(example="2026-11-01.., today, ..2d")
        raise QueryError(str(error), value.position, mend) from error


def _date(column: str) -> Reader:
    def read(value: Value) -> Test:
        if value.text.casefold() in {NONE, ANY}:
            absent = Without(column)
            return absent if value.text.casefold() == NONE else Not(absent)
        span = period(value)
        return Due(column, span) if column == "next_due" else Moment(column, span)

    return read


def yes_or_no(value: Value) -> bool | None:
    """What a flag's value says; None when it is no such word."""
    said = value.text.casefold()
    return True if said in YES else False if said in NO else None


def _flag(name: str) -> Reader:
    def read(value: Value) -> Test:
        said = yes_or_no(value)
        if said is None:
            raise value.wrong(("yes", "no"))
        test = FLAGS[name](value.setting)
        return test if said else negated(test)

    return read


def _waiting(value: Value) -> Test:
    if yes_or_no(value) is not None:
        return _flag("waiting")(value)
    return Moment("waiting_until", period(value))


def _test(value: Value) -> Test:
    if value.text.casefold() == ANY:
        return AnyOf((Flag("test"), Not(Flag("test"))))
    return _flag("test")(value)


def _option(value: Value) -> Test:
    from cxdesk.store.query_beside import HasOption  # noqa: PLC0415 (see above)

    return HasOption(OptionState(_folded_choice(value, tuple(OptionState))), value.setting.now)


def _revisit(value: Value) -> Test:
    from cxdesk.store.query_beside import REVISITS, HasRevisit  # noqa: PLC0415 (see above)

    today = value.setting.now.astimezone(value.setting.zone).date().isoformat()
    return HasRevisit(_folded_choice(value, REVISITS), today, value.setting.now)


def _mail(value: Value) -> Test:
    from cxdesk.store.query_beside import LETTERS, MAIL, HasMail  # noqa: PLC0415 (see above)
    from cxdesk.store.query_inbox import HasReply  # noqa: PLC0415 (see above)

    chosen = _folded_choice(value, MAIL)
    if chosen == "owed":
        return Unacknowledged((AcknowledgementState.OWED, AcknowledgementState.BOUNCED))
    if chosen == "bounced":
        return Unacknowledged((AcknowledgementState.BOUNCED,))
    return HasMail(LETTERS[chosen]) if chosen in LETTERS else HasReply(chosen)


def _customer(value: Value) -> Test:
    if value.text.casefold() == NONE:
        return Without("customer_id")
    from cxdesk.store.query_words import of_customer  # noqa: PLC0415 (see above)

    return of_customer(value.text)


def _tag(value: Value) -> Test:
    if value.text.casefold() in {NONE, ANY}:
        return _code("tags", value, ())
    return Tagged(value.text)


FLAGS: Mapping[str, Callable[[Setting], Test]] = {
    "overdue": lambda setting: Overdue(setting.now),
    "safety": lambda _setting: Flag("safety"),
    "vulnerable": lambda _setting: Flag("vulnerable"),
    "waiting": lambda _setting: OneOf("status", (Status.WAITING.value,)),
    "open": lambda _setting: OneOf("status", tuple(status.value for status in Status if status is not Status.CLOSED)),
    "acknowledged": lambda _setting: Not(Unacknowledged()),
    "test": lambda _setting: Flag("test"),
}

BARE_FLAGS = tuple(name for name in FLAGS if name != "test")
"""Flags that a word alone means; in quotes such a word is searched for in the text."""

DATES = frozenset({"due", "received", "closed", "waiting"})

FIELDS: Mapping[str, Reader] = {
    "ref": _ref,
    "status": _status,
    "outcome": _outcome,
    "severity": _severity,
    "owner": _owner,
    "team": _team,
    "level": _level,
    "due": _date("next_due"),
    "received": _date("received_at"),
    "closed": _date("closed_at"),
    "waiting": _waiting,
    "option": _option,
    "revisit": _revisit,
    "mail": _mail,
    "customer": _customer,
    "tag": _tag,
    "test": _test,
    **dict.fromkeys(COLUMNS, _word),
    **{name: _flag(name) for name in ("overdue", "safety", "vulnerable", "open", "acknowledged")},
}
