"""What the app asks of the desk for all its screens, and the messages in which it hears of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.message import Message

from cxdesk.screens.desk import FIRST_VIEW

if TYPE_CHECKING:
    from cxdesk.desk.noticing import Pulse
    from cxdesk.desk.watching import Viewer, Watch

FIRST_ROWS = 40
"""So many rows are read before anybody knows how many the screen holds."""


class Known(Message):
    """Who looks, and which views there are."""

    def __init__(self, viewer: "Viewer", queries: Mapping[str, str]) -> None:
        super().__init__()
        self.viewer = viewer
        self.queries = queries


class Counted(Message):
    """All views were counted; and the desk's name, which is not worth a question of its own."""

    def __init__(self, counts: Mapping[str, int], name: str) -> None:
        super().__init__()
        self.counts = counts
        self.name = name


class Changed(Message):
    """The desk's pulse, as it was read."""

    def __init__(self, pulse: "Pulse") -> None:
        super().__init__()
        self.pulse = pulse


class Told(Message):
    """A sentence for a toast."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


def warmed(door: "Watch") -> Message:
    """Who looks, and on the way what the first screen will ask for: it is at hand then."""
    viewer, queries = door.viewer, door.views()
    door.window(queries.get(FIRST_VIEW, ""), below=FIRST_ROWS)
    return Known(viewer, queries)


def changed(door: "Watch", before: "Pulse | None") -> Message:
    """Whether anybody changed the desk since *before*."""
    from cxdesk.desk.noticing import pulse  # noqa: PLC0415 (on the reader's thread, after the first frame)

    return Changed(pulse(door, before))


def counted(door: "Watch", queries: Mapping[str, str]) -> Message:
    """How many each of the *queries* finds."""
    return Counted({name: door.count(text) for name, text in queries.items()}, door.name)
