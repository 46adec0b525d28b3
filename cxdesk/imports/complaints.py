"""One row of a file as a complaint of ours: original times, known facts, nothing made up (DOMAIN §12)."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.domain.words import Outcome, Severity, Status
from cxdesk.imports.columns import ColumnMapping
from cxdesk.imports.layouts import TRANSLATED, Field
from cxdesk.imports.rows import Row
from cxdesk.imports.values import (
    MISSING,
    channel_of,
    guess_language,
    language_of,
    outcome_of,
    severity_of,
    status_of,
)
from cxdesk.when import DateError, DateOrder, Precision, Stamp, parse_stamp

_SUBJECT_LENGTH = 80
LONGEST_KEY = 120
"""Characters of a source's key that is kept as it is."""
_NUMBER_TO_CALL = re.compile(r"(?:\+|00?(?=[1-9])|\()[\d().\-/]{7,}|1[3-9]\d{9}")
"""International, with its trunk zero, or a Chinese mobile: a plain number is far more often one of the source's own."""
_NO_DIGIT = re.compile(r"\D")
_TAG_MARKS = re.compile(r"[,;|，；、]")


class RowError(ValueError):
    """The row is no complaint; the message is the reason for the rejects file."""


class ImportRecord(NamedTuple):
    """A complaint from elsewhere. None is "the source does not tell", never a default of ours.

    A closed one without `closed_at` has clocks that are `unknown`. `extra` holds, under the source's own column
    names, whatever filled cell has no field or was translated. `remarks` are sentences about what was doubtful.
    """

    line: int
    key: str | None
    received_at: Stamp
    subject: str
    text: str
    language: str
    status: Status
    outcome: Outcome | None = None
    severity: Severity | None = None
    customer: str | None = None
    customer_key: str | None = None
    email: str | None = None
    phone: str | None = None
    channel: str | None = None
    product: str | None = None
    category: str | None = None
    remedy: str | None = None
    segment: str | None = None
    unit: str | None = None
    cause: str | None = None
    owner: str | None = None
    acknowledged_at: Stamp | None = None
    responded_at: Stamp | None = None
    response: str | None = None
    resolved_at: Stamp | None = None
    closed_at: Stamp | None = None
    tags: tuple[str, ...] = ()
    jurisdiction: str | None = None
    extra: Mapping[str, str] = MappingProxyType({})
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Course:
    """Where a complaint stands and when it got there, while the facts are being weighed."""

    received_at: Stamp
    status: Status
    outcome: Outcome | None
    acknowledged_at: Stamp | None
    responded_at: Stamp | None
    resolved_at: Stamp | None
    closed_at: Stamp | None
    remarks: list[str]


def to_record(
    row: Row,
    mapping: ColumnMapping,
    *,
    order: DateOrder | None,
    zone: ZoneInfo,
    now: datetime | None = None,
) -> ImportRecord:
    """The complaint of one row; RowError with the reason when it is none.

    *order* None reads only dates that need no order (year first, or the month by name). *now* refuses dates in
    the future; without it they are not looked at.
    """
    values = mapping.values(row)
    course = _course(values, mapping, order or DateOrder.YMD, zone, now)
    subject, text = _words(values, row, mapping)
    channel = values.get(Field.CHANNEL)
    severity = values.get(Field.SEVERITY)
    language = values.get(Field.LANGUAGE)
    defaults = mapping.layout.defaults
    return ImportRecord(
        line=row.line,
        key=values.get(Field.KEY),
        received_at=course.received_at,
        subject=subject,
        text=text,
        language=language_of(language) if language else defaults.get(Field.LANGUAGE) or guess_language(text),
        status=course.status,
        outcome=course.outcome,
        severity=severity_of(severity) if severity else None,
        customer=values.get(Field.CUSTOMER),
        customer_key=values.get(Field.CUSTOMER_KEY),
        email=values.get(Field.EMAIL),
        phone=values.get(Field.PHONE),
        channel=channel_of(channel) if channel else defaults.get(Field.CHANNEL),
        product=values.get(Field.PRODUCT),
        category=values.get(Field.CATEGORY),
        remedy=values.get(Field.REMEDY),
        segment=values.get(Field.SEGMENT),
        unit=values.get(Field.UNIT),
        cause=values.get(Field.CAUSE),
        owner=values.get(Field.OWNER),
        acknowledged_at=course.acknowledged_at,
        responded_at=course.responded_at,
        response=values.get(Field.RESPONSE),
        resolved_at=course.resolved_at,
        closed_at=course.closed_at,
        tags=_tags(values.get(Field.TAGS)),
        jurisdiction=values.get(Field.JURISDICTION),
        extra=_extra(row, values, mapping),
        remarks=tuple(course.remarks),
    )


