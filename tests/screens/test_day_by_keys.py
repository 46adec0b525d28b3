"""A whole day of the real program in a real terminal: by keys alone, while others work on the same complaint."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cxdesk.domain.words import Outcome, Role
from cxdesk.store.people import Agent
from tests.desks import MONDAY, smtp, write_mail
from tests.mail.faults import FaultyServer
from tests.screens.stage import SMALL, Stage
from tests.screens.stories import fixed_days
from tests.screens.tmux import Tmux

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")

REF = "CX-1"
LATER = MONDAY + timedelta(days=4)
DONE_ON_MONDAY = [
    ("ann", "Logged"),
    ("ann", "LetterQueued"),
    ("system", "LetterAccepted"),
    ("system", "Acknowledged"),
    ("bob", "Assessed"),
    ("ann", "Assessed"),
    ("bob", "Assigned"),
    ("ann", "Assigned"),
    ("ann", "Started"),
    ("bob", "Noted"),
    ("ann", "CauseFound"),
    ("ann", "Offered"),
    ("ann", "LetterQueued"),
    ("system", "LetterAccepted"),
    ("bob", "Contacted"),
    ("ann", "OptionAccepted"),
    ("ann", "LetterQueued"),
    ("system", "LetterAccepted"),
    ("ann", "Fulfilled"),
    ("ann", "RevisitPlanned"),
    ("ann", "RevisitPlanned"),
]
DONE_LATER = [
    ("quin", "RevisitDone"),
    ("quin", "Closed"),
    ("quin", "LetterQueued"),
    ("system", "LetterAccepted"),
]
LEFT_OF_TOASTS = 38


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    """Takes every letter."""
    with FaultyServer() as listening:
        yield listening


@pytest.fixture
def team(stage: Stage, server: FaultyServer) -> Stage:
    """A desk with a mail server, and beside the manager an agent and somebody for quality."""
    fixed_days(stage)
    write_mail(stage.folder, **(smtp(server.port) | {"timeout": "30"}))
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        desk.add_agent(Agent("quin", "Sample Quality", Role.QUALITY))
    return stage


class Day:
    """One person at the keys of the screens, and others at a command line of the same desk."""

    def __init__(self, stage: Stage, terminal: Tmux) -> None:
        self.terminal = terminal
        self._folder = stage.folder
        self._now = ""

    def begin(self, agent: str, at: datetime) -> None:
        """The program is started as *agent*."""
        self._now = at.isoformat()
        self.terminal.run(CXDESK_DESK=str(self._folder), CXDESK_AGENT=agent, CXDESK_NOW=self._now)

    def end(self) -> None:
        """It is left."""
        self.terminal.keys("q")
        self.terminal.end()

    def other(self, agent: str, *words: str) -> str:
        """Another process does something; what it says."""
        names = {"CXDESK_DESK": str(self._folder), "CXDESK_AGENT": agent, "CXDESK_NOW": self._now, "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-P", "-m", "cxdesk", *words]
        done = subprocess.run(command, env=os.environ | names, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def form(self, key: str, *answers: tuple[str, str]) -> None:
        """Open a form; each answer is what the form says about a field once the cursor is in it, and what is typed."""
        self.terminal.keys(key)
        for number, (told, typed) in enumerate(answers):
            if number:
                self.terminal.keys("Tab")
            self.terminal.until(told)
            if typed:
                self.terminal.type(typed)

    def save(self, told: str) -> str:
        """Save what stands in the form; the screen on which *told* stands."""
        self.terminal.keys("C-s")
        return self.terminal.until(told)

    def letter_goes(self) -> None:
        """Wait until the newest letter of the timeline, which has the newest above, was taken over."""

        def is_gone(screen: str) -> bool:
            left = " ".join(line[:LEFT_OF_TOASTS] for line in screen.partition("▸Timeline")[2].splitlines())
            return "system: the transpor" in left.partition(": a letter to")[0]

        self.terminal.until(is_gone)


def test_a_day_by_keys_alone_while_others_change_the_same_complaint(
    team: Stage, server: FaultyServer, tmp_path: Path
) -> None:
    with Tmux(tmp_path / "tmux", SMALL) as terminal:
        day = Day(team, terminal)
        day.begin("ann", MONDAY)
        logged_and_acknowledged(day)
        assert [letter.recipients for letter in server.taken] == [("sample@customer.example",)]
        assessed_although_somebody_else_did(day)
        assigned_and_begun(day)
        offered_accepted_and_delivered(day)
        day.end()
        day.begin("quin", LATER)
        looked_back_and_closed(day)
        day.end()
        day.other("ann", "verify")
    assert [letter.recipients for letter in server.taken] == 4 * [("sample@customer.example",)]
    with team.desk() as desk:
        assert desk.complaint(REF).outcome is Outcome.REMEDIED
        done = [(one.actor, type(one.event).__name__) for one in desk.show(REF).timeline]
    assert done == [*DONE_ON_MONDAY, *DONE_LATER]


def logged_and_acknowledged(day: Day) -> None:
    day.terminal.until("n New")
    day.form(
        "n",
        ("Who complains", "Sample Customer"),
        ("Where the acknowledgement goes", "sample@customer.example"),
        ("A number to call", ""),
        ("key in your own system", ""),
        ("What it is about", "Late parcel"),
        ("own words", "It never came."),
    )
    day.terminal.until("CX-1 would be logged")
    day.save("Nothing waits for you")
    day.terminal.keys("]")
    day.terminal.until("Late parcel")
    day.terminal.keys("Enter")
    day.terminal.until("the transport took the letter over: acknowledgement")
    day.terminal.until("acknowledged automatically by email")


def assessed_although_somebody_else_did(day: Day) -> None:
    day.form("s", ("S1, the gravest", "S2"))
    day.other("bob", "assess", REF, "--severity", "S3")
    stale = day.save("save again to apply it all the same")
    assert "the complaint changed" in stale
    assert "bob: assessed: severity S3" in stale
    assert "Severity S2" in stale
    day.save("· S2")


def assigned_and_begun(day: Day) -> None:
    day.other("bob", "take", REF)
    day.terminal.until("owner: bob")
    day.form("a", ("↓ [ann", "ann"))
    day.save("owner: ann")
    day.terminal.keys("b")
    day.terminal.until("investigating")
    day.other("bob", "note", REF, "--text", "The courier was called")
    day.terminal.until("The courier was called")


def offered_accepted_and_delivered(day: Day) -> None:
    day.form("d", ("Cause *", "delivery"), ("what made it happen", "The van broke down"), ("mend it", "transport"))
    day.save("ann: cause found")
    day.form("o", ("What kind of remedy", "refund"), ("is to read it", "Money back"), ("above your limit", "5 EUR"))
    day.save("offered · S2")
    day.letter_goes()
    day.other("bob", "contact", REF, "--in", "--channel", "phone", "--text", "Yes, please")
    day.terminal.until("Yes, please")
    day.form("y", ("↓ [1", ""), ("How it is known", "said on the phone"))
    day.save("fulfilling · S2")
    day.letter_goes()
    day.form("f", ("How it is known", "Transfer 1"))
    day.save("resolved · S2")


def looked_back_and_closed(day: Day) -> None:
    """The clockwork of the machine runs meanwhile."""
    day.terminal.until("n New")
    day.other("ann", "sweep")
    day.terminal.keys("2")
    day.terminal.until("2026-03-06 today CX-1")
    day.terminal.until("v Revisit")
    day.terminal.keys("v")
    day.terminal.until("Esc leaves")
    day.terminal.keys("y")
    day.terminal.until(lambda screen: "2026-03-06" not in screen and "(2) Late parcel" in screen)
    day.terminal.keys("1")
    day.terminal.until("All open 1")
    day.terminal.until("quin: revisit 1: the customer says it is resolved")
    day.terminal.until("C Close")
    day.terminal.keys("Enter")
    day.terminal.until("▸Timeline")
    day.terminal.until("quin: revisit 1: the customer says it is resolved")
    day.terminal.until("C Close")
    day.form("C", ("Only where it was decided outside", ""))
    day.save("quin: closed")
    day.letter_goes()
