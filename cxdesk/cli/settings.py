"""`config show|get|set|check`: what desk.toml says, and whether it can be used."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli.checks import problem_block, problem_rows, settings_file
from cxdesk.cli.context import Cli
from cxdesk.cli.machine import json_text
from cxdesk.cli.results import Block, Document, Fields, Lines, Paragraph, Row
from cxdesk.config import ConfigError, edit, load, load_settings
from cxdesk.config import check as doubts_of
from cxdesk.config.load import STANDARDS_SECTIONS
from cxdesk.errors import CheckFailed, DeskUnavailable

Key = Annotated[str, typer.Argument(metavar=N_("KEY"), help=N_("such as desk.name or rule[1].rank"))]


def show(cli: Cli) -> Document:
    """Every setting as it counts, defaults among them; standards are `policy show`."""
    settings = load_settings(settings_file(cli))
    sections = {
        "desk": settings.desk,
        "mail": settings.mail,
        "letters": settings.letters,
        "report": settings.report,
        "views": settings.views,
    }
    plain = {name: _fields_of(section) for name, section in sections.items()}
    blocks: list[Block] = [
        Fields([(f"{name}.{key}", _shown(value)) for key, value in values.items()])
        for name, values in plain.items()
        if values
    ]
    return Document(blocks, plain)


def _fields_of(section: object) -> dict[str, object]:
    """A section as a mapping of its fields."""
    if isinstance(section, Mapping):
        return dict(section)
    assert is_dataclass(section)  # noqa: S101 (every other section is one)
    return {each.name: getattr(section, each.name) for each in fields(section)}


def _shown(value: object) -> object:
    if isinstance(value, Mapping):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "", ()) else value


def get(cli: Cli, key: Key) -> Lines:
    """What desk.toml says at a key."""
    found = edit.get(settings_file(cli), key)
    data = {"key": key, "value": found}
    return Lines([found if isinstance(found, str) else json_text(found)], data)


def set_(
    cli: Cli,
    key: Key,
    value: Annotated[str, typer.Argument(metavar=N_("VALUE"), help=N_("the new value; text, number, list"))],
) -> Document:
    """Write one value; comments and order of the file stay."""
    with cli.desk(readonly=True) as desk:
        found = desk.set_setting(key, value)
    standards = key.split(".")[0].split("[")[0] in STANDARDS_SECTIONS
    hints = [_("it counts once it is applied: {command}").format(command="cxdesk policy apply")] if standards else []
    told = _("{key} is now {value}").format(key=key, value=found if isinstance(found, str) else json_text(found))
    return Document([Paragraph(told)], {"key": key, "value": found}, hints=hints)


def check(cli: Cli) -> Document:
    """Everything wrong in desk.toml at once, with line and mend; then what is doubtful."""
    try:
        config = load(settings_file(cli))
    except ConfigError as error:
        return _report(problem_rows(error.problems, _("wrong")), CheckFailed.exit_code)
    today = cli.now().astimezone(ZoneInfo(config.desk.timezone)).date()
    doubts = doubts_of(config, today)
    with suppress(DeskUnavailable), cli.desk(readonly=True) as desk:
        doubts = (*doubts, *desk.staff_doubts(config))
    return _report(problem_rows(doubts, _("doubtful")), 0)


def _report(rows: list[Row], exit_code: int) -> Document:
    status = "check_failed" if exit_code else "done"
    return Document([problem_block(rows)], {"problems": rows}, status, exit_code)
