"""Opening the interface from a command line, as far as no screen is drawn."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cxdesk.app import CxdeskApp
from cxdesk.catalogue import use
from cxdesk.cli import tui
from cxdesk.cli.context import Cli
from cxdesk.cli.options import read_options
from cxdesk.desk import UnknownAgent
from cxdesk.desk.beginning import Beginning
from cxdesk.desk.watching import Watch
from cxdesk.errors import DeskUnavailable
from cxdesk.mail.outbox import Sent
from cxdesk.screens.session import Session
from cxdesk.screens.untaken import untaken
from tests.cli.conftest import NOON, Stage
from tests.cli.desks import make_desk
from tests.desks import Clock, new_desk


@pytest.mark.parametrize("by_environment", [False, True])
def test_a_login_that_is_no_agent_opens_no_desk(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, *, by_environment: bool
) -> None:
    """CLI "who": as `list --as nobody`."""
    monkeypatch.setattr(CxdeskApp, "run", lambda _app: pytest.fail("the desk was opened"))
    make_desk(stage)
    stage.terminal = stage.stdin_is_terminal = True
    stage.env |= {"CXDESK_AGENT": "nobody"} if by_environment else {}
    played = stage.play("tui", *([] if by_environment else ["--as", "nobody"]))
    assert played.code == stage.play("list", "--as", "nobody").code == 1
    assert "nobody is not an agent of this desk" in played.err
    assert "cxdesk agent add nobody" in played.err


class Doors:
    """The doors that were opened to a desk, and which of them were shut."""

    def __init__(self, folder: Path, agent: str) -> None:
        self.folder = folder
        self._agent = agent
        self.made: list[Watch] = []
        self.shut: list[Watch] = []

    def open(self) -> Watch:
        """One more."""
        door = Watch.open(self.folder, agent=self._agent, now=lambda: datetime(2026, 3, 2, 12, tzinfo=UTC))
        shut = door.shut

        def noted() -> None:
            self.shut.append(door)
            shut()

        door.shut = noted  # type: ignore[method-assign]  # the only way to see that it was
        self.made.append(door)
        return door

    def session(self, begin: "Callable[[Watch], Beginning] | None" = None) -> Session:
        """The edges of an interface over it."""
        made = Session(self.folder, self.open, lambda _after: pytest.fail("nothing is written"), lambda: NOON)
        return made._replace(begin=begin) if begin is not None else made


def test_who_is_no_agent_is_let_in_later_no_more_than_at_once(tmp_path: Path) -> None:
    """A desk that is slow to open is opened behind the screens: they ask for the door once the thread had it."""
    doors = Doors(new_desk(tmp_path / "desk", Clock()), "nobody")
    session, opened = tui.begun(doors.session(), stranger="nobody")
    assert isinstance(opened.exception(), UnknownAgent)
    for _time in range(2):
        with pytest.raises(UnknownAgent):
            session.open_watch()
    assert doors.made == doors.shut


def test_a_door_whose_beginning_cannot_be_read_is_shut_and_another_one_opened(tmp_path: Path) -> None:
    def begin(_door: Watch) -> Beginning:
        raise DeskUnavailable("locked")

    doors = Doors(new_desk(tmp_path / "desk", Clock()), "ann")
    session, _opened = tui.begun(doors.session(begin))
    door = session.open_watch()
    assert (doors.made.index(door), doors.shut) == (1, doors.made[:1])
    door.shut()


class Postman:
    """Takes letters, and says so."""

    def __init__(self) -> None:
        self.numbers: list[tuple[int, ...]] = []
        self.trouble = ""
        self.sent = Sent(accepted=(1,))

    def __call__(self, numbers: tuple[int, ...]) -> None:
        self.numbers.append(numbers)


def test_a_letter_goes_out_though_nobody_can_say_what_it_is_about(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, postman = make_desk(stage), Postman()
    monkeypatch.setattr("cxdesk.cli.outbox.post", lambda _cli: postman)
    monkeypatch.chdir(folder)
    stage.cwd = folder
    session = tui.session_of(Cli(stage.surroundings(), read_options({}), "tui"))
    assert session.send is not None
    monkeypatch.setattr(Watch, "letters_about", lambda _door, _numbers: ["CX-1", "CX-2"])
    assert session.send((1,)) == "CX-1, CX-2: 1 letter sent"

    def locked(*_about: object, **_named: object) -> Watch:
        raise DeskUnavailable("locked")

    monkeypatch.setattr(Watch, "open", locked)
    assert session.send((2,)) == "1 letter sent"
    assert postman.numbers == [(1,), (2,)]


def test_what_the_desk_did_not_take_is_told_in_the_words_of_its_form() -> None:
    use("en")
    assert untaken({}) == untaken({("note", ("CX-1",)): {"text": " "}}) == []
    told = untaken(
        {
            ("log", ()): {"subject": "Parcel", "known": "7", "safety": "yes"},
            ("offer", ("CX-1", "CX-2")): {"type": "refund", "text-2": "All of it", "no-letter": "yes"},
        }
    )
    assert told[1:] == [
        "A new complaint, Subject: Parcel",
        "A new complaint, Safety: yes",
        "Offer (CX-1, CX-2), Option: refund",
        "Offer (CX-1, CX-2), In words 2: All of it",
        "Offer (CX-1, CX-2), No letter: yes",
    ]
