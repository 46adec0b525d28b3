"""The commented desk.toml that `init` writes, in the desk's language."""

import json
import re
from importlib.resources import files
from typing import Final

from cxdesk.config.presets import preset
from cxdesk.config.settings import Language

_PLACES: Final = ("name", "timezone", "country", "subdivision", "language", "preset", "group")


def render_desk_toml(
    name: str,
    timezone: str,
    country: str,
    language: str,
    preset_name: str,
    *,
    subdivision: str = "",
    group: str = "",
) -> str:
    """A desk.toml that loads clean, with comments in the desk's language (English where there is no other).

    Raises WrongUse for a preset that is not shipped.
    """
    preset(preset_name)
    told = language if language in tuple(Language) else Language.EN.value
    suffix = "" if told == Language.EN else f".{told}"
    text = (files("cxdesk") / "presets" / f"desk{suffix}.toml").read_text(encoding="utf-8")
    values = (name, timezone, country, subdivision, told, preset_name, group)
    written = {place: json.dumps(value, ensure_ascii=False) for place, value in zip(_PLACES, values, strict=True)}
    return re.sub(r'"@([a-z]+)@"', lambda match: written[match[1]], text)
