"""The lint of letters: rules L1–L12 of STANDARDS §7.3, and L0, that a letter's own words are there.

The customer's words and the desk's settings are quoted in a letter, not written by it: they are masked before
any rule that judges words, so that no complaint can block its own acknowledgement.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from cxdesk.catalogue import _
from cxdesk.letters import banned
from cxdesk.letters.dates import dates_in
from cxdesk.letters.facts import QUOTED, LetterFacts, wording
from cxdesk.letters.kinds import EXTRAS, LetterKind

MASK: Final = "\ufffc"
MAX_WORDS_EN: Final = 300
MAX_CHARACTERS_ZH: Final = 600
_SHORTEST_MASKED: Final = 4
_MIN_HAN_ZH: Final = 0.5
_MAX_HAN_EN: Final = 0.2

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ]+")


class FindingSeverity(StrEnum):
    """An error blocks the letter, a warning is shown beside it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a letter; *line* counts from 1, the subject being line 1, or in its template."""

    rule: str
    severity: FindingSeverity
    line: int
    message: str
    mend: str

    @property
    def blocks(self) -> bool:
        """Whether the letter may not go out like this."""
        return self.severity is FindingSeverity.ERROR


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter under the lint: *text* as it would go out, *words* the same lines with quoted facts masked."""

    text: str
    words: str
    kind: LetterKind
    language: str
    facts: LetterFacts
    values: Mapping[str, str]
    now: datetime

    def says(self, name: str) -> bool:
        """Whether the fact is known and stands in the letter."""
        return name in self.values and self.values[name] in self.text

    def lacks(self, name: str) -> bool:
        """Whether the fact is known and yet does not stand in the letter."""
        return name in self.values and self.values[name] not in self.text

    def line_of(self, position: int) -> int:
        """Positions are of `words`."""
        return self.words.count("\n", 0, position) + 1


Findings = Iterator[Finding]


def lint(
    letter_text: str, kind: LetterKind, language: str, facts: LetterFacts, *, now: datetime
) -> tuple[Finding, ...]:
    """The findings on a whole letter ("Subject: …", empty line, body), as a person may have edited it."""
    values = wording(facts, kind, language, now)
    words = letter_text
    for text in sorted((values[name] for name in QUOTED & values.keys()), key=len, reverse=True):
        if len(text) >= _SHORTEST_MASKED:
            words = words.replace(text, mask(text))
    return examine(Draft(letter_text, words, kind, language, facts, values, now))


def examine(draft: Draft) -> tuple[Finding, ...]:
    """The findings on a letter whose quoted parts are known exactly."""
    rules = _CUSTOMER_RULES if draft.kind.for_customer else _STAFF_RULES
    return tuple(sorted({finding for rule in rules for finding in rule(draft)}, key=_in_reading_order))


def mask(text: str) -> str:
    """The same lines with nothing on them to judge."""
    return "\n".join(MASK if line.strip() else "" for line in text.split("\n"))


def _in_reading_order(finding: Finding) -> tuple[int, str, str]:
    return finding.line, finding.rule, finding.message


def _error(rule: str, message: str, mend: str, line: int = 1) -> Finding:
    return Finding(rule, FindingSeverity.ERROR, line, message, mend)


def _warning(rule: str, message: str, mend: str, line: int = 1) -> Finding:
    return Finding(rule, FindingSeverity.WARNING, line, message, mend)


def _put_in(name: str) -> str:
    return _("put {variable} into the letter").format(variable=f"{{{{{name}}}}}")


def _own_words(draft: Draft) -> Findings:
    """L0, and L12 for the decision and the reasons of a final response."""
    rule = "L12" if draft.kind is LetterKind.FINAL_RESPONSE else "L0"
    for extra in EXTRAS[draft.kind]:
        if not extra.required:
            continue
        if extra.name not in draft.values:
            message = _("the letter needs “{name}”, and it is empty").format(name=extra.name)
            yield _error(rule, message, _("write it before the letter goes out"))
        elif draft.lacks(extra.name):
            yield _error(rule, _("the letter leaves out “{name}”").format(name=extra.name), _put_in(extra.name))


def _reference(draft: Draft) -> Findings:
    """L1."""
    if not draft.says("ref"):
        yield _error("L1", _("the reference is missing"), _put_in("ref"))
    if draft.kind is LetterKind.ACKNOWLEDGEMENT and not draft.says("received_on"):
        yield _error("L1", _("the day of receipt is missing"), _put_in("received_on"))


