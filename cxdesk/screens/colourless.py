"""NO_COLOR: no colour code goes to the terminal; what stands on a ground of its own is shown reversed instead."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

FAR = 48
"""Of 256 steps of one of the three colours: so far from every plain ground only a cursor or a selection lies."""

_REVERSED = Style(reverse=True)


class Colourless(LineFilter):
    """Textual's own for NO_COLOR leaves greys. *variables* are the theme's, which may change."""

    GROUNDS: ClassVar[tuple[str, ...]] = ("background", "surface", "panel")

    def __init__(self, variables: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self._variables = variables
        self._seen: Mapping[str, str] = {}
        self._looks: dict[Style, Style] = {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same text, bold, underlined or reversed as it is."""
        variables = self._variables()
        if variables is not self._seen:
            self._seen = variables
            self._looks.clear()
        return [
            segment if segment.style is None else Segment(segment.text, self._look(segment.style), segment.control)
            for segment in segments
        ]

    def _look(self, style: Style) -> Style:
        if style not in self._looks:
            bare = style.without_color
            self._looks[style] = bare + _REVERSED if self._stands_out(style.bgcolor) else bare
        return self._looks[style]

    def _stands_out(self, ground: RichColor | None) -> bool:
        if ground is None or ground.is_default:
            return False
        here = Color.from_rich_color(ground).rgb
        plain = [Color.parse(self._seen[name]).rgb for name in self.GROUNDS if name in self._seen]
        far = (max(abs(one - other) for one, other in zip(here, there, strict=True)) for there in plain)
        return min(far, default=0) > FAR
