"""SQLite itself: opening, pragmas, transactions, and its complaints turned into the desk's own (HOUSE, The store)."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep  # for how long others were waited for; nothing asks it for the time of day
from typing import TypeAlias
from urllib.parse import quote

from cxdesk.catalogue import _
from cxdesk.errors import CxdeskError, DeskUnavailable

Connection: TypeAlias = sqlite3.Connection
"""What the floors above hand on without knowing SQL."""

OLDEST = (3, 40, 0)
BUSY_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.001
"""How often a writer that waits for others looks whether they are done: about as long as an act holds the lock."""

APPLICATION_ID = 0x63786465  # "cxde": `file` and people can tell a desk from any other database
VERSION = 13
"""The newest migration this program knows, kept in `PRAGMA user_version`."""


class DeskNewer(DeskUnavailable):
    """A newer cxdesk made this desk."""


class DeskOlder(DeskUnavailable):
    """An earlier cxdesk made this desk, and it cannot be written here, so that it stays as it is."""


class DeskAbsent(DeskUnavailable):
    """There is no desk here."""


def connect(path: Path, *, readonly: bool = False, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection in autocommit mode to an existing desk database; raises DeskUnavailable with the mend.

    Others' transactions are waited for, *busy_seconds* at most. A read-only connection still writes the
    shared-memory file of WAL.
    """
    if sqlite3.sqlite_version_info < OLDEST:
        raise DeskUnavailable(
            _("SQLite {version} is too old; cxdesk needs {oldest} or newer").format(
                version=sqlite3.sqlite_version, oldest=".".join(map(str, OLDEST))
            )
        )
    if not path.is_file():
        raise _absent(path)
    with translated(path):
        try:
            return _opened(path, "mode=ro" if readonly else "mode=rw", busy_seconds, readonly=readonly)
        except sqlite3.OperationalError as error:
            if not _lacks_room_for_its_index(error, path):
                raise
            if not readonly:
                raise (_full(path) if os.access(path.parent, os.W_OK) else _read_only(path)) from error
            return _opened(path, "mode=ro&immutable=1", busy_seconds, readonly=True)


def _opened(path: Path, mode: str, busy_seconds: float, *, readonly: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?{mode}",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
        factory=_Hasty,
    )
    try:
        _prepare(connection, path, readonly=readonly)
    except BaseException:
        connection.close()
        raise
    return connection


def _absent(path: Path) -> DeskAbsent:
    """No database; beside a desk.toml it was lost, and a new desk would only hide that."""
    if (path.parent / "desk.toml").exists():
        return DeskAbsent(
            _("{path} is missing, though a desk was made in this folder").format(path=path),
            mend=_("restore it from a backup"),
        )
    return DeskAbsent(_("there is no desk in {folder}").format(folder=path.parent), mend="cxdesk init")


def _read_only(path: Path) -> DeskUnavailable:
    return DeskUnavailable(
        _("the desk {path} is read-only: it can be looked at, nothing can be written").format(path=path),
        mend=_("check who owns the folder and its files, and how its disk is mounted"),
    )


def _full(path: Path) -> DeskUnavailable:
    return DeskUnavailable(
        _("the disk is full; nothing was saved in {path}").format(path=path), mend=_("free some space, then try again")
    )


def _lacks_room_for_its_index(error: sqlite3.OperationalError, path: Path) -> bool:
    """Whether WAL failed for want of its index alone: where none can be made, nobody writes, and the file is whole.

    A log with content would be passed over, so that one is not.
    """
    name = error.sqlite_errorname
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return False
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_SHM")):
        return True
    return name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")) and not os.access(path.parent, os.W_OK)


