"""A screen played without a terminal: a desk with a clock of its own, keys pressed, and what stands on the screen.

    def test_a_note_is_kept(stage: Stage) -> None:
        async def played(pilot: Played) -> None:
            await pilot.press("i", *"called", "ctrl+s")
            assert "called" in pilot.text()

        stage.play(played)

Nothing sleeps: `press` comes back when the threads have answered and the screen is drawn.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from textual.pilot import Pilot
from textual.timer import Timer

from cxdesk.app import CxdeskApp
from cxdesk.desk import SECRET, Desk
from cxdesk.desk.ports import AfterCommit
from cxdesk.desk.watching import Watch
from cxdesk.screens.log import LogScreen
from cxdesk.screens.preferences import Preferences
from cxdesk.screens.session import Send, Session
from cxdesk.widgets.rows import Rows
from tests.desks import Clock, new_desk
from tests.resting import awake, rested

SMALL = (80, 24)
LARGE = (120, 40)
SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = "CXDESK_UPDATE_SCREENS"
"""Set it to write the snapshots anew: CXDESK_UPDATE_SCREENS=1 pytest tests/screens; then read the diff."""


class Played:
    """An app at work."""

    def __init__(self, app: CxdeskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before it has been answered, and wait for what comes."""
        for key in keys:
            await self.app._press_keys([key])
            await rested(self.app, self._is_answered)
        await self.settle()

    async def settle(self) -> None:
        """Wait until every question is answered and drawn; what is looked up once no key comes is looked up now."""
        await rested(self.app, self._is_quiet)

    def _is_answered(self) -> bool:
        app = self.app
        workers = (app.writer, app.drafts, app.mailer)
        return app.reader.is_idle and all(worker.is_idle for worker in workers) and app._typist.is_idle

    def _is_quiet(self) -> bool:
        app = self.app
        if not self._is_answered() or app._count_waits or self._hurried():
            return False
        if not all(worker.is_finished for worker in app.workers):  # the palette gathers by one
            return False
        looking = any(isinstance(one, LogScreen) and one._looking for one in app.screen_stack)
        return not looking and all(rows._awaited is None for one in app.screen_stack for rows in one.query(Rows))

    def _hurried(self) -> bool:
        """Whether a screen waits for keys to pause before it looks something up; it need not wait any longer."""
        waiting = [
            (screen, timer)
            for screen in self.app.screen_stack
            for timer in (getattr(screen, "_look", None), getattr(screen, "_looked", None))
            if isinstance(timer, Timer)
        ]
        for screen, timer in waiting:
            timer.stop()
            assert timer._callback is not None
            screen.call_later(timer._callback)
        return bool(waiting)

    async def click(self, selector: str, offset: tuple[int, int] = (0, 0), times: int = 1) -> None:
        """Click into a widget."""
        await self._pilot.click(selector, offset=offset, times=times)
        await self.settle()

    async def hover(self, selector: str, offset: tuple[int, int] = (0, 0)) -> None:
        """Let the mouse rest on a widget until its tooltip shows."""
        await self._pilot.hover(selector, offset=offset)
        await self._pilot.pause(0.4)

    def text(self) -> str:
        """What stands on the screen, without trailing blanks."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)

    def toasts(self) -> list[str]:
        """The messages of the toasts."""
        return [notification.message for notification in self.app._notifications]


@dataclass
class Stage:
    """Where a screen is played: change its attributes before playing."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    agent: str = "ann"
    size: tuple[int, int] = SMALL
    preferences: Preferences = field(default_factory=Preferences)
    send: Send | None = None
    config: Path | None = None
    make_watch: Callable[[Watch], Watch] = lambda watch: watch

    @classmethod
    def new(cls, folder: Path) -> "Stage":
        """With a fresh desk whose only agent is the manager `ann`; its secret is known, so that draws repeat."""
        clock = Clock()
        made = new_desk(folder / "desk", clock)
        (made / SECRET).write_text(f"{'5a' * 32}\n", encoding="ascii")
        return cls(made, clock)

    def desk(self, agent: str | None = None) -> Desk:
        """The desk as another process has it; use it in a `with`."""
        return Desk.open(self.folder, agent=agent or self.agent, now=self.clock, randomness=os.urandom)

    def session(self) -> Session:
        """The edges of the app."""

        def open_desk(after_commit: AfterCommit | None) -> Desk:
            return Desk.open(
                self.folder,
                agent=self.agent,
                now=self.clock,
                randomness=os.urandom,
                after_commit=after_commit,
                despite_mail=True,
            )

        def open_watch() -> Watch:
            return self.make_watch(Watch.open(self.folder, agent=self.agent, now=self.clock))

        return Session(self.folder, open_watch, open_desk, self.clock, self.send, self.preferences, self.config)

    def play(self, scene: Callable[[Played], Awaitable[None]]) -> CxdeskApp:
        """Run the app, let *scene* use it, and end it; toasts and tooltips are on, or crashes would hide."""
        app = CxdeskApp(self.session())

        async def run() -> None:
            async with app.run_test(size=self.size, notifications=True, tooltips=True) as pilot:
                played = Played(app, pilot)
                await played.settle()
                await scene(played)

        with awake():
            asyncio.run(run())
        return app

    def shot(self, *keys: str) -> str:
        """The screen after pressing *keys*."""
        found: list[str] = []

        async def scene(played: Played) -> None:
            await played.press(*keys)
            found.append(played.text())

        self.play(scene)
        return found[0]


def check_screen(name: str, text: str) -> None:
    """Compare with the reviewed screen of that name, or write it anew when that is asked for."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    assert path.exists(), f"there is no screen {path.name} yet: {UPDATE}=1 writes it"
    assert text + "\n" == path.read_text(encoding="utf-8")
