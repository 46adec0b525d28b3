"""What every event is, and an event as recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxdesk.domain.quick import quick


@dataclass(frozen=True, slots=True)
class Event:
    """A fact in the past tense. `version` counts the shapes its data has had."""

    version: ClassVar[int] = 1


@quick
@dataclass(frozen=True, slots=True)
class Happened:
    """An event as recorded: its place in the complaint, when it happened, when the desk learned, and who."""

    seq: int
    at: datetime
    recorded_at: datetime
    agent: str
    event: Event
