"""The list of complaints: pages by key, a cursor that keeps its complaint, wide characters, terminals of any size."""

import asyncio
import bisect
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import cast

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from cxdesk.desk.watching import Brief, Row, Spot, Watch, Window
from cxdesk.domain.words import Status
from cxdesk.text import width
from cxdesk.widgets.reader import Reader
from cxdesk.widgets.rows import Rows
from cxdesk.widgets.stretch import SCREENS_KEPT
from tests.resting import awake, rested

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def row(number: int, subject: str = "") -> Row:
    """The complaint of that number, whose place in the order is its number."""
    brief = Brief(
        id=number, ref=f"CX-{number}", status=Status.RECEIVED, subject=subject or f"Parcel {number}", received_at=NOW
    )
    return Row(brief, Spot(1, (number, number)))


class Shelf:
    """A desk's queue in memory; complaints come, go and move while the list is open."""

    def __init__(self, numbers: Iterable[int], subject: str = "") -> None:
        self.rows = {f"CX-{number}": row(number, subject) for number in numbers}
        self.most_asked = 0

    def _sorted(self) -> list[Row]:
        return sorted(self.rows.values(), key=lambda one: one.spot)

    def window(
        self,
        _text: str,
        *,
        spot: Spot | None = None,
        ref: str = "",
        above: int = 0,
        below: int = 0,
        from_end: bool = False,
    ) -> Window:
        """As a watch answers it."""
        rows = self._sorted()
        if from_end:
            last = rows[-above - below :]
            return Window(tuple(last), max(len(last) - 1, 0), len(last) < len(rows), below=False)
        start = self.rows[ref].spot if ref in self.rows else spot
        at = bisect.bisect_left([one.spot for one in rows], start) if start else 0
        first = max(at - above, 0)
        return Window(tuple(rows[first : at + below]), at - first, first > 0, at + below < len(rows))

    def among(self, _text: str, numbers: Iterable[int]) -> tuple[Row, ...]:
        """As a watch answers it."""
        return tuple(one for one in self.rows.values() if one.brief.id in set(numbers))

    def page_below(self, _text: str, spot: Spot, limit: int) -> tuple[tuple[Row, ...], bool]:
        """As a watch answers it."""
        behind = [one for one in self._sorted() if one.spot > spot]
        self.most_asked = max(self.most_asked, limit)
        return tuple(behind[:limit]), len(behind) > limit

    def page_above(self, _text: str, spot: Spot, limit: int) -> tuple[tuple[Row, ...], bool]:
        """As a watch answers it."""
        before = [one for one in self._sorted() if one.spot < spot]
        return tuple(before[-limit:]), len(before) > limit

    def interrupt(self) -> None:
        """Nothing takes long here."""

    def shut(self) -> None:
        """Nothing to let go of."""


