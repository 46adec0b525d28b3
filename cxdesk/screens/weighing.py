"""What may be done with complaints that are selected: read for each of them, for their rows alone tell less."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from textual.message import Message

from cxdesk.domain.words import Act
from cxdesk.screens.place import Aim
from cxdesk.widgets.reader import Lane, Reader, Target

if TYPE_CHECKING:
    from cxdesk.desk.watching import Row
    from cxdesk.domain.allowed import Allowed


class Weighed(Message):
    """What may be done with each of the *refs* that were selected was read."""

    def __init__(self, refs: tuple[str, ...], cans: "Mapping[str, Allowed]") -> None:
        super().__init__()
        self.refs = refs
        self.cans = cans


class Weighing:
    """What is known of the complaints that are selected; `is_on` while it is being read."""

    def __init__(self) -> None:
        self.is_on = False
        self._cans: dict[str, Allowed] = {}

    def begin(self, refs: Iterable[str], reader: Reader, to: Target) -> None:
        """Have it read for *refs*; *to* hears `Weighed`. What was known of them stays until then."""
        picked = tuple(refs)
        self._cans = {ref: can for ref, can in self._cans.items() if ref in picked}
        self.is_on = bool(picked)
        if picked:
            reader.ask(Lane.PICKED, to, lambda door: Weighed(picked, door.allowed(picked)))

    def take(self, message: Weighed, picked: Collection[str]) -> bool:
        """Whether *message* answers for what is selected now; else the answer for that is on its way."""
        if set(message.refs) != set(picked):
            return False
        self._cans, self.is_on = dict(message.cans), False
        return True

    @property
    def known(self) -> "list[Allowed]":
        """All that was read."""
        return list(self._cans.values())

    def aim(self, picked: "Mapping[str, Row]") -> Aim:
        """All that are selected, with what may be done with at least one of them."""
        may = (self._cans[ref].acts if ref in self._cans else row.may for ref, row in picked.items())
        known = tuple(self._cans[ref] for ref in picked if ref in self._cans)
        return Aim(tuple(picked), frozenset[Act]().union(*may), can=known if len(known) == len(picked) else ())