def _date_forms(draft: Draft) -> Findings:
    """L2: no date that depends on who reads it, or when."""
    for found in banned.INCOMPLETE.finditer(draft.words):
        yield _error(
            "L2",
            _("“{date}” is no date with its year and month in words").format(date=found[0]),
            _("let the facts give the date, or write it out with its year"),
            draft.line_of(found.start()),
        )
    by_colleagues = [draft.values.get(extra.name, "") for extra in EXTRAS[draft.kind]]
    for found in _hits(banned.RELATIVE, draft):
        # What a colleague offers "within three days" is theirs to say; a template has no day to count from.
        report = _warning if any(found[0] in words for words in by_colleagues) else _error
        yield report(
            "L2",
            _("“{words}” names no date").format(words=found[0].strip()),
            _("name the date itself, with its year"),
            draft.line_of(found.start()),
        )
    for found in _hits(banned.VAGUE, draft):
        yield _warning(
            "L2",
            _("“{words}” promises no date").format(words=found[0]),
            _("name the date by which it happens"),
            draft.line_of(found.start()),
        )


def _date_values(draft: Draft) -> Findings:
    """L2: every date is one the desk has on record; what is promised still lies ahead."""
    allowed = draft.facts.dates(draft.now)
    written = {found.day for extra in EXTRAS[draft.kind] for found in dates_in(draft.values.get(extra.name, ""))}
    for found in dates_in(draft.words):
        if found.day in allowed:
            continue
        # A colleague's own sentence may tell of a day the ledger does not hold; a template may not.
        report = _warning if found.day and found.day in written else _error
        yield report(
            "L2",
            _("“{date}” is no date of this complaint").format(date=found.text),
            _("let the facts give the date, or correct it"),
            draft.line_of(found.start),
        )
    for name, due in (
        ("next_update_by", draft.facts.next_update_at),
        ("final_answer_by", draft.facts.final_due_at),
        ("answer_by", draft.facts.answer_by),
    ):
        if due and due.is_past(draft.now) and draft.says(name):
            yield _error(
                "L2",
                _("the letter promises {date}, which is past").format(date=draft.values[name]),
                _("set a new date, or leave it out"),
                draft.line_of(max(draft.words.find(draft.values[name]), 0)),
            )


def _date_of_answer(draft: Draft) -> Findings:
    """L2: an acknowledgement says by which date (DOMAIN §1)."""
    known = {"next_update_by", "final_answer_by"} & draft.values.keys()
    if draft.kind is LetterKind.ACKNOWLEDGEMENT and known and not any(draft.says(name) for name in known):
        yield _error("L2", _("the letter does not say by which date the customer hears from us"), _put_in(max(known)))


def _braces(draft: Draft) -> Findings:
    """L3."""
    for found in re.finditer(r"\{\{[^}\n]*\}?\}?|\}\}", draft.words):
        yield _error(
            "L3",
            _("“{text}” was not filled in").format(text=found[0]),
            _("replace it with what it stands for"),
            draft.line_of(found.start()),
        )


def _who_to_turn_to(draft: Draft) -> Findings:
    """L4."""
    if draft.lacks("contact"):
        yield _error("L4", _("the letter does not say how to reach us"), _put_in("contact"))
    if draft.kind.promises and draft.lacks("owner_name"):
        yield _error("L4", _("the letter does not name who is responsible"), _put_in("owner_name"))


def _recourse(draft: Draft) -> Findings:
    """L5, L6, and L12 for the recourse of a final response."""
    expires_on = draft.facts.recourse_expires_on
    today = draft.now.astimezone(draft.facts.zone).date()
    if expires_on and expires_on < today and (draft.says("recourse_body") or draft.says("recourse_contact")):
        yield _error(
            "L6",
            _("the record of {body} is out of date").format(body=draft.values.get("recourse_body", "")),
            _("check the outside body and renew its record in the policy"),
        )
    final = draft.kind is LetterKind.FINAL_RESPONSE
    if draft.facts.recourse_required and "recourse_body" not in draft.values:
        report = _error if final or draft.kind is LetterKind.DECLINE_NOTICE else _warning
        yield report(
            "L5",
            _("the policy asks for recourse at this step, and no outside body is on record"),
            _("name the outside body in the policy"),
        )
    elif (draft.facts.recourse_required or final) and draft.lacks("recourse_body"):
        yield _error(
            "L12" if final else "L5",
            _("the letter does not say where the customer can turn next"),
            _put_in("recourse_body"),
        )
    if final and draft.says("recourse_body") and draft.lacks("recourse_until"):
        message = _("the letter does not say until when the customer can turn there")
        yield _warning("L12", message, _put_in("recourse_until"))


