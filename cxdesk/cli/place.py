"""Which desk a command works on: `--desk`, `CXDESK_DESK`, the nearest `desk.toml` upward, the user's data directory."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from cxdesk.catalogue import _
from cxdesk.cli.surroundings import Surroundings
from cxdesk.errors import DeskUnavailable

DESK_FILE = "desk.toml"


class Origin(StrEnum):
    """Why a directory was chosen."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    UPWARD = "upward"
    USER = "user"


class DeskPlace(NamedTuple):
    """A desk's directory, which need not exist, and why it is this one."""

    path: Path
    origin: Origin

    @property
    def exists(self) -> bool:
        """Whether a desk was made here."""
        return (self.path / DESK_FILE).is_file()

    def require(self) -> None:
        """Raises DeskUnavailable when no desk was made here."""
        if not self.exists:
            raise DeskUnavailable(
                _("there is no desk in {folder}").format(folder=self.path),
                mend=_("make one with: {command}").format(command=f"cxdesk init {self.path}"),
            )


def find_desk(surroundings: Surroundings, option: str | None) -> DeskPlace:
    """The desk to use; *option* is what `--desk` said. Relative directories start at the working directory."""
    if option:
        return DeskPlace(_absolute(option, surroundings), Origin.OPTION)
    if named := surroundings.env.get("CXDESK_DESK"):
        return DeskPlace(_absolute(named, surroundings), Origin.ENVIRONMENT)
    for folder in (surroundings.cwd, *surroundings.cwd.parents):
        if (folder / DESK_FILE).is_file():
            return DeskPlace(folder, Origin.UPWARD)
    return DeskPlace(user_data(surroundings.env, surroundings.platform) / "cxdesk", Origin.USER)


def user_data(env: Mapping[str, str], platform: str) -> Path:
    """Where programs keep a user's data on *platform* (`sys.platform`); XDG_DATA_HOME counts when absolute."""
    home = Path(env.get("USERPROFILE") or env.get("HOME") or "~").expanduser()
    xdg = env.get("XDG_DATA_HOME", "")
    if xdg and Path(xdg).is_absolute():
        return Path(xdg)
    if platform == "win32":
        return Path(env["APPDATA"]) if env.get("APPDATA") else home / "AppData" / "Roaming"
    if platform == "darwin":
        return home / "Library" / "Application Support"
    return home / ".local" / "share"


def _absolute(folder: str, surroundings: Surroundings) -> Path:
    """*folder* from the working directory, without resolving links: it is shown to people as they wrote it."""
    return surroundings.cwd / Path(folder).expanduser()
