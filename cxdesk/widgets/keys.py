"""The line of keys: what may be done here and now, each with its key; a click does it."""

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from cxdesk.catalogue import _
from cxdesk.text import width
from cxdesk.widgets.drawn import Drawn, Tone

if TYPE_CHECKING:
    from textual.binding import Binding

_GAP = 2

_NAMES = {
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "down": "↓",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "f1": "F1",
}

ALL_KEYS = frozenset({"question_mark", "f1"})
"""The keys that list all keys; where somebody types it is the second."""


class Keys(Drawn):
    """One line, drawn anew only when what is offered changes: Textual's own footer builds a widget a key each time."""

    TONES = MappingProxyType({"key": Tone("accent", bold=True), "word": Tone("foreground")})
    DEFAULT_CSS = """
    Keys { dock: bottom; height: 1; background: $panel; }
    """

    def __init__(self, is_due: Callable[[str], bool] | None = None) -> None:
        """*is_due* says of a binding's id whether it stands among the first."""
        super().__init__()
        self._is_due = is_due
        self._shown: list[tuple[str, str, str, str]] = []

    def on_mount(self) -> None:
        """The screen is shown first: asking every command takes its time."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.look_again())
        self.look_again()

    def look_again(self) -> None:
        """Ask the screen what is offered."""
        found: dict[str, Binding] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and not self._is_typed(binding):
                found.setdefault(binding.action, binding)
        bindings = list(found.values())
        if (is_due := self._is_due) is not None:
            bindings.sort(key=lambda binding: not is_due(str(binding.id)))
        offered = [(self._key(one), _(one.description), one.key, _(one.tooltip)) for one in bindings]
        if offered != self._shown:
            self._shown = offered
            self.refresh()

    def _is_typed(self, binding: "Binding") -> bool:
        """Whether its key is a character for the field in which somebody types."""
        from textual.widgets import Input  # noqa: PLC0415 (the first frame has no field)

        shown = self.app.get_key_display(binding)
        return isinstance(self.app.focused, Input) and len(shown) == 1 and shown.isascii()

    def _key(self, binding: "Binding") -> str:
        shown = self.app.get_key_display(binding)
        named = _NAMES.get(binding.key, shown)
        return f"Ctrl+{named[1:].upper()}" if len(named) == 2 and named[0] == "^" else named

    def render_line(self, y: int) -> Strip:
        """As many as fit, the first ones first."""
        cells, base = self.size.width, self.style()
        segments: list[Segment] = [Segment(" ", base)]
        used = 1
        key_style, word_style = self.style("key"), self.style("word")
        for key, label, _binding, _help in self._fitting():
            segments += [Segment(key, key_style), Segment(f" {label}{' ' * _GAP}", word_style)]
            used += width(key) + 1 + width(label) + _GAP
        return Strip([*segments, Segment(" " * max(cells - used, 0), base)]).crop(0, cells)

    def _fitting(self) -> list[tuple[str, str, str, str]]:
        """Whole entries that fit; half a word would say nothing. What shows all the others is always among them."""
        last = [entry for entry in self._shown if entry[2] in ALL_KEYS]
        used = 1 + sum(_cells(entry) for entry in last)
        fitting: list[tuple[str, str, str, str]] = []
        for entry in self._shown:
            used += _cells(entry)
            if used - _GAP > self.size.width:
                return [*fitting, *(one for one in last if one not in fitting)]
            if entry in last:
                used -= _cells(entry)
            fitting.append(entry)
        return fitting

    def _at(self, x: int) -> tuple[str, str, str, str] | None:
        place = 1
        for entry in self._fitting():
            end = place + width(entry[0]) + 1 + width(entry[1])
            if place <= x < end:
                return entry
            place = end + _GAP
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The help of the command under the mouse."""
        entry = self._at(event.x)
        self.tooltip = entry[3] if entry else None

    def on_click(self, event: events.Click) -> None:
        """As if the key were pressed."""
        if (entry := self._at(event.x)) is not None:
            self.app.simulate_key(entry[2])


def _cells(entry: tuple[str, str, str, str]) -> int:
    return width(entry[0]) + 1 + width(entry[1]) + _GAP
