"""One matter, one complaint: merging and taking a merge back (DOMAIN §4.13, TRAPS 7, 38–40)."""

from cxdesk.catalogue import _
from cxdesk.domain import events as e
from cxdesk.domain.acts.intake import ends_wait
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Words
from cxdesk.domain.roles import Actor, guard, refusal
from cxdesk.domain.words import Act, Outcome


def merge(source: Complaint, master: Complaint, actor: Actor, reason: str) -> tuple[Decision, Decision]:
    """*source* ends as merged, *master* absorbs it and keeps the earliest receipt; decisions for source and master.

    Options and revisits of the source rest with it until the merge is taken back.
    """
    guard(Act.MERGE, source, actor)
    if source.ref == master.ref:
        raise refusal(source, actor, _("a complaint is not merged into itself: name another one"), about="into")
    if master.merged_into is not None:
        told = _("{master} was merged into {other} itself: name that one")
        raise refusal(source, actor, told, master=master.ref, other=master.merged_into, about="into")
    if master.owner is not None and master.owner in source.about:
        told = _("it is about {owner}, who owns {master}: somebody else must own that one first")
        raise refusal(source, actor, told, owner=master.owner, master=master.ref, about="into")
    if not master.is_open:
        told = _("{master} is closed; only an open complaint takes another in")
        raise refusal(source, actor, told, master=master.ref, about="into")
    words = (Words("reason", reason),) if reason.strip() else ()
    leaving = Decision(ends_wait(source)).then(Decision((e.MergedInto(master.ref), e.Closed(Outcome.MERGED)), words))
    return leaving, Decision((e.Absorbed(source.ref, source.received_at, source.about),))


def unmerge(source: Complaint, master: Complaint, actor: Actor, reason: str) -> tuple[Decision, Decision]:
    """The merge is taken back: *source* stands as before, *master* gives back a receipt that was borrowed.

    A chain is undone from its end, so that every master knows whose receipt it holds (TRAPS 38).
    """
    guard(Act.UNMERGE, source, actor)
    if source.merged_into != master.ref:
        raise refusal(source, actor, _("it is not merged into {master}"), master=master.ref)
    if master.merged_into is not None:
        raise refusal(
            source, actor, _("{master} was merged into {other} itself"), master=master.ref, other=master.merged_into
        )
    words = (Words("reason", reason),) if reason.strip() else ()
    return Decision((e.Unmerged(master.ref),), words), Decision((e.Released(source.ref, source.received_at),))
