"""What happened, as a sentence a person understands: one for every event of a complaint, for every face of the desk.

It reads events as they are stored (type name and JSON data), so that showing a history needs no domain (BUDGETS).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from cxdesk.catalogue import N_, _
from cxdesk.desk.letter_words import letter_name
from cxdesk.desk.value_words import due_text, enumerated, fact_text, fact_value, instant_text, word, words

if TYPE_CHECKING:
    from cxdesk.store.card import Card

Data = Mapping[str, Any]
"""An event's fields that differ from their defaults; instants as ISO text (`cxdesk.domain.events.codec.to_data`)."""


def sentence(kind: str, data: Data, zone: tzinfo) -> str:
    """What the event of type *kind* says, with its times in *zone*; the words that belong to it stand beside it."""
    special = _SPECIAL.get(kind)
    if special is not None:
        return special(data, _Fields(data, zone))
    told = _SENTENCES.get(kind)
    return kind if told is None else _(told).format_map(_Fields(data, zone))


def letter_text(recipient: str, subject: str, body: str) -> str:
    """A letter that would go out, as it is shown before."""
    head = [_("To: {recipient}").format(recipient=recipient), _("Subject: {subject}").format(subject=subject)]
    return "\n".join([*head, "", body.rstrip()])


def act_name(kind: str) -> str:
    """The act of DOMAIN §3 that an event of type *kind* records; an event beside the acts has its own name."""
    return _ACTS.get(kind) or "".join(f"-{c.lower()}" if c.isupper() else c for c in kind).lstrip("-")


_WAIT_REASONS = (N_("customer"), N_("third_party"), N_("testing"), N_("appraisal"))
"""Those of the shipped presets; a desk's own reasons show themselves."""
_MISSING = (N_("customer"), N_("severity"), N_("category"), N_("product"), N_("remedy"))
_DUE = frozenset({"due_at", "until", "valid_until", "promised_at", "answer_by", "closes_at"})
_INSTANTS = frozenset({"received_at", "opens_at"})
_CODES = frozenset({"channel", "clock", "missing", "outcome", "reason", "to", "type"})
"""Fields whose values are words of the desk: a face shows them in the reader's language (`cxdesk.domain.words`)."""


class _Fields(dict[str, str]):
    """An event's fields as they stand in a sentence; one that is not stored has its default and shows as nothing."""

    def __init__(self, data: Data, zone: tzinfo) -> None:
        super().__init__({name: _shown(name, value, zone) for name, value in data.items() if name != "words"})
        self.zone = zone

    def __missing__(self, key: str) -> str:
        return ""


def _shown(name: str, value: object, zone: tzinfo) -> str:
    if name in _DUE and isinstance(value, str):
        return due_text(datetime.fromisoformat(value), zone)
    if name in _INSTANTS and isinstance(value, str):
        return instant_text(datetime.fromisoformat(value), zone)
    if name == "letter":
        return letter_name(str(value))
    if isinstance(value, list | tuple):
        return words(value) if name in _CODES else enumerated(map(str, value))
    return word(value) if name in _CODES else str(value)


def _joined(parts: list[str]) -> str:
    return _("; ").join(part for part in parts if part)


def _logged(data: Data, fields: _Fields) -> str:
    parts = [_("received by {channel}").format_map(fields)]
    if data.get("safety"):
        parts.append(_("somebody's health or safety is at stake"))
    if data.get("vulnerable"):
        parts.append(_("the customer is vulnerable"))
    if data.get("missing"):
        parts.append(_("still unknown: {missing}").format_map(fields))
    if data.get("test"):
        parts.append(_("a test"))
    return _joined(parts)


def _imported(data: Data, fields: _Fields) -> str:
    told = _("its history was imported; outcome {outcome}") if data.get("outcome") else _("its history was imported")
    return told.format_map(fields)


def _acknowledged(data: Data, fields: _Fields) -> str:
    told = _("acknowledged automatically by {channel}") if data.get("automatic") else _("acknowledged by {channel}")
    return told.format_map(fields)


def _queued(data: Data, fields: _Fields) -> str:
    told = (
        _("a letter to the customer is on its way: {letter} (the shipped text: the desk's own does not pass its check)")
        if data.get("fallback")
        else _("a letter to the customer is on its way: {letter}")
    )
    return told.format_map(fields)


def _assessed(data: Data, fields: _Fields) -> str:
    names = {"severity": _("severity"), "category": _("category"), "product": _("product")}
    parts = [f"{told} {fields[name]}" for name, told in names.items() if fields[name]]
    if data.get("safety") is not None:
        parts.append(_("health or safety at stake") if data["safety"] else _("no danger to health or safety"))
    if data.get("vulnerable") is not None:
        parts.append(_("vulnerable customer") if data["vulnerable"] else _("customer not vulnerable"))
    return _("assessed: {what}").format(what=_(", ").join(parts) or "–")


