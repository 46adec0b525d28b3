"""The choices under a field: whole ones, around the one that stands there, and a mark where there are more."""

import pytest

from cxdesk.screens.asking import Learned
from cxdesk.screens.form import Form
from cxdesk.screens.hint import around
from cxdesk.text import width
from tests.screens import acted
from tests.screens.stage import Played, Stage

VERDICTS = [(f"verdict:update:1:{at}", f"verdict of update (cycle 1, number {at})") for at in range(1, 31)]
ENTRIES = ["1 one", "2 two", "3 three", "4 four", "5 five"]


@pytest.mark.parametrize(
    ("marked", "cells", "lines", "told"),
    [
        (0, 60, 1, ["↓ 1 one  2 two  3 three  4 four  5 five"]),
        (0, 20, 1, ["↓ 1 one  2 two  …"]),
        (2, 20, 1, ["↓ …  3 three  …"]),
        (4, 20, 1, ["↓ …  4 four  5 five"]),
        (4, 20, 3, ["↓ 1 one  2 two  3", "three  4 four  5", "five"]),
        (0, 6, 1, ["↓ 1 o…"]),
        (0, 6, 0, []),
    ],
)
def test_whole_choices_stand_around_the_one_that_is_marked(
    marked: int, cells: int, lines: int, told: list[str]
) -> None:
    assert around(ENTRIES, marked, cells, lines) == told


@pytest.mark.parametrize("name", ["customer", "客户王小明", "x" * 90])
@pytest.mark.parametrize("lines", [1, 2, 4, 6])
def test_the_marked_one_is_seen_wherever_it_is_and_nothing_is_wider_than_the_form(name: str, lines: int) -> None:
    entries = [f"{number}·{name}" for number in range(100, 160)]
    for marked in range(len(entries)):
        told = around(entries, marked, 72, lines)
        assert 0 < len(told) <= lines
        assert all(width(line) <= 72 for line in told)
        assert f"{100 + marked}·" in "".join(told)
        assert "…" in "".join(told)


def test_the_choice_that_was_walked_to_is_in_sight_and_more_are_marked(stage: Stage) -> None:
    with stage.desk() as desk:
        acted.begun(desk)

    async def scene(played: Played) -> None:
        await played.press("S")
        form = played.app.screen
        assert isinstance(form, Form)
        form.post_message(Learned({}, {"fact": VERDICTS}))
        await played.settle()
        assert "↓ verdict:update:1:1 verdict of" in played.text()
        await played.press("up")
        assert "[verdict:update:1:30" in played.text()
        assert "↓ …  verdict" in played.text()
        form.tell("It is wrong.", wrong=True)
        await played.settle()
        assert "[verdict:update:1:30" in played.text(), "with less room as well"

    stage.play(scene)