def content_key(record: ImportRecord) -> str:
    """SHA-256 of all a record says, its line aside; what `ContentKeys` keys a complaint by whose source gives none.

    The same complaint in another encoding or date style of the same layout has the same key.
    """
    content = {
        name: value
        for name, value in zip(record._fields, record, strict=True)
        if name not in ("line", "remarks") and value
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=_canonical)
    return hashlib.sha256(text.encode()).hexdigest()


def has_plain_key(record: ImportRecord) -> bool:
    """Whether the source's key is one short word that leads to nobody, as numbers and references are (DOMAIN §10).

    No address and no number to call is, and nothing else by which the row names or reaches its customer.
    """
    key = record.key or ""
    if len(key) > LONGEST_KEY or "@" in key or len(key.split()) != 1 or _NUMBER_TO_CALL.fullmatch(key):
        return False
    if key in (record.customer, record.email, record.phone):
        return False
    return not record.phone or not key.isdecimal() or key != _NO_DIGIT.sub("", record.phone)


class ContentKeys:
    """Keys for the records of one file that have none: `HASH`, and for the n-th identical one `HASH#n`.

    Hashes are keyed with the desk's *secret*: a key stands in an event for ever, and a bare hash of an address or of a
    text would tell for ever whether a guess is right (DOMAIN §10).

    Identical rows are separate complaints (two people, one template), and a second import of the file gives the
    same keys and so adds nothing. Costs about 80 bytes per record without a key.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._once: set[int] = set()
        self._often: dict[int, int] = {}

    def key_of(self, record: ImportRecord) -> str:
        """The source's key, as its hash where it may be somebody's (`has_plain_key`), or the one made from the content.

        Call once per record, in the file's order.
        """
        if record.key:
            return record.key if has_plain_key(record) else self._hashed(record.key)
        digest = self._hashed(content_key(record))
        short = int(digest[:16], 16)
        if short not in self._once:
            self._once.add(short)
            return digest
        count = self._often[short] = self._often.get(short, 1) + 1
        return f"{digest}#{count}"

    def _hashed(self, text: str) -> str:
        return hmac.digest(self._secret, text.encode(), "sha256").hex()


def _canonical(value: object) -> str:
    if isinstance(value, Stamp):
        return f"{value.at.isoformat()} {value.precision}"
    return str(value)


def _course(
    values: dict[Field, str], mapping: ColumnMapping, order: DateOrder, zone: ZoneInfo, now: datetime | None
) -> _Course:
    received = _received(values, order, zone)
    if now and received.at > now:
        raise RowError(_("received in the future: {date}").format(date=values[Field.RECEIVED_AT]))

    def instant(name: Field) -> Stamp | None:
        return _later(name, values.get(name), received, order, zone, now)

    course = _Course(
        received_at=received,
        status=Status.RECEIVED,
        outcome=None,
        acknowledged_at=instant(Field.ACKNOWLEDGED_AT),
        responded_at=instant(Field.RESPONDED_AT),
        resolved_at=instant(Field.RESOLVED_AT),
        closed_at=instant(Field.CLOSED_AT),
        remarks=[],
    )
    _settle(course, values, mapping)
    return course


def _settle(course: _Course, values: dict[Field, str], mapping: ColumnMapping) -> None:
    """Status and outcome from the source's words, else from the instants that are known."""
    layout = mapping.layout
    if layout.answer_closes and course.responded_at:
        course.resolved_at = course.resolved_at or course.responded_at
        course.closed_at = course.closed_at or course.responded_at
        course.outcome = Outcome.FINAL_RESPONSE
    word = values.get(Field.STATUS)
    known = status_of(word) if word else None
    if known:
        course.status, outcome = known
        course.outcome = outcome or course.outcome
    else:
        course.status = _status_by_dates(course)
    if word and not known:
        course.remarks.append(
            _("the status “{word}” is not known; taken as {status}").format(word=word, status=course.status)
        )
    if course.status is Status.CLOSED and layout.closed_is_answered:
        course.outcome = course.outcome or Outcome.FINAL_RESPONSE
    outcome_word = values.get(Field.OUTCOME)
    if outcome_word:
        course.outcome = outcome_of(outcome_word) or course.outcome
    _doubt(course, word)


