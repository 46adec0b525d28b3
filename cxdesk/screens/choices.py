"""What may stand in the fields of forms, from the desk and from the complaint; asked on the reader's thread."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from cxdesk.catalogue import N_, _
from cxdesk.domain.words import CORRECTABLE, OptionState, OptionType, PromiseState, Severity
from cxdesk.screens.fields import NO, YES, Choice

if TYPE_CHECKING:
    from cxdesk.desk.queue import Record
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
    return door.queue.agents()


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


def open_complaints(door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Open complaints by reference; not the one itself."""
    return [pair for pair in door.refs("", MOST) if seen is None or pair[0] != seen.ref]


def options_in(*states: OptionState) -> Callable[["Watch", "Seen | None"], Sequence[Choice]]:
    """The complaint's options in these states."""

    def found(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
        options = seen.card.options if seen else []
        return [(str(one["number"]), option_text(one)) for one in options if one["state"] in states]

    return found


def option_text(option: "Record") -> str:
    """Type, value and words of an option."""
    value = " ".join(str(option[name]) for name in ("value", "currency") if option[name])
    told = " ".join(part for part in (_(str(option["type"])), value) if part)
    return _(": ").join(part for part in (told, option["text"]) if part)


def promises(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Promises that are owed."""
    owed = [one for one in seen.card.promises if one["state"] == PromiseState.OWED] if seen else []
    return [(str(one["number"]), str(one["text"] or "")) for one in owed]


def escalations(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Escalations that nobody answered."""
    waiting = [one for one in seen.card.escalations if not one["answered_by"]] if seen else []
    return [(str(one["number"]), str(one["sent_to"])) for one in waiting]


def revisits(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Revisits that are planned."""
    planned = [one for one in seen.card.revisits if one["state"] == "planned"] if seen else []
    return [(str(one["number"]), str(one["due_on"] or "")) for one in planned]


def clocks(door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """Clocks that run; of several complaints those of any policy."""
    if seen is None:
        return _bare(door.queue.clocks())
    running = [one["clock"] for one in seen.card.clocks if one["stopped_at"] is None and one["due_at"] is not None]
    return [(name, _(name)) for name in dict.fromkeys(running)]


def facts(_door: "Watch", seen: "Seen | None") -> Sequence[Choice]:
    """What may be corrected: known facts, and verdicts that are fixed."""
    from cxdesk.desk.value_words import fact_text  # noqa: PLC0415 (few complaints are corrected)

    decided = {
        f"verdict:{one['clock']}:{one['cycle']}:{one['instance']}": _(str(one["corrected"] or one["verdict"]))
        for one in (seen.card.clocks if seen else [])
        if one["verdict"] not in {"running", "paused", "merged"}
    }
    told = [(fact, f"{fact_text(fact)}{_(': ')}{verdict}") for fact, verdict in decided.items()]
    return [*((fact, fact_text(fact)) for fact in CORRECTABLE), *told]


OPEN_OPTIONS = options_in(OptionState.OPEN)
