"""Tables on a terminal. The only file of the command line that imports Rich, and it is imported only to draw one."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from cxdesk.cli.narrow import GAP, arrange
from cxdesk.cli.results import Kind, Row, Table, Tone
from cxdesk.cli.surroundings import Surroundings
from cxdesk.text import fit, plain

_STYLES = {
    Tone.PLAIN: "",
    Tone.GOOD: "green",
    Tone.WARN: "yellow",
    Tone.BAD: "bold red",
    Tone.FAINT: "dim",
}


def write_rich_table(table: Table, rows: Iterable[Row], surroundings: Surroundings) -> None:
    """Draw *rows* within the terminal's width, a row a line (`narrow`); cells are never parsed as markup."""
    listed = list(rows)
    title = Text(plain(table.title)) if table.title else None
    drawn = RichTable(
        box=SIMPLE_HEAD, title=title, title_justify="left", show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0)
    )
    arranged = arrange(table.columns, listed, table.zone, surroundings.width)
    for column, cells in zip(arranged.columns, arranged.widths, strict=True):
        drawn.add_column(
            Text(fit(plain(column.title), cells).rstrip()),
            justify="right" if column.kind is Kind.NUMBER else "left",
            no_wrap=True,
            overflow="crop",
            width=cells,
        )
    for row, shown in zip(listed, arranged.rows, strict=True):
        tone = table.tone(row) if table.tone else Tone.PLAIN
        drawn.add_row(*map(Text, shown), style=_STYLES[tone])
    Console(
        file=surroundings.stdout,
        width=surroundings.width,
        force_terminal=surroundings.coloured,
        no_color=not surroundings.coloured,
        highlight=False,
        markup=False,
        emoji=False,
        _environ=dict(surroundings.env),
    ).print(drawn)
