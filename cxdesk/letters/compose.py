"""Facts and a template become a letter that may go out, or one that says why it may not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.letters.dates import Due, DuePrecision
from cxdesk.letters.facts import QUOTED, LetterFacts, NoticeRow, known_names, wording
from cxdesk.letters.kinds import EXTRAS, LetterKind
from cxdesk.letters.lint import Draft, Finding, FindingSeverity, examine, mask
from cxdesk.letters.shipped import base_language, language_for, shipped
from cxdesk.letters.template import Template, TemplateError, parse


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it would go out.

    `findings` are all that was seen, with the lines of the template they were seen in; after a `fallback` they
    hold the edited template's errors. `blocked` says that this very text may not be sent: the words of the team
    in it want a correction.
    """

    kind: LetterKind
    language: str
    subject: str
    body: str
    template_id: str
    fallback: bool
    blocked: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Attempt:
    subject: str
    body: str
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        return any(finding.blocks for finding in self.findings)


def compose(kind: LetterKind, language: str, facts: LetterFacts, *, template: str | None, now: datetime) -> Letter:
    """The letter from the desk's *template*, or from the shipped one where there is none or it is blocked.

    Dates that have passed and an outside body whose record has expired are left out and reported, so that a late
    acknowledgement still goes out and promises nothing false.
    """
    usable, remarks = _usable(facts, now)
    findings = remarks
    if template is not None:
        tag = base_language(language)
        try:
            edited = _attempt(template, template_file(kind, tag), kind, tag, usable, now)
        except TemplateError as error:
            edited = _Attempt("", "", (_unreadable(error),))
        findings += edited.findings
        if not edited.blocked:
            return Letter(
                kind=kind,
                language=tag,
                subject=edited.subject,
                body=edited.body,
                template_id=f"desk/{kind}.{tag}",
                fallback=False,
                blocked=False,
                findings=findings,
            )
    tag = language_for(language, facts.desk_language)
    ours = _attempt(shipped(kind, tag), f"{tag}/{kind}.txt", kind, tag, usable, now)
    findings += tuple(finding for finding in ours.findings if finding not in findings)
    return Letter(
        kind=kind,
        language=tag,
        subject=ours.subject,
        body=ours.body,
        template_id=f"shipped/{kind}.{tag}",
        fallback=template is not None,
        blocked=ours.blocked,
        findings=findings,
    )


def template_file(kind: LetterKind, language: str) -> str:
    """The name of the desk's own template in its folder."""
    return f"templates/{kind}.{language}.txt"


def check_template(text: str, kind: LetterKind, language: str) -> tuple[Finding, ...]:
    """What the lint says of a template, filled with sample facts: all of them, then none of the optional ones."""
    tag = base_language(language)
    findings: dict[tuple[str, int, str], Finding] = {}
    for facts in (_sample(kind, tag), _bare_sample(kind, tag)):
        try:
            attempt = _attempt(text, template_file(kind, tag), kind, tag, facts, _SAMPLE_NOW)
        except TemplateError as error:
            return (_unreadable(error),)
        for finding in attempt.findings:
            findings.setdefault((finding.rule, finding.line, finding.message), finding)
    return tuple(findings.values())


def _attempt(source: str, file: str, kind: LetterKind, language: str, facts: LetterFacts, now: datetime) -> _Attempt:
    """Raises TemplateError."""
    template = _parsed(source, file, kind)
    values = wording(facts, kind, language, now)
    rendered = template.render(values)
    masked = {name: mask(text) if name in QUOTED else text for name, text in values.items()}
    words = template.render(masked).text
    found = examine(Draft(rendered.text, words, kind, language, facts, values, now))
    in_template = tuple(replace(finding, line=rendered.template_line(finding.line)) for finding in found)
    return _Attempt(rendered.subject, rendered.body, in_template)


@lru_cache(maxsize=64)
def _parsed(source: str, file: str, kind: LetterKind) -> Template:
    """A template is parsed once for all its letters."""
    return parse(source, file=file, known=known_names(kind))


