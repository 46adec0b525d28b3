"""`show` as Typer knows it; what it answers stands in `showing`."""

from typing import Annotated

import typer

from cxdesk.catalogue import N_
from cxdesk.cli import showing
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Document


def show(
    cli: Cli, ref: Annotated[str, typer.Argument(help=N_("the complaint"), autocompletion=complete("references"))]
) -> Document:
    """One complaint with its clocks and its timeline."""
    return showing.show(cli, [ref])
