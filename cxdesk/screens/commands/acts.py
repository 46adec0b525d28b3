"""Every act of DOMAIN §3 that a person does, in the order of the footer: what is rare and due now stands first."""

from cxdesk.screens.commands.base import ActCommand, Command
from cxdesk.screens.commands.ending import ENDING, Close, Reopen
from cxdesk.screens.commands.receiving import RECEIVING, Assess, Assign, Contact, FindCause, Note, Start, Take
from cxdesk.screens.commands.revisiting import REVISITING, Revisit
from cxdesk.screens.commands.settling import SETTLING, Accept, Approve, Deny, Fail, Fulfil, Offer, Refuse
from cxdesk.screens.commands.waiting import WAITING, Answer, Ask, Escalate, Resume

_FIRST: tuple[type[ActCommand], ...] = (
    Approve, Deny, Accept, Refuse, Fulfil, Fail, Close, Resume, Reopen, Answer,
    Take, Assign, Start, Assess, FindCause, Offer, Contact, Ask, Note, Escalate,
)  # fmt: skip

ACTS: tuple[type[ActCommand], ...] = tuple(
    dict.fromkeys((*_FIRST, *SETTLING, *WAITING, *RECEIVING, *ENDING, *REVISITING))
)
"""Every act that screens offer."""

DOING: tuple[type[Command], ...] = (Revisit, *ACTS)
"""The same, with the keys that lead to several of them."""
