"""Who may do what is done to the desk and not to one complaint: the lower half of DOMAIN §3's table as data."""

from enum import StrEnum

from cxdesk.catalogue import N_, _
from cxdesk.domain.permissions import AGENTS, BY_ITSELF, QUALITY, SUPERVISORS
from cxdesk.domain.words import Role
from cxdesk.errors import NotDone

MANAGERS = frozenset({Role.MANAGER})


class Deed(StrEnum):
    """What is done to the desk itself; the value is how a refusal calls it."""

    CUSTOMERS = N_("adding and changing customers")
    MERGE_CUSTOMERS = N_("merging customers")
    AGENTS = N_("adding and changing agents")
    APPLY_POLICY = N_("applying a policy")
    CALENDARS = N_("changing a calendar")
    SETTINGS = N_("changing a setting")
    REBUILD = N_("rebuilding")
    CLOCKWORK = N_("sweeping and sending")
    LETTERS = N_("retrying and cancelling letters")
    MAIL_REPORT = N_("mailing a report")
    INBOX = N_("deciding about mail that came in")


MAY_TO_THE_DESK: dict[Deed, frozenset[Role]] = {
    Deed.CUSTOMERS: AGENTS | QUALITY,
    Deed.MERGE_CUSTOMERS: SUPERVISORS,
    Deed.AGENTS: MANAGERS,
    Deed.APPLY_POLICY: MANAGERS,
    Deed.CALENDARS: MANAGERS,
    Deed.SETTINGS: MANAGERS,
    Deed.REBUILD: MANAGERS,
    Deed.CLOCKWORK: AGENTS | QUALITY | BY_ITSELF,
    Deed.LETTERS: AGENTS,
    Deed.MAIL_REPORT: AGENTS,
    Deed.INBOX: AGENTS,
}
"""An auditor stands nowhere: they read."""


def guard_deed(deed: Deed, login: str, role: Role) -> None:
    """Raise NotDone for a role that the deed is not for, naming those it is for."""
    may = MAY_TO_THE_DESK[deed]
    if role in may:
        return
    names = [_(one.value) for one in Role if one in may and one is not Role.SYSTEM]
    told = _("{deed} is not for {login}, whose role is {role}; it is for: {roles}")
    raise NotDone(told.format(deed=_(deed.value), login=login, role=_(role.value), roles=_(", ").join(names)))
