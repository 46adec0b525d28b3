"""What all verbs of acts share: their options, references or a query, and the report of what was done."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli import inputs
from cxdesk.cli.complaints import changed, done
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Document
from cxdesk.desk import Change, Desk
from cxdesk.errors import NotDone

Ref = Annotated[str, typer.Argument(help=N_("the complaint"), autocompletion=complete("references"))]
Refs = Annotated[
    list[str] | None,
    typer.Argument(help=N_("the complaints; - reads references from stdin"), autocompletion=complete("references")),
]
Matching = Annotated[
    str | None,
    typer.Option("--query", help=N_("every complaint that the query finds"), autocompletion=complete("query")),
]
At = Annotated[str | None, typer.Option("--at", help=N_("when it happened; now, if not said"))]
Reason = Annotated[str, typer.Option("--reason", help=N_("why; @file and - are read"))]
NeededReason = Annotated[str, typer.Option("--reason", help=N_("why; @file and - are read"), show_default=False)]

Act = Callable[[Desk, str], Change]
_LOOK = "cxdesk list QUERY"


def perform(cli: Cli, ref: str, act: Act) -> Document:
    """One act on one complaint, reported."""
    with cli.desk() as desk:
        return changed(desk, act(desk, ref))


def perform_all(cli: Cli, refs: Sequence[str] | None, query: str | None, act: Act) -> Document:
    """One act on several complaints, named or found, with one report of done and refused; on one, as `perform`."""
    if query is None and refs is not None and len(refs) == 1 and refs[0] != "-":
        return perform(cli, refs[0], act)
    with cli.desk() as desk:
        named = list(refs or [])
        if query is not None:
            named += desk.find_refs(query)
            if not named:
                raise NotDone(_("no complaint matches the query {query}").format(query=query), mend=_LOOK)
        return inputs.several(cli, inputs.references(cli, named), lambda ref: done(desk, act(desk, ref)))


def words(cli: Cli, value: str, option: str) -> str:
    """A text option's words, from itself, a file, or stdin."""
    return inputs.text(cli, value, option=option)
