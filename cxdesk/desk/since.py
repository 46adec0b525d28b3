"""What happened to a complaint since somebody looked at it, as far as it matters to who is about to act on it."""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from cxdesk.domain.events import (
    Acknowledged,
    Breached,
    Escalated,
    Event,
    LetterAccepted,
    LetterQueued,
    PromiseBroken,
    Retargeted,
    Warned,
)
from cxdesk.domain.words import SYSTEM

if TYPE_CHECKING:
    from cxdesk.desk.reading import Moment

_BY_ITSELF: tuple[type[Event], ...] = (
    LetterQueued,
    LetterAccepted,
    Acknowledged,
    Warned,
    Breached,
    Escalated,
    Retargeted,
    PromiseBroken,
)
"""What the desk does by itself without changing what there is to decide; a customer's mail is none of it."""


def news_since(timeline: "Iterable[Moment]", seq: int, *, is_own: Callable[[int], bool]) -> "Collection[Moment]":
    """The moments after event *seq* that nobody at this screen made: *is_own* knows those they did make.

    Another window of the same login counts as another person: it is the typing here that would be lost.
    """
    later = (moment for moment in timeline if moment.seq > seq and not is_own(moment.seq))
    return [moment for moment in later if not (moment.actor == SYSTEM and isinstance(moment.event, _BY_ITSELF))]
