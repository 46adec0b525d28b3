"""An act on many complaints shows how far it is and can be stopped; a desk that is slow says so."""

import threading

import pytest

from cxdesk.catalogue import use
from cxdesk.desk import Change, Desk
from cxdesk.errors import NotDone
from cxdesk.screens.acting import Acting
from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.form import Form
from cxdesk.screens.report import ReportScreen
from cxdesk.screens.work import Over, Slowness, Work
from cxdesk.screens.working import WorkScreen
from cxdesk.widgets.reader import Failed
from cxdesk.widgets.rows import Rows
from tests.screens.samples import logged
from tests.screens.stage import LARGE, SMALL, Played, Stage, check_screen
from tests.screens.test_typist import burst, wait_for


class Turnstile:
    """Lets one act through each time it is told to; the desk does not want that on *refused*."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, refused: str = "") -> None:
        self._free = threading.Semaphore(0)
        self.is_reached = False
        act = getattr(Desk, name)

        def held(desk: Desk, ref: str, *words: object) -> Change:
            self.is_reached = True
            assert self._free.acquire(timeout=30)
            if ref == refused:
                raise NotDone("not for you")
            done: Change = act(desk, ref, *words)
            return done

        monkeypatch.setattr(Desk, name, held)

    def let_through(self, count: int = 1) -> None:
        """That many more."""
        self._free.release(count)


@pytest.fixture
def several(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Three complaints that nobody owns; how far an act is shows at once."""
    monkeypatch.setattr("cxdesk.screens.acting.SHOWN_SECONDS", 0.001)
    with stage.desk() as desk:
        for number in range(3):
            logged(desk, f"Sample {number}")
    return stage


def is_working(played: Played) -> bool:
    """Whether the screen of it is in front."""
    return isinstance(played.app.screen, WorkScreen)


