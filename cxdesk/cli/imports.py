"""`import`: complaints that another system kept, taken over silently, each once (DOMAIN §12)."""

import io
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO, Self, TypedDict

import typer

from cxdesk.catalogue import C_, N_, _, ngettext
from cxdesk.cli import moments
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Block, Column, Document, Fields, Heading, Kind, Paragraph, Row, Table
from cxdesk.desk import Desk
from cxdesk.desk.past import PastComplaint
from cxdesk.desk.value_words import word
from cxdesk.errors import Partial, WrongUse
from cxdesk.imports.load import Loaded, Plan, Reading, Watch, load, plan, rehearse
from cxdesk.imports.rejects import Reject, RejectsFile
from cxdesk.text import fit, plain, width
from cxdesk.when import DateOrder, start_of_day

STDIN = "-"
_RAW_CELLS = 60


class Dates(StrEnum):
    """The order of day and month; `auto` lets the file's own dates prove it."""

    AUTO = "auto"
    YMD = "ymd"
    MDY = "mdy"
    DMY = "dmy"


class FileFormat(StrEnum):
    """What a file is, where its name and content mislead."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    JSON = "json"


def import_(
    cli: Cli,
    files: Annotated[list[str], typer.Argument(metavar="FILE", help=N_("files of complaints; - is stdin"))],
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="NAME|FIELD=COLUMN", help=N_("a known layout by name, or what a column holds")),
    ] = None,
    source: Annotated[str | None, typer.Option(help=N_("whose keys these are; the layout's name, if not said"))] = None,
    file_format: Annotated[FileFormat | None, typer.Option("--format", help=N_("what the files are"))] = None,
    encoding: Annotated[str | None, typer.Option(help=N_("how the files are encoded"))] = None,
    dates: Annotated[Dates, typer.Option(help=N_("the order of day and month"))] = Dates.AUTO,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("show what would be done, write nothing"))] = False,
    acknowledge: Annotated[
        bool, typer.Option("--acknowledge", help=N_("acknowledge what was received since --since and is open"))
    ] = False,
    since: Annotated[str | None, typer.Option(help=N_("from which day on --acknowledge holds"))] = None,
    rejects: Annotated[
        str | None, typer.Option(metavar="FILE", help=N_("where rejected rows go; FILE.rejects.csv, if not said"))
    ] = None,
) -> Document:
    """Take over complaints from files: nothing is sent, nothing alarms, and a second import adds nothing."""
    if acknowledge != (since is not None):
        raise WrongUse(_("--acknowledge and --since belong together"), mend="--acknowledge --since 2026-11-01")
    layout, overrides = _mapping(mapping or [])
    reading = Reading(
        layout=layout,
        overrides=overrides,
        source=source,
        format=file_format.value if file_format else None,
        encoding=encoding,
        dates=None if dates is Dates.AUTO else DateOrder(dates.value),
    )
    plans = [(name, _planned(cli, name, reading)) for name in files]
    with cli.desk(readonly=dry_run) as desk:
        if dry_run:
            return _rehearsed(desk, [rehearse(desk, planned, watch=_watch(cli)) for _name, planned in plans])
        starts_at = start_of_day(moments.day(desk, since, "--since"), desk.zone) if since else None
        with _Kept(cli, files, rejects) as kept:
            loaded = [
                load(desk, planned, on_reject=kept.of(name), acknowledge_since=starts_at, watch=_watch(cli))
                for name, planned in plans
            ]
        return _report(desk, loaded, kept.paths)


class _Kept:
    """The rejects files of one call: the one named, else one for each file that has rejects."""

    def __init__(self, cli: Cli, files: Sequence[str], named: str | None) -> None:
        self._cli = cli
        self._open = ExitStack()
        self._one = RejectsFile(cli.path(named)) if named else None
        self._all: list[RejectsFile] = []
        if self._one is not None:
            self._keep(self._one)
        inputs = [cli.path(name) for name in files if name != STDIN]
        outputs = [cli.path(named)] if named else [cli.path(_rejects_name(name)) for name in files]
        if any(_is_same(path, output) for path in inputs for output in outputs):
            raise WrongUse(_("the rejects would be written over the file they come from"), where="--rejects")
        if named and not cli.path(named).parent.is_dir():
            raise WrongUse(_("there is no folder {folder}").format(folder=cli.path(named).parent), where="--rejects")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def of(self, name: str) -> Callable[[Reject], None]:
        """What keeps the rejects of the file *name*; those of two files of one name stand in one."""
        path = self._cli.path(_rejects_name(name))
        alike = next((file for file in self._all if file.path == path), None)
        file = self._one or alike or self._keep(RejectsFile(path))
        return lambda reject: file.write(name, reject)

    @property
    def paths(self) -> list[Path]:
        """The files that were written."""
        return [file.path for file in self._all if file.written and file.path is not None]

    def _keep(self, file: RejectsFile) -> RejectsFile:
        self._all.append(file)
        return self._open.enter_context(file)


def _rejects_name(name: str) -> str:
    """`old.csv` → `old.rejects.csv` in the working directory, for the file's own may not be ours to write in."""
    return "import.rejects.csv" if name == STDIN else f"{Path(name).stem}.rejects.csv"


