"""`config get` and `config set`: one scalar of desk.toml read or changed, comments and order kept."""

import json
import os
import tomllib
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from cxdesk.catalogue import _
from cxdesk.config.layout import Layout, scan
from cxdesk.config.load import open_file, open_text
from cxdesk.config.problems import KeyPath, key_text
from cxdesk.config.standards import read_config
from cxdesk.config.table import suggestion
from cxdesk.errors import NotDone, WrongUse


def get(path: Path, key: str) -> Any:
    """What the file says at *key* (`desk.name`, `rule[1].rank`); raises NotDone where it says nothing."""
    value: Any = open_file(path).data
    walked: KeyPath = ()
    for part in parse_key(key):
        known = _parts_of(value)
        if part not in known:
            raise NotDone(
                _("{place} does not say “{key}”: the default applies, or the name is wrong").format(
                    place=key_text(walked) or path.name, key=part if isinstance(part, str) else part + 1
                ),
                mend=suggestion(str(part), [name for name in known if isinstance(name, str)]) if known else None,
            )
        value = value[part]
        walked = (*walked, part)
    return value


def _parts_of(value: object) -> list[str | int]:
    """What can come next in a key: names of a table, places of a list."""
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def set_value(path: Path, key: str, text: str) -> None:
    """Write *text* at *key*, add the key where it is missing, keep every other character of the file.

    *text* is taken as TOML where it is a value of TOML (`true`, `7`, `["a", "b"]`), else as plain text. The new file
    is checked wholly before it replaces the old one in one step. Raises WrongUse for what this editor cannot do
    (keys inside inline tables, whole sections), ConfigError when the change would break the file.
    """
    open_file(path)
    parts = parse_key(key)
    before = _source(path)
    after = _edited(before, parts, _as_toml(before, parts, text), path.name)
    read_config(open_text(after.removeprefix("\ufeff"), path.name), path)
    _replace(path, after)


def parse_key(key: str) -> KeyPath:
    """`policy.standard.ladder[2].at` → its parts; places in lists count from 1. Raises WrongUse."""
    parts: list[str | int] = []
    for name in key.split("."):
        stem, bracket, rest = name.partition("[")
        if not stem or not stem.replace("-", "").replace("_", "").isalnum():
            raise WrongUse(_("“{key}” is no key").format(key=key), mend=_("write it like desk.name"))
        parts.append(stem)
        if bracket:
            place = rest.removesuffix("]")
            if not place.isdecimal() or place == "0" or not rest.endswith("]"):
                raise WrongUse(_("“{key}” is no key").format(key=key), mend=_("write it like rule[1].rank"))
            parts.append(int(place) - 1)
    return tuple(parts)


def _source(path: Path) -> str:
    """The text with its own line ends: what is not edited stays as it is, byte for byte."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _edited(text: str, parts: KeyPath, value: str, name: str) -> str:
    layout = scan(text.removeprefix("\ufeff"))
    mark = text[: len(text) - len(layout.text)]
    place = layout.keys.get(parts)
    if place is not None:
        return mark + layout.text[: place.start] + value + layout.text[place.end :]
    _refuse_what_is_no_scalar(layout, parts, name)
    return mark + _inserted(layout, parts, value)


def _refuse_what_is_no_scalar(layout: Layout, parts: KeyPath, name: str) -> None:
    """A section, or a key inside an inline table, is edited by hand."""
    inside = any(parts[:length] in layout.keys for length in range(1, len(parts)))
    section = parts in layout.tables or any(
        known[: len(parts)] == parts for known in (*layout.keys, *layout.tables) if len(known) > len(parts)
    )
    if inside or section or isinstance(parts[-1], int):
        raise WrongUse(
            _("{key} cannot be set from here").format(key=key_text(parts)),
            mend=_("edit line {line} of {name} yourself").format(line=layout.line(parts), name=name),
        )
    if any(isinstance(part, int) for part in parts) and parts[:-1] not in layout.tables:
        raise WrongUse(
            _("there is no {key}").format(key=key_text(parts[:-1])), mend=_("write the section into the file first")
        )


def _inserted(layout: Layout, parts: KeyPath, value: str) -> str:
    newline = "\r\n" if "\r\n" in layout.text else "\n"
    table, line = parts[:-1], f"{parts[-1]} = {value}{newline}"
    if table not in layout.tables and table:
        gap = "" if not layout.text or layout.text.endswith("\n") else newline
        return f"{layout.text}{gap}{newline}[{'.'.join(str(part) for part in table)}]{newline}{line}"
    at = _end_of_table(layout, table)
    gap = "" if at == 0 or layout.text[at - 1] == "\n" else newline
    return layout.text[:at] + gap + line + layout.text[at:]


def _end_of_table(layout: Layout, table: KeyPath) -> int:
    """Just after the table's last key, else after its header: comments that follow belong to what comes next."""
    own = [place.end for key, place in layout.keys.items() if key[:-1] == table]
    if own:
        newline = layout.text.find("\n", max(own))
        return len(layout.text) if newline < 0 else newline + 1
    if not table:
        return 0
    lines = layout.text.splitlines(keepends=True)
    return sum(len(line) for line in lines[: layout.tables[table]])


def _as_toml(before: str, parts: KeyPath, text: str) -> str:
    """*text* as a TOML value; where the file holds a text already, a number stays a text."""
    if _holds_text(before, parts):
        return _quoted(text)
    try:
        value = tomllib.loads(f"value = {text}", parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        return _quoted(text)
    plain = len(value) == 1 and isinstance(value["value"], (bool, int, Decimal, str, list, date, datetime, time))
    return text.strip() if plain and "\n" not in text else _quoted(text)


def _holds_text(before: str, parts: KeyPath) -> bool:
    place = (layout := scan(before.removeprefix("\ufeff"))).keys.get(parts)
    return place is not None and layout.text[place.start] in "\"'"


def _quoted(text: str) -> str:
    """A JSON string is a TOML basic string, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _replace(path: Path, text: str) -> None:
    """In one step: a reader, or a crash, sees the old file or the new one."""
    target = path.resolve()
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with fresh.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(target.stat().st_mode & 0o7777)
        fresh.replace(target)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise NotDone(_("{path} cannot be written: {reason}").format(path=path, reason=error.strerror)) from error
