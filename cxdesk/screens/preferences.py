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
from cxdesk.errors import WrongUse

FILE = "config.toml"


class Preferences(NamedTuple):
    """Empty texts are the defaults; *keys* are by the name of a command, several of one separated by commas."""

    theme: str = ""
    language: str = ""
    keys: Mapping[str, str] = MappingProxyType({})

    def doubt(self) -> str:
        """What is to be said about the language, where we have none of that name: it is English then."""
        if not self.language or self.language.lower().startswith(LANGUAGES):
            return ""
        known = ", ".join(LANGUAGES)
        return _("there is no language {name}; there are: {known}").format(name=self.language, known=known)


def read_preferences(folder: Path) -> Preferences:
    """The preferences in *folder*; the defaults where there is no file. Raises WrongUse for what cannot be read."""
    path = folder / FILE
    if not path.exists():
        return Preferences()
    import tomllib  # noqa: PLC0415 (most have no such file)

    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise WrongUse(_("the preferences cannot be read: {error}").format(error=error), where=str(path)) from error
    screens, keys = said.get("screens", {}), said.get("keys", {})
    if not (isinstance(screens, dict) and isinstance(keys, dict)):
        raise WrongUse(_("[screens] and [keys] are tables"), where=str(path))
    texts = [screens.get("theme", ""), screens.get("language", ""), *keys.values()]
    if not all(isinstance(text, str) for text in texts):
        raise WrongUse(_("theme, language and keys are texts in quotes"), where=str(path))
    return Preferences(texts[0], texts[1], keys)
