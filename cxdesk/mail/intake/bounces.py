"""Which of our letters a bounce is about: from a report, a header, the words of the server or the copy it returns."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from email.message import Message
from typing import Final

from cxdesk.mail.intake import notices, notifications, reports
from cxdesk.mail.intake.incoming import Bounced
from cxdesk.mail.intake.reports import addresses

_WRITERS: Final = (
    "From",
    "Sender",
    "Reply-To",
    "Return-Path",
    "To",
    "Cc",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
)


def recipients(message: Message, text: str) -> tuple[Bounced, ...]:
    """Whom the letter did not reach, by the surest source: RFC 3464, X-Failed-Recipients, the notice, the copy.

    *text* is what can be read of the message. `permanent` follows the class of the code (RFC 3463: 5, not 4) and is
    false while the server goes on trying; without any code a server that has given up means it for good.
    """
    strangers = {address.casefold() for name in _WRITERS for address in addresses(_lines(message, name))}
    notified = notifications.read(text)
    if notified.kind:
        return notified.bounced
    reported = reports.reported(message)
    if reported is not None:
        return tuple(_refined(reported, text, strangers))
    return tuple(_written(message, text, strangers) or _written(message, reports.readable(message), strangers))


def _written(message: Message, text: str, strangers: Collection[str]) -> list[Bounced]:
    """What *text* says in the words of some server, or else the copy under it."""
    block = reports.outcome(reports.fields(text[: reports.LONGEST]))
    if block:
        return block
    said = notices.notice(text)
    told = notices.told(said, strangers)
    failed = addresses(_lines(message, "X-Failed-Recipients"))
    if failed:
        return _completed(failed, told, said)
    return told or _completed(_copied(message, text[len(said) :]), [], said)


def _refined(reported: list[Bounced], text: str, strangers: Collection[str]) -> list[Bounced]:
    """A report that knows no more than x.0.0 learns the code, in the same class, from the words beside it."""
    if all(each.status and not each.status.endswith(".0.0") for each in reported):
        return reported
    told = {each.recipient.casefold(): each.status for each in notices.told(notices.notice(text), strangers)}
    refined = []
    for each in reported:
        status = told.get(each.recipient.casefold(), "")
        is_vague = not each.status or (each.status.endswith(".0.0") and status[:1] == each.status[0])
        refined.append(replace(each, status=status) if status and is_vague else each)
    return refined


def _completed(failed: Iterable[str], told: list[Bounced], said: str) -> list[Bounced]:
    """Each of *failed* once, with the code that the notice has for it, else with the first of the notice."""
    known = {each.recipient.casefold(): each for each in told}
    status = reports.enhanced(said)
    permanent = not notices.is_delayed(said) and reports.is_permanent(status, said)
    return [
        known.get(address.casefold(), Bounced(recipient=address, status=status, permanent=permanent))
        for address in list({address.casefold(): address for address in failed}.values())[: reports.RECIPIENTS]
    ]


def _copied(message: Message, rest: str) -> list[str]:
    """To whom the returned letter was, when that was one person: of several, nobody knows which one failed."""
    for part, _depth in reports.parts(message):
        if reports.type_of(part) not in reports.COPIES:
            continue
        inside = reports.children(part)
        found = addresses(_lines(inside[0], "To")) if inside else _header_to(reports.decoded(part))
        if len(found) == 1:
            return found
    found = _header_to(rest[: reports.LONGEST])
    return found if len(found) == 1 else []


def _header_to(text: str) -> list[str]:
    line = next((line for line in text.splitlines() if line[:3].lower() == "to:"), "")
    return addresses(line)


def _lines(message: Message, name: str) -> str:
    return "\n".join(str(value) for value in message.get_all(name, []))
