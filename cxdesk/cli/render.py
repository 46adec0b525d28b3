"""One renderer for every result: picks the format, writes to stdout, leaves hints on stderr, answers the exit code."""

from collections.abc import Sequence

from cxdesk.catalogue import _
from cxdesk.cli import people
from cxdesk.cli.context import Cli
from cxdesk.cli.options import Format
from cxdesk.cli.results import Document, Lines, Result, Table
from cxdesk.errors import WrongUse
from cxdesk.text import plain


def render(cli: Cli, result: Result) -> int:
    """Write *result* as the options ask; the result's exit code comes back. Raises WrongUse for CSV of no table."""
    if isinstance(result, Table):
        _render_table(cli, result)
    else:
        _render_one(cli, result)
    for hint in result.hints:
        cli.hint(hint)
    return result.exit_code


def _render_table(cli: Cli, table: Table) -> None:
    if cli.format is not Format.PEOPLE:
        _write_rows(cli, table)
    elif not people.write_table(table, cli.surroundings) and table.empty:
        cli.hint(table.empty)


def _write_rows(cli: Cli, table: Table) -> None:
    from cxdesk.cli import machine  # noqa: PLC0415 (json, csv and decimal are not for people)

    out = cli.surroundings.stdout
    if cli.format is Format.JSON:
        machine.write_json_rows(table.rows, out)
    elif cli.format is Format.JSONL:
        machine.write_json_lines(table.rows, out)
    else:
        machine.write_separated(table.columns, table.rows, out, separator="," if cli.format is Format.CSV else "\t")


def _render_one(cli: Cli, result: Document | Lines) -> None:
    out = cli.surroundings.stdout
    if isinstance(result, Document) and cli.format is Format.JSONL and result.lines:
        _write_several(cli, result)
    elif cli.format in (Format.CSV, Format.TSV):
        _render_only_table(cli, result)
    elif cli.format is not Format.PEOPLE:
        out.write(_document_text(cli, result) + "\n")
    elif isinstance(result, Lines):
        out.writelines(plain(line) + "\n" for line in result.lines)
    elif not (result.idle and cli.options.quiet):
        people.write_blocks(result.blocks, cli.surroundings, result.zone)


def _write_several(cli: Cli, result: Document) -> None:
    """An object a line; a reader of stdout alone may keep only what was done, so stderr says the reasons too."""
    from cxdesk.cli import failures, machine  # noqa: PLC0415 (as above)

    machine.write_json_lines(result.lines, cli.surroundings.stdout)
    for error in result.errors:
        what, where, mend = (str(error[name] or "") for name in ("what", "where", "mend"))
        cli.surroundings.stderr.write(failures.Failure(result.exit_code, what, where, mend).line() + "\n")


def _document_text(cli: Cli, result: Document | Lines) -> str:
    """The envelope in JSON; as a JSON line the data alone, which is what `list --jsonl` writes of the same thing."""
    from cxdesk.cli import machine  # noqa: PLC0415 (json, csv and decimal are not for people)

    if cli.format is Format.JSONL:
        return machine.json_text(result.data)
    if isinstance(result, Lines):
        whole = machine.envelope(cli.command, "done", result.exit_code, result.data)
    else:
        whole = machine.envelope(cli.command, result.status, result.exit_code, result.data, result.errors)
    return machine.json_text(whole, indent=2)


def _render_only_table(cli: Cli, result: Document | Lines) -> None:
    """CSV of a document is its table, when it has exactly one."""
    tables: Sequence[Table] = []
    if isinstance(result, Document):
        tables = [block for block in result.blocks if isinstance(block, Table)]
    if len(tables) != 1:
        raise WrongUse(
            _("what {command} answers is not one table").format(command=cli.command),
            where=f"--{cli.format}",
            mend=_("use {option}").format(option="--json"),
        )
    _render_table(cli, tables[0])
