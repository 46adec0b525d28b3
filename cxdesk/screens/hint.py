"""Below a form: what its field asks for, and what may stand in it, as much as has room."""

import re
from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from cxdesk.screens.fields import Choice
from cxdesk.text import cut, plain, width, wrap

ARROW, BETWEEN, MORE = "↓ ", "  ", "…"


def around(entries: Sequence[str], marked: int, cells: int, lines: int) -> list[str]:
    """Whole *entries* around the one at *marked* in at most *lines* of *cells*; "…" stands for those left out.

    An entry that alone has no room is cut.
    """
    start = stop = marked
    room = cells * lines
    while room >= 0 and (start, stop) != (0, len(entries)):
        is_after = stop < len(entries) and (start == 0 or stop - marked <= marked - start)
        taken = stop if is_after else start - 1
        start, stop = min(start, taken), max(stop, taken + 1)
        room -= width(entries[taken])
    while len(told := _told(entries, start, stop, cells)) > lines and stop - start > 1:
        if stop - 1 - marked >= marked - start:
            stop -= 1
        else:
            start += 1
    alone = cut(ARROW + entries[marked], cells - width(MORE)) + MORE
    return told if len(told) <= lines else [alone][:lines]


def _told(entries: Sequence[str], start: int, stop: int, cells: int) -> list[str]:
    """Broken at spaces alone: a Chinese name of a choice stays in one piece."""
    before, after = [MORE] if start > 0 else [], [MORE] if stop < len(entries) else []
    lines = [""]
    for word in re.findall(r"\S+\s*", ARROW + BETWEEN.join((*before, *entries[start:stop], *after))):
        if lines[-1] and width(lines[-1]) + width(word.rstrip()) > cells:
            lines.append("")
        lines[-1] += word
    return [part for line in lines for part in wrap(line.rstrip(), cells)]


def shortened(told: list[str], cells: int, lines: int) -> list[str]:
    """The first *lines* of *told*, the last of them with "…" where there were more."""
    if len(told) <= lines:
        return told
    return [*told[: lines - 1], cut(told[lines - 1], cells - width(MORE)) + MORE] if lines > 0 else []


def _meaning(choice: Choice) -> str:
    """A choice with what it means."""
    word, meaning = choice
    return f"{word} {meaning}" if meaning and meaning != word else word


class Hint(Static):
    """What is asked for stands first and gives up lines for what may stand there, which has at least one."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's word)
        super().__init__("", id=id)
        self._asked = ""
        self._entries: list[str] = []
        self._marked = 0

    def tell(self, asked: str, offered: Sequence[tuple[Choice, bool]]) -> None:
        """Show what is *asked* for and what is *offered*, each with whether it stands there already."""
        self._asked = plain(asked)
        self._entries = [plain(f"[{_meaning(one)}]" if is_here else _meaning(one)) for one, is_here in offered]
        self._marked = next((at for at, (_one, is_here) in enumerate(offered) if is_here), 0)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as all of it would be, up to what the stylesheet allows."""
        return len(self._lines(width, viewport.height)) if width else 0

    def render(self) -> Content:
        """As much as has room."""
        cells, lines = self.content_size
        return Content("\n".join(self._lines(cells, lines)))

    def _lines(self, cells: int, lines: int) -> list[str]:
        if cells < len(ARROW):
            return []
        asked = wrap(self._asked, cells) if self._asked else []
        if not self._entries:
            return shortened(asked, cells, lines)
        asked = shortened(asked, cells, lines - 1)
        return asked + around(self._entries, self._marked, cells, lines - len(asked))
