"""The standards of desk.toml: policies, rules and calendars resolved, checked, and made into a snapshot (DOMAIN §6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cxdesk.catalogue import _
from cxdesk.config.calendars import Spec, read_calendars
from cxdesk.config.checks import Draft, check_standards, doubts
from cxdesk.config.load import Settings, open_file, read_settings
from cxdesk.config.policies import DEFAULT_PRESET, Ladders, read_policy
from cxdesk.config.presets import preset, preset_names
from cxdesk.config.problems import ConfigError, Problem
from cxdesk.config.rules import clock_names, read_floor, read_levels, read_rules
from cxdesk.config.settings import DeskSettings
from cxdesk.config.table import Table, suggestion
from cxdesk.domain.policy import Amount
from cxdesk.domain.rules import Rule
from cxdesk.domain.snapshot import Snapshot, Standard, pace_of


@dataclass(frozen=True, slots=True)
class Config:
    """The whole of `desk.toml`, typed and checked; `warnings` are what is doubtful but works."""

    settings: Settings
    calendars: Mapping[str, Spec]
    standards: Mapping[str, Standard]
    rules: tuple[Rule, ...]
    floor: Mapping[str, Amount]
    ladders: Ladders
    warnings: tuple[Problem, ...] = ()

    @property
    def path(self) -> Path:
        """The file it was read from."""
        return self.settings.path

    @property
    def desk(self) -> DeskSettings:
        """Who the desk is."""
        return self.settings.desk


def load(path: Path) -> Config:
    """Read and check all of *path*; an almost empty file gives a working desk.

    Raises ConfigError with every problem of the file at once; DeskUnavailable when there is no file to read.
    """
    return read_config(open_file(path), path)


def read_config(root: Table, path: Path) -> Config:
    """The config of an opened file; raises ConfigError."""
    settings = read_settings(root, path)
    calendars = read_calendars(root, settings.desk, path.parent)
    ladders = read_levels(root)
    standards = _read_policies(root, settings.desk, calendars, ladders)
    rules = read_rules(root, settings.desk, standards, calendars, ladders)
    floor = read_floor(root, clock_names(standards))
    check_standards(root, Draft(settings.desk, calendars, standards, rules, floor))
    if root.findings.problems:
        raise ConfigError(root.findings.problems)
    return Config(settings, calendars, standards, rules, floor, ladders, tuple(root.findings.warnings))


def check(config: Config, today: date) -> tuple[Problem, ...]:
    """What works but is doubtful on *today*: `load` has refused already what does not work."""
    draft = Draft(config.desk, config.calendars, config.standards, config.rules, config.floor)
    found = doubts(draft, config.path.name, today, config.settings.letters.contact)
    return (*config.warnings, *found, *_out_of_force(config, today))


def _out_of_force(config: Config, today: date) -> list[Problem]:
    """Policies whose preset's version does not speak about complaints received today."""
    used = ((name, standard.policy.preset) for name, standard in config.standards.items())
    return [
        Problem(
            config.path.name,
            0,
            f"policy.{name}.based_on",
            _("the preset {preset} (version {version}) is not in force on {day}").format(
                preset=based_on, version=preset(based_on).version, day=today
            ),
            _("look for a newer version, or state the policy's own clocks"),
        )
        for name, based_on in used
        if based_on and not preset(based_on).in_force(today)
    ]


def snapshot_of(config: Config, templates: Mapping[str, str], tz_version: str) -> Snapshot:
    """What `policy apply` stores; *templates* are digests of the letters by name, *tz_version* the zone data's."""
    return Snapshot(
        standards=config.standards,
        default_policy=config.desk.policy,
        calendars=config.calendars,
        rules=config.rules,
        floor=config.floor,
        levels=config.ladders.levels,
        timezone=config.desk.timezone,
        templates=dict(templates),
        tz_version=tz_version,
    )


def _read_policies(
    root: Table, settings: DeskSettings, calendars: Mapping[str, Spec], ladders: Ladders
) -> dict[str, Standard]:
    """Every `[policy.NAME]`, and the desk's default policy even where none is written."""
    standards = {name: _read_one(table, name, settings, calendars, ladders) for name, table in root.named("policy")}
    if not standards or settings.policy == DeskSettings().policy:
        absent = Table({}, ("policy", settings.policy), root.findings)
        standards.setdefault(settings.policy, _read_one(absent, settings.policy, settings, calendars, ladders))
    return standards


def _read_one(
    table: Table, name: str, settings: DeskSettings, calendars: Mapping[str, Spec], ladders: Ladders
) -> Standard:
    base = _base(table)
    calendar = table.text("calendar", settings.calendar)
    if calendar not in calendars:
        table.refuse(
            "calendar", _("there is no calendar “{name}”").format(name=calendar), suggestion(calendar, calendars)
        )
    standard = read_policy(table, name, base, ladders, settings.calendar, pace_of(calendars.get(calendar, {})))
    table.close()
    return _told_by_desk(standard, settings, ladders)


def _base(table: Table) -> Standard | None:
    """The preset it is based on; `based_on = ""` starts from nothing."""
    name = table.text("based_on", DEFAULT_PRESET)
    if not name:
        return None
    if name not in preset_names():
        table.refuse("based_on", _("there is no preset “{name}”").format(name=name), suggestion(name, preset_names()))
        name = DEFAULT_PRESET
    return preset(name).standard


def _told_by_desk(standard: Standard, settings: DeskSettings, ladders: Ladders) -> Standard:
    """What a preset leaves to the desk: the currency of limits, and how long its steps wait for an answer."""
    steps = tuple(
        replace(step, answer_within=ladders.answer_within)
        if step.answer_within is None and step.level > 1 and ladders.answer_within
        else step
        for step in standard.policy.ladder
    )
    return replace(standard, policy=replace(standard.policy, ladder=steps, currency=settings.currency))
