"""What a person prefers: `config.toml` in their own configuration folder; theme, language, keys.

[screens]
theme = "cxdesk-contrast"
language = "zh"

[keys]
assign = "A"
move-down = "j,down,ctrl+n"
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from cxdesk.catalogue import LANGUAGES, _

FILE = "config.toml"

PICKED = "picked-theme"
"""Beside it, written by the program: the name of the theme that was picked last. What a person wrote stays theirs."""


class Preferences(NamedTuple):
    """Empty texts are the defaults; *keys* are by the name of a command, several of one separated by commas.

    *picked* is the theme that was picked last; it counts where no *theme* was written.

    *trouble* says why the file could not be read: everything is as without it then.
    """

    theme: str = ""
    language: str = ""
    keys: Mapping[str, str] = MappingProxyType({})
    trouble: str = ""
    picked: str = ""

    def doubt(self) -> str:
        """What is to be said about the file; or about the language, where we have none of that name: it is English."""
        if self.trouble:
            return self.trouble
        if not self.language or self.language.lower().startswith(LANGUAGES):
            return ""
        known = ", ".join(LANGUAGES)
        return _("there is no language {name}; there are: {known}").format(name=self.language, known=known)


def read_preferences(folder: Path) -> Preferences:
    """The preferences in *folder*; the defaults where there is no file, or none that can be read."""
    path, picked = folder / FILE, _picked_in(folder)
    try:
        said = _said_in(path) if path.exists() else Preferences()
        return said._replace(picked=picked)
    except (OSError, ValueError) as error:
        told = _("{path} cannot be read, and everything is as without it: {error}").format(path=path, error=error)
        return Preferences(trouble=told, picked=picked)


def keep_theme(folder: Path, name: str) -> None:
    """Have *name* as the theme picked last. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PICKED).write_text(f"{name}\n", encoding="utf-8")


def _picked_in(folder: Path) -> str:
    try:
        return (folder / PICKED).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _said_in(path: Path) -> Preferences:
    """Raises OSError, and ValueError with a sentence for what is no preference."""
    import tomllib  # noqa: PLC0415 (most have no such file)

    said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    screens, keys = said.get("screens", {}), said.get("keys", {})
    if not (isinstance(screens, dict) and isinstance(keys, dict)):
        raise ValueError(_("[screens] and [keys] are tables"))
    texts = [screens.get("theme", ""), screens.get("language", ""), *keys.values()]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(_("theme, language and keys are texts in quotes"))
    return Preferences(texts[0], texts[1], keys)
