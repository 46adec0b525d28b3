"""Taking acts back: by the act that compensates, never by removing what happened."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk


COUNTED = frozenset({"Closed", "Corrected", "Escalated", "FinalSent", "Fulfilled", "Reopened", "Returned", "Unmerged"})
"""Events that figures count (DOMAIN §4.15): no stray key, taken back at once, may bring one."""


class Undo(NamedTuple):
    """The act that takes another one back; *do* gets the desk and the complaint's reference.

    One that would be counted or written to the customer is none: the act then has no undo.
    """

    act: str
    do: "Callable[[Desk, str], Change]"
