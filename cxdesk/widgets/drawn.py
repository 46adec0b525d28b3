"""What draws its lines itself, in tones of the theme: in a style sheet they would be read before the first frame."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from rich.style import Style
from textual.color import Color
from textual.widget import Widget


class Tone(NamedTuple):
    """A look over the widget's own; colours are the theme's, by their names, "" leaves one as it is."""

    color: str = ""
    ground: str = ""
    bold: bool | None = None


CURSOR = Tone("on-cursor", "cursor", bold=True)
FAINT = Tone("faint")


class Drawn(Widget):
    """Subclasses name their TONES and ask `style` for them in `render_line`."""

    TONES: ClassVar[Mapping[str, Tone]] = MappingProxyType({})

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        self._looks: dict[tuple[str, ...], Style] = {}
        self._theme_shown = ""
        super().__init__(id=id)

    def style(self, *names: str) -> Style:
        """The widget's own look with those tones over it; put together once, not once a line."""
        if names not in self._looks:
            self._theme_shown = self.app.theme
            self._looks[names] = sum((self._over(self.TONES[name]) for name in names), start=self.rich_style)
        return self._looks[names]

    def _over(self, tone: Tone) -> Style:
        colors = self.app.theme_variables
        color, ground = (Color.parse(colors[name]).rich_color if name else None for name in (tone.color, tone.ground))
        return Style(color=color, bgcolor=ground, bold=tone.bold)

    def notify_style_update(self) -> None:
        """The style sheet says something else; in another theme every line looks different."""
        self._looks.clear()
        super().notify_style_update()
        if self._theme_shown and self._theme_shown != self.app.theme:
            self.refresh()
