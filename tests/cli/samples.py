"""Verbs that exist only for the tests of what all verbs stand on."""

import errno
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated

import typer

from cxdesk.catalogue import N_
from cxdesk.cli import inputs
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Column, Document, Fields, Heading, Kind, Lines, Paragraph, Row, Table, Tone
from cxdesk.errors import CheckFailed, DeskUnavailable, NotDone, Partial

HOSTILE = "\x1b[31m红\x9b\u202egnp\x07"


class Colour(Enum):
    """A choice."""

    RED = "red"
    BLUE = "blue"


COLUMNS = (
    Column("ref", "reference"),
    Column("subject", "subject"),
    Column("value", "value", Kind.NUMBER),
    Column("due_at", "due", Kind.INSTANT),
    Column("safety", "safety", Kind.FLAG),
)
ROWS: list[Row] = [
    {
        "ref": "CX-7",
        "subject": "=HYPERLINK(1)",
        "value": Decimal("-25.10"),
        "due_at": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "safety": True,
        "customer": {"name": "样例"},
    },
    {
        "ref": "CX-12",
        "subject": "退款没有到",
        "value": -3,
        "due_at": None,
        "safety": False,
        "customer": {"name": HOSTILE},
    },
]


def table(cli: Cli, query: Annotated[list[str] | None, typer.Argument(help=N_("the query"))] = None) -> Table:
    """Two rows, or the query as rows."""
    if query:
        return Table((Column("word", "word"),), [{"word": word} for word in query])
    return Table(COLUMNS, iter(ROWS), tone=lambda row: Tone.BAD if row["safety"] else Tone.PLAIN, hints=["a hint"])


def nothing(cli: Cli) -> Table:
    """No rows."""
    return Table(COLUMNS, [], empty="nobody waits")


def options(
    cli: Cli,
    reference: Annotated[str, typer.Argument(help=N_("the complaint"), autocompletion=complete("references"))],
    number: Annotated[int, typer.Argument(help=N_("the number"), min=1, max=9)],
    text: Annotated[str, typer.Option(help=N_("the words"))] = "",
    more: Annotated[str, typer.Option(help=N_("more words"))] = "",
    colour: Annotated[Colour, typer.Option(help=N_("a colour"))] = Colour.RED,
    reached: Annotated[bool | None, typer.Option("--reached/--not-reached")] = None,
) -> Document:
    """Every shape of a parameter."""
    words = inputs.text(cli, text, option="--text")
    others = inputs.text(cli, more, option="--more")
    data = {
        "reference": reference,
        "number": number,
        "text": words,
        "more": others,
        "colour": colour,
        "reached": reached,
    }
    blocks = (Heading(HOSTILE), Fields([("words", words), ("colour", colour)]), Paragraph("once\nupon"))
    return Document(blocks, {**data, "login": cli.login, "now": cli.now(), "os_user": cli.surroundings.os_user})


def act(
    cli: Cli,
    references: Annotated[list[str] | None, typer.Argument()] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    ask: Annotated[bool, typer.Option("--ask")] = False,
) -> Document:
    """Refuses references that end in an odd digit."""
    named = inputs.references(cli, references or [])
    if ask:
        inputs.confirm(cli, "really?", yes=yes)

    def one(reference: str) -> inputs.Done:
        if int(reference[-1]) % 2:
            told = f"{reference} is closed"
            raise NotDone(told, mend=f"cxdesk reopen {reference}")
        return inputs.Done(f"{reference} assigned", {"owner": "sample"})

    return inputs.several(cli, named, one)


def _database_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("from sqlite")
    error.sqlite_errorcode = code
    return error


def fail(cli: Cli, how: str) -> Lines:
    """Fails in the way that is named."""
    errors: dict[str, BaseException] = {
        "refused": NotDone("option 2 is expired", where="CX-7", mend="cxdesk offer CX-7"),
        "check": CheckFailed("3 breaches"),
        "unavailable": DeskUnavailable("no desk"),
        "partial": Partial("2 rows rejected"),
        "locked": _database_error(5),
        "locked in WAL": _database_error(261),
        "readonly": _database_error(8),
        "full": _database_error(13),
        "corrupt": _database_error(11),
        "not a database": _database_error(26),
        "bad sql": _database_error(1),
        "no space": OSError(errno.ENOSPC, "No space left"),
        "denied": PermissionError(errno.EACCES, "Permission denied", "cxdesk.db"),
        "absent": FileNotFoundError(errno.ENOENT, "No such file", "complaints.csv"),
        "encoding": UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
        "interrupt": KeyboardInterrupt(),
        "pipe": BrokenPipeError(),
        "bug": KeyError("nobody\x1b[2J"),
    }
    raise errors[how]


def halfway(cli: Cli) -> Table:
    """Fails after its first row."""

    def rows() -> Iterator[Row]:
        yield {"ref": "CX-1"}
        raise _database_error(5)

    return Table((Column("ref", "reference"),), rows())


def checked(cli: Cli) -> Lines:
    """A result that carries an exit code."""
    return Lines([HOSTILE], {"found": 1}, exit_code=3)


def references_of_the_desk(cli: Cli, prefix: str) -> list[tuple[str, str]]:
    """A completer."""
    return [(ref, f"for {cli.login}") for ref in ("CX-7", "CX-12") if ref.startswith(prefix)]


def opens(cli: Cli) -> Lines:
    """Needs a desk."""
    with cli.desk(readonly=True) as desk:
        return Lines([str(desk.folder)])