def _unreadable(error: TemplateError) -> Finding:
    message = _("{file}: {what}").format(file=error.file, what=error.what)
    return Finding("L3", FindingSeverity.ERROR, error.line, message, error.mend or "")


def _usable(facts: LetterFacts, now: datetime) -> tuple[LetterFacts, tuple[Finding, ...]]:
    """The facts without past promises and expired recourse, and a remark on each that was left out."""
    remarks = tuple(_left_out(facts, now))
    today = now.astimezone(facts.zone).date()
    if facts.recourse_expires_on and facts.recourse_expires_on < today:
        facts = facts.without_recourse()
    return (
        replace(
            facts,
            next_update_at=_ahead(facts.next_update_at, now),
            final_due_at=_ahead(facts.final_due_at, now),
            answer_by=_ahead(facts.answer_by, now),
        ),
        remarks,
    )


def _ahead(due: Due | None, now: datetime) -> Due | None:
    return None if due is None or due.is_past(now) else due


def _left_out(facts: LetterFacts, now: datetime) -> Iterator[Finding]:
    for due in (facts.next_update_at, facts.final_due_at, facts.answer_by):
        if due and due.is_past(now):
            yield Finding(
                "L2",
                FindingSeverity.WARNING,
                1,
                _("{date} has passed and was left out").format(date=due.printed_day(facts.zone).isoformat()),
                _("tell the customer a new date"),
            )
    expires_on = facts.recourse_expires_on
    if expires_on and expires_on < now.astimezone(facts.zone).date() and facts.recourse_body:
        yield Finding(
            "L6",
            FindingSeverity.WARNING,
            1,
            _("the record of {body} expired on {date}; it was left out").format(
                body=facts.recourse_body, date=expires_on.isoformat()
            ),
            _("check the outside body and renew its record in the policy"),
        )


_SAMPLE_NOW: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_SAMPLE_WORDS: Final = {"en": "sample text", "zh": "样例文字"}


def _sample(kind: LetterKind, language: str) -> LetterFacts:
    words = _SAMPLE_WORDS.get(language, "sample text")
    return LetterFacts(
        zone=ZoneInfo("UTC"),
        ref="CX-1042",
        received_at=_SAMPLE_NOW,
        channel="phone",
        desk_name=f"{words}: desk_name",
        customer_name=f"{words}: customer_name",
        summary=f"{words}: summary",
        remedy_sought=f"{words}: remedy_sought",
        owner_name=f"{words}: owner_name",
        team_name=f"{words}: team_name",
        contact=f"{words}: contact",
        hours=f"{words}: hours",
        policy_basis=f"{words}: policy_basis",
        recourse_body=f"{words}: recourse_body",
        recourse_contact=f"{words}: recourse_contact",
        internal_review=f"{words}: internal_review",
        privacy=f"{words}: privacy",
        accessibility=f"{words}: accessibility",
        safety_text=f"{words}: safety_text",
        what_we_may_ask=f"{words}: what_we_may_ask",
        next_update_at=Due(datetime(2026, 1, 8, tzinfo=UTC)),
        final_due_at=Due(datetime(2026, 1, 20, 17, 0, tzinfo=UTC), DuePrecision.TIME),
        previous_due_at=Due(datetime(2026, 1, 4, tzinfo=UTC)),
        answer_by=Due(datetime(2026, 1, 16, tzinfo=UTC)),
        recourse_required=True,
        recourse_from=date(2026, 3, 2),
        recourse_until=date(2026, 9, 2),
        notice_rows=(NoticeRow("CX-1042", "resolve", Due(datetime(2026, 1, 8, tzinfo=UTC)), 1),),
        extra={extra.name: words for extra in EXTRAS[kind]},
    )


def _bare_sample(kind: LetterKind, language: str) -> LetterFacts:
    words = _SAMPLE_WORDS.get(language, "sample text")
    return LetterFacts(
        zone=ZoneInfo("UTC"),
        ref="CX-1042",
        received_at=_SAMPLE_NOW,
        extra={extra.name: words for extra in EXTRAS[kind] if extra.required},
    )
