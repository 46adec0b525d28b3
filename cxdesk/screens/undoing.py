"""Taking acts back: by the act that compensates, never by removing what happened."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk


class Undo(NamedTuple):
    """The act that takes another one back; *do* gets the desk and the complaint's reference."""

    act: str
    do: "Callable[[Desk, str], Change]"