def _hurtful_words(draft: Draft) -> Findings:
    """L7."""
    for found in _hits(banned.HURTFUL, draft):
        yield _error(
            "L7",
            _("“{words}” blames the customer or doubts the experience").format(words=found[0].strip()),
            _("say sorry for what happened, and say what you will do"),
            draft.line_of(found.start()),
        )


def _not_for_this_reader(draft: Draft) -> Findings:
    """L8."""
    for found in banned.INTERNAL.finditer(draft.words):
        yield _error(
            "L8",
            _("“{words}” marks words for colleagues only").format(words=found[0]),
            _("take the internal words out"),
            draft.line_of(found.start()),
        )
    ref = draft.values.get("ref", "")
    prefix = ref.rstrip("0123456789") or "CX-"
    for found in re.finditer(rf"(?i:(?<![\w-]){re.escape(prefix)}\d+)(?!\d)", draft.words):
        if found[0].casefold() != ref.casefold():
            yield _error(
                "L8",
                _("{ref} is another complaint").format(ref=found[0]),
                _("take the other reference out"),
                draft.line_of(found.start()),
            )


def _language(draft: Draft) -> Findings:
    """L9: Han characters against Latin words, since a word of Chinese takes about one to two characters."""
    han, latin = len(_HAN.findall(draft.words)), len(_LATIN.findall(draft.words))
    share = han / (han + latin) if han + latin else None
    if share is None:
        return
    if (draft.language == "zh" and share < _MIN_HAN_ZH) or (draft.language == "en" and share > _MAX_HAN_EN):
        yield _error(
            "L9",
            _("the letter is not in the customer's language ({language})").format(language=draft.language),
            _("write it in that language, or change the customer's language"),
        )


def _length(draft: Draft) -> Findings:
    """L10: what the template says blocks, what the facts add is only remarked on."""
    if draft.kind is not LetterKind.ACKNOWLEDGEMENT:
        return
    limit = MAX_CHARACTERS_ZH if draft.language == "zh" else MAX_WORDS_EN
    size = _size(draft.text, draft.language)
    if size <= limit:
        return
    report = _error if _size(draft.words, draft.language) > limit else _warning
    message = _("the letter is long: {size}, where {limit} are enough").format(size=size, limit=limit)
    yield report("L10", message, _("shorten it to what the customer needs now"))


def _size(letter: str, language: str) -> int:
    """Words, or Han characters in Chinese, of the body."""
    body = letter.partition("\n")[2]
    return len(_HAN.findall(body)) if language == "zh" else len(body.split())


def _promise_has_an_owner(draft: Draft) -> Findings:
    """L11."""
    named = any(draft.says(name) for name in ("owner_name", "team_name", "desk_name"))
    if named or not draft.kind.promises or banned.A_TEAM.search(draft.words):
        return
    found = banned.PROMISE.search(draft.words)
    if found:
        yield _error(
            "L11",
            _("“{words}” promises something that nobody owns").format(words=found[0]),
            _("name who is responsible"),
            draft.line_of(found.start()),
        )


def _hits(patterns: Mapping[str, re.Pattern[str]], draft: Draft) -> Iterator[re.Match[str]]:
    """In every language there is a list for: a slip in the other language is a slip too."""
    for pattern in patterns.values():
        yield from pattern.finditer(draft.words)


_CUSTOMER_RULES: Final[tuple[Callable[[Draft], Findings], ...]] = (
    _own_words,
    _reference,
    _date_forms,
    _date_values,
    _date_of_answer,
    _braces,
    _who_to_turn_to,
    _recourse,
    _hurtful_words,
    _not_for_this_reader,
    _language,
    _length,
    _promise_has_an_owner,
)
_STAFF_RULES: Final[tuple[Callable[[Draft], Findings], ...]] = (_own_words, _braces)
