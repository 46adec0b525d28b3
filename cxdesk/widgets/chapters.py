"""The tabs of one complaint as things of a pane: timeline, options, revisits, the arithmetic of its clocks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from cxdesk.catalogue import _
from cxdesk.desk.cardwords import CardWords
from cxdesk.desk.letter_words import letter_state
from cxdesk.desk.value_words import instant_text, word
from cxdesk.text import fit, plain, width, wrap
from cxdesk.widgets.pane import Item, Line

if TYPE_CHECKING:
    from cxdesk.desk.closeup import Closeup, Explained, ExplainedClock
    from cxdesk.desk.explaining import Step
    from cxdesk.desk.queue import Moment, Record
    from cxdesk.desk.watching import Told

MOST_CHARACTERS = 20_000
"""Of somebody's words in one moment; `cxdesk show` has all of them."""

_LATE = timedelta(minutes=1)

_GLYPHS = {
    "Logged": "←",
    "MailFiled": "✉",
    "LetterQueued": "✉",
    "LetterAccepted": "✉",
    "LetterFailed": "▲",
    "AcknowledgementBounced": "▲",
    "Breached": "▲",
    "Warned": "◷",
    "Escalated": "▲",
    "Fulfilled": "✓",
    "Closed": "✓",
    "Noted": "✎",
}


def timeline(close: "Closeup", now: datetime, zone: tzinfo) -> list[Item]:
    """The newest first: what happened last is what an agent takes up; `G` has what the customer said first."""
    today = now.astimezone(zone).date()
    pairs = zip(close.card.timeline, close.seen.timeline, strict=True)
    return [_moment(close, moment, told, zone, today=today) for moment, told in reversed(list(pairs))]


def _moment(close: "Closeup", moment: "Moment", told: "Told", zone: tzinfo, *, today: object) -> Item:
    at = told.at.astimezone(zone)
    stamp = f"{at:%H:%M}" if at.date() == today else f"{at:%Y-%m-%d %H:%M}"
    said = [told.sentence, *_beside(close, moment, zone)]
    line = f"{stamp} {_glyph(moment)} {told.who}{_(': ')}{_('; ').join(said)}"
    tone = "late" if _glyph(moment) == "▲" else ""
    return Item(f"moment-{told.seq}", lambda cells: [*_wrapped(line, cells, tone), *_words(told.words, cells)])


def _glyph(moment: "Moment") -> str:
    if moment.type == "Contacted":
        return "←" if moment.data.get("direction") == "in" else "→"
    return _GLYPHS.get(moment.type, "·")


def _beside(close: "Closeup", moment: "Moment", zone: tzinfo) -> Iterator[str]:
    """How a letter or mail stands now, and when the desk learned of what happened earlier."""
    if moment.type == "LetterQueued":
        state = close.letter_states.get(str(moment.data.get("message_id")))
        if state is not None:
            yield _("now: {state}").format(state=letter_state(state))
    if moment.type == "MailFiled":
        mail = close.mails.get(int(moment.data.get("number", 0)))
        if mail is not None:
            yield _("from {sender}: {subject} ({state})").format(
                sender=mail.sender, subject=mail.subject, state=word(mail.state)
            )
    if moment.recorded_at - moment.at > _LATE:
        yield _("recorded {at}").format(at=instant_text(moment.recorded_at, zone))


def _words(texts: Sequence[str], cells: int) -> Iterator[Line]:
    """Somebody's words, each line marked, so that nothing in them can pass for a line of ours."""
    for text in texts:
        shown = text.strip()[:MOST_CHARACTERS]
        for line in wrap(plain(shown, lines=True), max(cells - 4, 2)):
            yield Line(f"  │ {line}", "said")
        if len(text) > MOST_CHARACTERS:
            yield Line("  │ " + _("… and more: cxdesk show has all of it"), "faint")


def _wrapped(text: str, cells: int, tone: str = "") -> Iterator[Line]:
    """Lines after the first are set in."""
    whole = plain(text)
    first = wrap(whole, max(cells, 2))[0]
    yield Line(first, tone)
    rest = whole[len(first) :].lstrip(" ")
    for line in wrap(rest, max(cells - 2, 2)) if rest else ():
        yield Line(f"  {line}", tone)


