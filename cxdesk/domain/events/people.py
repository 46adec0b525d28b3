"""What happens to customers, agents and the desk itself; each has its own stream (DOMAIN §10)."""

from dataclasses import dataclass

from cxdesk.domain.events.base import Event
from cxdesk.domain.words import Role


@dataclass(frozen=True, slots=True)
class CustomerAdded(Event):
    """A person became known to the desk; who they are stands in the customers' rows, not here."""

    segment: str | None = None
    value_band: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerChanged(Event):
    """These fields of a customer changed."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerMerged(Event):
    """The customer is an alias of another one; the past is not edited."""

    into: int


@dataclass(frozen=True, slots=True)
class AgentSaved(Event):
    """An agent's standing as it is from here on."""

    login: str
    role: Role
    active: bool
    team: str = ""


@dataclass(frozen=True, slots=True)
class DeskMade(Event):
    """The desk began."""

    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class PolicyApplied(Event):
    """From here acts read this snapshot."""

    snapshot: str
