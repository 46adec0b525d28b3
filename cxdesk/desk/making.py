"""Making a desk: a folder with its settings, database, templates and secret (CLI.md, init)."""

import os
from dataclasses import dataclass
from pathlib import Path

from cxdesk.catalogue import _
from cxdesk.config import load, load_settings, snapshot_of
from cxdesk.config.holidays import FOLDER, refresh_calendar, store_holidays
from cxdesk.config.template import render_desk_toml
from cxdesk.desk import DATABASE, SECRET, SETTINGS, TEMPLATES
from cxdesk.desk.ports import Now, Randomness
from cxdesk.desk.standards import Standards, tz_version
from cxdesk.domain import events as e
from cxdesk.domain.roles import THE_SYSTEM
from cxdesk.domain.words import Role
from cxdesk.errors import DeskUnavailable, WrongUse
from cxdesk.store import snapshots, sqlite, streams
from cxdesk.store.moments import to_us
from cxdesk.store.people import Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDesk:
    """What a new desk is told; the first agent is its manager."""

    login: str
    name: str = "Customer care"
    timezone: str = "UTC"
    country: str = ""
    subdivision: str = ""
    language: str = "en"
    preset: str = "iso10002-default"
    group: str = ""
    rehearsal: bool = False
    agent_name: str = ""
    os_user: str = ""


def make(folder: Path, new: NewDesk, *, now: Now, randomness: Randomness) -> None:
    """Make the desk; raises DeskUnavailable where one is, or where the folder cannot be written.

    The database comes last and whole, so that a desk that exists is a desk that works.
    """
    if (folder / DATABASE).exists() or (folder / SETTINGS).exists():
        raise DeskUnavailable(_("there is a desk in {folder} already").format(folder=folder))
    text = render_desk_toml(
        new.name, new.timezone, new.country, new.language, new.preset, subdivision=new.subdivision, group=new.group
    )
    group = group_number(new.group)
    is_new = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in OWN_FOLDERS:
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    settings = folder / SETTINGS
    settings.write_text(text, encoding="utf-8")
    try:
        _store_holidays(folder, new, now().year)
        snapshot = snapshot_of(load(settings), {}, tz_version())
        _write_secret(folder / SECRET, randomness(32).hex())
        _make_database(folder, new, snapshot.hash, snapshot.to_json(), now, randomness)
        _restrict(folder, group, whole=is_new)
    except BaseException:
        for name in (SETTINGS, SECRET):
            (folder / name).unlink(missing_ok=True)
        raise


OWN_FOLDERS = (TEMPLATES, "mail", "attachments")


def group_number(name: str) -> int | None:
    """The number of the system's group *name*, None for no name; raises WrongUse for a group that is not there."""
    if not name:
        return None
    try:
        import grp  # noqa: PLC0415 (absent on Windows)

        return grp.getgrnam(name).gr_gid
    except (ImportError, KeyError) as error:
        raise WrongUse(
            _("this system has no group {name}").format(name=name),
            where="--group",
            mend=_("name one that the desk's agents are in, or leave it out"),
        ) from error


def _restrict(folder: Path, group: int | None, *, whole: bool) -> None:
    """What a desk knows is for who made it, or for their group; *whole* is a folder that was made for it.

    SQLite gives its log and index the mode of the database; the bit that passes the group on is set on folders.
    """
    lock = folder / f"{DATABASE}-checkpoint"
    lock.touch()
    files = [lock, *(folder / name for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", SETTINGS, SECRET))]
    folders = [folder / name for name in (*OWN_FOLDERS, FOLDER)]
    for path in [*folders, *files, *([folder] if whole else [])]:
        if not path.exists():
            continue
        if group is not None:
            os.chown(path, -1, group)
        modes = (0o700, 0o600) if group is None else (0o2770, 0o660)
        path.chmod(modes[not path.is_dir()])


YEARS_BEFORE, YEARS_AHEAD = 1, 3
"""Whose holidays a new desk knows, as far as they are published."""


def _store_holidays(folder: Path, new: NewDesk, year: int) -> None:
    """The country's holidays beside the desk, with source and coverage; without a country there are none."""
    if new.country:
        years = range(year - YEARS_BEFORE, year + YEARS_AHEAD)
        store_holidays(folder, refresh_calendar(new.country, new.subdivision, years))


def _write_secret(path: Path, secret: str) -> None:
    """The secret is readable by its owner alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")


def _make_database(folder: Path, new: NewDesk, name: str, text: str, now: Now, randomness: Randomness) -> None:
    path = folder / DATABASE
    sqlite.create(path)
    try:
        desk = Standards(
            folder,
            sqlite.connect(path),
            load_settings(folder / SETTINGS),
            agent=new.login,
            os_user=new.os_user,
            now=now,
            randomness=randomness,
            after_commit=None,
            clock_replaced=False,
        )
        with desk, desk._writing() as connection:
            if new.rehearsal:
                snapshots.set_meta(connection, "rehearsal", "1")
            desk._append_one(connection, streams.DESK, 1, e.DeskMade(new.rehearsal), THE_SYSTEM)
            snapshots.apply(connection, name, text, to_us(now()), new.login)
            desk._append_one(connection, streams.DESK, 1, e.PolicyApplied(name), THE_SYSTEM)
            first = Agent(
                new.login,
                new.agent_name or new.login,
                Role.MANAGER,
                os_users=(new.os_user,) if new.os_user else (),
            )
            desk._write_agent(connection, first, THE_SYSTEM)
    except BaseException:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        raise