def _contacted(data: Data, fields: _Fields) -> str:
    told = _("we told the customer, by {channel}")
    if data.get("direction") == "in":
        told = (
            _("somebody whom the complaint does not know wrote, by {channel}")
            if data.get("stranger")
            else _("the customer said, by {channel}")
        )
    minutes = data.get("minutes")
    said = told.format_map(fields)
    return said if minutes is None else _joined([said, _("{minutes} minutes").format(minutes=minutes)])


def _filed(data: Data, fields: _Fields) -> str:
    """What a mail seems to answer, a proposal to whoever works on it and never the act itself; then the mail."""
    if data.get("verdict", "customer") != "customer":
        return _("a mail from a machine came in, message {number} of the inbox; it changes nothing").format_map(fields)
    parts = [*answer_texts(data), _("a mail came in, message {number} of the inbox").format_map(fields)]
    if data.get("silent"):
        parts.append(_("it says nothing new, and changes nothing"))
    if data.get("left_out"):
        parts.append(
            _("{left_out} quoted lines are left out, the whole: {command}").format(
                left_out=data["left_out"], command=f"cxdesk mail quarantine show {data['number']}"
            )
        )
    if data.get("after_closing"):
        parts.append(_("the complaint was closed before: look whether it has to be opened again"))
    if data.get("former"):
        parts.append(_("it follows {former}, which was closed").format_map(fields))
    return _joined(parts)


def answer_texts(data: Data) -> list[str]:
    """What the mail of a stored MailFiled seems to answer, each answer as a sentence."""
    proposal, option = data.get("proposal", ""), data.get("option")
    refuses = _("the customer seems to refuse option {option}: record it with refuse")
    told = {
        ("accept", True): _("the customer seems to accept option {option}: record it with accept"),
        ("accept", False): _("the customer seems to accept an option: ask which, and record it with accept"),
        ("refuse", True): refuses,
        ("refuse", False): _("the customer seems to refuse what was offered: record it with refuse"),
        ("unclear", False): _("a mail speaks of the options; whether it accepts one is not clear: read it"),
    }.get((proposal, option is not None))
    texts = [] if told is None else [told.format(option=option)]
    return texts + [refuses.format(option=one) for one in data.get("refused", ())]


def standing_answers(card: "Card") -> list[str]:
    """What the last mail that answers options seems to say, as long as such an option lies with the customer.

    One that is not clear stands beside it until a person did anything about the complaint.
    """
    has_acted = False
    unclear: list[str] = []
    for moment in reversed(card.timeline):
        proposal, option = moment.data.get("proposal"), moment.data.get("option")
        has_acted |= moment.agent != "system"
        if moment.type != "MailFiled" or not proposal:
            continue
        meant = [one for one in card.options if option in (None, one["number"]) and one["offered_at"] <= moment.at]
        texts = answer_texts(moment.data) if any(one["state"] == "open" for one in meant) else []
        if proposal != "unclear":
            return unclear + texts
        if not (has_acted or unclear):
            unclear = texts
    return unclear


def _waits(data: Data, fields: _Fields) -> str:
    by_customer = data.get("wait_for") == "customer"
    if data.get("reason") in ("", None, data.get("wait_for")):
        told = (
            _("waiting for the customer until {until}") if by_customer else _("waiting for a third party until {until}")
        )
    elif by_customer:
        told = _("waiting for the customer ({reason}) until {until}")
    else:
        told = _("waiting for a third party ({reason}) until {until}")
    return told.format_map(fields)


def _offered(data: Data, fields: _Fields) -> str:
    told = _("option {number} proposed, {type}") if data.get("proposed") else _("option {number} offered, {type}")
    parts = [told.format_map(fields)]
    if data.get("value") is not None:
        parts.append(f"{data['value']} {data.get('currency') or ''}".strip())
    if data.get("valid_until"):
        parts.append(_("valid until {valid_until}").format_map(fields))
    if data.get("promised_at"):
        parts.append(_("delivered by {promised_at}").format_map(fields))
    return _joined(parts)


def _approved(data: Data, fields: _Fields) -> str:
    told = (
        _("option {number} approved by its own proposer")
        if data.get("self_approved")
        else _("option {number} approved")
    )
    return told.format_map(fields)


def _escalated(data: Data, fields: _Fields) -> str:
    parts = [_("escalated to level {level}: {to}").format_map(fields)]
    if data.get("clock"):
        parts.append(_("clock {clock}, due {due_at}").format_map(fields))
    if data.get("answer_by"):
        parts.append(_("an answer is wanted by {answer_by}").format_map(fields))
    return _late(parts, data)


def _warned(data: Data, fields: _Fields) -> str:
    return _late([_("clock {clock} nears its due date {due_at} ({step})").format_map(fields)], data)


def _breached(data: Data, fields: _Fields) -> str:
    return _late([_("clock {clock} missed its due date {due_at}").format_map(fields)], data)


def _late(parts: list[str], data: Data) -> str:
    return _joined([*parts, _("noticed late") if data.get("late") else ""])


def _revisited(data: Data, fields: _Fields) -> str:
    told = (
        _("revisit {number}: the customer says it is resolved")
        if data.get("resolved")
        else _("revisit {number}: the customer says it is not resolved")
    )
    parts = [told.format_map(fields)]
    if data.get("satisfaction") is not None:
        parts.append(_("satisfaction {satisfaction} of 5").format_map(fields))
    if data.get("handling") is not None:
        parts.append(_("handling {handling} of 5").format_map(fields))
    return _joined(parts)


