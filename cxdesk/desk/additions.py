"""What the desk adds to a decision before it is written: a breach that the act settles, the reason of a late entry."""

from collections.abc import Sequence

from cxdesk.desk.ports import Change, Situation
from cxdesk.domain.decision import Decision, Words
from cxdesk.domain.events import Breached, Event
from cxdesk.domain.instances import newly_breached


def written_by_act(events: Sequence[Event], found: Situation, change: Change) -> tuple[Breached, ...]:
    """An act that stops a clock late writes its `Breached` itself (DOMAIN §4.9)."""
    said = {(event.clock, event.cycle, event.instance) for event in events if isinstance(event, Breached)}
    late = newly_breached(found.standing.instances, change.standing.instances)
    return tuple(event for event in late if (event.clock, event.cycle, event.instance) not in said)


def with_reason(decision: Decision, reason: str) -> Decision:
    """Why an act is dated back goes with its first event, unless the act keeps a reason already."""
    if not reason.strip() or not decision.events or any(words.kind == "reason" for words in decision.words):
        return decision
    return Decision(decision.events, (*decision.words, Words("backdated", reason)))
