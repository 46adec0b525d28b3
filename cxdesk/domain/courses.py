"""Which signals the clocks of a policy listen to, found once per policy: a desk asks for every event it replays."""

from collections.abc import Mapping

from cxdesk.domain.policy import Clock, Policy
from cxdesk.domain.signals import start_of, stops_of

NUMBERED = frozenset({"promise", "revisit"})
"""Clocks whose instances begin and end with a fact of their own number, by no signal."""

KEPT = 256


class Course:
    """By signal the clocks that it starts, in the policy's order, and the signals that stop any."""

    __slots__ = ("has_waivers", "policy", "starting", "stopping")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        clocks = [clock for clock in policy.clocks if clock.name not in NUMBERED]
        starting: dict[str, list[Clock]] = {}
        for clock in clocks:
            starting.setdefault(start_of(clock), []).append(clock)
        self.starting: Mapping[str, list[Clock]] = starting
        self.stopping = frozenset(signal for clock in clocks for signal in stops_of(clock))
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