def test_an_act_on_many_says_how_far_it_is_and_goes_on_to_its_end(
    several: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    turnstile = Turnstile(monkeypatch, "take")

    async def scene(played: Played) -> None:
        burst(played, "space", "space", "space", "t")
        await wait_for(played, lambda: is_working(played) and "0 of 3" in played.text())
        turnstile.let_through()
        await wait_for(played, lambda: "1 of 3" in played.text())
        assert "▓▓▓▓▓░" in played.text()
        turnstile.let_through(2)
        await wait_for(played, lambda: not is_working(played))
        await played.settle()
        assert played.toasts() == ["Take: 3 done · CX-1, CX-2, CX-3"]

    several.play(scene)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_far_an_act_is_stands_on_the_screen(stage: Stage, size: tuple[int, int], language: str) -> None:
    stage.size = size
    use(language)
    work = Work(500)
    work.done = 120

    async def scene(played: Played) -> None:
        played.app.push_screen(WorkScreen(work))
        await played.settle()
        check_screen(f"working-{language}-{size[0]}", played.text())

    stage.play(scene)


@pytest.mark.parametrize(("name", "keys"), [("take", ("t",)), ("note", ("i", *"Called", "ctrl+s"))])
def test_esc_stops_an_act_on_many_after_the_one_in_hand_and_the_others_stay_selected(
    several: Stage, monkeypatch: pytest.MonkeyPatch, name: str, keys: tuple[str, ...]
) -> None:
    turnstile = Turnstile(monkeypatch, name)

    async def scene(played: Played) -> None:
        burst(played, "space", "space", "space", *keys)
        await wait_for(played, lambda: is_working(played) and turnstile.is_reached)
        burst(played, "escape")
        await wait_for(played, lambda: "stopping after this one" in played.text())
        turnstile.let_through()
        await wait_for(played, lambda: isinstance(played.app.screen, DeskScreen))
        await played.settle()
        assert played.toasts() == [f"{name.title()}: 1 done, 2 not tried · CX-1"]
        assert set(played.app.screen.query_one(Rows).picked) == {"CX-2", "CX-3"}

    several.play(scene)
    with several.desk() as desk:
        done = [len(desk.show(f"CX-{number}").timeline) for number in (1, 2, 3)]
    assert done[0] == done[1] + 1
    assert done[1] == done[2]


def test_an_act_that_stopped_before_the_first_keeps_its_form_with_what_was_typed(
    several: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Work.each
    monkeypatch.setattr(Work, "each", lambda work, things: stopped(_stopped(work), things))

    async def scene(played: Played) -> None:
        burst(played, "space", "space", "space", "i", *"Called", "ctrl+s")
        await wait_for(played, lambda: "it was stopped before the first" in played.text() and not is_working(played))
        form = played.app.screen
        assert isinstance(form, Form)
        assert form.values()["text"] == "Called"
        assert not form.awaits_answer

    several.play(scene)


def _stopped(work: Work) -> Work:
    work.is_stopped = True
    return work


def test_what_was_typed_for_those_that_were_not_tried_is_their_draft(
    several: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    turnstile = Turnstile(monkeypatch, "note")

    async def scene(played: Played) -> None:
        burst(played, "space", "space", "space", "i", *"Called", "ctrl+s")
        await wait_for(played, lambda: is_working(played) and turnstile.is_reached)
        burst(played, "escape")
        await wait_for(played, lambda: "stopping after this one" in played.text())
        turnstile.let_through()
        await wait_for(played, lambda: isinstance(played.app.screen, DeskScreen))
        await played.press("i")
        form = played.app.screen
        assert isinstance(form, Form)
        assert (form.refs, form.values()["text"]) == (("CX-2", "CX-3"), "Called")

    several.play(scene)


def test_what_the_desk_that_writes_cannot_open_for_leaves_no_screen_behind(
    several: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue is read past a section of desk.toml that nobody knows; to write is refused, before it is begun."""
    settings = several.folder / "desk.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[nonsense]\nx = 1\n", encoding="utf-8")
    seen = threading.Event()

    def opened(_app: Acting) -> Desk:
        assert seen.wait(30)
        return several.desk()

    monkeypatch.setattr(Acting, "_open_desk", opened)

    async def scene(played: Played) -> None:
        burst(played, "space", "space", "space", "t")
        await wait_for(played, lambda: is_working(played))
        seen.set()
        await wait_for(played, lambda: not is_working(played))
        assert any("nonsense" in toast for toast in played.toasts())
        work = played.app.work_on(3)
        Over(work, played.app).post_message(Failed(NotDone("too early")))
        played.app._show(work)
        await played.settle()
        assert isinstance(played.app.screen, DeskScreen)

    several.play(scene)


def test_a_report_is_read_before_the_form_of_an_act_on_many_is_gone(
    several: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    turnstile = Turnstile(monkeypatch, "note", refused="CX-2")

    async def scene(played: Played) -> None:
        burst(played, "space", "space", "space", "i", *"Called", "ctrl+s")
        await wait_for(played, lambda: is_working(played))
        turnstile.let_through(3)
        await wait_for(played, lambda: isinstance(played.app.screen, ReportScreen))
        await played.settle()
        assert isinstance(played.app.screen, ReportScreen)
        await played.press("escape")
        assert isinstance(played.app.screen, DeskScreen)

    several.play(scene)


class Answering:
    """A thread that has been at it for so long."""

    def __init__(self) -> None:
        self.busy_seconds = 0.0


def test_a_slow_desk_is_told_once_until_it_has_answered() -> None:
    reader, writer = Answering(), Answering()
    slowness = Slowness(reader, writer)
    told = []
    for reading, writing in ((0.0, 2.9), (0.0, 3.1), (9.9, 4.1), (0.0, 0.0), (3.1, 0.0)):
        reader.busy_seconds, writer.busy_seconds = reading, writing
        told.append(slowness.is_news())
    assert told == [False, True, False, False, True]