def options(close: "Closeup", now: datetime, zone: tzinfo) -> list[Item]:
    """All that was ever offered, the newest first, each with what it waits for."""
    words = CardWords(close.card, now, zone)
    return [_option(words, row, zone) for row in reversed(close.card.options)]


_STATES = {"open": "◷", "proposed": "◷", "accepted": "✓", "refused": "✗", "expired": "▲", "denied": "✗"}


def _option(words: CardWords, row: "Record", zone: tzinfo) -> Item:
    title = f"{row['number']}  {_STATES.get(row['state'], '–')} {words.option_terms(row)}"
    offered = _("offered {at} by {login}").format(at=instant_text(row["offered_at"], zone), login=row["offered_by"])
    if row["approved_by"]:
        offered = _("{told}, approved by {login}").format(told=offered, login=row["approved_by"])

    def lines(cells: int) -> Sequence[Line]:
        tone = "head" if row["state"] in ("open", "accepted", "proposed") else "faint"
        return [
            *_wrapped(title, cells, tone),
            *_words([row["text"] or ""], cells),
            *_wrapped(f"   {offered}", cells, "faint"),
            Line(""),
        ]

    return Item(f"option-{row['number']}", lines)


def revisits(close: "Closeup", now: datetime, zone: tzinfo) -> list[Item]:
    """Planned ones first, then what came of the others; with what was said."""
    words = CardWords(close.card, now, zone)
    rows = sorted(close.card.revisits, key=lambda row: (row["state"] != "planned", -row["number"]))
    return [_revisit(words, row, close.seen.timeline, close.card.timeline) for row in rows]


def _revisit(words: CardWords, row: "Record", told: "Sequence[Told]", moments: "Sequence[Moment]") -> Item:
    glyph = {"planned": "◷", "confirmed": "✓", "not_resolved": "✗", "unreachable": "▲"}.get(row["state"], "–")
    parts = [f"{row['number']}  {glyph} {words.revisit(row)}"]
    if row["satisfaction"] is not None:
        parts.append(_("satisfaction {satisfaction} of 5").format(satisfaction=row["satisfaction"]))
    about = [
        one
        for one, moment in zip(told, moments, strict=True)
        if moment.type.startswith("Revisit") and moment.data.get("number") == row["number"]
    ]

    def lines(cells: int) -> Sequence[Line]:
        said: list[Line] = []
        for one in about:
            said += [*_wrapped(f"  {one.sentence}", cells, "faint"), *_words(one.words, cells)]
        return [*_wrapped(_(", ").join(parts), cells, "head"), *said, Line("")]

    return Item(f"revisit-{row['number']}", lines)


def arithmetic(found: "Explained") -> list[Item]:
    """The standards, then a clock each, line by line."""
    head = [Item(f"explained-{number}", _lines_of(told)) for number, told in enumerate(found.head)]
    clocks = [Item(f"clock-{number}", _clock_lines(one)) for number, one in enumerate(found.clocks)]
    return head + clocks


def _lines_of(told: str) -> Callable[[int], Sequence[Line]]:
    return lambda cells: list(_wrapped(told, cells))


def _clock_lines(one: "ExplainedClock") -> Callable[[int], Sequence[Line]]:
    def lines(cells: int) -> Sequence[Line]:
        found = [Line(""), Line(one.title, "head")]
        labels = max((width(label) for label, _value in one.terms), default=0)
        for label, value in one.terms:
            found += _wrapped(f"{fit(plain(label), labels)}  {value}", cells, "faint")
        found += _table(one.steps, cells)
        if one.remark:
            found += _wrapped(one.remark, cells)
        return found

    return lines


def _table(steps: "Sequence[Step]", cells: int) -> Iterator[Line]:
    """Columns as wide as what stands in them; what does not fit goes on in the next line."""
    first = max((width(plain(step.what)) for step in steps), default=0)
    counts = max((width(step.counts) for step in steps), default=0)
    totals = max((width(step.total) for step in steps), default=0)
    room = max(cells - first - counts - totals - 6, 10)
    for step in steps:
        begun, *rest = wrap(plain(step.when), room)
        tail = f"{step.counts:>{counts}}  {step.total:>{totals}}"
        tone = "head" if step.part.value == "due" else ""
        yield Line(f"{fit(plain(step.what), first)}  {fit(begun, room)}  {tail}", tone)
        for line in rest:
            yield Line(f"{' ' * first}  {line}", tone)
