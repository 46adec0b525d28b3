"""What is wrong with a query, where in it, and what would work."""

from collections.abc import Iterable

from cxdesk.catalogue import _
from cxdesk.errors import WrongUse

_MOST_NAMED = 40


class QueryError(WrongUse):
    """A query nobody can read; `position` is the character (from 0) at which the fault begins."""

    def __init__(self, what: str, position: int, mend: str) -> None:
        super().__init__(what, where=_("query, character {number}").format(number=position + 1), mend=mend)
        self.position = position


def choose_from(word: str, known: Iterable[str]) -> str:
    """What may have been meant by *word*, and all that exists."""
    from difflib import get_close_matches  # noqa: PLC0415 (only a misspelt word pays for it)

    names = list(known)
    shown = ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
    near = get_close_matches(word.casefold(), [name.casefold() for name in names], n=2)
    if not near:
        return _("there are: {names}").format(names=shown)
    meant = ", ".join(name for name in names if name.casefold() in near)
    return _("did you mean {meant}? There are: {names}").format(meant=meant, names=shown)
