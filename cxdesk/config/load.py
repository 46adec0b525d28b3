"""`desk.toml` read: as far as every command needs it. Standards and calendars are read in `standards.py`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from cxdesk.catalogue import _
from cxdesk.config.problems import ConfigError, Problem
from cxdesk.config.sections import read_desk, read_letters, read_mail, read_report, read_views
from cxdesk.config.settings import DeskSettings, LetterSettings, MailSection, ReportSettings
from cxdesk.config.table import Findings, Table
from cxdesk.errors import DeskUnavailable

STANDARDS_SECTIONS: Final = ("policy", "calendar", "rule", "floor", "escalation")
_POSITION: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `desk.toml` says beside standards and calendars: in force as soon as it is written.

    `mail_problems` is what is wrong with the mail, where that was to be put up with: no letter can go out.
    """

    path: Path
    desk: DeskSettings
    mail: MailSection
    letters: LetterSettings
    report: ReportSettings
    views: Mapping[str, str]
    mail_problems: tuple[Problem, ...] = ()


def load_settings(path: Path, *, despite_mail: bool = False) -> Settings:
    """Read *path* without its standards, which decide nothing until they are applied (DOMAIN §6).

    Raises ConfigError with every problem of these sections at once, with *despite_mail* only when one is elsewhere
    than in `[mail]`; DeskUnavailable when there is no file to read.
    """
    root = open_file(path)
    settings = read_settings(root, path)
    problems = root.findings.problems
    if not problems:
        return settings
    if despite_mail and all(problem.key.partition(".")[0] == "mail" for problem in problems):
        return replace(settings, mail_problems=tuple(problems))
    raise ConfigError(problems)


def read_settings(root: Table, path: Path) -> Settings:
    """The settings of an opened file; problems stay with the table."""
    settings = Settings(path, read_desk(root), read_mail(root), read_letters(root), read_report(root), read_views(root))
    root.close(also=STANDARDS_SECTIONS)
    return settings


def open_file(path: Path) -> Table:
    """The whole file as a table; raises ConfigError for text that is no TOML, DeskUnavailable for no text at all."""
    return open_text(_text_of(path), path.name)


def open_text(text: str, name: str) -> Table:
    """As open_file, for a text that is not (yet) in the file *name*."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax_problem(name, text, str(error))]) from error
    return Table(data, (), Findings(name, text))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise DeskUnavailable(
            _("there is no desk here: {path} does not exist").format(path=path), mend=_("make one: cxdesk init")
        ) from error
    except UnicodeDecodeError as error:
        raise DeskUnavailable(
            _("{path} is not written in UTF-8").format(path=path), mend=_("save it as UTF-8 in your editor")
        ) from error
    except OSError as error:
        raise DeskUnavailable(_("{path} cannot be read: {reason}").format(path=path, reason=error.strerror)) from error


def _syntax_problem(name: str, text: str, message: str) -> Problem:
    position = _POSITION.search(message)
    line = int(position[1]) if position and position[1] else text.count("\n") + 1
    reason = message[: position.start()] if position else message
    return Problem(name, line, "", _("this is no TOML: {reason}").format(reason=reason), _("mend this line"))
