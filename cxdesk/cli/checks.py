"""Problems of the desk's files as rows, for the verbs that check."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cxdesk.catalogue import _
from cxdesk.cli.context import Cli
from cxdesk.cli.place import DESK_FILE
from cxdesk.cli.results import Block, Column, Paragraph, Row, Table
from cxdesk.config import Problem


def problem_rows(problems: Iterable[Problem], kind: str) -> list[Row]:
    """Each problem with its place and its mend; *kind* is how grave it is, in the reader's words."""
    return [
        {
            "kind": kind,
            "where": problem.where,
            "what": problem.what,
            "mend": problem.mend or None,
            "file": problem.file,
            "line": problem.line or None,
            "key": problem.key or None,
        }
        for problem in problems
    ]


def problem_block(rows: Sequence[Row]) -> Block:
    """The problems for people, or that there are none."""
    columns = (Column("kind", ""), Column("where", _("Where")), Column("what", _("What")), Column("mend", _("Mend")))
    return Table(columns, rows) if rows else Paragraph(_("nothing is wrong or doubtful"))


def settings_file(cli: Cli) -> Path:
    """The desk.toml of this command line; raises DeskUnavailable where there is no desk."""
    place = cli.place()
    place.require()
    return place.path / DESK_FILE
