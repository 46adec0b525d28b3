"""What may stand in the fields of forms, from the desk and from the complaint; asked on the reader's thread."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from cxdesk.catalogue import N_, _
from cxdesk.domain.permissions import CLOSE_ANY, SMALL
from cxdesk.domain.words import CORRECTABLE, Act, OptionType, Outcome, Severity
from cxdesk.screens.fields import NO, YES, Choice

if TYPE_CHECKING:
    from cxdesk.desk.queue import Card, Record
    from cxdesk.desk.watching import Seen, Watch

MOST = 50

GRADES = {
    Severity.S1: N_("grave"),
    Severity.S2: N_("serious"),
    Severity.S3: N_("ordinary"),
    Severity.S4: N_("slight"),
}


def _bare(words: Iterable[str]) -> list[Choice]:
    return [(word, "") for word in words]


def _said(words: Iterable[str]) -> list[Choice]:
    """Codes with what they are called in the reader's language."""
    return [(word, _(word)) for word in words]


def agents(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """Who can own complaints."""
    return door.owners()


def new_owners(door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Who can own it instead of whoever does."""
    return [pair for pair in door.owners() if seen is None or pair[0] in seen.can.owners]


def addressees(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """Roles and people to whom attention may move."""
    from cxdesk.domain.words import Role  # noqa: PLC0415 (beside the other words it would read as a field's own)

    roles = [(role.value, _(role.value)) for role in (Role.SUPERVISOR, Role.MANAGER, Role.QUALITY)]
    return [*roles, *door.queue.agents()]


def channels(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """The desk's channels."""
    return _said(door.settings.desk.channels)


def causes(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """The listed causes with what they mean; those in use where none are listed."""
    listed = door.settings.desk.causes
    return list(listed.items()) if listed else _bare(door.queue.in_use("cause", MOST))


def units(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """Who can have caused it; those in use where none are listed, as below."""
    return _bare(door.settings.desk.units or door.queue.in_use("unit", MOST))


def categories(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """The desk's categories."""
    return _bare(door.settings.desk.categories or door.queue.in_use("category", MOST))


def products(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """The desk's products."""
    return _bare(door.settings.desk.products or door.queue.in_use("product", MOST))


def segments(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """The desk's segments of customers."""
    return _bare(door.settings.desk.segments)


def languages(_door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """Those in which letters are shipped."""
    return [("en", "English"), ("zh", "中文")]


def severities(_door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """S1 to S4."""
    return [(grade.value, _(told)) for grade, told in GRADES.items()]


def small_severities(door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Those of what may be settled in one go; the complaint's own, or graver."""
    return [pair for pair in severities(door, seen) if pair[0] in (SMALL if seen is None else seen.can.severities)]


def yes_or_no(_door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """Both."""
    return _said((YES, NO))


def option_types(_door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """What kind of remedy."""
    return [(kind.value, _(kind.value)) for kind in OptionType]


def pause_reasons(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """What the policies in force pause for."""
    return _bare(door.queue.pause_reasons())


def decisions(_door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """How a final response may decide."""
    words = {"upheld": N_("upheld"), "partly upheld": N_("partly upheld"), "rejected": N_("not upheld")}
    return [(word, _(meaning)) for word, meaning in words.items()]


def masters(door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Open complaints that can take it in: not itself, and none that belongs to somebody it is about."""
    barred = set(seen.can.about) if seen else set()
    others = [one for one in door.queue.open_like("", MOST) if seen is None or one.ref != seen.ref]
    return [(one.ref, one.subject or "") for one in others if one.owner not in barred]


def _there(seen: "Seen | None", act: Act, rows: "Callable[[Card], Sequence[Record]]") -> "Sequence[Record]":
    """Those of *rows* that *act* may be done to."""
    numbers = seen.can.of(act) if seen else ()
    return [one for one in rows(seen.card) if one["number"] in numbers] if seen else []


def options_for(act: Act) -> Callable[["Watch", "Seen | None"], Sequence[Choice]]:
    """The complaint's options that *act* may be done to."""

    def found(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
        return [(str(one["number"]), option_text(one)) for one in _there(seen, act, lambda card: card.options)]

    return found


def option_text(option: "Record") -> str:
    """Type, value and words of an option."""
    value = " ".join(str(option[name]) for name in ("value", "currency") if option[name])
    told = " ".join(part for part in (_(str(option["type"])), value) if part)
    return _(": ").join(part for part in (told, option["text"]) if part)


def promises(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Promises that are owed."""
    owed = _there(seen, Act.KEEP, lambda card: card.promises)
    return [(str(one["number"]), str(one["text"] or "")) for one in owed]


def escalations(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Escalations that wait for an answer of whoever looks."""
    from cxdesk.desk.value_words import words  # noqa: PLC0415 (few complaints are escalated)

    waiting = _there(seen, Act.ANSWER, lambda card: card.escalations)
    return [(str(one["number"]), words(str(one["sent_to"]).split(","))) for one in waiting]


def revisits(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Revisits that are planned."""
    planned = _there(seen, Act.REVISIT, lambda card: card.revisits)
    return [(str(one["number"]), str(one["due_on"] or "")) for one in planned]


def clocks(door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Clocks that can be extended; of several complaints those of any policy."""
    if seen is None:
        return _bare(door.queue.clocks())
    return [(name, _(name)) for name in seen.can.clocks]


def facts(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """What may be corrected: known facts, and verdicts that are fixed."""
    from cxdesk.desk.value_words import fact_text  # noqa: PLC0415 (few complaints are corrected)

    decided = {
        f"verdict:{one['clock']}:{one['cycle']}:{one['instance']}": _(str(one["corrected"] or one["verdict"]))
        for one in (seen.card.clocks if seen else [])
        if one["verdict"] not in {"running", "paused", "merged"}
    }
    told = [(fact, f"{fact_text(fact)}{_(': ')}{verdict}") for fact, verdict in decided.items()]
    is_merged = seen is not None and bool(seen.card.complaint["merged_into"])
    known = [fact for fact in CORRECTABLE if not (is_merged and fact == "received_at")]
    return [*((fact, fact_text(fact)) for fact in known), *told]


def outcomes(door: "Watch", _seen: "Seen | None") -> Sequence[Choice]:
    """What whoever looks may say of the end: the others are the desk's to find."""
    may_say = door.viewer.role in CLOSE_ANY
    return [(Outcome.EXTERNAL.value, _(Outcome.EXTERNAL.value))] if may_say else []
