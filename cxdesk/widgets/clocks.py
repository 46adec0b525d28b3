"""Which clocks of a complaint are worth a look, and in which order."""

from typing import TYPE_CHECKING

from cxdesk.catalogue import ngettext
from cxdesk.desk.sight import OWED
from cxdesk.text import fit, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxdesk.desk.queue import Card, Record

GAP_CELLS = 3


def shown_clocks(card: "Card") -> "list[Record]":
    """Those of this cycle, the most urgent first: what is late, what is due next, what pauses, what came to its end.

    Of a recurring one only the newest that is settled.
    """
    cycle = card.complaint["cycle"]
    rows = [row for row in card.clocks if row["cycle"] == cycle or not is_settled(row)]
    newest = {row["clock"]: row["instance"] for row in rows}
    shown = (row for row in rows if not is_settled(row) or newest[row["clock"]] == row["instance"])
    return sorted(shown, key=_urgency)


def _urgency(row: "Record") -> tuple[bool, bool, bool, bool, float]:
    """What cannot be late, a window or a right of the customer's, stands behind what can."""
    due_at = row["due_at"]
    return (
        is_settled(row),
        row["stopped_at"] is not None,
        row["verdict"] == "paused",
        due_at is None or row["kind"] not in OWED,
        0.0 if due_at is None else due_at.timestamp(),
    )


def side_by_side(told: "Sequence[str]", cells: int, most: int) -> list[tuple[str, list[int]]]:
    """As many to a line as fit, each line with the places of what stands in it; after *most* lines how many are left.

    What is told is plain already.
    """
    lines: list[list[int]] = []
    for place, one in enumerate(told):
        if lines and width(_joined(told, lines[-1])) + GAP_CELLS + width(one) <= cells:
            lines[-1].append(place)
        elif len(lines) < most:
            lines.append([place])
        else:
            return _cut_short(told, lines, cells)
    return [(_joined(told, line), line) for line in lines]


def _cut_short(told: "Sequence[str]", lines: list[list[int]], cells: int) -> list[tuple[str, list[int]]]:
    last = lines[-1]
    while len(last) > 1 and width(_joined(told, last)) + width(_more(told, last)) > cells:
        last.pop()
    room = cells - width(_more(told, last))
    whole = [(_joined(told, line), line) for line in lines[:-1]]
    return [*whole, (fit(_joined(told, last), room).rstrip() + _more(told, last), last)]


def _joined(told: "Sequence[str]", places: list[int]) -> str:
    return (" " * GAP_CELLS).join(told[place] for place in places)


def _more(told: "Sequence[str]", last: list[int]) -> str:
    count = len(told) - last[-1] - 1
    return " " * GAP_CELLS + ngettext("+{count} more", "+{count} more", count).format(count=count)


def is_settled(row: "Record") -> bool:
    """Whether nobody has to look at the clock any more."""
    if row["verdict"] in ("met", "unknown"):
        return not row["corrected"]
    return row["verdict"] in ("cancelled", "merged")
