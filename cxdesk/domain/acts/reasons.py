"""The reason that some acts must be given."""

from cxdesk.catalogue import _
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Words
from cxdesk.domain.roles import Actor, refusal


def because(complaint: Complaint, actor: Actor, reason: str, event: int = 0) -> tuple[Words, ...]:
    """The *reason* as words of the decision's *event*; raises Refused for none."""
    if not reason.strip():
        raise refusal(complaint, actor, _("a reason is needed"), about="reason")
    return (Words("reason", reason, event),)
