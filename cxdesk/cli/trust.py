"""`verify` and `rebuild`: whether what the desk shows is what happened."""

from typing import Annotated

import typer

from cxdesk.catalogue import N_, _, ngettext
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Column, Document, Fields, Paragraph, Table
from cxdesk.errors import CheckFailed


def verify(
    cli: Cli,
    against: Annotated[str, typer.Option(metavar=N_("HEAD"), help=N_("a chain head that a report printed"))] = "",
) -> Document:
    """Replay everything and compare: chain, words, read models, search."""
    with cli.desk(readonly=True) as desk:
        found = desk.verify(against)
        head = desk.head()
    rows = [{"check": problem.check, "where": problem.where, "what": problem.what} for problem in found]
    data = {"head": head, "problems": rows}
    shown = Fields([(_("chain head"), head)])
    if not found:
        return Document([Paragraph(_("all that is shown is what happened")), shown], data)
    columns = [Column("check", _("Check")), Column("where", _("Where")), Column("what", _("What"))]
    told = ngettext("{count} thing does not hold", "{count} things do not hold", len(found)).format(count=len(found))
    return Document(
        [Table(columns, rows), Paragraph(told), shown],
        data,
        status="check_failed",
        exit_code=CheckFailed.exit_code,
        hints=[_("read models and search are written anew by: cxdesk rebuild")],
    )


def rebuild(cli: Cli) -> Document:
    """Write read models and the search index anew from the events."""
    with cli.desk() as desk:
        count = desk.rebuild()
    told = ngettext("{count} complaint written anew", "{count} complaints written anew", count).format(count=count)
    return Document([Paragraph(told)], {"complaints": count})
