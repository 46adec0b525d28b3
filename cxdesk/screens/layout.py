"""The layout that fits the terminal, from the first frame on."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen


def fit_at_once(screen: "Screen[Any]") -> None:
    """Give *screen* the class of its breakpoint: Textual does so once it heard of the size, after a first frame."""
    fitting = [name for cells, name in screen.HORIZONTAL_BREAKPOINTS or () if screen.app.size.width >= cells]
    if fitting:
        screen.add_class(fitting[-1])
