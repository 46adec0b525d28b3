"""What is known of one complaint: a column of facts and clocks where there is room, else a head of some lines."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from cxdesk.catalogue import _, ngettext
from cxdesk.desk.cardwords import CardWords, acknowledgement_text
from cxdesk.desk.value_words import fact_text, fact_value, instant_text, spoken, word
from cxdesk.text import fit, plain, width, wrap
from cxdesk.widgets.clocks import shown_clocks, side_by_side
from cxdesk.widgets.gauge import gauge
from cxdesk.widgets.pane import Item, Line

if TYPE_CHECKING:
    from cxdesk.desk.closeup import Closeup

LABEL_CELLS = 16
CLOCK_CELLS = 11

MOST_HEAD_CLOCKS = 2
"""Lines of clocks in a head."""


def facts(close: "Closeup", now: datetime, zone: tzinfo) -> list[Item]:
    """What waits, the clocks, what is known, then promises, escalations and corrections: an item each."""
    words = CardWords(close.card, now, zone, close.letter_folder)
    found = [_note(f"waits-{number}", f"▲ {told}", "late") for number, told in enumerate(close.waits)]
    found += [Item("clocks", lambda cells: [Line(_("Clocks"), "head"), *_clocks(close, now, cells, CLOCK_CELLS)])]
    found.append(Item("facts-head", lambda _cells: [Line(""), Line(_("Facts"), "head")]))
    found += [_pair(label, label, value, zone) for label, value in words.facts()]
    if told := history_text(close):
        found.append(_pair("history", _("complaints"), told, zone))
    sections = (
        (_("Promises"), [(str(one["number"]), words.promise(one)) for one in close.card.promises]),
        (_("Escalations"), [(str(one["number"]), words.escalation(one)) for one in close.card.escalations]),
        (_("Corrections"), [_correction(words, one) for one in close.card.corrections]),
    )
    for title, pairs in sections:
        if pairs:
            found.append(_heading(title))
            found += [_pair(f"{title}-{number}", label, told, zone) for number, (label, told) in enumerate(pairs)]
    return found


def _heading(title: str) -> Item:
    return Item(title, lambda _cells: [Line(""), Line(title, "head")])


def _correction(words: CardWords, one: dict[str, object]) -> tuple[str, object]:
    label, told = words.correction(one)
    return label, f"{told}{_(': ')}{spoken(None if one['reason'] is None else str(one['reason']))}"


def head(close: "Closeup", now: datetime, zone: tzinfo, cells: int) -> list[Line]:
    """The same in a few lines: what it is, whose, what waits, the clocks that run."""
    row = close.card.complaint
    right = _status(close)
    left = fit(plain(f"{row['ref']}  {row['subject'] or ''}"), max(cells - width(right) - 2, 8)).rstrip()
    lines = [Line(f"{left}{' ' * max(cells - width(left) - width(right), 1)}{right}", "head")]
    lines += [Line(line) for line in _cut_after(wrap(plain(_who(close, zone)), max(cells - 2, 2)), 2)]
    marks = [*_marks(close, zone), *(f"▲ {told}" for told in close.waits)]
    if marks:
        tone = "late" if close.waits or row["safety"] else ""
        lines += [Line(line, tone) for line in _cut_after(wrap(plain("  ".join(marks)), max(cells - 2, 2)), 2)]
    return lines + _side_by_side(close, now, cells)


def _cut_after(lines: list[str], most: int) -> list[str]:
    """The first lines; the last says when there is more."""
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def _status(close: "Closeup") -> str:
    row = close.card.complaint
    parts = [word(row["status"]), word(row["outcome"]), row["severity"] or _("not assessed")]
    if row["level"]:
        parts.append(_("▲ level {level}").format(level=row["level"]))
    return plain(" · ".join(part for part in parts if part))


def _who(close: "Closeup", zone: tzinfo) -> str:
    row, customer = close.card.complaint, close.card.customer or {}
    name = customer.get("name") or customer.get("phone") or customer.get("email") or _("customer unknown")
    parts = [
        _("{name} ({segment})").format(name=name, segment=row["segment"]) if row["segment"] else name,
        history_text(close),
        _("owner: {login}").format(login=row["owner"] or _("nobody")),
        f"{word(row['channel'])} {instant_text(row['received_at'], zone)}",
        _("acknowledgement: {state}").format(state=acknowledgement_text(close.card, close.letter_folder)),
    ]
    return " · ".join(part for part in parts if part)


def history_text(close: "Closeup") -> str:
    """How many complaints the customer has."""
    if close.complaints <= 1:
        return _("the customer's first complaint") if close.complaints else ""
    told = ngettext("{count} complaint, {open} open", "{count} complaints, {open} open", close.complaints)
    return told.format(count=close.complaints, open=close.still_open)


def _marks(close: "Closeup", zone: tzinfo) -> list[str]:
    row = close.card.complaint
    marks = [_("▲ health or safety at stake")] if row["safety"] else []
    if row["vulnerable"]:
        marks.append(_("vulnerable customer"))
    if close.card.corrections:
        marks.append(_("corrected: {facts}").format(facts=_(", ").join(_corrected(close, zone))))
    if row["merged_into"]:
        marks.append(_("merged into {master}").format(master=row["merged_into"]))
    return marks


def _corrected(close: "Closeup", zone: tzinfo) -> Iterator[str]:
    for one in close.card.corrections:
        was, second = (fact_value(one["fact"], one[name], zone) for name in ("was", "value"))
        yield f"{fact_text(one['fact'])} {was} → {second}"


def _clocks(close: "Closeup", now: datetime, cells: int, name_cells: int = 0) -> Sequence[Line]:
    return [gauge(row, now, close.used(row, now), cells, name_cells) for row in shown_clocks(close.card)]


def _side_by_side(close: "Closeup", now: datetime, cells: int) -> list[Line]:
    """As many clocks to a line as fit, without bars where not all do; a line is as loud as its loudest clock."""
    told = _clocks(close, now, cells)
    packed = side_by_side([plain(one.text) for one in told], cells, MOST_HEAD_CLOCKS)
    if sum(len(places) for _text, places in packed) < len(told):
        told = [gauge(row, now, None, cells) for row in shown_clocks(close.card)]
        packed = side_by_side([plain(one.text) for one in told], cells, MOST_HEAD_CLOCKS)
    return [Line(text, _loudest([told[place].tone for place in places])) for text, places in packed]


def _loudest(tones: Sequence[str]) -> str:
    return "late" if "late" in tones else next(filter(None, tones), "")


def _note(key: str, told: str, tone: str) -> Item:
    return Item(key, lambda cells: [Line(line, tone) for line in wrap(plain(told), max(cells, 2))])


def _pair(key: str, label: str, value: object, zone: tzinfo) -> Item:
    told = instant_text(value, zone) if isinstance(value, datetime) else str(value)

    def lines(cells: int) -> Sequence[Line]:
        room = max(cells - LABEL_CELLS - 1, 2)
        begun = f"{fit(plain(label), LABEL_CELLS)} "
        broken = wrap(plain(told, lines=True), room)
        tone = "late" if "▲" in told else ""
        rest = [Line(" " * (LABEL_CELLS + 1) + one, tone) for one in broken[1:]]
        return [Line(begun + broken[0], tone), *rest]

    return Item(key, lines)
