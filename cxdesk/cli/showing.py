"""What `show` answers: facts, clocks, options, what is owed, and the timeline in words a person understands."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from cxdesk.catalogue import N_, _
from cxdesk.cli.complaints import (
    acknowledgement_text,
    told,
    whole_data,
)
from cxdesk.cli.context import Cli
from cxdesk.cli.light import Light
from cxdesk.cli.listing import open_queue
from cxdesk.cli.people import BAR
from cxdesk.cli.results import Block, Document, Fields, Heading
from cxdesk.desk.queue import Card, Moment, Record
from cxdesk.desk.wording import due_text, fact_text, fact_value, instant_text, length_text, spoken, word, words

Pair = tuple[str, object]


def show(cli: Cli, words: Sequence[str]) -> Document:
    """The complaint of that reference, whole."""
    with open_queue(cli) as desk:
        whole, zone, folder = desk.card(words[0]), desk.zone, desk.letter_folder
    seen = _Seen(whole, cli.now(), zone, folder)
    return Document(seen.blocks(), whole_data(whole, zone), zone=zone)


class _Seen:
    """One complaint as it is seen at *now*."""

    def __init__(self, whole: Card, now: datetime, zone: tzinfo, letter_folder: str) -> None:
        self.whole = whole
        self.now = now
        self.zone = zone
        self.letter_folder = letter_folder

    def blocks(self) -> list[Block]:
        """Everything there is to see, under headings."""
        row = self.whole.complaint
        found: list[Block] = [Heading(f"{row['ref']}  {row['subject'] or ''}".rstrip()), Fields(self._facts())]
        sections: list[tuple[str, list[Pair]]] = [
            (N_("Clocks"), [(_(clock["clock"]), self._clock(clock)) for clock in self.whole.clocks]),
            (N_("Options"), [(str(option["number"]), self._option(option)) for option in self.whole.options]),
            (N_("Promises"), [(str(promise["number"]), self._promise(promise)) for promise in self.whole.promises]),
            (N_("Escalations"), [(str(one["number"]), self._escalation(one)) for one in self.whole.escalations]),
            (N_("Revisits"), [(str(visit["number"]), self._revisit(visit)) for visit in self.whole.revisits]),
            (N_("Corrections"), [self._correction(one) for one in self.whole.corrections]),
            (N_("Letters"), [(str(letter["id"]), self._letter(letter)) for letter in self.whole.letters]),
            (N_("Timeline"), [self._moment(moment) for moment in self.whole.timeline]),
        ]
        for title, pairs in sections:
            if pairs:
                found += [Heading(_(title)), Fields(pairs)]
        return found

    def _facts(self) -> list[Pair]:
        row, customer = self.whole.complaint, self.whole.customer
        known: list[Pair] = [
            (_("merged into"), row["merged_into"]),
            (_("status"), self._status()),
            (_("next due"), self._next_due()),
            (_("severity"), self._beside("severity", row["severity"]) or _("not assessed")),
            (_("owner"), row["owner"] or _("nobody")),
            (_("customer"), _customer_line(customer) if customer else _("unknown")),
            (_("segment"), self._beside("segment", row["segment"])),
            (_("channel"), self._beside("channel", word(row["channel"]))),
            (_("category"), self._beside("category", row["category"])),
            (_("product"), self._beside("product", row["product"])),
            (_("cause"), self._beside("cause", row["cause"])),
            (_("unit"), self._beside("unit", row["unit"])),
            (_("remedy wanted"), self.whole.text("remedy")),
            (_("received"), self._beside("received_at", instant_text(row["received_at"], self.zone))),
            (_("resolved"), row["resolved_at"]),
            (_("closed"), row["closed_at"]),
            (_("acknowledgement"), acknowledgement_text(self.whole, self.letter_folder)),
        ]
        return [(label, value) for label, value in known if value]

    def _beside(self, fact: str, told: str | None) -> str | None:
        """What holds, and beside it the first value where it was corrected (DOMAIN §3)."""
        correction = self.whole.first(fact)
        if correction is None or not told:
            return told
        first = fact_value(fact, correction["was"], self.zone)
        return _("{value} (corrected; first: {first})").format(value=told, first=first)

    def _correction(self, one: Record) -> Pair:
        was, second = (fact_value(one["fact"], one[name], self.zone) for name in ("was", "value"))
        told = _("{was} → {second} ({login}, {at})").format(
            was=was, second=second, login=one["by"], at=instant_text(one["at"], self.zone)
        )
        return fact_text(one["fact"]), "\n".join([told, *_quoted(spoken(one["reason"]))])

    def _status(self) -> str:
        row = self.whole.complaint
        parts = [_(row["status"]), *([_(row["outcome"])] if row["outcome"] else [])]
        if row["cycle"] > 1:
            parts.append(_("cycle {number}").format(number=row["cycle"]))
        if row["level"]:
            parts.append(_("▲ escalated to level {level}").format(level=row["level"]))
        marks = {
            "safety": _("▲ health or safety at stake"),
            "vulnerable": _("vulnerable customer"),
            "test": _("a test"),
        }
        if any(letter["state"] == "failed" for letter in self.whole.letters):
            parts.append(_("▲ a letter could not be delivered"))
        return ", ".join([*parts, *(told for name, told in marks.items() if row[name])])

    def _next_due(self) -> str:
        row = self.whole.complaint
        if row["next_due"] is None:
            return ""
        due = due_text(row["next_due"], self.zone)
        clock = row["next_due_clock"]
        return f"{_(clock)}, {due} ({self._distance(row['next_due'])})"

    def _distance(self, due_at: datetime) -> str:
        length = length_text(abs(due_at - self.now))
        told = _("{length} left") if due_at > self.now else _("{length} late")
        return told.format(length=length)

    def _clock(self, row: Record) -> str:
        """Where one clock stands, a word beside each glyph."""
        stopped = instant_text(row["stopped_at"], self.zone) if row["stopped_at"] else ""
        due = due_text(row["due_at"], self.zone) if row["due_at"] else ""
        sentences = {
            "met": _("✓ met {stopped}, was due {due}"),
            "breached": _("▲ breached, was due {due}; done {stopped}") if stopped else _("▲ breached, was due {due}"),
            "paused": _("‖ paused"),
            "cancelled": _("– no longer needed"),
            "merged": _("– goes on in the complaint it was merged into"),
            "unknown": _("? unknown: the source of the import does not tell"),
        }
        told = sentences.get(row["verdict"]) or self._running(row)
        line = told.format(stopped=stopped, due=due, distance=self._distance(row["due_at"]) if due else "")
        if row["corrected"]:
            line = _("{line}; corrected: {verdict}").format(line=line, verdict=word(row["corrected"]))
        return _("{line} (cycle {cycle})").format(line=line, cycle=row["cycle"]) if row["cycle"] > 1 else line

    def _running(self, row: Record) -> str:
        if row["due_at"] is None:
            return _("◷ running")
        return _("▲ overdue, was due {due} ({distance})") if row["late"] else _("◷ running, due {due} ({distance})")

    def _option(self, row: Record) -> str:
        state = _("with the customer") if row["state"] == "open" else _(row["state"])
        parts = [state, _(row["type"])]
        if row["value"] is not None:
            parts.append(f"{row['value']} {row['currency'] or ''}".strip())
        if row["valid_until"]:
            parts.append(_("valid until {due}").format(due=due_text(row["valid_until"], self.zone)))
        if row["promised_at"]:
            parts.append(_("delivered by {due}").format(due=due_text(row["promised_at"], self.zone)))
        return f"{', '.join(parts)}: {row['text'] or ''}"

    def _promise(self, row: Record) -> str:
        return f"{_(row['state'])}, {due_text(row['due_at'], self.zone)}: {row['text'] or ''}"

    def _escalation(self, row: Record) -> str:
        told = _("level {level}, to {to}").format(level=row["level"], to=words(row["sent_to"].split(",")))
        if row["answered_by"]:
            return _("{told}; answered by {login}").format(told=told, login=row["answered_by"])
        if row["answer_by"] is None:
            return _("{told}; not answered").format(told=told)
        by = due_text(row["answer_by"], self.zone)
        return _("{told}; not answered, an answer is wanted by {by}").format(told=told, by=by)

    def _revisit(self, row: Record) -> str:
        opens, closes = instant_text(row["opens_at"], self.zone), due_text(row["closes_at"], self.zone)
        window = _("between {opens} and {closes}").format(opens=opens, closes=closes)
        attempts = _("{count} attempts").format(count=row["attempts"]) if row["attempts"] else ""
        return ", ".join(part for part in (_(row["state"]), row["due_on"] or window, attempts) if part)

    def _letter(self, row: Record) -> str:
        parts = [_(row["letter"]), _(row["state"]), row["recipient"] or ""]
        if row["accepted_at"]:
            parts.append(instant_text(row["accepted_at"], self.zone))
        return ", ".join([*parts, row["error"]] if row["error"] else parts)

    def _moment(self, moment: Moment) -> Pair:
        words = [spoken(text) for _kind, text in moment.words]
        return instant_text(moment.at, self.zone), "\n".join(
            [f"{moment.agent}: {told(moment, self.zone)}", *(line for text in words for line in _quoted(text))]
        )


def _quoted(text: str) -> list[str]:
    """Somebody's words, each line marked, so that nothing in them can pass for a line of ours."""
    return [f"{BAR}{line}" for line in text.strip().split("\n")]


def _customer_line(customer: Record) -> str:
    parts = (customer["name"], customer["email"], customer["phone"], _("number {id}").format(id=customer["id"]))
    return ", ".join(part for part in parts if part)


LIGHT = Light(show, {}, words=(1, 1))
