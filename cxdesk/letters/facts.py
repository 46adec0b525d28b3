"""What a letter may say: the facts of one complaint, and their wording in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from cxdesk.catalogue import N_, in_language
from cxdesk.letters.dates import Due, date_text, due_text, require_aware
from cxdesk.letters.kinds import EXTRAS, LetterKind
from cxdesk.text import plain

_MAX_SUMMARY: Final = 300

CHANNELS: Final = (
    N_("phone"), N_("email"), N_("web"), N_("chat"), N_("letter"), N_("counter"), N_("social"), N_("authority"),
)  # fmt: skip
CLOCKS: Final = (
    N_("acknowledge"), N_("respond"), N_("update"), N_("offer"), N_("resolve"), N_("fulfil"), N_("promise"),
    N_("revisit"),
)  # fmt: skip
"""The clocks of DOMAIN §5 as a notice names them; a policy's own clock shows its name."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of an escalation notice: which clock of which complaint, due when, at which level.

    What is no clock says in words what it is; without a due date none is told, and level 0 is no level.
    """

    ref: str
    clock: str
    due: Due | None
    level: int
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Everything a letter may print; None or "" is a fact that is missing, and its part of the letter vanishes.

    `desk_language` is where a letter falls back to, `zone` the one all its dates are told in. `recourse_required`
    says that the policy asks for recourse at this step; `recourse_expires_on` is the last day on which the desk's
    record of the outside body may be printed, `recourse_from` the day on which it opens to the customer,
    `recourse_until` the last day to turn to it. `extra` holds the words written for this letter (kinds.EXTRAS),
    `agreed_dates` the dates those words may promise beside the ones below (an option's delivery, say).
    """

    zone: ZoneInfo
    desk_language: str = "en"
    desk_name: str | None = None
    ref: str | None = None
    received_at: datetime | None = None
    channel: str | None = None
    customer_name: str | None = None
    summary: str | None = None
    remedy_sought: str | None = None
    owner_name: str | None = None
    team_name: str | None = None
    contact: str | None = None
    hours: str | None = None
    next_update_at: Due | None = None
    final_due_at: Due | None = None
    previous_due_at: Due | None = None
    answer_by: Due | None = None
    policy_basis: str | None = None
    recourse_required: bool = False
    recourse_body: str | None = None
    recourse_contact: str | None = None
    recourse_from: date | None = None
    recourse_until: date | None = None
    recourse_expires_on: date | None = None
    internal_review: str | None = None
    privacy: str | None = None
    accessibility: str | None = None
    safety_text: str | None = None
    what_we_may_ask: str | None = None
    notice_rows: tuple[NoticeRow, ...] = ()
    agreed_dates: frozenset[date] = frozenset()
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A time without a zone is never printed (TRAPS 28)."""
        if self.received_at is not None:
            require_aware(self.received_at, "LetterFacts.received_at")

    def without_recourse(self) -> "LetterFacts":
        """The same facts, naming no outside body."""
        return replace(
            self,
            recourse_body=None,
            recourse_contact=None,
            recourse_from=None,
            recourse_until=None,
            recourse_expires_on=None,
        )

    def dates(self, now: datetime) -> frozenset[date]:
        """Every local date that this letter may print."""
        dues = (self.next_update_at, self.final_due_at, self.previous_due_at, self.answer_by)
        days = {due.printed_day(self.zone) for due in dues if due}
        days |= {row.due.printed_day(self.zone) for row in self.notice_rows if row.due}
        days |= {day for day in (self.recourse_from, self.recourse_until) if day}
        if self.received_at:
            days.add(self.received_at.astimezone(self.zone).date())
        return frozenset(days | self.agreed_dates | {now.astimezone(self.zone).date()})


# Told as one line: a line break in a name or a summary would make a paragraph, or a header, of its own.
_ONE_LINE: Final = (
    "ref", "desk_name", "customer_name", "summary", "remedy_sought", "owner_name", "team_name", "contact", "hours",
    "policy_basis", "recourse_body", "recourse_contact", "internal_review",
)  # fmt: skip
_LINES: Final = ("privacy", "accessibility", "safety_text", "what_we_may_ask")
_WORDED: Final = (
    "channel", "received_on", "next_update_by", "final_answer_by", "previous_date", "answer_by", "recourse_from",
    "recourse_until", "today", "rows",
)  # fmt: skip

# Words of the customer or the desk's settings: quoted as they are, never judged as the letter's own words.
QUOTED: Final = frozenset((*_ONE_LINE, *_LINES, "channel"))


def known_names(kind: LetterKind) -> frozenset[str]:
    """The names that a template of *kind* may use."""
    return frozenset((*_ONE_LINE, *_LINES, *_WORDED, *(extra.name for extra in EXTRAS[kind])))


def wording(facts: LetterFacts, kind: LetterKind, language: str, now: datetime) -> dict[str, str]:
    """The present facts by their template names, as plain text in *language*; the missing ones are left out."""
    texts = {name: one_line(_text(facts, name)) for name in _ONE_LINE}
    texts |= {name: several_lines(_text(facts, name)) for name in _LINES}
    for extra in EXTRAS[kind]:
        tidy = several_lines if extra.lines else one_line
        texts[extra.name] = tidy(facts.extra.get(extra.name, ""))
    for name in ("summary", "remedy_sought"):
        texts[name] = _shortened(texts[name])
    texts["channel"] = one_line(in_language(language, facts.channel)) if facts.channel else ""
    texts["rows"] = "\n".join(_row_text(row, facts.zone, language) for row in facts.notice_rows)
    texts |= _dates(facts, language, now)
    return {name: text for name, text in texts.items() if text}


def one_line(text: str) -> str:
    """Plain text on one line: no control, no bidi trick, no line break that could begin a mail header."""
    return plain(" ".join(text.split()))


def several_lines(text: str) -> str:
    """Plain text with its line breaks, without the blank space around it."""
    kept: list[str] = []
    for line in (one_line(part) for part in text.splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def _text(facts: LetterFacts, name: str) -> str:
    value = getattr(facts, name)
    return value if isinstance(value, str) else ""


def _shortened(text: str) -> str:
    """A restatement, not the whole narrative (STANDARDS §7.2, 5)."""
    return text if len(text) <= _MAX_SUMMARY else text[: _MAX_SUMMARY - 1].rstrip() + "…"


def _dates(facts: LetterFacts, language: str, now: datetime) -> dict[str, str]:
    today = now.astimezone(facts.zone).date()
    received_on = facts.received_at.astimezone(facts.zone).date() if facts.received_at else None
    days = {
        "today": today,
        "received_on": received_on,
        # A body that is open already needs no "from" date.
        "recourse_from": facts.recourse_from if facts.recourse_from and facts.recourse_from > today else None,
        "recourse_until": facts.recourse_until,
    }
    dues = {
        "next_update_by": facts.next_update_at,
        "final_answer_by": facts.final_due_at,
        "previous_date": facts.previous_due_at,
        "answer_by": facts.answer_by,
    }
    texts = {name: date_text(day, language) for name, day in days.items() if day}
    return texts | {name: due_text(due, facts.zone, language) for name, due in dues.items() if due}


def _row_text(row: NoticeRow, zone: ZoneInfo, language: str) -> str:
    if row.due is None:
        untimed = N_("{ref} · {clock} · level {level}") if row.level else N_("{ref} · {clock}")
        sentence = in_language(language, untimed)
    elif row.late:
        sentence = in_language(language, N_("{ref} · {clock} · due {due} · level {level} · noticed late"))
    else:
        sentence = in_language(language, N_("{ref} · {clock} · due {due} · level {level}"))
    return sentence.format(
        ref=one_line(row.ref),
        clock=one_line(in_language(language, row.clock)),
        due=due_text(row.due, zone, language) if row.due else "",
        level=row.level,
    )
