"""One complaint as its own screen shows it: beside what `Seen` has, who else the customer is, mail, what waits.

It is read through a `Watch`, on the reader's thread; the words are in the reader's language when they are read.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cxdesk.catalogue import _
from cxdesk.desk.letter_words import letter_name
from cxdesk.desk.value_words import enumerated
from cxdesk.desk.wording import standing_answers
from cxdesk.store.beside import InMail, history_of, mail_of
from cxdesk.store.card import Card, Record

if TYPE_CHECKING:
    from cxdesk.desk.explaining import Step
    from cxdesk.desk.watched import Seen
    from cxdesk.domain.calendar import Calendar
    from cxdesk.domain.instances import ClockInstance


class Closeup(NamedTuple):
    """*complaints* is how many the customer has with this one, *still_open* how many of them are not closed.

    *letter_states* are by Message-ID, *mails* by number of the inbox. *waits* says what wants somebody's attention.
    *shares* are by clock, cycle and instance, of those that nothing stopped: how much of the target is used, when.
    """

    seen: "Seen"
    complaints: int
    still_open: int
    letter_states: dict[str, str]
    mails: dict[int, InMail]
    waits: tuple[str, ...]
    letter_folder: str
    shares: dict[tuple[str, int, int], Callable[[datetime], float]]

    @property
    def card(self) -> Card:
        """What stands in each table."""
        return self.seen.card

    def used(self, row: Record, now: datetime) -> float | None:
        """How much of the target of the card's clock *row* is used, in its own unit: 1.0 or more when it is due."""
        share = self.shares.get((row["clock"], row["cycle"], row["instance"]))
        return None if share is None else share(now)


class ExplainedClock(NamedTuple):
    """The arithmetic of one clock as people read it."""

    title: str
    terms: tuple[tuple[str, str], ...]
    steps: "tuple[Step, ...]"
    remark: str


class Explained(NamedTuple):
    """The arithmetic of every clock of a complaint, and under which standards."""

    ref: str
    head: tuple[str, ...]
    clocks: tuple[ExplainedClock, ...]


def closeup(connection: sqlite3.Connection, seen: "Seen", letter_folder: str) -> Closeup:
    """Inside the read transaction in which *seen* was read."""
    card = seen.card
    number, customer = int(card.complaint["id"]), card.complaint["customer_id"]
    complaints, still_open = history_of(connection, int(customer)) if customer else (0, 0)
    mails = mail_of(connection, number)
    letters = {str(row["message_id"]): str(row["state"]) for row in card.letters}
    about = {mail.number: mail for mail in mails}
    waits = tuple(_waits(card, mails))
    return Closeup(seen, complaints, still_open, letters, about, waits, letter_folder, _shares(connection, number))


def _shares(connection: sqlite3.Connection, number: int) -> dict[tuple[str, int, int], Callable[[datetime], float]]:
    """None of a complaint that cannot be evaluated: what stands about it is shown all the same."""
    from cxdesk.desk.shelf import Shelf  # noqa: PLC0415 (the desk itself shows no closeup, and waits for no policies)
    from cxdesk.domain.calendar import CalendarError  # noqa: PLC0415 (as above)
    from cxdesk.domain.clocks import standing  # noqa: PLC0415 (as above)
    from cxdesk.domain.rules import RuleTie  # noqa: PLC0415 (as above)
    from cxdesk.domain.snapshot import UnknownPolicy  # noqa: PLC0415 (as above)
    from cxdesk.store import complaints  # noqa: PLC0415 (as above)
    from cxdesk.store.snapshots import UnknownSnapshot  # noqa: PLC0415 (as above)

    history = [recorded.happened for recorded in complaints.history(connection, number)]
    try:
        stands = standing(Shelf(connection), history)
    except (RuleTie, UnknownPolicy, CalendarError, UnknownSnapshot):
        return {}
    hours = stands.calendar
    return {
        found.key: partial(_share_used, found, found.calendar or hours) for found in stands.instances if found.is_open
    }


def _share_used(instance: "ClockInstance", calendar: "Calendar", now: datetime) -> float:
    """How much of the target is used: in its own unit, and of a day clock as much of today as has gone by.

    Whole days alone (DOMAIN §5) would leave the bar of a clock of one day empty until it is full.
    """
    from cxdesk.domain.due import SECONDS  # noqa: PLC0415 (as above)
    from cxdesk.domain.ladder import share_elapsed  # noqa: PLC0415 (as above)

    whole = share_elapsed(instance, now, calendar)
    if whole >= 1 or instance.target is None or instance.target.unit in SECONDS:
        return whole
    until = min(now, instance.paused_since or now)
    begun = max(calendar.start_of_day(calendar.local_date(until)), instance.started_at)
    ended = calendar.end_of_day(calendar.local_date(until))
    before, after = (share_elapsed(replace(instance, paused_since=None), at, calendar) for at in (begun, ended))
    return before + (min(after, 1.0) - before) * ((until - begun) / (ended - begun))


def _waits(card: Card, mails: list[InMail]) -> Iterator[str]:
    """What somebody has to decide or mend, the gravest first."""
    row = card.complaint
    if row["acknowledgement"] in ("owed", "failed", "bounced"):
        yield _("the acknowledgement is owed")
    for letter in card.letters:
        if letter["state"] == "failed":
            yield _("a letter could not be delivered: {letter}").format(letter=letter_name(letter["letter"]))
    yield from standing_answers(card)
    for option in card.options:
        if option["state"] == "proposed":
            yield _("option {number} waits for approval").format(number=option["number"])
    unanswered = [str(one["number"]) for one in card.escalations if not one["answered_by"]]
    if unanswered:
        yield _("an answer is wanted to escalation {numbers}").format(numbers=enumerated(unanswered))
    if _wrote_after_closing(card):
        yield _("the customer wrote after it was closed")
    held = sum(mail.named for mail in mails)
    if held:
        yield _("mail in quarantine that names it: {count}").format(count=held)


def _wrote_after_closing(card: Card) -> bool:
    """Whether nobody did anything since the customer wrote about what was closed."""
    for moment in reversed(card.timeline):
        if moment.type == "MailFiled" and moment.data.get("after_closing"):
            return True
        if moment.agent != "system":
            return False
    return False


def explained(connection: sqlite3.Connection, ref: str, now: datetime) -> Explained:
    """How each due date of *ref* comes about; raises UnknownReference. Inside a read transaction."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 (arithmetic is read when somebody opens its tab, with all it needs)

    from cxdesk.desk import explained as words  # noqa: PLC0415 (as above)
    from cxdesk.desk.explaining import steps  # noqa: PLC0415 (as above)
    from cxdesk.desk.shelf import Shelf  # noqa: PLC0415 (as above)
    from cxdesk.domain.explain import explain  # noqa: PLC0415 (as above)
    from cxdesk.store import complaints  # noqa: PLC0415 (as above)

    history = complaints.history(connection, complaints.find(connection, ref))
    told = explain(Shelf(connection), [recorded.happened for recorded in history], now)
    corrections = [words.correction_text(one, ZoneInfo(told.zone)) for one in told.corrections]
    clocks = tuple(
        ExplainedClock(
            words.clock_title(one.instance),
            tuple((label, str(value)) for label, value in words.clock_terms(one, now)),
            tuple(steps(one)),
            words.provisional_text(one),
        )
        for one in told.clocks
    )
    return Explained(ref, (words.standards_text(ref, told), *corrections), clocks)
