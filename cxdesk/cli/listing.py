"""What `list` and `search` answer: rows as JSON has them, and the columns people see."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import partial
from types import MappingProxyType

from cxdesk.catalogue import N_, _
from cxdesk.cli.complaints import next_due_data
from cxdesk.cli.context import Cli
from cxdesk.cli.light import Light
from cxdesk.cli.options import Format
from cxdesk.cli.results import Column, Kind, Row, Table, Tone
from cxdesk.desk.queue import Line, Queue
from cxdesk.desk.value_words import length_text, word
from cxdesk.errors import WrongUse

SORTS = ("due", "received", "ref", "severity", "closed")
"""The orders of a list (`cxdesk.store.pages.Sort`), without loading what knows them."""

LIMIT = 50
NO_MARKS: Mapping[str, tuple[str, ...]] = MappingProxyType({})

_TITLES = {
    "ref": N_("Ref"),
    "next_due": N_("Next due"),
    "severity": N_("Sev"),
    "status": N_("Status"),
    "customer": N_("Customer"),
    "subject": N_("Subject"),
    "owner": N_("Owner"),
    "outcome": N_("Outcome"),
    "channel": N_("Channel"),
    "category": N_("Category"),
    "product": N_("Product"),
    "cause": N_("Cause"),
    "unit": N_("Unit"),
    "received_at": N_("Received"),
    "acknowledged_at": N_("Acknowledged"),
    "resolved_at": N_("Resolved"),
    "closed_at": N_("Closed"),
    "level": N_("Level"),
    "cycle": N_("Cycle"),
    "safety": N_("Safety"),
    "vulnerable": N_("Vulnerable"),
}
COLUMNS = tuple(_TITLES)
"""Every column by the name it has in JSON."""

_SHOWN = ("ref", "next_due", "severity", "status", "owner", "customer", "subject")
_RANKS = {"customer": 2, "owner": 1}
_FLOORS = {"subject": 24, "ref": 99, "status": 99, "next_due": 99}
_KINDS = {"level": Kind.NUMBER, "cycle": Kind.NUMBER, "safety": Kind.FLAG, "vulnerable": Kind.FLAG}


def queue(
    cli: Cli, words: Sequence[str], *, view: str = "", sort: str = "due", limit: int = LIMIT, columns: str = ""
) -> Table:
    """The complaints that the words and the view find; without either the open ones."""
    shown = chosen_columns(columns)
    with open_queue(cli) as desk:
        query = " ".join([*([desk.view(view)] if view else []), *words]).strip()
        asked = bool(query) or sort != "due"
        found = desk.find(query or "open", sort, limit) if asked else desk.next_open(limit)
        marked = _marked(cli, desk, found)
    return table_of(cli, found, shown, desk.zone, limit=limit, empty=_("no complaint matches"), marked=marked)


def search(cli: Cli, words: Sequence[str], *, limit: int = LIMIT, columns: str = "") -> Table:
    """The complaints that hold all the words, the newest words first."""
    shown = chosen_columns(columns)
    with open_queue(cli) as desk:
        found = desk.search(" ".join(words), limit)
        marked = _marked(cli, desk, found)
    return table_of(cli, found, shown, desk.zone, limit=limit, empty=_("nothing holds these words"), marked=marked)


def open_queue(cli: Cli) -> Queue:
    """The light door to the desk of this command line. Raises DeskUnavailable, UnknownAgent for a named stranger."""
    place = cli.place()
    place.require()
    desk = Queue.open(place.path, agent=cli.login, now=cli.now())
    named = cli.options.login or cli.surroundings.env.get("CXDESK_AGENT")
    if named and desk.viewer is None:
        from cxdesk.desk import UnknownAgent  # noqa: PLC0415 (reading needs the desk only to refuse)

        desk.shut()
        raise UnknownAgent(named)
    return desk


def chosen_columns(text: str) -> tuple[str, ...]:
    """The columns named, in that order; none when nobody chose. Raises WrongUse naming those there are."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in _TITLES]
    if unknown:
        raise WrongUse(
            _("there is no column {name}").format(name=unknown[0]),
            where="--columns",
            mend=_("there are: {names}").format(names=", ".join(COLUMNS)),
        )
    return names


def _marked(cli: Cli, desk: Queue, found: Sequence[Line]) -> Mapping[str, tuple[str, ...]]:
    return desk.letter_marks(line.ref for line in found) if cli.format is Format.PEOPLE else {}


def table_of(
    cli: Cli,
    found: Sequence[Line],
    shown: Sequence[str],
    zone: tzinfo,
    *,
    limit: int,
    empty: str,
    marked: Mapping[str, tuple[str, ...]] = NO_MARKS,
) -> Table:
    """The lines as a table; CSV and TSV get all columns unless some were chosen, JSON has the keys of CLI.md.

    *marked* holds by reference what of its mail is to be seen: letters that nobody has got, an answer to record.
    """
    if cli.format is Format.PEOPLE:
        now = cli.now()
        columns = [_column(name, now) for name in shown or _SHOWN]
        rows = [{**_flat(line), "next_due": line, "marks": _marks(line, marked.get(line.ref, ()))} for line in found]
        if not shown and any(row["marks"] for row in rows):
            columns.insert(_SHOWN.index("status") + 1, _marks_column())
    else:
        columns = [Column(name, name) for name in shown or (*COLUMNS, "next_due_clock", "overdue")]
        rows = [line_data(line) if cli.format in (Format.JSON, Format.JSONL) else _flat(line) for line in found]
    hints = [_("the first {limit} are shown; --limit shows more").format(limit=limit)] if len(found) == limit else []
    return Table(columns, rows, empty=empty, zone=zone, tone=_tone, hints=hints)


