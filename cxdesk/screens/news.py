"""What the app asks of the desk for all its screens, and the messages in which it hears of it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from cxdesk.catalogue import _

if TYPE_CHECKING:
    from pathlib import Path

    from cxdesk.desk.beginning import Beginning
    from cxdesk.desk.noticing import Pulse
    from cxdesk.desk.watching import Watch


class Known(Message):
    """Who looks, which views there are, and the first rows."""

    def __init__(self, beginning: "Beginning") -> None:
        super().__init__()
        self.beginning = beginning


class Counted(Message):
    """All views were counted; and what is not worth a question of its own: the desk's name, why no mail goes out."""

    def __init__(self, counts: Mapping[str, int], name: str, mail_trouble: str) -> None:
        super().__init__()
        self.counts = counts
        self.name = name
        self.mail_trouble = mail_trouble


class Changed(Message):
    """The desk's pulse, as it was read, and to which of the viewer's complaints mail came since the one before."""

    def __init__(self, pulse: "Pulse", wrote: Sequence[str] = ()) -> None:
        super().__init__()
        self.pulse = pulse
        self.wrote = wrote


class Told(Message):
    """A sentence for a toast."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


def remembered(folder: "Path", theme: str) -> Message | None:
    """Keep the theme that was picked; why that cannot be is told."""
    from cxdesk.screens.preferences import keep_theme  # noqa: PLC0415 (on a thread, when somebody picked one)

    try:
        keep_theme(folder, theme)
    except OSError as error:
        return Told(_("the theme is not remembered for the next start: {error}").format(error=error))
    return None


def changed(door: "Watch", before: "Pulse | None") -> Message:
    """Whether anybody changed the desk since *before*."""
    from cxdesk.desk.noticing import pulse, wrote  # noqa: PLC0415 (on the reader's thread, after the first frame)

    found = pulse(door, before)
    return Changed(found, wrote(door, before) if before is not None and found.is_news_after(before) else ())


def counted(door: "Watch", queries: Mapping[str, str]) -> Message:
    """How many each of the *queries* finds."""
    return Counted({name: door.count(text) for name, text in queries.items()}, door.name, door.mail_trouble)
