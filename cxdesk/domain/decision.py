"""What an act answers: a decision to record, or a refusal that names the acts allowed now (HOUSE)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cxdesk.catalogue import _
from cxdesk.domain.events import Event
from cxdesk.domain.quick import quick
from cxdesk.domain.words import Act
from cxdesk.errors import NotDone


@quick
@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's text that belongs to one event of the decision; the desk salts and digests it (DOMAIN §10).

    `kind` is what the text is (narrative, subject, note, evidence, reason, option …), `event` the event's place.
    """

    kind: str
    text: str
    event: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """Events to append in this order, and the words that go with them."""

    events: tuple[Event, ...]
    words: tuple[Words, ...] = ()

    def then(self, other: "Decision") -> "Decision":
        """Both decisions as one act, this one first."""
        shift = len(self.events)
        moved = (Words(words.kind, words.text, words.event + shift) for words in other.words)
        return Decision((*self.events, *other.events), (*self.words, *moved))


Calling = Callable[[Act], str]
"""What an act is called: on a command line by its verb, elsewhere as it is called there."""


class Refused(NotDone):
    """The act is not allowed; `allowed` names what the complaint's status and the role allow now.

    They are told (*told*) where status or role are what refuses, not where a reason or a number is missing. *calling*
    says the same sentence for whoever calls acts otherwise, where it speaks of one. *mend_act* is the act that the
    command line *mend* does.
    """

    def __init__(
        self,
        why: str,
        allowed: Iterable[Act] = (),
        *,
        told: bool = True,
        mend: str | None = None,
        mend_act: Act | None = None,
        about: str | None = None,
        calling: Callable[[Calling], str] | None = None,
    ) -> None:
        self.why = why
        self.told = told
        self.mend_act = mend_act
        self._calling = calling
        self.allowed = tuple(allowed)
        if not (self.allowed and told):
            super().__init__(why, mend=mend, about=about)
            return
        names = ", ".join(act.value for act in self.allowed)
        super().__init__(_("{why}; allowed now: {acts}").format(why=why, acts=names), mend=mend, about=about)

    def knowing(self, allowed: Iterable[Act]) -> "Refused":
        """The same refusal where more is known of what is *allowed* than an act knows."""
        return Refused(
            self.why,
            allowed,
            told=self.told,
            mend=self.mend,
            mend_act=self.mend_act,
            about=self.about,
            calling=self._calling,
        )

    def why_calling(self, name: Calling) -> str:
        """`why`, with the act it speaks of called as *name* has it."""
        return self._calling(name) if self._calling is not None else self.why
