"""A simulated week (issue 2): 200 complaints arrive live while the mail server fails in every way it can."""

import csv
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxdesk.clockwork import DAILY, daily_report, one_pass
from cxdesk.desk import Answers, Change, Desk, NewComplaint, NewDesk, Received, make, option
from cxdesk.domain.words import Direction, OptionType, Role, Severity
from cxdesk.mail.outbox import Sender
from cxdesk.mail.settings import Security
from cxdesk.mail.smtp import SmtpTransport
from cxdesk.reports.daily import daily
from cxdesk.store.people import Agent
from tests.desks import Clock
from tests.mail.faults import Fault, FaultyServer

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 23, tzinfo=ZONE).astimezone(UTC)
HOURS = 7 * 24 - 1
"""The week's Sunday has 23 of them."""

COMPLAINTS = 200
STEP = timedelta(minutes=15)
ANSWER_SECONDS = 0.1
WAYS_TO_FAIL = (
    Fault.DEFER_RCPT,
    Fault.HANG_UP_BEFORE_DATA_ENDS,
    Fault.REJECT_RCPT,
    Fault.DEFER_LETTER,
    Fault.HANG_UP_WITHOUT_TAKING,
    Fault.REJECT_LETTER,
    Fault.CLOSING_AT_RCPT,
    Fault.HANG_UP_AFTER_TAKING,
    Fault.ACCEPT_THEN_HANG_UP,
    Fault.STALL_AFTER_TAKING,
    Fault.DEFER_DATA,
    Fault.GREET_421,
    Fault.STALL_AT_RCPT,
    Fault.HANG_UP_AT_GREETING,
    Fault.TOO_LARGE,
    Fault.REFUSE_SENDER,
    Fault.ACCEPT,
)
AMBIGUOUS = frozenset({Fault.HANG_UP_AFTER_TAKING, Fault.STALL_AFTER_TAKING})
"""The server has the letter and the desk cannot know it."""

Texts = Callable[[int], tuple[str, str, str]]
"""Language, subject and words of the complaint with that number."""


