"""Which clocks of a complaint are worth a look, and in which order."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxdesk.desk.queue import Card, Record


def shown_clocks(card: "Card") -> "list[Record]":
    """Those of this cycle, what runs before what came late, and that before what is settled.

    Of a recurring one only the newest that is settled.
    """
    cycle = card.complaint["cycle"]
    rows = [row for row in card.clocks if row["cycle"] == cycle or not is_settled(row)]
    newest = {row["clock"]: row["instance"] for row in rows}
    shown = (row for row in rows if not is_settled(row) or newest[row["clock"]] == row["instance"])
    return sorted(shown, key=lambda row: (is_settled(row), row["stopped_at"] is not None))


def is_settled(row: "Record") -> bool:
    """Whether nobody has to look at the clock any more."""
    if row["verdict"] in ("met", "unknown"):
        return not row["corrected"]
    return row["verdict"] in ("cancelled", "merged")
