"""`list` and `search` with all their options as Typer knows them; what they answer stands in `listing`."""

from enum import StrEnum
from typing import Annotated

import typer

from cxdesk.catalogue import N_
from cxdesk.cli import listing
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Table


class Sort(StrEnum):
    """As `listing.SORTS`."""

    DUE = "due"
    RECEIVED = "received"
    REF = "ref"
    SEVERITY = "severity"
    CLOSED = "closed"


Limit = Annotated[int, typer.Option(min=1, help=N_("at most so many"))]
Columns = Annotated[
    str, typer.Option(help=N_("which columns, with commas between"), autocompletion=complete("columns"))
]


def list_(
    cli: Cli,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help=N_("which complaints; the open ones when nothing is said"), autocompletion=complete("query")
        ),
    ] = None,
    view: Annotated[str, typer.Option(help=N_("a query with a name"), autocompletion=complete("views"))] = "",
    sort: Annotated[Sort, typer.Option(help=N_("the order"))] = Sort.DUE,
    limit: Limit = listing.LIMIT,
    columns: Columns = "",
) -> Table:
    """The queue."""
    return listing.queue(cli, query or [], view=view, sort=sort.value, limit=limit, columns=columns)


def search(
    cli: Cli,
    words: Annotated[list[str], typer.Argument(help=N_("words in any language; quotes keep them together"))],
    limit: Limit = listing.LIMIT,
    columns: Columns = "",
) -> Table:
    """Full text."""
    return listing.search(cli, words, limit=limit, columns=columns)
