"""What `log` is told, from options or from JSON, made into a `NewComplaint`; every fault names its option or field."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TextIO, TypeVar

from cxdesk.catalogue import _
from cxdesk.cli.moments import moment
from cxdesk.desk import Desk, NewComplaint, Received
from cxdesk.domain.words import Severity
from cxdesk.errors import NotDone, Partial, WrongUse
from cxdesk.mail.addresses import BadAddress, check_address

Done = TypeVar("Done")

TEXTS = (
    "customer",
    "email",
    "phone",
    "key",
    "segment",
    "channel",
    "subject",
    "text",
    "severity",
    "category",
    "product",
    "remedy",
    "language",
    "unit",
    "owner",
    "at",
    "reason",
)
LISTS = ("about", "tags", "attach")
FLAGS = ("safety", "vulnerable", "test")
NUMBERS = ("customer_number",)
FIELDS = (*TEXTS, *LISTS, *FLAGS, *NUMBERS)
"""What a complaint can be told by: the options of `log`, and the keys of its JSON."""


class Told(NamedTuple):
    """One complaint as it was told: *said* by the names of FIELDS; *line* of the input, 0 for options."""

    said: Mapping[str, Any]
    line: int = 0

    def where(self, name: str) -> str:
        """How a person finds the field *name* again."""
        if self.line:
            return _("line {line}, {field}").format(line=self.line, field=name)
        return f"--{name.replace('_', '-')}"


def new_complaint(desk: Desk, told: Told) -> NewComplaint:
    """What the desk is given. Raises WrongUse for an address nobody could write to, a date, a severity."""
    said = told.said
    at = said.get("at") or None
    return NewComplaint(
        channel=said.get("channel") or "",
        subject=said.get("subject") or "",
        text=said.get("text") or "",
        customer=Received(
            name=said.get("customer") or "",
            email=_address(told),
            phone=said.get("phone") or "",
            key=said.get("key") or "",
            language=said.get("language") or "",
            segment=said.get("segment") or "",
        ),
        known_customer=said.get("customer_number"),
        severity=_severity(told),
        category=said.get("category") or None,
        product=said.get("product") or None,
        remedy_sought=said.get("remedy") or "",
        language=said.get("language") or None,
        unit=said.get("unit") or None,
        owner=said.get("owner") or None,
        about=tuple(said.get("about") or ()),
        tags=tuple(said.get("tags") or ()),
        safety=bool(said.get("safety")),
        vulnerable=bool(said.get("vulnerable")),
        test=bool(said.get("test")),
        received_at=moment(desk, at, told.where("at")) if at else None,
        reason=said.get("reason") or "",
    )


def _address(told: Told) -> str:
    text = told.said.get("email") or ""
    if not text:
        return ""
    try:
        return check_address(text)
    except BadAddress as error:
        raise WrongUse(str(error), where=told.where("email")) from error


def _severity(told: Told) -> Severity | None:
    text = (told.said.get("severity") or "").upper()
    if not text:
        return None
    if text not in tuple(Severity):
        grades = ", ".join(Severity)
        raise WrongUse(_("must be one of: {choices}").format(choices=grades), where=told.where("severity"))
    return Severity(text)


def read_documents(stream: TextIO) -> Iterator[Told | WrongUse]:
    """Complaints from JSON: one object over any number of lines, a list of them, or one a line.

    A document that cannot be used comes as its error, so that the others are still logged.
    """
    text = stream.read().removeprefix("\ufeff")
    try:
        whole = json.loads(text)
    except ValueError as error:
        yield from _by_line(text, error)
        return
    for number, found in enumerate(whole if isinstance(whole, list) else [whole], 1):
        yield _told(found, number)


def _by_line(text: str, whole_fault: ValueError) -> Iterator[Told | WrongUse]:
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        yield WrongUse(_("the input is empty; a JSON object is needed"), where="-")
        return
    if not lines[0][1].rstrip().endswith("}"):
        yield WrongUse(_("the input is no JSON ({reason})").format(reason=whole_fault), where="-")
        return
    for number, line in lines:
        try:
            found = json.loads(line)
        except ValueError as error:
            where = _("line {line}").format(line=number)
            yield WrongUse(_("this is no JSON ({reason})").format(reason=error), where=where)
            continue
        yield _told(found, number)


def _told(found: object, line: int) -> Told | WrongUse:
    where = _("line {line}").format(line=line)
    if not isinstance(found, dict):
        return WrongUse(_("a JSON object is needed"), where=where)
    said = dict(found)
    customer = said.get("customer")
    if isinstance(customer, dict):
        said["customer"] = customer.get("name")
        for name in ("email", "phone", "key", "language", "segment"):
            said.setdefault(name, customer.get(name))
    for name, value in said.items():
        fault = _fault(name, value)
        if fault:
            return WrongUse(fault, where=_("line {line}, {field}").format(line=line, field=name))
    return Told(said, line)


def _fault(name: str, value: object) -> str:
    """What is wrong with a field, "" when nothing is."""
    if name not in FIELDS:
        return _("there is no such field; there are: {names}").format(names=", ".join(FIELDS))
    if value is None:
        return ""
    checks: tuple[tuple[tuple[str, ...], Callable[[object], bool], str], ...] = (
        (TEXTS, lambda value: isinstance(value, str), _("a text is needed")),
        (FLAGS, lambda value: isinstance(value, bool), _("true or false is needed")),
        (LISTS, _is_list_of_texts, _("a list of texts is needed")),
        (NUMBERS, lambda value: type(value) is int, _("a whole number is needed")),
    )
    return next((told for names, holds, told in checks if name in names and not holds(value)), "")


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def each(
    documents: Iterable[Told | WrongUse], do: Callable[[Told], Done]
) -> tuple[list[Done], list[WrongUse | NotDone]]:
    """What *do* made of each document that it could do, and what was wrong with the others, with their lines."""
    done: list[Done] = []
    faults: list[WrongUse | NotDone] = []
    for document in documents:
        if isinstance(document, WrongUse):
            faults.append(document)
            continue
        try:
            done.append(do(document))
        except (WrongUse, NotDone) as error:
            error.where = error.where or _("line {line}").format(line=document.line)
            faults.append(error)
    return done, faults


def outcome(done: Sequence[object], faults: Sequence[WrongUse | NotDone], whole: str) -> tuple[int, str]:
    """Exit code and status of many: *whole* where nothing was wrong."""
    if not faults:
        return 0, whole
    return (Partial.exit_code, "partial") if done else (faults[0].exit_code, "refused")