def sample(number: int) -> tuple[str, str, str]:
    """A made-up complaint, in two languages by turns."""
    english = (
        ("The parcel came three days late", "It was promised for Friday and nobody could say where it was. "),
        ("Charged twice for one order", "My statement shows the same amount on two days. "),
        ("The repair did not hold", "It broke in the same place within a week. "),
    )
    chinese = (
        ("宽带三天没有修好", "第三次报修了，客服一直没有回复，请尽快处理。"),
        ("退款一直没有到账", "申请退款已经两周，商家说已处理，但没有收到。"),
        ("多扣了一次费用", "同一张订单扣了两次款，请书面答复。"),
    )
    subject, text = (chinese if number % 2 else english)[number // 2 % 3]
    return ("zh" if number % 2 else "en"), f"{subject} {number}", text * (1 + number % 7)


@dataclass
class Week:
    """One desk, its server and its people through seven days; what was seen on the way is kept."""

    desk: Desk
    quality: Desk
    """The same desk, worked by somebody who handled nothing."""
    clock: Clock
    server: FaultyServer
    chance: random.Random
    texts: Texts
    logged: list[Change] = field(default_factory=list)
    with_address: set[str] = field(default_factory=set)
    ambiguous: int = 0
    passes: int = 0
    reopened: int = 0
    open_at_end: dict[date, int] = field(default_factory=dict)
    work: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def sender(self) -> Sender:
        """A new sender, as every process has its own."""
        way_out = SmtpTransport(
            "127.0.0.1",
            self.server.port,
            security=Security.NONE,
            timeout_seconds=ANSWER_SECONDS,
            answer_seconds=ANSWER_SECONDS,
        )
        self.passes += 1
        return Sender(self.desk, way_out, jitter=self.chance.random, holder=f"sender {self.passes}")

    def live(self) -> None:
        """Seven days in steps; each step what arrives, what people do, and one pass of the clockwork."""
        arrivals = sorted(MONDAY + timedelta(seconds=self.chance.randrange(HOURS * 3600)) for _ in range(COMPLAINTS))
        while self.clock.at < MONDAY + timedelta(hours=HOURS):
            self.weather()
            tick = self.clock.at + STEP
            while arrivals and arrivals[0] < tick:
                self.clock.at = arrivals.pop(0)
                self.arrive()
            self.clock.at = tick
            self.people()
            self.a_pass()
            self.evening()

    def weather(self) -> None:
        """What the server is up to: fine on Monday, all faults on Tuesday, Thursday and Sunday, away on Wednesday."""
        local = self.clock.at.astimezone(ZONE)
        if local.weekday() in (1, 3, 6) and local.minute == 0 and 7 <= local.hour < 22:
            fault = WAYS_TO_FAIL[(local.hour + 5 * local.weekday()) % len(WAYS_TO_FAIL)]
            self.ambiguous += fault in AMBIGUOUS
            self.server.plan(fault)
        if local.weekday() == 2 and local.minute == 0:
            if local.hour == 9:
                self.server.down()
            elif local.hour == 15:
                self.server.up()

    def arrive(self) -> None:
        """A complaint; one in seven leaves no address, some customers complain again."""
        number = len(self.logged)
        language, subject, text = self.texts(number)
        person = number if number % 11 else number // 2
        email = "" if number % 7 == 3 else f"sample{person}@customer.example"
        who = Received(name=f"Sample Customer {person}", email=email, phone=f"+4930{person:06}", language=language)
        change = self.desk.log(
            NewComplaint(
                channel=("phone", "web", "counter", "letter")[number % 4],
                subject=subject,
                text=text,
                customer=who,
                severity=(Severity.S1, Severity.S2, Severity.S3, Severity.S4, None)[number % 5],
            )
        )
        self.logged.append(change)
        if change.letters:
            self.with_address.add(change.ref)
            self.sender().send_due(only=change.letters)
        if number % 4 == 0:
            self.plan(change.ref)

    def plan(self, ref: str) -> None:
        """What people will do about this one, hours apart, so that some of it is late."""
        desk, at = self.desk, self.clock.at
        promised = timedelta(days=1)
        acts: list[Callable[[], object]] = [
            lambda: (desk.take(ref), desk.start(ref)),
            lambda: desk.contact(ref, Direction.OUT, "phone", "We are looking into it."),
            lambda: desk.find_cause(ref, "process", "a step was left out", "logistics"),
            lambda: desk.offer(
                ref, option(OptionType.REFUND, "one month", value=Decimal(20), promised_at=self.clock.at + promised)
            ),
            lambda: desk.accept(ref, 1, "said yes"),
            lambda: desk.fulfil(ref, "credit note"),
            lambda: self.finish(ref),
        ]
        for act in acts[: self.chance.randrange(1, len(acts) + 1)]:
            at += timedelta(hours=self.chance.choice((1, 3, 9, 20)))
            self.work.append((at, act))
        self.work.sort(key=lambda item: item[0])

    def finish(self, ref: str) -> None:
        """The customer is reached early, where a revisit was drawn, and says it is solved."""
        if self.desk.complaint(ref).planned_revisits:
            self.quality.revisit_done(ref, Answers(resolved=True, satisfaction=4))
        self.quality.close(ref)
        if self.chance.random() < 0.5:
            self.work.append((self.clock.at + timedelta(hours=5), lambda: self.desk.reopen(ref, "it came back")))
            self.work.sort(key=lambda item: item[0])

    def people(self) -> None:
        """Acts whose hour has come; in the morning somebody looks at the letters that failed (TRAPS 44)."""
        while self.work and self.work[0][0] <= self.clock.at:
            self.work.pop(0)[1]()
        local = self.clock.at.astimezone(ZONE)
        if (local.hour, local.minute) == (8, 0):
            for letter in self.desk.letters(("failed",)):
                self.desk.retry_letter(letter.id)

    def a_pass(self) -> None:
        """The clockwork, as cron would start it."""
        done = one_pass(self.desk, self.sender(), holder=f"pass {self.passes}", reports=daily_report)
        assert done.busy_until is None
        assert done.swept is not None
        assert done.swept.left == 0
        assert done.blind_since is None

    def evening(self) -> None:
        """At midnight the day's flow must add up (DOMAIN §4.15)."""
        local = self.clock.at.astimezone(ZONE)
        if (local.hour, local.minute) != (0, 0):
            return
        day = (local - timedelta(days=1)).date()
        snapshot = self.desk.snapshot
        report = daily(
            self.desk._connection,
            on=day,
            zone=ZONE,
            as_of=self.clock.at,
            calendar=snapshot.calendar(self.desk.settings.desk.calendar),
            desk_name="a week",
        )
        figures = {figure.key: figure.value for figure in report.sections[0].figures}
        start, received, reopened, closed, end = (
            figures[key] for key in ("open_at_start", "received", "reopened", "closed", "open_at_end")
        )
        assert isinstance(start, int)
        assert isinstance(received, int)
        assert isinstance(reopened, int)
        assert isinstance(closed, int)
        assert isinstance(end, int)
        assert report.errors == ()
        assert end == start + received + reopened - closed
        self.reopened += reopened
        assert start == self.open_at_end.get(day - timedelta(days=1), 0)
        assert end == self.counted_open()
        self.open_at_end[day] = end

    def counted_open(self) -> int:
        """How many complaints the desk holds open now."""
        row = self.desk._connection.execute("SELECT count(*) FROM complaints WHERE status <> 'closed'").fetchone()
        return int(row[0])

    def calm(self) -> None:
        """The server is well again, and the desk catches up."""
        for _hours in range(3 * 24):
            if not self.desk.letters(("queued", "deferred", "leased", "failed")):
                return
            self.clock.on(hours=1)
            for letter in self.desk.letters(("failed",)):
                self.desk.retry_letter(letter.id)
            one_pass(self.desk, self.sender(), holder="calm")


def begun(folder: Path, server: FaultyServer, texts: Texts) -> Week:
    """A desk at the beginning of its week."""
    clock = Clock(MONDAY)
    chance = random.Random(2)  # noqa: S311 (the same week every time)
    new = NewDesk(login="ann", timezone="Europe/Berlin", country="DE")
    make(folder, new, now=clock, randomness=chance.randbytes)
    settings = folder / "desk.toml"
    text = settings.read_text(encoding="utf-8").partition("[report]")[0]
    text = text.replace("[mail]\n", '[mail]\nfrom = "care@cxdesk.example"\n')
    settings.write_text(f'{text}[report]\ntime = "18:00"\nemail = ["boss@cxdesk.example"]\n', encoding="utf-8")
    desk, quality = (
        Desk.open(folder, agent=login, now=clock, randomness=chance.randbytes) for login in ("ann", "quinn")
    )
    # Whether a power cut loses anything is another test's question; a thousand passes need not ask the disk.
    for one in (desk, quality):
        one._connection.execute("PRAGMA synchronous = OFF")
    desk.edit_agent(Agent("ann", "Ann Sample", Role.MANAGER, email="ann@cxdesk.example", authority=Decimal(1000)))
    desk.add_agent(Agent("sam", "Sam Sample", Role.SUPERVISOR, email="sam@cxdesk.example", authority=Decimal(1000)))
    desk.add_agent(Agent("quinn", "Quinn Sample", Role.QUALITY))
    return Week(desk, quality, clock, server, chance, texts)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    """The mail server of the week."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    with FaultyServer() as listening:
        yield listening


def check(week: Week) -> None:
    """What must be true of any week."""
    desk, taken = week.desk, week.server.taken_ids
    letters = desk.letters(limit=10_000)
    assert {letter.state for letter in letters} == {"accepted"}
    assert set(taken) == {letter.message_id for letter in letters}
    assert sum(count - 1 for count in taken.values()) <= week.ambiguous
    acknowledgements = Counter(desk.ref_of_letter(one) for one in letters if one.letter == "acknowledgement")
    assert set(acknowledgements) == week.with_address
    assert set(acknowledgements.values()) == {1}
    query = "SELECT count(*) FROM events WHERE type = 'Acknowledged' GROUP BY stream_id"
    assert {row[0] for row in desk._connection.execute(query)} == {1}
    assert max(letter.attempts for letter in letters) > 2
    check_alarms(desk)
    days = [MONDAY.astimezone(ZONE).date() + timedelta(days=day) for day in range(7)]
    assert [desk.report_issued_to(DAILY, day) for day in days] == [{"boss@cxdesk.example"}] * 7
    assert list(week.open_at_end) == days
    assert week.reopened > 0
    assert desk.verify() == []


def check_alarms(desk: Desk) -> None:
    """Every breach alarms once, and every step at most once (DOMAIN §4.14, TRAPS 49)."""
    breached = """
        SELECT count(*), count(DISTINCT stream_id || ' ' || json_extract(data, '$.clock') || ' '
                               || json_extract(data, '$.cycle') || ' ' || json_extract(data, '$.instance'))
        FROM events WHERE type = 'Breached'
    """
    written, distinct = desk._connection.execute(breached).fetchone()
    late = "SELECT count(*) FROM clocks WHERE verdict = 'breached'"
    assert written == distinct == desk._connection.execute(late).fetchone()[0] > 20
    fired = """
        SELECT count(*) FROM events WHERE type IN ('Warned', 'Escalated') AND json_extract(data, '$.step') <> ''
        GROUP BY stream_id, json_extract(data, '$.clock'), json_extract(data, '$.cycle'),
                 json_extract(data, '$.instance'), json_extract(data, '$.due_at'), json_extract(data, '$.step')
    """
    assert {row[0] for row in desk._connection.execute(fired)} == {1}
    assert desk._connection.execute("SELECT count(*) FROM alarms WHERE late = 1").fetchone()[0] == 0
    assert desk._connection.execute("SELECT count(*) FROM notices WHERE outbox_id IS NULL").fetchone()[0] == 0


def test_a_week_of_complaints_through_a_failing_server(tmp_path: Path, server: FaultyServer) -> None:
    """TRAPS 33, 34, 42-45, 49."""
    week = begun(tmp_path / "desk", server, sample)
    with week.desk, week.quality:
        week.live()
        week.calm()
        assert len(week.logged) == COMPLAINTS
        check(week)


@pytest.mark.corpus
def test_the_same_week_with_what_real_people_wrote(tmp_path: Path, server: FaultyServer, corpus: Path) -> None:
    """The words of 01-cfpb and 03-chinese, read where they are."""
    week = begun(tmp_path / "desk", server, real(corpus))
    with week.desk, week.quality:
        week.live()
        week.calm()
        check(week)
        assert desk_finds_two_characters(week.desk)


def desk_finds_two_characters(desk: Desk) -> bool:
    """Search still works on the real words."""
    return bool(desk.search("投诉")) or bool(desk.search("小区"))


def real(corpus: Path) -> Texts:
    """Narratives of both corpora, by turns."""
    english = _column(corpus / "01-cfpb" / "cfpb-2016_2020_iso_narr.csv", "Issue", "Consumer complaint narrative")
    chinese = _column(corpus / "03-chinese" / "derived" / "gov_complaints_with_replies.csv", "留言主题", "留言详情")

    def text(number: int) -> tuple[str, str, str]:
        told = chinese if number % 2 else english
        subject, words = told[number // 2 % len(told)]
        return ("zh" if number % 2 else "en"), subject, words

    return text


def _column(path: Path, subject: str, words: str) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row[subject], row[words]) for row in csv.DictReader(file) if row[words].strip()][:COMPLAINTS]
