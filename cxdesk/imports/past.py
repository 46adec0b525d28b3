"""An import record as the desk takes it over: whose complaint it is, and where its leftovers go."""

from cxdesk.catalogue import _
from cxdesk.desk.past import PastComplaint
from cxdesk.desk.ports import Received
from cxdesk.domain.words import Precision, Status
from cxdesk.imports.complaints import ImportRecord, has_plain_key
from cxdesk.imports.layouts import Field


def past_of(record: ImportRecord, key: str, source: str) -> PastComplaint:
    """The complaint under its key of *source*; what has no field of ours, and what was doubtful, stays as words."""
    return PastComplaint(
        key=key,
        received_at=record.received_at.at,
        precision=Precision(record.received_at.precision.value),
        subject=record.subject,
        text=record.text,
        status=record.status,
        outcome=record.outcome,
        severity=record.severity,
        customer=_customer(record, source),
        channel=record.channel,
        product=record.product,
        category=record.category,
        remedy=record.remedy,
        jurisdiction=record.jurisdiction,
        language=record.language,
        unit=record.unit,
        cause=record.cause,
        owner=record.owner,
        tags=record.tags,
        acknowledged_at=record.acknowledged_at.at if record.acknowledged_at else None,
        responded_at=record.responded_at.at if record.responded_at else None,
        response=record.response,
        resolved_at=record.resolved_at.at if record.resolved_at else None,
        closed_at=record.closed_at.at if record.closed_at else None,
        original="\n".join((*_spoken_key(record), *_leftovers(record), *doubts(record))),
    )


def _spoken_key(record: ImportRecord) -> tuple[str, ...]:
    """A key that no event may hold stays readable among the words."""
    return (f"{Field.KEY.value}: {record.key}",) if record.key and not has_plain_key(record) else ()


def _leftovers(record: ImportRecord) -> tuple[str, ...]:
    return tuple(f"{column}: {value}" for column, value in record.extra.items())


def doubts(record: ImportRecord) -> tuple[str, ...]:
    """What a person should know about how the row was understood."""
    if record.status is Status.RESOLVED and not record.resolved_at and not record.responded_at:
        return (*record.remarks, _("resolved, but the source does not say when; taken as closed"))
    return record.remarks


def _customer(record: ImportRecord, source: str) -> Received:
    """Who complained. A name alone makes nobody one person; a user name of the source does.

    Two people of one name that become one customer cannot be parted again, and erasing one would erase the other;
    one person who becomes two is merged with an act.
    """
    name = record.customer or ""
    key = record.customer_key or ""
    if not key and not record.email and not record.phone and is_user_name(name):
        key = f"{source}:{name}"
    return Received(
        name=name,
        email=record.email or "",
        phone=record.phone or "",
        key=key,
        language=record.language,
        segment=record.segment or "",
    )


def is_user_name(name: str) -> bool:
    """`A00045581`, `user_17`: one word with a digit is an identifier, no person's name."""
    return not any(map(str.isspace, name)) and any(map(str.isdecimal, name))
