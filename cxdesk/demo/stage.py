"""The stage of the sample: its clock is moved from step to step, and what falls due in between is swept on time."""

import heapq
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Final, Self

from cxdesk.demo.acts import Doing, perform, receive
from cxdesk.demo.post import SampleTransport
from cxdesk.demo.stories import Story, When, working_day
from cxdesk.desk import Desk
from cxdesk.desk.ports import Now, Randomness
from cxdesk.domain.words import RevisitState, Role
from cxdesk.mail.outbox import Sender, mail_settings

CLERK: Final = "agent1"
"""Who logs what comes in."""

SUPERVISOR: Final = "lead"
SUPERVISOR_ROLE: Final = Role.SUPERVISOR.value
ANSWERS_AT: Final = time(9, 30)
ANSWER: Final = {"en": "Seen. Please call the customer today.", "zh": "已了解，请今天联系客户。"}
"""What the supervisor answers to last night's escalations, in the desk's language."""

PASS_EVERY: Final = timedelta(minutes=10)
"""As cron would run the clockwork, shorter than the grace after which a step counts as late."""


@dataclass(slots=True)
class _Told:
    """How far a story has been told."""

    story: Story
    day: date
    ref: str = ""
    next_step: int = 0


@dataclass(order=True, slots=True)
class _Turn:
    at: datetime
    number: int
    told: _Told = field(compare=False)


class Stage:
    """Tells the stories in the order of time, up to the moment asked for; use it in a `with`."""

    def __init__(self, folder: Path, stories: tuple[Story, ...], *, now: Now, randomness: Randomness) -> None:
        self._folder = folder
        self._stories = stories
        self._end = now()
        self._randomness = randomness
        self._named: dict[str, str] = {}
        self._turns: list[_Turn] = []
        self._desks: dict[str, Desk] = {}
        self._open = ExitStack()
        self._at = self._end
        self._passes: list[datetime] = []
        self._raised: set[str] = set()
        self._left_unanswered: set[str] = set()

    def __enter__(self) -> Self:
        self._desk = self._as(CLERK)
        self.calendar = self._desk.calendar
        self.today = working_day(self.calendar, self.calendar.local_date(self._end), 0)
        for number, story in enumerate(self._stories):
            at = story.received.at(self.calendar, today=self.today, before=self.today, revisit=None)
            if at is not None and at <= self._end:
                self._turns.append(_Turn(at, number, _Told(story, at.date())))
        heapq.heapify(self._turns)
        self._at = min((turn.at for turn in self._turns), default=self._end)
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def clock(self) -> datetime:
        """The present on the stage."""
        return self._at

    def until(self, moment: datetime) -> Iterator[str]:
        """Tell everything up to *moment*, which then is the present; the reference of each complaint received."""
        while self._turns and self._turns[0].at <= moment:
            turn = heapq.heappop(self._turns)
            self._pass_time(turn.at)
            self._answer_escalations()
            received = not turn.told.ref
            self._tell(turn)
            if received:
                yield turn.told.ref
        self._pass_time(moment)

    def at(self, when: str, *, before: date, ref: str) -> datetime:
        """The instant that *when* means for the complaint *ref*; `now` is the end, `due` its next deadline."""
        if when == "now":
            return self._end
        if when == "due":
            found = self._desk.show(ref).due.next_due
        else:
            revisit = self._revisit_day(ref) if ref else None
            found = When.read(when).at(self.calendar, today=self.today, before=before, revisit=revisit)
        return min(max(found or self._at, self._at), self._end)

    def _tell(self, turn: _Turn) -> None:
        told = turn.told
        if not told.ref:
            told.ref = receive(self._desk, told.story.facts).ref
            self._named[told.story.name or told.ref] = told.ref
            if told.story.unanswered:
                self._left_unanswered.add(told.ref)
        else:
            step = told.story.steps[told.next_step]
            perform(Doing(self._as(step.by), told.ref, self._ahead, self._named), step)
            told.next_step += 1
        self._schedule(turn)

    def _schedule(self, turn: _Turn) -> None:
        """The story's next turn, unless that lies ahead of the end: then it has not happened yet."""
        told = turn.told
        if told.next_step == len(told.story.steps):
            return
        step = told.story.steps[told.next_step]
        revisit = self._revisit_day(told.ref) if step.when.days is None else None
        at = step.when.at(self.calendar, today=self.today, before=told.day, revisit=revisit)
        if at is not None and at <= self._end:
            told.day = at.date()
            heapq.heappush(self._turns, _Turn(max(at, self._at), turn.number, told))

    def _revisit_day(self, ref: str) -> date | None:
        shown = self._desk.show(ref)
        planned = [visit.number for visit in shown.complaint.revisits if visit.state is RevisitState.PLANNED]
        return date.fromisoformat(shown.revisit_days[min(planned)]) if planned else None

    def _ahead(self, text: str) -> datetime:
        """The exclusive end of the working day so many days on from the present."""
        days = int(text.removesuffix("bd"))
        return self.calendar.end_of_day(working_day(self.calendar, self.calendar.local_date(self._at), days))

    def _answer_escalations(self) -> None:
        """The supervisor's first work of a working day, over what the clockwork raised since the last one."""
        local = self._at.astimezone(self.calendar.zone)
        if local.time() < ANSWERS_AT or not self.calendar.is_workday(local.date()):
            return
        lead = self._as(SUPERVISOR)
        for ref in sorted(self._raised - self._left_unanswered):
            complaint = lead.complaint(ref)
            for escalation in complaint.unanswered:
                if complaint.is_open and SUPERVISOR_ROLE in escalation.to:
                    lead.answer(ref, ANSWER[lead.settings.desk.language.value], number=escalation.number)
        self._raised.clear()

    # Time

    def _pass_time(self, moment: datetime) -> None:
        """Move the clock on; the clockwork looks as often as cron would, and works when something is due."""
        while self._at + PASS_EVERY < moment:
            self._at += PASS_EVERY
            if self._desk.steps_due():
                self._write_quiet_passes()
                self._raised.update(self._desk.sweep().refs)
            else:
                self._passes.append(self._at)
        self._at = max(self._at, moment)

    def _write_quiet_passes(self) -> None:
        """Passes that found nothing, in one commit, or the books would say that nobody looked."""
        self._desk.note_quiet_runs("sweep", self._passes)
        self._passes.clear()

    def settle(self) -> None:
        """Write down the passes that are only counted so far, before somebody else looks at the desk."""
        self._write_quiet_passes()

    # The desk, as each agent has it open

    def _as(self, login: str) -> Desk:
        if login not in self._desks:
            self._desks[login] = self._open.enter_context(
                Desk.open(
                    self._folder,
                    agent=login,
                    os_user=login,
                    now=self.clock,
                    randomness=self._randomness,
                    after_commit=partial(self._send, login),
                )
            )
        return self._desks[login]

    def _send(self, login: str, numbers: tuple[int, ...]) -> None:
        desk = self._desks[login]
        transport = SampleTransport(mail_settings(desk.settings, desk.folder))
        Sender(desk, transport, jitter=lambda: 0.5, holder="sample").send_due(numbers)