def line_data(line: Line) -> dict[str, object]:
    """A complaint as JSON has it: the keys of `show` and `log`, and whether it is overdue now."""
    known = line._asdict()
    customer = {name: known.pop(f"customer_{name}") for name in ("id", "name", "email", "phone", "language")}
    clock, at = known.pop("next_due_clock"), known.pop("next_due_at")
    data: dict[str, object] = {}
    for name, value in known.items():
        if name == "segment":
            data["customer"] = None if customer["id"] is None else {**customer, "segment": value}
            continue
        if name == "level":
            data["next_due"] = next_due_data(clock, at)
        data[name] = value
    return data


def _flat(line: Line) -> dict[str, object]:
    name = line.customer_name or line.customer_email or line.customer_phone
    return {**line._asdict(), "customer": name, "next_due": line.next_due_at}


def _column(name: str, now: datetime) -> Column:
    shows: dict[str, Callable[[object], str]] = {
        "next_due": partial(due_cell, now=now),
        "status": word,
        "outcome": word,
        "channel": word,
    }
    shorter = (partial(_short_due, now=now), partial(_shortest_due, now=now)) if name == "next_due" else ()
    title, kind = _(_TITLES[name]), _KINDS.get(name, Kind.TEXT)
    return Column(name, title, kind, shows.get(name), shorter, floor=_FLOORS.get(name, 12), rank=_RANKS.get(name, 0))


def due_cell(line: object, *, now: datetime) -> str:
    """The next deadline with the time left or past, a word beside each glyph."""
    assert isinstance(line, Line)  # noqa: S101 (the column's value is the line)
    if line.next_due_at is None:
        return _("▲ overdue") if line.overdue else ""
    fields = _due_fields(line, line.next_due_at, now)
    if line.next_due_at <= now:
        return _("▲ {clock} {length} late").format_map(fields)
    if line.overdue:
        return _("▲ overdue, then {clock} in {length}").format_map(fields)
    return _("◷ {clock} in {length}").format_map(fields)


def _short_due(line: object, *, now: datetime) -> str:
    """As `due_cell` without the words that the colour and the glyph can stand for."""
    assert isinstance(line, Line)  # noqa: S101 (as above)
    if line.next_due_at is None or line.next_due_at <= now or not line.overdue:
        return due_cell(line, now=now)
    return _("▲ late, {clock} in {length}").format_map(_due_fields(line, line.next_due_at, now))


def _shortest_due(line: object, *, now: datetime) -> str:
    """Only whether it is late, or how long it has."""
    assert isinstance(line, Line)  # noqa: S101 (as above)
    if line.next_due_at is None or (line.overdue and line.next_due_at > now):
        return _("▲ overdue") if line.overdue else ""
    length = length_text(abs(line.next_due_at - now))
    return f"◷ {length}" if line.next_due_at > now else _("▲ {length} late").format(length=length)


def _due_fields(line: Line, due_at: datetime, now: datetime) -> dict[str, str]:
    return {"clock": word(line.next_due_clock), "length": length_text(abs(due_at - now))}


def _marks_column() -> Column:
    """Marks are never cut: a narrow terminal gets their short form."""
    return Column("marks", _("Marks"), Kind.FLAG, partial(_told_marks, 0), (partial(_told_marks, 1),))


_MARKS = {
    "safety": (N_("safety"), N_("SAF")),
    "vulnerable": (N_("vulnerable"), N_("VUL")),
    "failed": (N_("ack failed"), N_("ACK")),
    "bounced": (N_("ack bounced"), N_("ACK")),
    "mail": (N_("mail failed"), N_("MAIL")),
    "owed": (N_("ack owed"), N_("ack")),
    "answer": (N_("customer's answer"), N_("ANS")),
}
"""What is to be seen at once → the word for it, and the word where there is no room."""


def _marks(line: Line, mail: tuple[str, ...]) -> tuple[str, ...]:
    """What this complaint's owner and leader must not overlook, the gravest first."""
    found = [name for name in ("safety", "vulnerable") if getattr(line, name)]
    found += [f"L{line.level}"] if line.level and line.status != "closed" else []
    return (*found, *mail)


def _told_marks(form: int, marks: object) -> str:
    assert isinstance(marks, tuple)  # noqa: S101 (the column's value)
    told = [_(_MARKS[mark][form]) if mark in _MARKS else mark for mark in marks]
    return (_(", "), " ")[form].join(told)


def _tone(row: Row) -> Tone:
    if row.get("overdue"):
        return Tone.BAD
    return Tone.FAINT if row.get("status") == "closed" else Tone.PLAIN


def _sort(text: str) -> str:
    if text not in SORTS:
        raise ValueError(text)
    return text


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


LIGHT_LIST = Light(queue, {"--view": str, "--sort": _sort, "--limit": _count, "--columns": str})
LIGHT_SEARCH = Light(search, {"--limit": _count, "--columns": str}, words=(1, 1000))
