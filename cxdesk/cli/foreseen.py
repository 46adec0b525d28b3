"""`log --dry-run`: the due dates, the letter and the probable duplicates of a complaint that is not logged yet."""

from collections.abc import Iterable
from datetime import datetime

from cxdesk.catalogue import _
from cxdesk.cli.inputs import fault_row
from cxdesk.cli.intake import Told, each, new_complaint, outcome
from cxdesk.cli.results import Block, Document, Fields, Heading, Paragraph, Row
from cxdesk.desk import Desk, NewComplaint
from cxdesk.desk.foreseeing import likely_sentences
from cxdesk.desk.value_words import due_text
from cxdesk.errors import WrongUse


def foreseen(desk: Desk, told: Told) -> Document:
    """What logging it would bring; raises as logging it does."""
    new = new_complaint(desk, told)
    blocks, data = _foreseen(desk, new)
    return Document([*blocks, Paragraph(_("Nothing was written."))], data, status="dry_run", zone=desk.zone)


def all_foreseen(desk: Desk, documents: Iterable[Told | WrongUse]) -> Document:
    """The same for many, with the exit codes of logging them."""
    found, faults = each(documents, lambda told: _foreseen(desk, new_complaint(desk, told)))
    blocks = [block for told, _data in found for block in told]
    blocks.append(Fields([(fault.where or "-", fault.what) for fault in faults]))
    code, status = outcome(found, faults, "dry_run")
    return Document(
        [*blocks, Paragraph(_("Nothing was written."))],
        {"would_log": [data for _told, data in found]},
        status=status,
        exit_code=code,
        errors=[fault_row(fault) for fault in faults],
        zone=desk.zone,
    )


def _foreseen(desk: Desk, new: NewComplaint) -> tuple[list[Block], Row]:
    found, alike = desk.foresee(new), desk.likely_duplicates(new)
    running = [one for one in found.change.standing.instances if one.due_at is not None and one.stopped_at is None]
    pairs: list[tuple[str, object]] = [
        (_(one.clock), _due(one.due_at, one.provisional, desk))
        for one in sorted(running, key=lambda one: (one.due_at is None, one.due_at))
        if one.due_at is not None
    ]
    blocks: list[Block] = [Heading(_("{ref} would be logged").format(ref=found.change.ref)), Fields(pairs)]
    if found.letter is None:
        blocks.append(Paragraph(_("No letter goes out: there is no address to write to.")))
    else:
        blocks += [Heading(found.letter.subject), Paragraph(found.letter.body)]
    blocks += [Paragraph(sentence) for sentence in likely_sentences(alike)]
    data: Row = {
        "ref": found.change.ref,
        "clocks": [{"clock": one.clock, "due_at": one.due_at, "provisional": one.provisional} for one in running],
        "letter": found.letter and {"subject": found.letter.subject, "body": found.letter.body},
        "likely_duplicates": [
            {"ref": one.ref, "same_customer": one.same_customer, "likeness": round(one.likeness, 2)} for one in alike
        ],
    }
    return blocks, data


def _due(at: datetime, provisional: bool, desk: Desk) -> str:
    told = _("due {due}").format(due=due_text(at, desk.zone))
    return _("{line}, provisional").format(line=told) if provisional else told