def _prepare(connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -16000")
    if readonly:
        connection.execute("PRAGMA query_only = ON")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if version == 0 or application != APPLICATION_ID:
        raise DeskAbsent(_("{path} is no desk yet").format(path=path), mend="cxdesk init")
    if version > VERSION:
        raise DeskNewer(
            _("{path} was made by a newer cxdesk (version {found}, this one knows {known})").format(
                path=path, found=version, known=VERSION
            ),
            mend="pip install --upgrade cxdesk",
        )
    if version < VERSION:
        _bring_up(path, version)


def _bring_up(path: Path, version: int) -> None:
    """Bring an earlier desk to this program's version, also for whoever only reads: queries know one shape of it."""
    from cxdesk.store.migrate import migrate  # noqa: PLC0415 (loads sqlite-utils, 0.1 s, only when there is work)

    try:
        migrate(path)
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            raise
        raise DeskOlder(
            _("{path} was made by an earlier cxdesk (version {found}), and cannot be brought up to date here").format(
                path=path, found=version
            ),
            mend=_("open it once where it can be written: cxdesk verify"),
        ) from error


def create(path: Path) -> None:
    """Make the database file of a new desk; refuses where one is."""
    if path.exists():
        raise DeskUnavailable(_("there is a desk in {folder} already").format(folder=path.parent))
    from cxdesk.store.migrate import migrate  # noqa: PLC0415 (as above)

    with translated(path):
        migrate(path)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write transaction: IMMEDIATE, because a deferred one that upgrades is refused at once (TRAPS 57)."""
    _begin(connection)
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _begin(connection: sqlite3.Connection) -> None:
    """Begin as soon as others are done, waiting for as long as the connection may.

    SQLite's own waiting sleeps ever longer, up to a tenth of a second; the lock is held for a few thousandths.
    """
    (patience_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
    give_up = monotonic() + patience_ms / 1000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while not _has_begun(connection, is_last=monotonic() >= give_up or _is_hurried(connection)):
            sleep(LOOK_AGAIN_SECONDS)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience_ms}")


class _Hasty(sqlite3.Connection):
    """One that somebody may tell to wait no longer."""

    is_hurried = False


def hurry(connection: sqlite3.Connection) -> None:
    """From any thread: others who write are waited for no more."""
    if isinstance(connection, _Hasty):
        connection.is_hurried = True


def _is_hurried(connection: sqlite3.Connection) -> bool:
    return isinstance(connection, _Hasty) and connection.is_hurried


def _has_begun(connection: sqlite3.Connection, *, is_last: bool) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_last or not error.sqlite_errorname.startswith("SQLITE_BUSY"):
            raise
        return False
    return True


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One consistent read snapshot; inside a write transaction it reads what that one sees."""
    if connection.in_transaction:
        yield connection
        return
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")


@contextmanager
def looking(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """As `reading`, and whatever is asked in it, nothing is written."""
    (before,) = connection.execute("PRAGMA query_only").fetchone()
    connection.execute("PRAGMA query_only = ON")
    try:
        with reading(connection):
            yield connection
    finally:
        connection.execute(f"PRAGMA query_only = {before}")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's own errors as the desk's, each with what to do."""
    try:
        yield
    except CxdeskError:
        raise
    except sqlite3.Error as error:
        known = explain(error, path)
        if known is None:
            raise
        raise known from error


def explain(error: sqlite3.Error, path: Path | str) -> DeskUnavailable | None:
    """The desk's error for what SQLite said, or None where it is a bug of ours."""
    said = str(error)
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DeskUnavailable(
            _("the desk {path} has been locked by another process for too long").format(path=path),
            mend=_("end the program that holds it, then try again"),
        )
    if name.startswith("SQLITE_FULL") or "disk is full" in said:
        return _full(Path(path))
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return _read_only(Path(path))
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_AUTH")):
        return DeskUnavailable(
            _("the desk {path} cannot be opened").format(path=path), mend=_("check who owns the folder and its files")
        )
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return DeskUnavailable(
            _("{path} is damaged or no desk at all ({said})").format(path=path, said=said),
            mend=_("restore it from a backup"),
        )
    if name.startswith("SQLITE_IOERR"):
        return DeskUnavailable(_("the disk under {path} fails ({said})").format(path=path, said=said))
    return None