def _closed(data: Data, fields: _Fields) -> str:
    told = _("closed: {outcome}, confirmed by the customer") if data.get("confirmed") else _("closed: {outcome}")
    return told.format_map(fields)


def _corrected(data: Data, fields: _Fields) -> str:
    fact = fact_text(data["fact"])
    was, second = (fact_value(data["fact"], data.get(name), fields.zone) for name in ("was", "value"))
    return _("corrected: {fact}, {was} → {second}").format(fact=fact, was=was, second=second)


_SPECIAL: Mapping[str, Callable[[Data, _Fields], str]] = {
    "Logged": _logged,
    "HistoryImported": _imported,
    "Acknowledged": _acknowledged,
    "LetterQueued": _queued,
    "Assessed": _assessed,
    "Contacted": _contacted,
    "MailFiled": _filed,
    "WaitBegan": _waits,
    "Offered": _offered,
    "OptionApproved": _approved,
    "Escalated": _escalated,
    "Warned": _warned,
    "Breached": _breached,
    "RevisitDone": _revisited,
    "Closed": _closed,
    "Corrected": _corrected,
}

_SENTENCES: Mapping[str, str] = {
    "LetterAccepted": N_("the transport took the letter over: {letter}"),
    "LetterFailed": N_("the letter could not be delivered: {letter} ({code})"),
    "AcknowledgementBounced": N_("the acknowledgement came back; it is owed again"),
    "CustomerLinked": N_("the customer is number {customer}"),
    "Assigned": N_("{owner} owns it now"),
    "Started": N_("the investigation began"),
    "Noted": N_("note"),
    "Attached": N_("file kept, {size} bytes"),
    "PauseEnded": N_("the date to look again has come; the clocks run on"),
    "Resumed": N_("the wait is over"),
    "CauseFound": N_("cause found: {code}, to be mended by {unit}"),
    "OptionDenied": N_("option {number} denied"),
    "OptionRetracted": N_("option {number} taken back"),
    "OptionAccepted": N_("the customer accepted option {number}"),
    "OptionSuperseded": N_("option {number} no longer counts"),
    "OptionRefused": N_("the customer refused option {number}"),
    "OptionExpired": N_("option {number} expired"),
    "OptionProlonged": N_("option {number} stays valid until {valid_until}"),
    "Fulfilled": N_("the remedy was delivered"),
    "FulfilmentFailed": N_("the remedy was not delivered as promised"),
    "FinalSent": N_("the final response was sent"),
    "EscalationAnswered": N_("escalation {number} answered"),
    "Promised": N_("promise {number}, due {due_at}"),
    "PromiseKept": N_("promise {number} kept"),
    "PromiseBroken": N_("promise {number} broken"),
    "Extended": N_("clock {clock} extended to {due_at}"),
    "Retargeted": N_("other standards hold from here: policy {policy}"),
    "RevisitPlanned": N_("revisit {number} planned, from {opens_at} to {closes_at}"),
    "RevisitMoved": N_("revisit {number} moved, now from {opens_at} to {closes_at}"),
    "RevisitAttempted": N_("revisit {number}: not reached by {channel}"),
    "RevisitUnreachable": N_("revisit {number}: the customer could not be reached"),
    "RevisitCancelled": N_("revisit {number} cancelled"),
    "Returned": N_("the resolution did not hold; back to work"),
    "MergedInto": N_("merged into {master}"),
    "Absorbed": N_("{source} was merged in here"),
    "Unmerged": N_("the merge into {master} was taken back"),
    "Released": N_("{source} stands by itself again"),
    "Reopened": N_("reopened"),
}

_ACTS: Mapping[str, str] = {
    "Logged": "log",
    "Acknowledged": "acknowledge",
    "Assessed": "assess",
    "Assigned": "assign",
    "Started": "start",
    "Noted": "note",
    "Attached": "attach",
    "Contacted": "contact",
    "Resumed": "resume",
    "CauseFound": "find-cause",
    "Offered": "offer",
    "OptionApproved": "approve",
    "OptionDenied": "deny",
    "OptionRetracted": "retract",
    "OptionAccepted": "accept",
    "OptionRefused": "refuse",
    "OptionExpired": "expire",
    "OptionProlonged": "extend",
    "Fulfilled": "fulfil",
    "FulfilmentFailed": "fail",
    "FinalSent": "final",
    "RevisitDone": "revisit",
    "RevisitAttempted": "revisit",
    "RevisitMoved": "revisit",
    "Returned": "return",
    "Closed": "close",
    "MergedInto": "merge",
    "Unmerged": "unmerge",
    "Reopened": "reopen",
    "Escalated": "escalate",
    "EscalationAnswered": "answer",
    "Promised": "promise",
    "PromiseKept": "keep",
    "PromiseBroken": "break",
    "Extended": "extend",
    "Corrected": "correct",
}
