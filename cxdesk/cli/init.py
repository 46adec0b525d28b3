"""`init`: makes a desk and says what to edit next."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.place import DESK_FILE
from cxdesk.cli.results import Document, Fields, Heading, Paragraph
from cxdesk.config.holidays import StoredHolidays, refresh_calendar
from cxdesk.config.presets import preset, preset_names
from cxdesk.desk import NewDesk, make
from cxdesk.errors import DeskUnavailable, WrongUse

YEARS_AHEAD = 2
_LOCALTIME = Path("/etc/localtime")
_ZONE_IN_LINK = re.compile(r"/zoneinfo/(?:posix/|right/)?(.+)$")


def init(
    cli: Cli,
    folder: Annotated[str, typer.Argument(metavar=N_("DIR"), help=N_("where; the place that would be used"))] = "",
    name: Annotated[str, typer.Option(help=N_("the desk's name, as customers read it"))] = "",
    timezone: Annotated[str, typer.Option(help=N_("such as Europe/Berlin; this machine's, if not said"))] = "",
    country: Annotated[str, typer.Option(help=N_("whose public holidays count: DE, CN, GB-ENG"))] = "",
    language: Annotated[str, typer.Option(help=N_("en or zh"), autocompletion=complete("languages"))] = "",
    preset_name: Annotated[
        str, typer.Option("--preset", help=N_("the standards to start from"), autocompletion=complete("presets"))
    ] = "iso10002-default",
    group: Annotated[str, typer.Option(help=N_("the system's group that shares the desk"))] = "",
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help=N_("a desk whose clock may be replaced"))] = False,
) -> Document:
    """Make a desk."""
    where = cli.path(folder) if folder else cli.place().path
    _refuse_taken(where)
    if preset_name not in preset_names():
        raise WrongUse(
            _("there is no preset {name}").format(name=preset_name),
            where="--preset",
            mend=_("there are: {names}").format(names=", ".join(preset_names())),
        )
    preset(preset_name)
    zone = _zone(cli, timezone)
    nation, _dash, subdivision = country.upper().partition("-")
    holidays = _holidays(nation, subdivision, cli.now().astimezone(zone).date()) if nation else None
    told = _language(cli, language)
    new = NewDesk(
        login=cli.login,
        name=name or _("Customer care"),
        timezone=zone.key,
        country=nation,
        subdivision=subdivision,
        language=told,
        preset=preset_name,
        group=group,
        rehearsal=rehearsal,
        os_user=cli.surroundings.os_user,
    )
    make(where, new, now=cli.now, randomness=cli.surroundings.randomness)
    return _report(where, new, holidays)


def _refuse_taken(where: Path) -> None:
    if where.exists() and not where.is_dir():
        raise WrongUse(_("{path} is a file, not a directory").format(path=where))
    if (where / DESK_FILE).exists():
        raise DeskUnavailable(
            _("there is a desk in {folder} already").format(folder=where),
            mend=_("name another directory, or edit {file}").format(file=where / DESK_FILE),
        )


def _zone(cli: Cli, said: str) -> ZoneInfo:
    """The zone that was said, else `TZ`, else the machine's, else UTC. Raises WrongUse for one nobody knows."""
    for text in (said, cli.surroundings.env.get("TZ", "").lstrip(":"), _machine_zone()):
        if not text:
            continue
        try:
            return ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            if text == said:
                raise WrongUse(
                    _("there is no time zone {name}").format(name=said),
                    where="--timezone",
                    mend=_("write it like Europe/Berlin or Asia/Shanghai"),
                ) from error
    return ZoneInfo("UTC")


def _machine_zone() -> str:
    """The name behind /etc/localtime, "" where it has none."""
    try:
        linked = _ZONE_IN_LINK.search(str(_LOCALTIME.resolve()))
    except OSError:
        return ""
    return linked[1] if linked else ""


def _language(cli: Cli, said: str) -> str:
    if said:
        if said not in ("en", "zh"):
            raise WrongUse(_("must be one of: {choices}").format(choices="en, zh"), where="--language")
        return said
    locale = cli.surroundings.env.get("LC_ALL") or cli.surroundings.env.get("LANG") or ""
    return "zh" if locale.startswith("zh") else "en"


def _holidays(country: str, subdivision: str, today: date) -> StoredHolidays:
    """Public holidays from this year on, as far as they are published. Raises WrongUse for an unknown country."""
    years = range(today.year - 1, today.year + YEARS_AHEAD + 1)
    try:
        return refresh_calendar(country, subdivision, years)
    except WrongUse as error:
        error.where = "--country"
        raise


def _report(where: Path, new: NewDesk, holidays: StoredHolidays | None) -> Document:
    pairs: list[tuple[str, object]] = [
        (_("directory"), str(where)),
        (_("time zone"), new.timezone),
        (_("language"), new.language),
        (_("standards"), new.preset),
        (_("first agent"), _("{login}, manager").format(login=new.login)),
    ]
    if holidays is not None:
        until = _("public holidays of {name}, published until {day}")
        pairs.append((_("calendar"), until.format(name=holidays.name.upper(), day=holidays.coverage_until)))
    if new.rehearsal:
        pairs.append((_("rehearsal"), _("its clock may be replaced with --now")))
    steps = [
        _("edit {file}: who you are, opening hours, how mail leaves").format(file=where / DESK_FILE),
        _("cxdesk config check: what is wrong or doubtful in it"),
        _("cxdesk policy apply: put changed standards in force"),
        _("cxdesk agent add LOGIN --role agent: the people who work here"),
        _("cxdesk log: the first complaint"),
    ]
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    data = {
        "path": where,
        "name": new.name,
        "timezone": new.timezone,
        "language": new.language,
        "country": new.country,
        "subdivision": new.subdivision,
        "preset": new.preset,
        "agent": new.login,
        "rehearsal": new.rehearsal,
        "holidays_until": holidays.coverage_until if holidays else None,
    }
    return Document(
        [Heading(_("{name} is ready").format(name=new.name)), Fields(pairs), Heading(_("Next:")), Paragraph(numbered)],
        data,
    )