def _status_by_dates(course: _Course) -> Status:
    if course.closed_at:
        return Status.CLOSED
    if course.resolved_at:
        return Status.RESOLVED
    return Status.INVESTIGATING if course.responded_at else Status.RECEIVED


def _doubt(course: _Course, word: str | None) -> None:
    """Instants that contradict the status or each other: the status counts, and the doubt is said."""
    if course.closed_at and course.status is not Status.CLOSED:
        course.remarks.append(_("has a closing date but the status “{word}”; left open").format(word=word))
        course.closed_at = None
    if course.resolved_at and course.closed_at and course.closed_at.at < course.resolved_at.at:
        course.remarks.append(_("closed before it was resolved"))
    if course.resolved_at and course.responded_at and course.resolved_at.at < course.responded_at.at:
        course.remarks.append(_("resolved before the first response"))


def _received(values: dict[Field, str], order: DateOrder, zone: ZoneInfo) -> Stamp:
    written = values.get(Field.RECEIVED_AT)
    if not written:
        raise RowError(_("no date of receipt"))
    stamp = _stamp(Field.RECEIVED_AT, written, order, zone)
    time_of_day = values.get(Field.RECEIVED_TIME)
    if time_of_day and stamp.precision is Precision.DAY:
        return _stamp(Field.RECEIVED_AT, f"{written} {time_of_day}", order, zone)
    return stamp


def _later(
    name: Field, written: str | None, received: Stamp, order: DateOrder, zone: ZoneInfo, now: datetime | None
) -> Stamp | None:
    """A later instant of the same complaint; a bare date on the day of receipt is not before the receipt."""
    if not written:
        return None
    stamp = _stamp(name, written, order, zone)
    if stamp.at < received.at:
        same_day = stamp.at.astimezone(zone).date() == received.at.astimezone(zone).date()
        if stamp.precision is not Precision.DAY or not same_day:
            raise RowError(_("{field} is before the receipt: {date}").format(field=name, date=written))
        return Stamp(received.at, Precision.DAY)
    if now and stamp.at > now:
        raise RowError(_("{field} is in the future: {date}").format(field=name, date=written))
    return stamp


def _stamp(name: Field, written: str, order: DateOrder, zone: ZoneInfo) -> Stamp:
    try:
        return _parsed(written, order, zone)
    except DateError as error:
        raise RowError(_("{field}: {reason}").format(field=name, reason=error)) from error


@lru_cache(maxsize=8192)
def _parsed(written: str, order: DateOrder, zone: ZoneInfo) -> Stamp:
    return parse_stamp(written, order=order, zone=zone)


def _words(values: dict[Field, str], row: Row, mapping: ColumnMapping) -> tuple[str, str]:
    """Subject and text; each stands in for the other, and the layout's parts for a missing subject."""
    subject = values.get(Field.SUBJECT)
    text = values.get(Field.TEXT)
    if not subject and mapping.subject_columns:
        parts = (row.fields.get(column, "").strip() for column in mapping.subject_columns)
        subject = ": ".join(dict.fromkeys(part for part in parts if part not in MISSING))
        subject = subject or values.get(Field.PRODUCT)
    if not subject and not text:
        raise RowError(_("neither subject nor text"))
    if not subject:
        subject = _first_words(text or "")
    return subject, text or subject


def _first_words(text: str) -> str:
    line = text.splitlines()[0].strip()
    if len(line) <= _SUBJECT_LENGTH:
        return line
    cut = line[: _SUBJECT_LENGTH - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[_SUBJECT_LENGTH // 2 :] else cut) + "…"


def _tags(written: str | None) -> tuple[str, ...]:
    if not written:
        return ()
    return tuple(dict.fromkeys(tag.strip() for tag in _TAG_MARKS.split(written) if tag.strip()))


def _extra(row: Row, values: dict[Field, str], mapping: ColumnMapping) -> dict[str, str]:
    kept = {}
    whole = mapping.wholly_told
    for column, written in row.fields.items():
        if column in whole or written in MISSING:
            continue
        target = mapping.field_of.get(column)
        value = written.strip()
        told = target is not None and target not in TRANSLATED and value == values.get(target)
        if not told and value not in MISSING:
            kept[column] = value
    return kept
