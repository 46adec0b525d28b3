"""The family of errors a person meets: each carries its exit code and, where there is one, the mend (CLI.md)."""

from typing import ClassVar


class CxdeskError(Exception):
    """Something a person can act on: *what* is wrong, *where*, and the command or edit that mends it.

    *about* is the parameter of the call that it speaks of, where it speaks of one: a form says it beside that field.
    """

    exit_code: ClassVar[int] = 70

    def __init__(
        self, what: str, *, where: str | None = None, mend: str | None = None, about: str | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.about = about
        self.where = where
        self.mend = mend


class NotDone(CxdeskError):
    """Refused, unknown, or nothing matched where something must."""

    exit_code = 1


class WrongUse(CxdeskError):
    """The call itself is off: an option, a date, a query."""

    exit_code = 2


class CheckFailed(CxdeskError):
    """A check found something."""

    exit_code = 3


class DeskUnavailable(CxdeskError):
    """The desk cannot be read or written: absent, newer, locked, full, read-only, or misconfigured."""

    exit_code = 4


class Partial(CxdeskError):
    """Part was done, part was not."""

    exit_code = 5
