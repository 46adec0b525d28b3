"""A complaint as JSON, and what an act did to it: the shapes that every verb shares (CLI.md, names scripts rely on).

An act's verb returns `changed(desk, change)`, or `done(desk, change)` inside `inputs.several`.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from cxdesk.catalogue import _
from cxdesk.cli.results import Document, Paragraph
from cxdesk.desk.queue import Card, Moment, Record
from cxdesk.desk.value_words import due_text, spoken
from cxdesk.desk.wording import act_name, sentence

if TYPE_CHECKING:
    from cxdesk.cli.inputs import Done
    from cxdesk.desk import Change, Desk

Data = dict[str, object]

_FACTS = ("status", "outcome", "severity", "subject", "channel", "category", "product", "cause", "unit", "owner")
_INSTANTS = ("received_at", "acknowledged_at", "resolved_at", "closed_at")
_LAST = ("level", "cycle", "safety", "vulnerable")


def complaint_data(whole: Card) -> Data:
    """A complaint as every verb writes it in JSON."""
    row = whole.complaint
    return {
        "ref": row["ref"],
        **{name: row[name] for name in _FACTS},
        "customer": _customer(whole),
        **{name: row[name] for name in _INSTANTS},
        "next_due": next_due_data(row["next_due_clock"], row["next_due"]),
        **{name: row[name] for name in _LAST},
    }


def _customer(whole: Card) -> Data | None:
    """Who complains, with language and segment as they were at receipt (DOMAIN §1); None when nobody is known."""
    known = whole.customer
    if known is None:
        return None
    data: Data = {name: known[name] for name in ("id", "name", "email", "phone")}
    data["language"] = whole.complaint["language"] or known["language"]
    data["segment"] = whole.complaint["segment"]
    return data


def next_due_data(clock: str | None, at: datetime | None) -> Data | None:
    """The next deadline; None when nothing is due."""
    return None if at is None else {"clock": clock, "at": at}


def whole_data(whole: Card, zone: tzinfo) -> Data:
    """As `complaint_data`, with all that `show` adds."""
    return {
        **complaint_data(whole),
        "clocks": [_clock(row) for row in whole.clocks],
        "options": [_option(row) for row in whole.options],
        "revisits": [_revisit(row) for row in whole.revisits],
        "timeline": [_moment(moment, zone) for moment in whole.timeline],
        "acknowledgement": acknowledgement_data(whole),
        "corrections": whole.corrections,
    }


def _clock(row: Record) -> Data:
    names = ("started_at", "due_at", "stopped_at", "basis", "policy")
    return {
        "clock": row["clock"],
        "instance": row["instance"],
        "cycle": row["cycle"],
        "state": row["verdict"],
        "corrected": row["corrected"],
        "provisional": row["provisional"],
        **{name: row[name] for name in names},
    }


def _option(row: Record) -> Data:
    names = ("value", "currency", "valid_until", "promised_at")
    return {
        "number": row["number"],
        "type": row["type"],
        "text": row["text"] or "",
        "state": row["state"],
        **{name: row[name] for name in names},
    }


def _revisit(row: Record) -> Data:
    outcomes = {None: None, True: "resolved", False: "not_resolved"}
    return {
        "number": row["number"],
        "due_on": row["due_on"],
        "state": row["state"],
        "outcome": outcomes[row["resolved"]],
    }


def _moment(moment: Moment, zone: tzinfo) -> Data:
    return {
        "seq": moment.seq,
        "at": moment.at,
        "actor": moment.agent,
        "act": act_name(moment.type),
        "text": told(moment, zone),
        "words": {kind: spoken(text) for kind, text in moment.words},
    }


def told(moment: Moment, zone: tzinfo) -> str:
    """What happened in that moment, as a sentence."""
    return sentence(moment.type, moment.data, zone)


def acknowledgement_data(whole: Card) -> Data:
    """How the acknowledgement stands, and the letter that carries it, where there is one."""
    letters = [row for row in whole.letters if row["letter"] == "acknowledgement"]
    last: Mapping[str, Any] = letters[-1] if letters else {"attempts": 0, "message_id": None}
    return {
        "state": whole.complaint["acknowledgement"],
        "attempts": last["attempts"],
        "message_id": last["message_id"],
    }


def next_due_text(clock: str | None, at: datetime | None, zone: tzinfo) -> str:
    """The next deadline, as a sentence; empty when nothing is due."""
    if at is None or clock is None:
        return ""
    return _("next due: {clock}, {due}").format(clock=_(clock), due=due_text(at, zone))


def change_data(desk: "Desk", change: "Change") -> Data:
    """The complaint as an act left it, in JSON."""
    return complaint_data(desk.card(change.ref))


def change_lines(change: "Change", zone: tzinfo) -> list[str]:
    """What an act did: a sentence for each thing that happened, where the complaint stands now, what is due next."""
    from cxdesk.domain.events.codec import to_data  # noqa: PLC0415 (an act has loaded the domain, reading has not)
    from cxdesk.domain.instances import summary  # noqa: PLC0415 (as above)

    happened = [recorded.happened.event for recorded in change.events]
    told = [sentence(type(event).__name__, to_data(event), zone) for event in happened]
    due = summary(change.standing.instances)
    status = _("status: {status}").format(status=_(change.complaint.status.value))
    lines = [*told, status, next_due_text(due.next_due_clock, due.next_due, zone)]
    return [line for line in lines if line]


def done(desk: "Desk", change: "Change") -> "Done":
    """What an act did to one of several complaints, for `inputs.several`."""
    from cxdesk.cli.inputs import Done  # noqa: PLC0415 (reading verbs, which share this file, do not act)

    return Done(change.ref + _(": ") + _("; ").join(change_lines(change, desk.zone)), change_data(desk, change))


def changed(desk: "Desk", change: "Change") -> Document:
    """What an act did, a line each."""
    text = change.ref + _(": ") + "\n  ".join(change_lines(change, desk.zone))
    return Document([Paragraph(text)], change_data(desk, change), zone=desk.zone)
