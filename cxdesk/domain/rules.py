"""Which standards a complaint is held to: conditions over its facts, and what a matching rule changes (DOMAIN §6)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from cxdesk.catalogue import _
from cxdesk.domain.policy import Amount, Facts, Step, Visit
from cxdesk.domain.words import Role, Severity
from cxdesk.errors import DeskUnavailable

FACT_KEYS = ("segment", "severity", "product", "category", "channel", "jurisdiction")


class Layer(StrEnum):
    """Who a rule speaks for, strongest first: a rule of a stronger layer beats any rule of a weaker one."""

    LAW = "law"
    CONTRACT = "contract"
    SEGMENT = "segment"
    DEFAULT = "default"


_STRENGTH = {layer: len(Layer) - place for place, layer in enumerate(Layer)}


@dataclass(frozen=True, slots=True)
class Condition:
    """The facts a rule asks for; an empty set asks nothing. `until_on` is exclusive, both dates are of the receipt."""

    segment: frozenset[str] = frozenset()
    severity: frozenset[Severity] = frozenset()
    product: frozenset[str] = frozenset()
    category: frozenset[str] = frozenset()
    channel: frozenset[str] = frozenset()
    jurisdiction: frozenset[str] = frozenset()
    from_on: date | None = None
    until_on: date | None = None

    def wanted(self, key: str) -> frozenset[str]:
        """The values that *key* may have; empty when any will do."""
        values: frozenset[str] = getattr(self, key)
        return values

    @property
    def specificity(self) -> int:
        """How many keys it looks at; the two dates are one key."""
        dated = self.from_on is not None or self.until_on is not None
        return sum(bool(self.wanted(key)) for key in FACT_KEYS) + dated

    def matches(self, facts: Facts) -> bool:
        """A fact that is not known meets no condition on it."""
        if self.from_on is not None and facts.received_on < self.from_on:
            return False
        if self.until_on is not None and facts.received_on >= self.until_on:
            return False
        return all(not wanted or getattr(facts, key) in wanted for key, wanted in self._asked())

    def overlaps(self, other: "Condition") -> bool:
        """Whether one complaint could meet both."""
        if self.from_on and other.until_on and other.until_on <= self.from_on:
            return False
        if other.from_on and self.until_on and self.until_on <= other.from_on:
            return False
        return all(not other.wanted(key) or wanted & other.wanted(key) for key, wanted in self._asked())

    def _asked(self) -> Iterator[tuple[str, frozenset[str]]]:
        return ((key, self.wanted(key)) for key in FACT_KEYS if self.wanted(key))


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What a rule changes in one clock; `by_severity` beats `target` for the severities it names."""

    target: Amount | None = None
    by_severity: Mapping[Severity, Amount] = field(default_factory=dict)
    pause: frozenset[str] | None = None

    def target_for(self, severity: Severity | None) -> Amount | None:
        """The changed target, or None where the policy's own stays."""
        return self.by_severity.get(severity, self.target) if severity else self.target


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a rule says: another policy, another calendar, or single numbers of whatever policy applies."""

    policy: str | None = None
    calendar: str | None = None
    clocks: Mapping[str, ClockChange] = field(default_factory=dict)
    limits: Mapping[Role, Decimal] | None = None
    visits: Mapping[Severity, tuple[Visit, ...]] | None = None
    ladder: tuple[Step, ...] | None = None

    def settings(self) -> Iterator[tuple[str, object]]:
        """Each thing said, by the name under which two rules can contradict each other."""
        whole = ("policy", "calendar", "limits", "visits", "ladder")
        yield from ((name, getattr(self, name)) for name in whole if getattr(self, name) is not None)
        for name, change in self.clocks.items():
            if change.target is not None or change.by_severity:
                yield f"clock.{name}.target", (change.target, dict(change.by_severity))
            if change.pause is not None:
                yield f"clock.{name}.pause", change.pause


@dataclass(frozen=True, slots=True)
class Rule:
    """*When* these facts, *then* these standards; `rank` decides between rules of equal specificity, higher first."""

    name: str
    when: Condition
    then: Overrides
    layer: Layer = Layer.SEGMENT
    rank: int = 0

    @property
    def strength(self) -> tuple[int, int, int]:
        """Layer, then count of matched keys, then rank (DOMAIN §6)."""
        return (_STRENGTH[self.layer], self.when.specificity, self.rank)


@dataclass(frozen=True, slots=True)
class Tie:
    """Two rules of equal strength that could meet in one complaint and say different things about `setting`."""

    first: Rule
    second: Rule
    setting: str


class RuleTie(DeskUnavailable):
    """Two rules of equal strength contradict each other about a complaint: neither is taken silently."""


def find_ties(rules: Iterable[Rule]) -> tuple[Tie, ...]:
    """Every contradiction that no rule's strength decides, unless a stronger rule happens to hide it."""
    return tuple(
        Tie(first, second, setting)
        for first, second in combinations(rules, 2)
        if first.strength == second.strength and first.when.overlaps(second.when)
        for setting in _contradictions(first, second)
    )


def strongest(rules: Iterable[Rule], facts: Facts) -> dict[str, Rule]:
    """For each setting that a matching rule makes, the rule that wins it.

    Raises RuleTie when two rules of equal strength say different things and no stronger one decides.
    """
    winners: dict[str, Rule] = {}
    matching = sorted(
        (rule for rule in rules if rule.when.matches(facts)), key=lambda rule: rule.strength, reverse=True
    )
    for rule in matching:
        for setting, value in rule.then.settings():
            winner = winners.setdefault(setting, rule)
            if winner.strength == rule.strength and dict(winner.then.settings())[setting] != value:
                raise _tie_error(Tie(winner, rule, setting))
    return winners


def _contradictions(first: Rule, second: Rule) -> Iterator[str]:
    others = dict(second.then.settings())
    return (name for name, value in first.then.settings() if name in others and others[name] != value)


def _tie_error(tie: Tie) -> RuleTie:
    return RuleTie(
        _("{first} and {second} match equally well and say different things about {setting}").format(
            first=tie.first.name, second=tie.second.name, setting=tie.setting
        ),
        mend=_("give one of them a higher rank, or a condition more"),
    )