class Alone(App[None]):
    """The list and nothing else."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self.reader = Reader(lambda: cast("Watch", shelf))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(("late", "soon", "faint", "cursor", "on-cursor", "picked"), "#ffffff")

    def compose(self) -> ComposeResult:
        yield Rows(self.reader, lambda: NOW)


class Played:
    """A list at work."""

    def __init__(self, app: Alone, pilot: Pilot[None]) -> None:
        self.rows = app.query_one(Rows)
        self._app = app
        self._pilot = pilot

    async def settle(self) -> None:
        """Wait until nothing is asked any more."""
        await rested(self._app, lambda: self._app.reader.is_idle and self.rows._awaited is None)

    async def do(self, act: Callable[[], object], times: int = 1) -> None:
        """Have it done as keys have it done."""
        for _time in range(times):
            act()
            await self.settle()

    async def resize(self, cells: int, lines: int) -> None:
        """The terminal becomes another size."""
        await self._pilot.resize_terminal(cells, lines)
        await self.settle()

    @property
    def at(self) -> str:
        """The complaint under the cursor."""
        assert self.rows.current is not None
        return self.rows.current.ref

    def lines(self) -> list[str]:
        """What stands on the screen."""
        strips = self._app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in line) for line in strips]

    def marked(self) -> int:
        """The line the cursor is on."""
        return self.rows.stretch.cursor - self.rows.stretch.first + 1


def play(shelf: Shelf, scene: Callable[[Played], Awaitable[None]], size: tuple[int, int] = (80, 11)) -> None:
    """Show the list, ten complaints a screen unless said otherwise."""
    app = Alone(shelf)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            app.reader.start()
            played = Played(app, pilot)
            played.rows.show("")
            await played.settle()
            await scene(played)

    try:
        with awake():
            asyncio.run(run())
    finally:
        app.reader.stop()


def test_the_edges_hold_the_cursor_and_ask_nothing() -> None:
    async def scene(played: Played) -> None:
        await played.do(lambda: played.rows.move(-1))
        assert played.at == "CX-1"
        await played.do(played.rows.go_last)
        await played.do(lambda: played.rows.move(1))
        assert played.at == "CX-3"

    play(Shelf(range(1, 4)), scene)


def test_every_complaint_is_passed_once_down_and_up() -> None:
    async def scene(played: Played) -> None:
        down = [played.at]
        for _key in range(599):
            await played.do(lambda: played.rows.move(1))
            down.append(played.at)
        up = [played.at]
        for _key in range(599):
            await played.do(lambda: played.rows.move(-1))
            up.append(played.at)
        assert down == [f"CX-{number}" for number in range(1, 601)] == up[::-1]

    play(Shelf(range(1, 601)), scene)


def test_only_some_screens_are_kept_and_asked_for_however_far_one_goes() -> None:
    shelf = Shelf(range(1, 3001))

    async def scene(played: Played) -> None:
        for _page in range(100):
            await played.do(lambda: played.rows.page(1))
            assert len(played.rows.stretch.rows) <= (SCREENS_KEPT + 3) * 20
        assert shelf.most_asked <= 3 * 20
        assert played.rows.stretch.passed > 0

    play(shelf, scene)


def test_the_end_is_read_backwards_and_the_first_again() -> None:
    async def scene(played: Played) -> None:
        await played.do(played.rows.go_last)
        assert (played.at, played.marked()) == ("CX-3000", 10)
        await played.do(lambda: played.rows.page(-1), times=20)
        await played.do(played.rows.go_first)
        assert (played.at, played.marked()) == ("CX-1", 1)

    play(Shelf(range(1, 3001)), scene)


def test_the_cursor_goes_where_its_complaint_goes() -> None:
    shelf = Shelf(range(10, 510, 10))

    async def scene(played: Played) -> None:
        await played.do(lambda: played.rows.move(5))
        line = played.marked()
        shelf.rows |= {f"CX-{number}": row(number) for number in range(1, 10)}
        await played.do(played.rows.reload)
        assert (played.at, played.marked()) == ("CX-60", line)
        shelf.rows["CX-60"] = shelf.rows["CX-60"]._replace(spot=Spot(1, (455, 60)))
        await played.do(played.rows.reload)
        assert played.at == "CX-60"
        assert [
            one.ref for one in played.rows.stretch.rows[played.rows.stretch.cursor - 1 : played.rows.stretch.cursor + 2]
        ] == [
            "CX-450",
            "CX-60",
            "CX-460",
        ]

    play(shelf, scene)


@pytest.mark.parametrize(("gone", "then"), [({"CX-6"}, "CX-7"), ({"CX-6", "CX-7", "CX-8"}, "CX-9")])
def test_the_next_one_takes_the_place_of_a_complaint_that_is_gone(gone: set[str], then: str) -> None:
    shelf = Shelf(range(1, 100))

    async def scene(played: Played) -> None:
        await played.do(lambda: played.rows.move(5))
        for ref in gone:
            del shelf.rows[ref]
        await played.do(played.rows.reload)
        assert played.at == then

    play(shelf, scene)


def test_a_list_that_became_empty_shows_what_to_do_and_fills_again() -> None:
    shelf = Shelf(range(1, 4))

    async def scene(played: Played) -> None:
        played.rows.empty_text = "Nothing here."
        shelf.rows.clear()
        await played.do(played.rows.reload)
        assert played.rows.current is None
        assert "Nothing here." in "\n".join(played.lines())
        await played.do(lambda: played.rows.move(1))
        await played.do(played.rows.pick)
        shelf.rows["CX-8"] = row(8)
        await played.do(played.rows.reload)
        assert played.at == "CX-8"

    play(shelf, scene)


def test_a_selection_outlives_scrolling_reading_again_and_rows_that_move() -> None:
    shelf = Shelf(range(1, 3001))

    async def scene(played: Played) -> None:
        await played.do(played.rows.pick, times=3)
        assert played.at == "CX-4"
        await played.do(played.rows.go_last)
        await played.do(played.rows.pick)
        shelf.rows["CX-2"] = row(2, "Said otherwise")._replace(spot=Spot(1, (2500, 2)))
        await played.do(played.rows.go_first)
        await played.do(played.rows.reload)
        assert set(played.rows.picked) == {"CX-1", "CX-2", "CX-3", "CX-3000"}
        assert sum(line.startswith("●") for line in played.lines()) == 2
        await played.do(played.rows.unpick)
        assert not any(line.startswith("●") for line in played.lines())

    play(shelf, scene)


WIDE = {
    "chinese": "宽带三天没有修好" * 9,
    "joined emoji": "👩\u200d👩\u200d👧" * 30,
    "accents": "e\u0301" * 99,
    "one word": "W" * 10_000,
    "hostile": "\t\x1b[2J\u202e\x00[/]",
}


@pytest.mark.parametrize("subject", WIDE.values(), ids=list(WIDE))
@pytest.mark.parametrize("size", [(80, 11), (79, 5), (41, 3)])
def test_every_line_has_exactly_the_cells_of_the_screen(subject: str, size: tuple[int, int]) -> None:
    async def scene(played: Played) -> None:
        assert {width(line) for line in played.lines()} == {size[0]}
        assert not any(ord(character) < 0x20 for line in played.lines() for character in line)

    play(Shelf(range(1, 50), subject), scene, size)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (10, 2), (200, 100)])
def test_a_terminal_of_any_size_is_drawn_and_moved_in(size: tuple[int, int]) -> None:
    async def scene(played: Played) -> None:
        await played.do(lambda: played.rows.move(7))
        await played.do(played.rows.go_last)
        assert played.at == "CX-300"
        await played.do(lambda: played.rows.page(-1))
        await played.do(played.rows.go_first)
        assert played.at == "CX-1"

    play(Shelf(range(1, 301)), scene, size)


def test_the_cursor_stays_on_screen_while_the_terminal_changes_its_size() -> None:
    async def scene(played: Played) -> None:
        await played.do(lambda: played.rows.move(9))
        for size in [(80, 4), (20, 30), (80, 2), (80, 60), (80, 11)]:
            await played.resize(*size)
            assert played.at == "CX-10"
            assert 1 <= played.marked() < max(size[1], 2)

    play(Shelf(range(1, 301)), scene)


def test_one_step_draws_two_lines_anew() -> None:
    async def scene(played: Played) -> None:
        drawn: list[int] = []
        real = played.rows.render_line
        played.rows.render_line = lambda y: drawn.append(y) or real(y)  # type: ignore[method-assign,func-returns-value]  # counted
        await played.do(lambda: played.rows.move(1))
        assert sorted(set(drawn)) == [1, 2]

    play(Shelf(range(1, 301)), scene)