def _is_same(one: Path, other: Path) -> bool:
    return other.exists() and one.exists() and one.samefile(other)


def _planned(cli: Cli, name: str, reading: Reading) -> Plan:
    """The plan of a file, under the name that the person gave it."""
    planned = plan(_opened(cli, name), reading)
    return planned if name == STDIN else replace(planned, name=name)


def _opened(cli: Cli, name: str) -> Path | BinaryIO:
    if name != STDIN:
        return cli.path(name)
    stream = cli.surroundings.stdin.take("FILE")
    buffer: BinaryIO | None = getattr(stream, "buffer", None)
    return buffer or io.BytesIO(stream.read().encode("utf-8", "surrogateescape"))


def _mapping(given: Sequence[str]) -> tuple[str | None, dict[str, str]]:
    """The layout named, and the columns that the caller gives to fields."""
    names = [word for word in given if "=" not in word]
    if len(names) > 1:
        raise WrongUse(_("only one layout can be named: {names}").format(names=", ".join(names)), where="--map")
    pairs = (word.partition("=") for word in given if "=" in word)
    return (names[0] if names else None), {field: column for field, _equals, column in pairs}


def _watch(cli: Cli) -> Watch:
    return lambda rows: cli.progress(rows, _("rows"), every=1000)


def _rehearsed(desk: Desk, found: Sequence[Loaded]) -> Document:
    """What an import would do: how each file was understood, its first complaints, what would be left out."""
    blocks: list[Block] = []
    for one in found:
        blocks += [
            Heading(one.plan.name),
            Fields(_understood(one.plan)),
            _columns(one.plan),
            _first(one.first, desk.zone),
        ]
        blocks += [Paragraph(_counted(one, done=False)), *_details(one)]
    return Document(
        blocks,
        {"dry_run": True, "files": [_data(one) | {"columns": _column_data(one.plan)} for one in found]},
        **_ending(found),
        zone=desk.zone,
    )


def _report(desk: Desk, found: Sequence[Loaded], kept: Sequence[Path]) -> Document:
    """What became of each file."""
    blocks: list[Block] = []
    for one in found:
        blocks += [Paragraph(f"{one.plan.name}: {_counted(one, done=True)}"), *_details(one)]
    hints = [_("the rejected rows, each with its reason, are in {file}").format(file=path) for path in kept]
    if any(one.letters for one in found):
        hints.append(_("send the acknowledgements with: {command}").format(command="cxdesk outbox send"))
    return Document(
        blocks,
        {"dry_run": False, "files": [_data(one) for one in found], "rejects": [str(path) for path in kept]},
        **_ending(found),
        hints=hints,
        zone=desk.zone,
    )


def _counted(one: Loaded, *, done: bool) -> str:
    added = (
        ngettext("{count} complaint added", "{count} complaints added", one.added)
        if done
        else ngettext("{count} complaint would be added", "{count} complaints would be added", one.added)
    )
    told = [added.format(count=one.added)]
    if one.known:
        told.append(ngettext("{count} known already", "{count} known already", one.known).format(count=one.known))
    if one.rejected:
        told.append(ngettext("{count} row rejected", "{count} rows rejected", one.rejected).format(count=one.rejected))
    if one.letters:
        queued = ngettext("{count} acknowledgement queued", "{count} acknowledgements queued", one.letters)
        told.append(queued.format(count=one.letters))
    if one.resumed_from:
        told.append(_("gone on after line {line}").format(line=one.resumed_from))
    return _(", ").join(told)


