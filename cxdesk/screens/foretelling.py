"""What logging a complaint would bring, as text; and logging it, unless it may be one that is known: writer's jobs."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from cxdesk.catalogue import _
from cxdesk.errors import CxdeskError
from cxdesk.screens.fields import Said
from cxdesk.screens.log_fields import new_complaint, writes

if TYPE_CHECKING:
    from cxdesk.desk import Desk
    from cxdesk.desk.foreseeing import Foreseen, Likely


class Ahead(Message):
    """What logging would bring; *error* where it would be refused as it stands."""

    def __init__(self, generation: int, text: str, alike: Sequence[str] = (), error: CxdeskError | None = None) -> None:
        super().__init__()
        self.generation = generation
        self.text = text
        self.alike = frozenset(alike)
        self.error = error


class Logged(Message):
    """It is on disk."""

    def __init__(self, ref: str, sentence: str) -> None:
        super().__init__()
        self.ref = ref
        self.sentence = sentence


class Doubtful(Message):
    """It may be a matter that is known already: *warnings* nobody has seen yet; nothing was written."""

    def __init__(self, warnings: Sequence[str], alike: Sequence[str]) -> None:
        super().__init__()
        self.warnings = tuple(warnings)
        self.alike = frozenset(alike)


def foretelling(values: Mapping[str, str], generation: int) -> "Callable[[Desk], Ahead]":
    """Tell what logging would bring; nothing is written."""

    def job(desk: "Desk") -> Ahead:
        try:
            said = Said(values, desk)
            new = new_complaint(said)
            with desk.without_letters(wanted=writes(said)):
                found, alike = desk.foresee(new), desk.likely_duplicates(new)
        except CxdeskError as error:
            return Ahead(generation, "", error=error)
        return Ahead(generation, _told(desk, found, alike, is_wanted=writes(said)), [one.ref for one in alike])

    return job


def logging(values: Mapping[str, str], seen: frozenset[str]) -> "Callable[[Desk], Message]":
    """Log it; *seen* are the complaints that the person knows it may repeat."""

    def job(desk: "Desk") -> Message:
        said = Said(values, desk)
        new = new_complaint(said)
        alike = desk.likely_duplicates(new)
        if {one.ref for one in alike} - seen:
            return Doubtful(_warnings(alike), [one.ref for one in alike])
        with desk.without_letters(wanted=writes(said)):
            change = desk.log(new)
        letter = _("the acknowledgement goes out") if change.letters else _("the acknowledgement is owed")
        return Logged(change.ref, _("{ref} is logged; {letter}").format(ref=change.ref, letter=letter))

    return job


def _warnings(alike: "Sequence[Likely]") -> list[str]:
    from cxdesk.desk.foreseeing import likely_sentences  # noqa: PLC0415 (on the writer's thread)

    return [f"▲ {sentence}" for sentence in likely_sentences(alike)]


def _whose(found: "Foreseen") -> str:
    """The reference, and whether the desk knows who complains."""
    who = found.complainant
    if who.customer is None:
        told = _("{ref} would be logged; nobody knows whose it is")
    elif who.is_new:
        told = _("{ref} would be logged, of a new customer")
    else:
        told = _("{ref} would be logged, of customer {number} who is known")
    return told.format(ref=found.change.ref, number=who.customer.id if who.customer else 0)


def _told(desk: "Desk", found: "Foreseen", alike: "Sequence[Likely]", *, is_wanted: bool) -> str:
    from cxdesk.desk.value_words import due_text, words  # noqa: PLC0415 (on the writer's thread)

    change = found.change
    running = [one for one in change.standing.instances if one.due_at is not None and one.stopped_at is None]
    lines = [_whose(found), *_warnings(alike)]
    for one in sorted(running, key=lambda one: one.due_at or desk.now()):
        if one.due_at is not None:
            lines.append(f"{_(one.clock)}  " + _("due {due}").format(due=due_text(one.due_at, desk.zone)))
    if change.complaint.missing:
        lines.append(_("still unknown") + _(": ") + words(change.complaint.missing))
    if not is_wanted:
        return "\n".join([*lines, "", _("No letter goes out: the acknowledgement is owed by a call or a letter.")])
    if found.letter is None:
        return "\n".join([*lines, "", _("No letter goes out: there is no address to write to.")])
    head = _("Subject: {subject}").format(subject=found.letter.subject)
    return "\n".join([*lines, "", head, "", found.letter.body.rstrip()])
