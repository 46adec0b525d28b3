"""What a policy's clocks listen to and which steps warn of them, found once: a desk asks for every event it replays."""

from collections.abc import Mapping, Sequence

from cxdesk.domain.policy import Clock, Policy, Step
from cxdesk.domain.signals import start_of, stops_of

NUMBERED = frozenset({"promise", "revisit"})
"""Clocks whose instances begin and end with a fact of their own number, by no signal."""

KEPT = 256


class Course:
    """By name the clocks, by signal those that it starts, the signals that stop any, by clock its steps.

    All in the policy's order.
    """

    __slots__ = ("clocks", "has_waivers", "policy", "starting", "steps", "stopping")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.clocks: Mapping[str, Clock] = {clock.name: clock for clock in reversed(policy.clocks)}
        clocks = [clock for clock in policy.clocks if clock.name not in NUMBERED]
        starting: dict[str, list[Clock]] = {}
        for clock in clocks:
            starting.setdefault(start_of(clock), []).append(clock)
        self.starting: Mapping[str, Sequence[Clock]] = starting
        self.stopping = frozenset(signal for clock in clocks for signal in stops_of(clock))
        steps: dict[str, list[Step]] = {}
        for step in policy.ladder:
            steps.setdefault(step.clock, []).append(step)
        self.steps: Mapping[str, Sequence[Step]] = steps
        self.has_waivers = any(clock.waived_by for clock in policy.clocks)


_known: dict[int, Course] = {}


def course_of(policy: Policy) -> Course:
    """The policy's, by its identity, which a kept course holds on to: hashing a policy costs more than this saves."""
    found = _known.get(id(policy))
    if found is None:
        if len(_known) >= KEPT:
            _known.clear()
        found = _known[id(policy)] = Course(policy)
    return found
