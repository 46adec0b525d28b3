"""The play on paper: commands that can be typed as they are shown, and lines that fit."""

import shlex

from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.cli.demo_page import _folded, _prompt
from cxdesk.text import width

WORDS = st.lists(
    st.one_of(st.text("abc 'é宽带\"$", min_size=1, max_size=12), st.sampled_from(["--to", "--text", "CX-7"])),
    min_size=1,
    max_size=9,
)


@given(WORDS, st.integers(40, 100))
@settings(max_examples=60)
def test_a_command_is_typed_as_it_is_shown(words: list[str], cells: int) -> None:
    shown = "\n".join(_prompt("agent1", words, cells))
    assert shlex.split(shown.replace("\\\n", " ")) == ["agent1", "$", "cxdesk", *words]


@given(st.lists(st.text("ab 宽", min_size=1, max_size=30), min_size=1, max_size=9).map(" ".join), st.integers(40, 100))
@settings(max_examples=60)
def test_a_line_that_is_too_long_goes_on_below_and_loses_no_letter(line: str, cells: int) -> None:
    lines = list(_folded(line, cells))
    assert all(width(part) <= cells for part in lines)
    assert "".join(lines).replace(" ", "") == line.replace(" ", "")


def test_what_is_folded_goes_on_under_its_column() -> None:
    assert list(_folded("2026-10-21 09:40  " + "a word " * 12, 60)) == [
        "  2026-10-21 09:40  a word a word a word a word a word a",
        "                    word a word a word a word a word a word",
        "                    a word",
    ]


def test_the_bar_of_a_quoted_text_goes_on() -> None:
    lines = list(_folded(" " * 20 + "│ " + "a word " * 12, 60))
    assert len(lines) > 1
    assert all(line.startswith((" " * 22 + "│ a", " " * 22 + "│ w")) for line in lines)