def _details(one: Loaded) -> list[Block]:
    """The first rejects and doubts."""
    blocks: list[Block] = []
    if one.rejects:
        columns = [
            Column("line", _("line"), Kind.NUMBER),
            Column("reason", _("reason"), floor=30, folds=True),
            Column("raw", _("row"), show=_cut, rank=1),
        ]
        rows: list[Row] = [{"line": line, "reason": reason, "raw": raw} for line, reason, raw in one.rejects]
        blocks += [Table(columns, rows, title=_("rejected")), *_more(one.rejected - len(rows))]
    if one.remarks:
        columns = [Column("line", _("line"), Kind.NUMBER), Column("remark", _("doubtful"), folds=True)]
        doubts: list[Row] = [{"line": line, "remark": remark} for line, remark in one.remarks]
        told = ngettext("{count} doubtful row", "{count} doubtful rows", one.doubtful)
        blocks += [Table(columns, doubts, title=told.format(count=one.doubtful)), *_more(one.doubtful - len(doubts))]
    return blocks


def _cut(raw: object) -> str:
    """As much of a row as tells which one it is; JSON and the rejects file have it whole."""
    told = plain(str(raw))
    return told if width(told) <= _RAW_CELLS else fit(told, _RAW_CELLS).rstrip()


def _more(count: int) -> list[Block]:
    return [Paragraph(_("… and {count} more").format(count=count))] if count else []


def _understood(planned: Plan) -> list[tuple[str, object]]:
    reader = planned.reader
    return [
        (_("format"), reader.format),
        (_("encoding"), reader.encoding),
        (_("dates"), planned.order),
        (_("layout"), planned.mapping.layout.name),
        (_("source"), planned.source),
    ]


def _columns(planned: Plan) -> Table:
    rows: list[Row] = [
        {"column": column, "field": field or _("kept as it is")} for column, field in planned.mapping.describe()
    ]
    return Table([Column("column", _("column")), Column("field", _("field"))], rows)


def _column_data(planned: Plan) -> list[Row]:
    return [{"column": column, "field": field} for column, field in planned.mapping.describe()]


def _first(complaints: Sequence[PastComplaint], zone: tzinfo) -> Table:
    columns = [
        Column("key", _("key")),
        Column("received_at", C_("when", "received"), Kind.INSTANT),
        Column("status", _("status"), show=word),
        Column("outcome", _("outcome"), show=word),
        Column("customer", _("customer")),
        Column("subject", _("subject")),
    ]
    rows: list[Row] = [
        {
            "key": one.key,
            "received_at": one.received_at,
            "status": one.status,
            "outcome": one.ending,
            "customer": one.customer.name or one.customer.email or one.customer.key,
            "subject": one.subject,
        }
        for one in complaints
    ]
    return Table(columns, rows, zone=zone)


def _data(one: Loaded) -> dict[str, object]:
    reader = one.plan.reader
    return {
        "file": one.plan.name,
        "source": one.plan.source,
        "layout": one.plan.mapping.layout.name,
        "format": reader.format,
        "encoding": reader.encoding,
        "dates": one.plan.order,
        "added": one.added,
        "known": one.known,
        "rejected": one.rejected,
        "doubtful": one.doubtful,
        "acknowledgements": one.letters,
        "resumed_from": one.resumed_from,
    }


class _Ending(TypedDict):
    status: str
    exit_code: int
    errors: list[Row]


def _ending(found: Sequence[Loaded]) -> _Ending:
    """A partial result where rows were rejected (CLI.md, exit codes)."""
    rejected = [one for one in found if one.rejected]
    errors: list[Row] = []
    for one in rejected:
        errors += [
            {"where": f"{one.plan.name}:{reject.line}", "what": reject.reason, "mend": None} for reject in one.rejects
        ]
        left = one.rejected - len(one.rejects)
        if left:
            told = _("… and {count} more").format(count=left)
            errors.append({"where": one.plan.name, "what": told, "mend": _("the rejects file has them all")})
    return {
        "status": "partial" if rejected else "done",
        "exit_code": Partial.exit_code if rejected else 0,
        "errors": errors,
    }
