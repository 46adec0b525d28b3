"""Tables on a terminal. The only file of the command line that imports Rich, and it is imported only to draw one."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from cxdesk.cli.people import show_cell
from cxdesk.cli.results import Kind, Row, Table, Tone
from cxdesk.cli.surroundings import Surroundings
from cxdesk.text import plain

_STYLES = {
    Tone.PLAIN: "",
    Tone.GOOD: "green",
    Tone.WARN: "yellow",
    Tone.BAD: "bold red",
    Tone.FAINT: "dim",
}


def write_rich_table(table: Table, rows: Iterable[Row], surroundings: Surroundings) -> None:
    """Draw *rows* within the terminal's width; only text columns fold, cells are never parsed as markup."""
    drawn = RichTable(box=SIMPLE_HEAD, title=Text(plain(table.title)) if table.title else None, title_justify="left")
    for column in table.columns:
        drawn.add_column(
            Text(plain(column.title)),
            justify="right" if column.kind is Kind.NUMBER else "left",
            no_wrap=column.kind is not Kind.TEXT,
            overflow="fold",
        )
    for row in rows:
        tone = table.tone(row) if table.tone else Tone.PLAIN
        drawn.add_row(*(Text(show_cell(column, row, table.zone)) for column in table.columns), style=_STYLES[tone])
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
