"""What happened to a complaint since somebody looked at it, as far as it matters to who is about to act on it."""

from collections.abc import Callable, Collection, Iterable
from datetime import tzinfo
from typing import TYPE_CHECKING

from cxdesk.catalogue import _, ngettext
from cxdesk.desk.sight import HIDDEN_WORDS
from cxdesk.desk.value_words import spoken
from cxdesk.desk.wording import sentence
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
from cxdesk.domain.events.codec import to_data
from cxdesk.domain.words import SYSTEM
from cxdesk.text import cut, plain, width

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

TOLD = 3
"""So many things are told, the newest: whoever was away for longer opens the complaint."""

_LINE_CELLS = 68
_LEAST_CELLS = 24
"""Of a line that is long without them, the words still have so much."""


def news_since(timeline: "Iterable[Moment]", seq: int, *, is_own: Callable[[int], bool]) -> "Collection[Moment]":
    """The moments after event *seq* that nobody at this screen made: *is_own* knows those they did make.

    Another window of the same login counts as another person: it is the typing here that would be lost.
    """
    later = (moment for moment in timeline if moment.seq > seq and not is_own(moment.seq))
    return [moment for moment in later if not (moment.actor == SYSTEM and isinstance(moment.event, _BY_ITSELF))]


def news_lines(news: "Collection[Moment]", zone: tzinfo) -> list[str]:
    """Each of the *news* as a line, who did what and how their words begin; of many, the last ones."""
    lines = [_line(moment, zone) for moment in [*news][-TOLD:]]
    before = len(news) - len(lines)
    if not before:
        return lines
    more = ngettext("{count} more before that", "{count} more before that", before).format(count=before)
    return [more, *lines]


def _line(moment: "Moment", zone: tzinfo) -> str:
    told = _(": ").join((moment.actor, sentence(type(moment.event).__name__, to_data(moment.event), zone)))
    said = [spoken(text, kind) for kind, text in moment.words if kind not in HIDDEN_WORDS]
    words = " ".join(plain(" ".join(said), lines=True).split())
    if not words:
        return told
    begun = told + _(": ")
    room = max(_LINE_CELLS - width(begun), _LEAST_CELLS)
    return begun + (words if width(words) <= room else cut(words, room - 1) + "…")
