"""One complaint in words: its facts, clocks, options and letters, each as a sentence; for every face of the desk.

Loads neither the domain nor dataclasses: `show` has the time of a few imports (BUDGETS).
"""

from datetime import date, datetime, tzinfo
from operator import itemgetter

from cxdesk.catalogue import C_, N_, _
from cxdesk.desk.letter_words import letter_name, letter_state
from cxdesk.desk.sight import OWED
from cxdesk.desk.value_words import due_text, fact_text, fact_value, instant_text, length_text, word, words
from cxdesk.store.card import Card, Record

Pair = tuple[str, object]

_RUNS = frozenset({"running", "breached"})
"""Verdicts of a clock that nothing stopped and nothing pauses."""

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(day: date) -> str:
    """`Mon`, in the reader's language."""
    return _(WEEKDAYS[day.weekday()])


class CardWords:
    """What is said of *whole* at *now*; *letter_folder* is where letters are put, "" where something sends them."""

    def __init__(self, whole: Card, now: datetime, zone: tzinfo, letter_folder: str = "") -> None:
        self.whole = whole
        self.now = now
        self.zone = zone
        self.letter_folder = letter_folder

    def facts(self) -> list[Pair]:
        """What is known of it, a label and its value each; what is not known is left out."""
        row, customer = self.whole.complaint, self.whole.customer
        known: list[Pair] = [
            (_("merged into"), row["merged_into"]),
            (_("status"), self.status()),
            (_("overdue"), self.overdue()),
            (_("next due"), self.next_due()),
            (_("severity"), self.beside("severity", row["severity"]) or _("not assessed")),
            (_("owner"), row["owner"] or _("nobody")),
            (_("customer"), _customer_line(customer) if customer else _("unknown")),
            (_("segment"), self.beside("segment", row["segment"])),
            (_("channel"), self.beside("channel", word(row["channel"]))),
            (_("category"), self.beside("category", row["category"])),
            (_("product"), self.beside("product", row["product"])),
            (_("cause"), self.beside("cause", row["cause"])),
            (_("unit"), self.beside("unit", row["unit"])),
            (_("remedy wanted"), self.whole.text("remedy")),
            (C_("when", "received"), self.beside("received_at", instant_text(row["received_at"], self.zone))),
            (C_("when", "resolved"), row["resolved_at"]),
            (C_("when", "closed"), row["closed_at"]),
            (_("acknowledgement"), acknowledgement_text(self.whole, self.letter_folder)),
        ]
        return [(label, value) for label, value in known if value]

    def beside(self, fact: str, told: str | None) -> str | None:
        """What holds, and beside it the first value where it was corrected (DOMAIN §3)."""
        correction = self.whole.first(fact)
        if correction is None or not told:
            return told
        first = fact_value(fact, correction["was"], self.zone)
        return _("{value} (corrected; first: {first})").format(value=told, first=first)

    def correction(self, one: Record) -> Pair:
        """What was corrected, and both values with who put the second one, and when."""
        was, second = (fact_value(one["fact"], one[name], self.zone) for name in ("was", "value"))
        told = _("{was} → {second} ({login}, {at})").format(
            was=was, second=second, login=one["by"], at=instant_text(one["at"], self.zone)
        )
        return fact_text(one["fact"]), told

    def status(self) -> str:
        """Status, outcome, and the facts beside them."""
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
        return _(", ").join([*parts, *(told for name, told in marks.items() if row[name])])

    def next_due(self) -> str:
        """The next deadline, and how far away it is; one that passed since the last sweep is overdue."""
        row = self.whole.complaint
        if row["next_due"] is None or row["next_due"] <= self.now:
            return ""
        return self._deadline(row["next_due_clock"], row["next_due"])

    def overdue(self) -> str:
        """What is late for longest, as the queue has it."""
        owed = [row for row in self.whole.clocks if row["stopped_at"] is None and row["verdict"] in _RUNS]
        late = [row for row in owed if row["kind"] in OWED and row["due_at"] and row["due_at"] <= self.now]
        if not late:
            return ""
        longest = min(late, key=itemgetter("due_at"))
        return self._deadline(longest["clock"], longest["due_at"])

    def _deadline(self, clock: str, due_at: datetime) -> str:
        told = _("{clock}, {due} ({distance})")
        return told.format(clock=word(clock), due=due_text(due_at, self.zone), distance=self.distance(due_at))

    def distance(self, due_at: datetime) -> str:
        """How far away a moment is, or how long past."""
        length = length_text(abs(due_at - self.now))
        told = _("{length} left") if due_at > self.now else _("{length} late")
        return told.format(length=length)

    def clock(self, row: Record) -> str:
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
        line = told.format(stopped=stopped, due=due, distance=self.distance(row["due_at"]) if due else "")
        if row["provisional"] and row["verdict"] in ("running", "paused"):
            line = _("{line}, provisional").format(line=line)
        if row["corrected"]:
            line = _("{line}; corrected: {verdict}").format(line=line, verdict=word(row["corrected"]))
        return _("{line} (cycle {cycle})").format(line=line, cycle=row["cycle"]) if row["cycle"] > 1 else line

    def _running(self, row: Record) -> str:
        if row["due_at"] is None:
            return _("◷ running")
        return _("▲ overdue, was due {due} ({distance})") if row["late"] else _("◷ running, due {due} ({distance})")

    def option(self, row: Record) -> str:
        """Where one option stands, and its text."""
        return f"{self.option_terms(row)}{_(': ')}{row['text'] or ''}"

    def option_terms(self, row: Record) -> str:
        """Where one option stands, and what it holds beside its text."""
        stands = row["state"]
        state = _("with the customer") if stands == "open" else C_("option", stands)
        parts = [state, _(row["type"])]
        if row["value"] is not None:
            parts.append(f"{row['value']} {row['currency'] or ''}".strip())
        if row["valid_until"]:
            parts.append(_("valid until {due}").format(due=due_text(row["valid_until"], self.zone)))
        if row["promised_at"]:
            parts.append(_("delivered by {due}").format(due=due_text(row["promised_at"], self.zone)))
        return _(", ").join(parts)

    def promise(self, row: Record) -> str:
        """Where one promise stands, and its text."""
        terms = _(", ").join([_(row["state"]), due_text(row["due_at"], self.zone)])
        return f"{terms}{_(': ')}{row['text'] or ''}"

    def escalation(self, row: Record) -> str:
        """To whom one escalation went, and whether it was answered."""
        told = _("level {level}, to {to}").format(level=row["level"], to=words(row["sent_to"].split(",")))
        if row["answered_by"]:
            return _("{told}; answered by {login}").format(told=told, login=row["answered_by"])
        if row["answer_by"] is None:
            return _("{told}; not answered").format(told=told)
        by = due_text(row["answer_by"], self.zone)
        return _("{told}; not answered, an answer is wanted by {by}").format(told=told, by=by)

    def revisit(self, row: Record) -> str:
        """Where one revisit stands; its window where its day is not to be known."""
        opens, closes = instant_text(row["opens_at"], self.zone), due_text(row["closes_at"], self.zone)
        window = _("between {opens} and {closes}").format(opens=opens, closes=closes)
        attempts = _("{count} attempts").format(count=row["attempts"]) if row["attempts"] else ""
        state = _("not resolved") if row["state"] == "not_resolved" else _(row["state"])
        return _(", ").join(part for part in (state, row["due_on"] or window, attempts) if part)

    def letter(self, row: Record) -> str:
        """What became of one letter."""
        parts = [letter_name(row["letter"]), letter_state(row["state"]), row["recipient"] or ""]
        if row["accepted_at"]:
            parts.append(instant_text(row["accepted_at"], self.zone))
        return _(", ").join([*parts, row["error"]] if row["error"] else parts)


def _customer_line(customer: Record) -> str:
    parts = (customer["name"], customer["email"], customer["phone"], _("number {id}").format(id=customer["id"]))
    return _(", ").join(part for part in parts if part)


def acknowledgement_text(whole: Card, folder: str = "") -> str:
    """What became of the acknowledgement, as a sentence; *folder* is where a desk without a server puts it."""
    letters = [row for row in whole.letters if row["letter"] == "acknowledgement"]
    recipient = letters[-1]["recipient"] if letters else ""
    sentences = {
        "given": _given(folder) if recipient else _("given"),
        "queued": _("queued for {recipient}"),
        "failed": _("could not be delivered to {recipient}; it is still owed"),
        "bounced": _("came back from {recipient}; it is still owed"),
        "owed": _owed(whole),
        "not_owed": _("none is owed"),
    }
    return sentences[whole.complaint["acknowledgement"]].format(recipient=recipient, folder=folder)


def _owed(whole: Card) -> str:
    if whole.customer is not None and whole.customer["email"]:
        return _("owed by a call or a letter: none was written")
    return _("owed by a call or a letter, for there is no address to write to")


def _given(folder: str) -> str:
    return _("written to the folder {folder} for {recipient}") if folder else _("sent to {recipient}")
