"""What saving a complaint would bring, before it is saved: its due dates, its letter, what it may repeat (TUI, Log)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cxdesk.catalogue import _
from cxdesk.desk import DATABASE
from cxdesk.desk.ports import Change
from cxdesk.desk.receiving import Complainant, NewComplaint, Receiving
from cxdesk.domain.likeness import ALIKE, likeness
from cxdesk.letters import Letter
from cxdesk.store import likely, search, sqlite
from cxdesk.store.likely import Told

LATELY: Final = timedelta(days=30)
"""How long ago a closed complaint of the same customer still counts as perhaps the same matter."""

_LOOKED_AT: Final = 20
_WORDS: Final = 12
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What `log` would do: the complaint with its clocks, whose it is, and the acknowledgement.

    `letter` is None where nobody can be written to.
    `change.ref` is the reference that is free now; somebody faster may take it.
    """

    change: Change
    complainant: Complainant
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Likely:
    """A complaint that a new one may repeat; *likeness* of the words is 0 to 1."""

    ref: str
    subject: str
    status: str
    received_at: datetime
    same_customer: bool
    likeness: float


class Foreseeing(Receiving):
    """Looking ahead; writes nothing."""

    def foresee(self, new: NewComplaint) -> Foreseen:
        """The complaint, its clocks and its acknowledgement as `log` would make them. Raises as `log` does."""
        with self.trying():
            change = self.log(new)
        complainant = self._complainant(new)
        customer = complainant.customer
        recipient = new.customer.email or (customer.emails[0] if customer and customer.emails else "")
        if not (new.acknowledge and self._letters_wanted and recipient) or new.test:
            return Foreseen(change, complainant, None)
        language = change.complaint.language or self.settings.desk.language.value
        return Foreseen(change, complainant, self.acknowledgement(change, customer, language))

    def likely_duplicates(self, new: NewComplaint) -> list[Likely]:
        """Complaints that *new* may repeat, the most alike first.

        Every open one of the same customer, and their closed ones of the last 30 days; of others those whose words
        are for the most part the same (`domain.likeness`).
        """
        since = self.now() - LATELY
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection) as connection:
            who = self._complainant(new).customer
            known = None if who is None else who.id
            ids = likely.of_customer(connection, known, since, _LOOKED_AT) if known is not None else []
            words = " ".join((new.subject or new.text).split()[:_WORDS])
            ids += search.find(connection, words, _LOOKED_AT)
            told = likely.told(connection, dict.fromkeys(ids))
        found = [_likely(one, new, known) for one in told]
        kept = [one for one in found if one.same_customer or (one.likeness >= ALIKE and one.received_at >= since)]
        return sorted(kept, key=lambda one: (-one.likeness, one.ref))[:_SHOWN]


def _likely(told: Told, new: NewComplaint, customer: int | None) -> Likely:
    """How much of *told* is in *new*: subjects against subjects, stories against stories, the better of both."""
    alike = max(likeness(told.subject, new.subject), likeness(told.narrative, new.text))
    same = customer is not None and told.customer == customer
    return Likely(told.ref, told.subject, told.status, told.received_at, same, alike)


def likely_sentences(found: Sequence[Likely]) -> list[str]:
    """A warning for each complaint that a new one may repeat."""
    sentences = {
        True: _("{ref} of the same customer may be the same matter ({status}): {subject}"),
        False: _("{ref} tells nearly the same ({status}): {subject}"),
    }
    return [
        sentences[one.same_customer].format(ref=one.ref, status=_(one.status), subject=one.subject) for one in found
    ]
