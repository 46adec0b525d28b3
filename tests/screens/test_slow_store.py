"""A store that answers late, or not at all: the screens begin, keys work, nothing typed is lost, the end comes."""

import asyncio
import threading
from collections.abc import Mapping

from cxdesk.app import CxdeskApp
from cxdesk.desk.watching import Watch
from tests.screens.samples import a_morning
from tests.screens.stage import SMALL, Played, Stage
from tests.screens.test_typist import burst, wait_for


class LateViews(Watch):
    """One that does not know the views before it is told to."""

    def __init__(self, watch: Watch, ready: threading.Event) -> None:
        super().__init__(watch.folder, watch._connection, agent=watch._agent, now=watch._now)
        self._ready = ready

    def views(self) -> Mapping[str, str]:
        """As told."""
        assert self._ready.wait(30)
        return super().views()


def test_what_the_palette_asks_before_the_first_rows_are_there_takes_nothing_from_them(stage: Stage) -> None:
    a_morning(stage)
    ready = threading.Event()
    stage.make_watch = lambda watch: LateViews(watch, ready)
    app = CxdeskApp(stage.session())

    async def run() -> None:
        async with app.run_test(size=SMALL) as pilot:
            played = Played(app, pilot)
            burst(played, "ctrl+p", *"CX-1")
            await wait_for(played, lambda: bool(app.reader._waiting))
            ready.set()
            await played.settle()
            await played.press("escape")
            assert "Charged twice" in played.text()

    asyncio.run(run())
