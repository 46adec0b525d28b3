"""Rules as written: `[[rule]]` with *when* and *then*, the fairness floor, and who hears at which level (DOMAIN §6)."""

from collections.abc import Iterable, Mapping

from cxdesk.catalogue import _
from cxdesk.config.clocks import read_severities
from cxdesk.config.policies import Ladders, read_ladder, read_limits, read_visits
from cxdesk.config.settings import DeskSettings
from cxdesk.config.table import Table, suggestion
from cxdesk.domain.levels import DEFAULT_LEVELS
from cxdesk.domain.policy import Amount, Policy, Step
from cxdesk.domain.rules import ClockChange, Condition, Layer, Overrides, Rule
from cxdesk.domain.snapshot import Standard
from cxdesk.domain.words import Severity


def read_levels(root: Table) -> Ladders:
    """`[escalation] answer_within = "1bd"` and `[escalation.levels] 1 = ["owner"]`."""
    table = root.table("escalation")
    section = table.table("levels")
    levels = dict(DEFAULT_LEVELS)
    for key in section.data:
        if key.isdecimal() and 0 < int(key) < 10:
            levels[int(key)] = section.texts(key)
        else:
            section.get(key)
            section.refuse(key, _("a level is a number from 1 to 9"), _('write 2 = ["supervisor"]'))
    ladders = Ladders(levels, table.amount("answer_within"))
    section.close()
    table.close()
    return ladders


def read_floor(root: Table, clocks: Iterable[str]) -> Mapping[str, Amount]:
    """`[floor] resolve = "60d"`: the loosest target that anybody may have."""
    table, known = root.table("floor"), sorted(set(clocks))
    floor: dict[str, Amount] = {}
    for name in table.data:
        amount = table.amount(name)
        if name not in known:
            table.refuse(name, _("no policy has a clock “{name}”").format(name=name), suggestion(name, known))
        elif amount is not None:
            floor[name] = amount
    return floor


def read_rules(
    root: Table,
    settings: DeskSettings,
    standards: Mapping[str, Standard],
    calendars: Iterable[str],
    ladders: Ladders,
) -> tuple[Rule, ...]:
    """Every `[[rule]]` in the order of the file."""
    reader = _Reader(settings, standards, tuple(calendars), ladders)
    return tuple(reader.rule(table, number) for number, table in enumerate(root.tables("rule"), start=1))


class _Reader:
    """What a rule may name: the desk's words, policies, calendars and clocks."""

    def __init__(
        self, settings: DeskSettings, standards: Mapping[str, Standard], calendars: tuple[str, ...], ladders: Ladders
    ) -> None:
        self._words = {
            "segment": settings.segments,
            "product": settings.products,
            "category": settings.categories,
            "channel": tuple(settings.channels),
        }
        self._standards = standards
        self._calendars = calendars
        self._ladders = ladders
        clocks = {clock.name: clock for standard in standards.values() for clock in standard.policy.clocks}
        self._every_clock = Policy("", "", tuple(clocks.values()))

    def rule(self, table: Table, number: int) -> Rule:
        rule = Rule(
            name=table.text("name") or f"rule {number}",  # not translated: the name is part of the hash
            when=self._when(table.table("when")),
            then=self._then(table.table("then")),
            layer=table.choice("layer", Layer, Layer.SEGMENT),
            rank=table.integer("rank", 0, least=-1000, most=1000),
        )
        table.close()
        if not table.data.get("then"):
            table.refuse("then", _("the rule changes nothing"), _('write then = { policy = "NAME" }, for example'))
        return rule

    def _when(self, table: Table) -> Condition:
        condition = Condition(
            segment=self._known(table, "segment"),
            severity=table.choices("severity", Severity),
            product=self._known(table, "product"),
            category=self._known(table, "category"),
            channel=self._known(table, "channel"),
            jurisdiction=frozenset(table.texts("jurisdiction")),
            from_on=table.day("from"),
            until_on=table.day("until"),
        )
        if condition.from_on and condition.until_on and condition.until_on <= condition.from_on:
            table.refuse("until", _("the rule ends before it begins"), _("until is the first day that is out again"))
        table.close()
        return condition

    def _known(self, table: Table, key: str) -> frozenset[str]:
        """Values of the desk's own list, where it keeps one."""
        values, known = table.texts(key), self._words[key]
        for value in values:
            if known and value not in known:
                table.refuse(
                    key, _("“{value}” is no {key} of this desk").format(value=value, key=key), suggestion(value, known)
                )
        return frozenset(values)

    def _then(self, table: Table) -> Overrides:
        then = Overrides(
            policy=self._one_of(table, "policy", self._standards),
            calendar=self._one_of(table, "calendar", self._calendars),
            clocks=self._clocks(table.table("clock")),
            limits=read_limits(table, None),
            visits=read_visits(table, None),
            ladder=self._ladder(table),
        )
        table.close()
        return then

    def _one_of(self, table: Table, key: str, known: Iterable[str]) -> str | None:
        value, names = table.text(key), list(known)
        if value and value not in names:
            table.refuse(key, _("there is no {key} “{value}”").format(key=key, value=value), suggestion(value, names))
            return None
        return value or None

    def _clocks(self, section: Table) -> dict[str, ClockChange]:
        known = [clock.name for clock in self._every_clock.clocks]
        changes: dict[str, ClockChange] = {}
        for name in section.data:
            table = section.table(name)
            if name not in known:
                section.refuse(name, _("no policy has a clock “{name}”").format(name=name), suggestion(name, known))
                continue
            pause = frozenset(table.texts("pause")) if "pause" in table else None
            changes[name] = ClockChange(table.amount("target"), read_severities(table), pause)
            table.close()
        return changes

    def _ladder(self, table: Table) -> tuple[Step, ...] | None:
        return read_ladder(table, self._every_clock, self._ladders) if "ladder" in table else None


def clock_names(standards: Mapping[str, Standard]) -> list[str]:
    """Every clock that some policy has."""
    return sorted({clock.name for standard in standards.values() for clock in standard.policy.clocks})
