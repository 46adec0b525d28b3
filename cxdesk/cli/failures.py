"""Every error that leaves a command: its exit code, its one line on stderr, its place in the JSON envelope."""

import errno
import os
import sys
from typing import NamedTuple

from cxdesk.catalogue import _
from cxdesk.cli.surroundings import Surroundings
from cxdesk.errors import CxdeskError, DeskUnavailable, WrongUse
from cxdesk.text import plain

INTERRUPTED = 130
CLOSED_PIPE = 141
BUG = 70
_STATUSES = {
    1: "refused",
    2: "wrong_use",
    3: "check_failed",
    4: "unavailable",
    5: "partial",
    BUG: "bug",
    INTERRUPTED: "interrupted",
}


class Truncated(Exception):
    """Rows were already written when *cause* came: nothing that follows could make the output whole again."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class AnswerLost(CxdeskError):
    """Standard output takes nothing more: the command was carried out, and only what it answers is lost."""

    exit_code = DeskUnavailable.exit_code

    def __init__(self, cause: OSError) -> None:
        told = _explain_system(cause)
        reason = told.what if told else os.strerror(cause.errno) if cause.errno else str(cause)
        super().__init__(
            _("the command was carried out; only its answer could not be written ({reason})").format(reason=reason),
            mend=_("look before you repeat what stores anything, or it is stored twice"),
        )


class Failure(NamedTuple):
    """What a person is told of an error."""

    exit_code: int
    what: str
    where: str | None = None
    mend: str | None = None

    def line(self) -> str:
        """The one line for stderr, safe to show."""
        parts = [part for part in (self.where, self.what) if part]
        told = "cxdesk: " + _(": ").join(parts)
        return plain(_("; ").join((told.rstrip(".。"), self.mend)) if self.mend else told)


def explain(error: BaseException) -> Failure:
    """Put *error* into a person's terms; what nobody foresaw is a bug of ours (70)."""
    if isinstance(error, CxdeskError):
        return Failure(error.exit_code, error.what, error.where, error.mend)
    if isinstance(error, KeyboardInterrupt):
        return Failure(INTERRUPTED, _("interrupted"))
    foreseen = _explain_database(error) or _explain_system(error) or _explain_encoding(error)
    if foreseen is not None:
        return foreseen
    return Failure(
        BUG,
        _("unexpected error: {error}").format(error=f"{type(error).__name__}: {error}"),
        mend=_("run it again with --traceback and report what it shows"),
    )


def report(error: BaseException, surroundings: Surroundings, command: str, *, as_json: bool, trace: bool) -> int:
    """Write *error* where it belongs and answer the exit code."""
    failure = explain(error)
    if trace:
        import traceback  # noqa: PLC0415 (only when asked for)

        traceback.print_exception(error, file=surroundings.stderr)
    surroundings.stderr.write(failure.line() + "\n")
    if as_json:
        from cxdesk.cli import machine  # noqa: PLC0415 (only when asked for)

        told = {"what": failure.what, "where": failure.where, "mend": failure.mend}
        document = machine.envelope(
            command, _STATUSES.get(failure.exit_code, "failed"), failure.exit_code, None, [told]
        )
        surroundings.stdout.write(machine.json_text(document, indent=2) + "\n")
    return failure.exit_code


def _explain_database(error: BaseException) -> Failure | None:
    """SQLite's errors of the file and its locks; its errors about our SQL are bugs."""
    sqlite3 = sys.modules.get("sqlite3")  # asked, not imported: most commands that fail early never load it
    if sqlite3 is None or not isinstance(error, sqlite3.Error):
        return None
    told: dict[int, tuple[str, str]] = {
        5: (_("the desk is locked by another program"), _("try again when it has finished")),
        6: (_("the desk is locked by another program"), _("try again when it has finished")),
        8: (_("the desk's database is read-only"), _("give this account the right to write in its directory")),
        10: (_("the disk failed while the desk was read or written"), _("look at: {command}")),
        11: (_("the desk's database is damaged"), _("restore it from a backup")),
        13: (_("the disk is full"), _("make room and try again")),
        14: (_("the desk's database cannot be opened"), _("look at: {command}")),
        26: (_("the desk's database is no SQLite file"), _("restore it from a backup")),
    }
    found = told.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if found is None:
        return None
    what, mend = found
    return Failure(
        DeskUnavailable.exit_code,
        what,
        mend=mend.format(command="cxdesk verify"),
    )


def _explain_system(error: BaseException) -> Failure | None:
    if not isinstance(error, OSError):
        return None
    where = str(error.filename) if error.filename is not None else None
    refused = {
        errno.ENOSPC: (_("the disk is full"), _("make room and try again")),
        errno.EDQUOT: (_("the disk is full"), _("make room and try again")),
        errno.EROFS: (_("the file system is read-only"), None),
        errno.EACCES: (_("permission denied"), _("give this account the right to it")),
        errno.EPERM: (_("permission denied"), _("give this account the right to it")),
        errno.EIO: (_("the disk failed"), None),
    }
    misnamed = {
        errno.ENOENT: _("there is no such file"),
        errno.EISDIR: _("this is a directory, not a file"),
        errno.ENOTDIR: _("this is a file, not a directory"),
    }
    if error.errno in refused:
        what, mend = refused[error.errno]
        return Failure(DeskUnavailable.exit_code, what, where, mend)
    if where is not None and error.errno in misnamed:
        return Failure(WrongUse.exit_code, misnamed[error.errno], where)
    return None


def _explain_encoding(error: BaseException) -> Failure | None:
    if not isinstance(error, UnicodeDecodeError):
        return None
    return Failure(
        WrongUse.exit_code,
        _("the input is not UTF-8 (byte {position})").format(position=error.start),
        mend=_("convert it first, for example with iconv"),
    )
