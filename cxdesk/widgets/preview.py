"""One complaint in a few lines: what it is, where its clocks stand, and the last that happened."""

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets import Static

from cxdesk.catalogue import _
from cxdesk.desk.value_words import length_text, word
from cxdesk.domain.words import SYSTEM
from cxdesk.text import cut, fit, hang, plain, width, wrap
from cxdesk.widgets.clocks import shown_clocks, side_by_side

if TYPE_CHECKING:
    from cxdesk.desk.queue import Moment
    from cxdesk.desk.watching import Row, Seen, Told

MOST_CLOCK_LINES = 2
MOST_SAID_LINES = 2
"""Lines of what the customer said at first, where there is little room; else a third of it."""

RECEIPT = "Logged"
_BY_ITSELF = frozenset(
    {
        "LetterQueued", "LetterAccepted", "LetterFailed", "AcknowledgementBounced",
        "Warned", "Breached", "Retargeted", "OptionSuperseded", "RevisitPlanned", "RevisitCancelled",
    }
)  # fmt: skip
"""What the desk adds to what somebody did, in their name."""
_FROM_THE_CUSTOMER = frozenset({"Contacted", "Attached", RECEIPT, "Reopened", "Returned"})
"""What a customer's mail brings, though nobody at the desk wrote it down."""

MOST_WORDS = 400
"""Characters of somebody's words that a preview shows of one moment."""


class Preview(Static):
    """`show` it a row at once, and the complaint whole when that was read."""

    DEFAULT_CSS = """
    Preview { height: 1fr; padding: 0 1; }
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__("", markup=False)
        self._now = now
        self._row: Row | None = None
        self._seen: Seen | None = None
        self._zone: tzinfo | None = None

    def show(self, row: "Row | None", seen: "Seen | None", zone: tzinfo | None) -> None:
        """The complaint of *row*; *seen* once it was read whole."""
        self._row, self._seen, self._zone = row, seen, zone
        self.repaint()

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self.repaint()

    def repaint(self) -> None:
        """Say it as of now."""
        room = self.size.height
        if self._row is None or room <= 0 or self.size.width < 10:
            self.update(Content(""), layout=False)
            return
        cells = self.content_region.width or self.size.width - 2
        lines = [self._title(cells)]
        if self._seen is not None and self._seen.ref == self._row.ref:
            lines += [Content(line) for line in self._answers(cells)]
            lines += list(self._clocks(cells))
            left = max(room - len(lines), 0)
            lines += [Content(line) for line in islice(self._story(cells, left), left)]
        self.update(Content("\n").join(lines), layout=False)

    def _title(self, cells: int) -> Content:
        assert self._row is not None  # noqa: S101 (asked by `repaint`)
        brief = self._row.brief
        status = word(brief.status)
        parts = [status, *([_("level {level}").format(level=brief.level)] if brief.level else [])]
        right = plain("  ".join(parts))
        left = fit(plain(f"{brief.ref}  {brief.subject}"), max(cells - width(right) - 2, 4)).rstrip()
        return Content.from_markup(
            "[b]$left[/b]$gap$right", left=left, gap=" " * (cells - width(left) - width(right)), right=right
        )

    def _answers(self, cells: int) -> Iterator[str]:
        """What the customer seems to have answered, which nobody recorded."""
        from cxdesk.desk.wording import standing_answers  # noqa: PLC0415 (whoever read the complaint has loaded it)

        assert self._seen is not None  # noqa: S101 (asked by `repaint`)
        for told in standing_answers(self._seen.card):
            yield from hang("✉ ", plain(told), cells)

    def _clocks(self, cells: int) -> Iterator[Content]:
        assert self._seen is not None  # noqa: S101 (asked by `repaint`)
        told = [clock_cell(row, self._now()) for row in shown_clocks(self._seen.card)]
        for line, _places in side_by_side([plain(cell) for cell in told if cell], cells, MOST_CLOCK_LINES):
            yield Content(line)

    def _story(self, cells: int, room: int) -> Iterator[str]:
        """What the customer said; then what people did, the newest first; what went by itself where room is left."""
        assert self._seen is not None  # noqa: S101 (asked by `repaint`)
        card = self._seen.card
        said = card.text("narrative")
        if said:
            first = _cut(wrap(plain(said, lines=True), max(cells - 4, 2)), max(room // 3, MOST_SAID_LINES), cells)
            room -= len(first)
            yield from (f"│ {line}" for line in first)
        last: list[Told] = []
        others: list[Told] = []
        for told, moment in zip(reversed(self._seen.timeline), reversed(card.timeline), strict=True):
            if said and moment.type == RECEIPT:
                last.append(told._replace(words=()))  # its words stand above
            else:
                (last if is_by_itself(moment) else others).append(told)
        for told in (*others, *last):
            if room <= 0:
                return
            lines = _cut(self._moment(told, cells), room, cells)
            room -= len(lines)
            yield from lines

    def _moment(self, told: "Told", cells: int) -> list[str]:
        """The line of what happened, then the words under it."""
        at = told.at.astimezone(self._zone)
        today = self._now().astimezone(self._zone).date()
        day = f"{at:%m-%d} " if at.year == today.year else f"{at:%Y-%m-%d} "
        stamp = f"{'' if at.date() == today else day}{at:%H:%M}"
        lines = hang(f"{stamp}  ", plain(f"{told.who}{_(': ')}{told.sentence}"), cells)
        for words in told.words:
            lines += [f"  │ {line}" for line in wrap(plain(words[:MOST_WORDS], lines=True), max(cells - 4, 2))]
        return lines


def is_by_itself(moment: "Moment") -> bool:
    """Whether nobody did it: what a clock, the transport or the desk's own planning brought."""
    return moment.type in _BY_ITSELF or (moment.agent == SYSTEM and moment.type not in _FROM_THE_CUSTOMER)


def _cut(lines: list[str], most: int, cells: int) -> list[str]:
    """The first lines; the last of them says when there is more."""
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = f"{cut(kept[-1], max(cells - 2, 0))} …"
    return kept


def clock_cell(row: dict[str, Any], now: datetime) -> str:
    """`resolve ▲ 2h late`, `offer ◷ 35min`, `acknowledge ✓`, `respond ?`; "" for what is no longer needed."""
    name, verdict, due_at = word(row["clock"]), row["corrected"] or row["verdict"], row["due_at"]
    if verdict == "met":
        return f"{name} ✓"
    if verdict in ("paused", "unknown"):
        return f"{name} {'‖' if verdict == 'paused' else '?'}"
    if verdict in ("cancelled", "merged"):
        return ""
    if verdict == "breached" and row["stopped_at"]:
        return _("{clock} ▲ late").format(clock=name)
    if due_at is None:
        return f"{name} ◷"
    length = length_text(abs(due_at - now))
    return _("{clock} ▲ {length} late").format(clock=name, length=length) if due_at <= now else f"{name} ◷ {length}"
