"""Every act of DOMAIN §3 that a person does, in the order of the footer: what is rare and due now stands first."""

from cxdesk.screens.commands.base import ActCommand, Command
from cxdesk.screens.commands.ending import ENDING
from cxdesk.screens.commands.receiving import RECEIVING
from cxdesk.screens.commands.revisiting import REVISITING, Revisit
from cxdesk.screens.commands.settling import SETTLING
from cxdesk.screens.commands.waiting import WAITING

ACTS: tuple[type[ActCommand], ...] = (*SETTLING, *WAITING[:1], *RECEIVING, *WAITING[1:], *ENDING, *REVISITING)
"""Every act that screens offer."""

DOING: tuple[type[Command], ...] = (Revisit, *ACTS)
"""The same, with the keys that lead to several of them."""
