"""Texts of desk.toml that have a shape: a zone, an address, a span of time, a country, a file; never a password."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.config.table import Table

ADDRESS: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_SPAN: Final = re.compile(r"[0-9]{1,4}[hdw]")
_UNITS: Final = {"h": "hours", "d": "days", "w": "weeks"}
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_SUBDIVISION: Final = re.compile(r"[A-Z0-9]{1,8}")


def zone(table: Table, key: str, default: str) -> str:
    """The name of a time zone that exists."""
    name = table.text(key, default)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        table.refuse(key, _("“{name}” is no time zone").format(name=name), _("write a name such as Europe/London"))
        return default
    return name


def address(table: Table, key: str, default: str) -> str:
    """A bare mail address, without a name."""
    text = table.text(key, default)
    if text and not ADDRESS.fullmatch(text):
        table.refuse(key, _("“{text}” is no address").format(text=text), _("write it bare: name@example.org"))
        return default
    return text


def shaped(table: Table, key: str, shape: re.Pattern[str], mend: str) -> str:
    """A text of that shape, or none."""
    text = table.text(key)
    if text and not shape.fullmatch(text):
        table.refuse(key, _("“{text}” does not have the right form").format(text=text), mend)
        return ""
    return text


def country_of(table: Table) -> str:
    """The two letters of a country, or none."""
    return shaped(table, "country", _COUNTRY, _('write the two capital letters of the country: "GB"'))


def subdivision_of(table: Table) -> str:
    """The code of a part of the country, or none."""
    return shaped(table, "subdivision", _SUBDIVISION, _('write the code of the part of the country: "ENG"'))


def file_of(table: Table, key: str) -> Path | None:
    """A file, or none."""
    text = table.text(key)
    return Path(text) if text else None


def span(table: Table, key: str, default: timedelta) -> timedelta:
    """Hours, days or weeks; read here, because the amounts of policies are more than most commands need to load."""
    text = shaped(table, key, _SPAN, _('write hours, days or weeks: "7d"'))
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])}) if text else default


def refuse_password(table: Table) -> bool:
    """Whether there is a password, which is a problem: people pass this file around."""
    if "password" not in table:
        return False
    table.get("password")
    table.refuse(
        "password",
        _("a password does not belong into this file"),
        _("name where it is kept: password_env, password_file or password_keyring"),
    )
    return True
