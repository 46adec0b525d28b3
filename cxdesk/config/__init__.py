"""desk.toml → typed and checked. The door; standards (policies, calendars, rules) are read only by those who ask."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.config.load import Settings, load_settings
from cxdesk.config.problems import ConfigError, Problem

if TYPE_CHECKING:
    from cxdesk.config.standards import Config
    from cxdesk.domain.snapshot import Snapshot

__all__ = ["ConfigError", "Problem", "Settings", "check", "load", "load_settings", "snapshot_of"]

# The imports inside: most commands need the settings alone, and start faster without presets, rules and calendars.


def load(path: Path) -> "Config":
    """Read and check all of *path*: see `cxdesk.config.standards.load`."""
    from cxdesk.config import standards  # noqa: PLC0415 (see above)

    return standards.load(path)


def check(config: "Config", today: date) -> tuple[Problem, ...]:
    """What works but is doubtful on *today*: see `cxdesk.config.standards.check`."""
    from cxdesk.config import standards  # noqa: PLC0415 (see above)

    return standards.check(config, today)


def snapshot_of(config: "Config", templates: Mapping[str, str], tz_version: str) -> "Snapshot":
    """What `policy apply` stores: see `cxdesk.config.standards.snapshot_of`."""
    from cxdesk.config import standards  # noqa: PLC0415 (see above)

    return standards.snapshot_of(config, templates, tz_version)
