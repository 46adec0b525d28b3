"""The shipped policies: files with a header that says where their numbers come from and what is not certain."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

from cxdesk.catalogue import N_, _
from cxdesk.config.policies import Ladders, read_policy
from cxdesk.config.problems import ConfigError
from cxdesk.config.table import Findings, Table, suggestion
from cxdesk.domain.amounts import Pace
from cxdesk.domain.levels import DEFAULT_LEVELS
from cxdesk.domain.policy import Policy
from cxdesk.domain.snapshot import Standard
from cxdesk.errors import WrongUse

EVIDENCE: Final[Mapping[str, str]] = {
    "V1": N_("the primary text was read"),
    "V2": N_("a secondary source was read"),
    "M": N_("from memory, not confirmed"),
    "D": N_("our own proposal, no authority behind it"),
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A shipped policy. `evidence` is V1 (primary text read), V2 (secondary source), M (memory) or D (our design).

    `effective_to` is exclusive. `calendar_country` is the country whose working days the rule counts.
    """

    name: str
    title: str
    version: str
    jurisdiction: str
    effective_from: date | None
    effective_to: date | None
    evidence: str
    sources: tuple[str, ...]
    uncertain: tuple[str, ...]
    disclaimer: str
    calendar_country: str
    timezone: str
    standard: Standard

    def in_force(self, day: date) -> bool:
        """Whether this version of the rule speaks about a complaint received on *day*."""
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.effective_to is None or day < self.effective_to)


def preset_names() -> tuple[str, ...]:
    """The names of the shipped presets, in alphabetical order."""
    folder = files("cxdesk") / "presets" / "policies"
    stems = (entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(stems))


def shipped_as(policy: Policy) -> Preset | None:
    """The preset that *policy* began with; None for none, and for one or a version that is not shipped any more."""
    if policy.preset not in preset_names():
        return None
    found = preset(policy.preset)
    return found if found.version == policy.version else None


@cache
def preset(name: str) -> Preset:
    """The shipped preset *name*; raises WrongUse for any other."""
    if name not in preset_names():
        raise WrongUse(_("there is no preset “{name}”").format(name=name), mend=suggestion(name, preset_names()))
    file = files("cxdesk") / "presets" / "policies" / f"{name}.toml"
    return read_preset(name, file.read_text(encoding="utf-8"))


def read_preset(name: str, text: str) -> Preset:
    """A preset from its text; raises ConfigError with every problem."""
    findings = Findings(f"{name}.toml", text)
    root = Table(tomllib.loads(text, parse_float=Decimal), (), findings)
    read = _read(name, root)
    root.close()
    if findings.problems:
        raise ConfigError(findings.problems)
    return read


def _read(name: str, root: Table) -> Preset:
    evidence, version = root.text("evidence"), root.text("version")
    if evidence not in EVIDENCE:
        root.refuse("evidence", _("this is no mark of evidence"), suggestion(evidence, EVIDENCE))
    based_on = root.text("based_on")
    base = preset(based_on).standard if based_on else None
    standard = read_policy(root, name, base, Ladders(DEFAULT_LEVELS), "", Pace())
    marked = replace(standard.policy, preset=name, version=version, evidence=evidence)
    return Preset(
        name=name,
        title=root.text("title"),
        version=version,
        jurisdiction=root.text("jurisdiction"),
        effective_from=root.day("effective_from"),
        effective_to=root.day("effective_to"),
        evidence=evidence,
        sources=root.texts("sources"),
        uncertain=root.texts("uncertain"),
        disclaimer=root.text("disclaimer"),
        calendar_country=root.text("calendar_country"),
        timezone=root.text("timezone"),
        standard=replace(standard, policy=marked),
    )
