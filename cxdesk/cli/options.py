"""The options that every command takes, before the verb or after it; the one after it wins."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from cxdesk.catalogue import N_, _
from cxdesk.errors import WrongUse


class Format(StrEnum):
    """How a result is written."""

    PEOPLE = "people"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"


class GlobalOption(NamedTuple):
    """One option of every command; *metavar* is None for a switch."""

    key: str
    names: tuple[str, ...]
    help: str
    metavar: str | None = None


GLOBAL_OPTIONS = (
    GlobalOption("global_desk", ("--desk",), N_("the desk's directory"), N_("DIR")),
    GlobalOption("global_login", ("--as",), N_("act as this agent"), N_("LOGIN")),
    GlobalOption("global_now", ("--now",), N_("replace the clock (rehearsal)"), N_("ISO")),
    GlobalOption("global_json", ("--json",), N_("one JSON document")),
    GlobalOption("global_jsonl", ("--jsonl",), N_("one JSON object a line")),
    GlobalOption("global_csv", ("--csv",), N_("comma-separated values")),
    GlobalOption("global_tsv", ("--tsv",), N_("tab-separated values")),
    GlobalOption("global_quiet", ("--quiet", "-q"), N_("no hints, no progress")),
    GlobalOption("global_traceback", ("--traceback",), N_("show where an error came from")),
)
TRY_OPTION = GlobalOption("global_dry_run", ("--dry-run",), N_("only tell what would be done; nothing is written"))
"""Of the verbs that perform an act: `table.Verb.tries`."""
LETTER_OPTION = GlobalOption("global_no_letter", ("--no-letter",), N_("write nothing to the customer by itself"))
"""Of the verbs whose act writes to the customer: `table.Verb.writes`."""
BY_NAME = {name: option for option in GLOBAL_OPTIONS for name in option.names}
ROOT_OPTIONS = (
    (("--help", "-h"), None, N_("show this page, or that of a verb")),
    (("--version",), None, N_("show the version")),
    (("--install-completion",), N_("[SHELL]"), N_("install completion for bash, zsh or fish")),
    (("--show-completion",), N_("[SHELL]"), N_("print the completion script")),
)
_FORMATS = {
    "global_json": Format.JSON,
    "global_jsonl": Format.JSONL,
    "global_csv": Format.CSV,
    "global_tsv": Format.TSV,
}


class Options(NamedTuple):
    """What the global options said; None where they said nothing."""

    desk: str | None = None
    login: str | None = None
    now: datetime | None = None
    format: Format = Format.PEOPLE
    quiet: bool = False
    traceback: bool = False
    dry_run: bool = False
    no_letter: bool = False


NOTHING_SAID = Options()


def take_global(arguments: Sequence[str], position: int) -> tuple[str, str | bool, int] | None:
    """Read one global option at *position*: its key, its value, and where reading goes on; None when it is none.

    Raises WrongUse when its value is missing, or when a switch is given one.
    """
    name, equals, joined = arguments[position].partition("=")
    option = BY_NAME.get(name)
    if option is None:
        return None
    if option.metavar is None:
        if equals:
            raise WrongUse(_("{option} takes no value").format(option=name))
        return option.key, True, position + 1
    if equals:
        return option.key, joined, position + 1
    if position + 1 >= len(arguments):
        raise WrongUse(_("{option} needs a value").format(option=name))
    return option.key, arguments[position + 1], position + 2


def read_options(values: Mapping[str, object]) -> Options:
    """Make *values* (key → text or switch) into `Options`. Raises WrongUse for two formats, an unreadable --now, or an
    empty value: `--desk "$UNSET"` must not fall back to another desk.
    """
    for option in GLOBAL_OPTIONS:
        if values.get(option.key) == "":
            raise WrongUse(_("{option} needs a value").format(option=option.names[0]))
    chosen = [key for key in _FORMATS if values.get(key)]
    if len(chosen) > 1:
        names = ", ".join(f"--{_FORMATS[key]}" for key in chosen)
        raise WrongUse(_("only one of {options} can be used").format(options=names))
    now = values.get("global_now")
    desk, login = values.get("global_desk"), values.get("global_login")
    return Options(
        desk=desk if isinstance(desk, str) else None,
        login=login if isinstance(login, str) else None,
        now=read_instant(now, "--now") if isinstance(now, str) else None,
        format=_FORMATS[chosen[0]] if chosen else Format.PEOPLE,
        quiet=bool(values.get("global_quiet")),
        traceback=bool(values.get("global_traceback")),
        dry_run=bool(values.get(TRY_OPTION.key)),
        no_letter=bool(values.get(LETTER_OPTION.key)),
    )


def read_instant(text: str, where: str) -> datetime:
    """The UTC instant that ISO *text* names; one without an offset is refused, for no desk's zone is known here."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise WrongUse(
            _("{text} is not an instant with its offset from UTC").format(text=text),
            where=where,
            mend=_("write it like {example}").format(example="2026-03-02T09:00:00+01:00"),
        )
    return instant.astimezone(UTC)
