"""Delivery reports as RFC 3464 writes them, wherever they stand: in a part of their own or in the midst of a text."""

import re
from collections import deque
from collections.abc import Iterator
from email.message import Message
from typing import Final

from cxdesk.mail.intake import charsets, headers, transfer
from cxdesk.mail.intake.incoming import Bounced
from cxdesk.mail.intake.tree import Part

PARTS: Final = 200
"""How many parts of a message are looked at; what comes after tells nothing new about who speaks."""

LONGEST: Final = 200_000
"""How many characters of a text are read for a verdict: bounces and answering machines say it at the beginning."""

RECIPIENTS: Final = 50
"""How many recipients of one bounce are told: our letters have one each."""

COPIES: Final = frozenset(
    {"message/rfc822", "message/global", "message/partial", "text/rfc822-headers", "text/rfc822-header"}
)
"""How the letter that did not arrive comes back beside the report."""

_DONE: Final = frozenset({"delivered", "relayed", "expanded", "deliverable"})
_STATUS_TYPES: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_LOCAL: Final = r"[\w.!#$%&*+/=?^`{|}~'-]"
# Each token is tried once from its beginning, so a long one without @ costs its own length and no more.
ADDRESS: Final = re.compile(rf"(?<!{_LOCAL})(?:mailto:)?({_LOCAL}+)@(\[[0-9.]{{7,15}}\]|[\w-]+(?:\.[\w-]+)*)")
ENHANCED: Final = re.compile(r"(?<![\d.])([45]\.\d\.\d{1,3})(?!\.?\d)")
REPLY_CODE: Final = re.compile(
    r"(?<![\d.:/\w-])(4(?:2[0-2]|[357]\d|4\d)|5[0-57]\d)(?=[ \-#:,;\])}'\"]|$)", re.MULTILINE
)
_FIELD: Final = re.compile(
    r"[ \t>]{0,8}((?:final|original|x-actual)-recipient|action|status|diagnostic-code)[ \t]*:[ \t]*(.*)", re.IGNORECASE
)
_RECIPIENT_FIELDS: Final = ("original-recipient", "final-recipient", "x-actual-recipient")


def parts(message: Message) -> Iterator[tuple[Message, int]]:
    """Every part with its depth, the outer ones first; never deeper into a bomb than PARTS."""
    waiting: deque[tuple[Message, int]] = deque([(message, 0)])
    for _turn in range(PARTS):
        if not waiting:
            return
        part, depth = waiting.popleft()
        yield part, depth
        waiting.extend((each, depth + 1) for each in children(part))


def children(part: Message) -> list[Message]:
    """The messages inside *part*; its text is not asked for, which fails where the name of its charset is broken."""
    payload = part.get_payload() if part.is_multipart() else []
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def type_of(part: Message) -> str:
    """The type and subtype in lower case; text/plain when the header is broken or absent, as RFC 2045 §5.2 says."""
    written = str(part.get("Content-Type") or part.get_default_type())
    kind = (written.replace(";", " ").split() or [""])[0].lower()
    return kind if kind.count("/") == 1 else "text/plain"


def has_report(message: Message, deepest: int = PARTS) -> bool:
    """Whether a part down to *deepest* is a delivery report."""
    return any(type_of(part) in _STATUS_TYPES and depth <= deepest for part, depth in parts(message))


def has_kind(message: Message, kind: str) -> bool:
    """Whether the message, or a part right below it, is of that type."""
    return any(type_of(part) == kind for part, depth in parts(message) if depth <= 1)


def reported(message: Message) -> list[Bounced] | None:
    """What the outermost delivery reports say failed or waits, [] when all arrived; None when they name nobody."""
    blocks: list[dict[str, str]] = []
    depth_found = PARTS
    for part, depth in parts(message):
        if type_of(part) in _STATUS_TYPES and depth <= depth_found:
            found = fields(_content(part))
            if found:
                depth_found = depth
                blocks.extend(found)
    return outcome(blocks) or ([] if any(_action(block) in _DONE for block in blocks) else None)


def actions(message: Message) -> set[str]:
    """What the delivery reports of the message say was done, in lower case."""
    found = (fields(_content(part)) for part, _depth in parts(message) if type_of(part) in _STATUS_TYPES)
    return {_action(block) for blocks in found for block in blocks} - {""}


def outcome(blocks: list[dict[str, str]]) -> list[Bounced]:
    """One Bounced for each block whose letter did not arrive; a recipient named twice counts once."""
    bounced: dict[str, Bounced] = {}
    for block in blocks:
        action = _action(block)
        recipient = next((found[0] for name in _RECIPIENT_FIELDS if (found := addresses(block.get(name, "")))), "")
        if not recipient or action in _DONE:
            continue
        told, why = block.get("status", ""), block.get("diagnostic-code", "")
        if told.startswith("2.") and not action.startswith("fail"):
            continue
        status = better(enhanced(told), enhanced(why))
        permanent = action != "delayed" and is_permanent(status, f"{why}\n{told}")
        bounced.setdefault(recipient.casefold(), Bounced(recipient=recipient, status=status, permanent=permanent))
    return list(bounced.values())[:RECIPIENTS]


def fields(text: str) -> list[dict[str, str]]:
    """The blocks of per-recipient fields in *text*; blank lines too many or too few between them do no harm."""
    blocks: list[dict[str, str]] = [{}]
    name = ""
    after_blank = False
    for line in text.splitlines():
        match = _FIELD.match(line)
        if match:
            name, value = match[1].lower(), match[2].strip()
            if _begins(name, blocks[-1], after_blank=after_blank):
                blocks.append({})
            blocks[-1].setdefault(name, value)
        elif not line.strip() or line[:1] not in " \t":
            name = ""
        elif name:
            blocks[-1][name] = f"{blocks[-1][name]} {line.strip()}"
        after_blank = not line.strip() or (after_blank and not match)
    return [each for each in blocks if any(field in each for field in _RECIPIENT_FIELDS)]


def _begins(name: str, block: dict[str, str], *, after_blank: bool) -> bool:
    """Whether the field starts the block of another recipient: it comes a second time, or anew after a blank line."""
    is_recipient = name in _RECIPIENT_FIELDS
    if name in block and (is_recipient or name == "action"):
        return True
    named = any(field in block for field in _RECIPIENT_FIELDS)
    return after_blank and ((is_recipient and named) or (named and "action" in block and "status" in block))


def addresses(text: str) -> list[str]:
    """Every address in *text* as it stands there, in order, bare: from `rfc822; <user@host>` and its broken kin."""
    return [bare(match) for match in ADDRESS.finditer(text[:LONGEST])]


def bare(match: re.Match[str]) -> str:
    """The address of a match of ADDRESS, without the SMTP= of X.400 and the marks around it."""
    local = match[1].strip(".'`")
    return f"{local[5:] if local[:5].lower() == 'smtp=' else local}@{match[2]}"


def readable(message: Message) -> str:
    """All text of the message by itself, for one so broken that its parts were not told apart; no returned copy."""
    kinds = ((type_of(part), part) for part, _depth in parts(message))
    return "\n".join(
        decoded(part)
        for kind, part in kinds
        if kind.startswith(("text/plain", "text/html", "multipart/")) and not part.is_multipart()
    )


def enhanced(text: str) -> str:
    """The first enhanced status code (RFC 3463) in *text*, or ""."""
    match = ENHANCED.search(text)
    return match[1] if match else ""


def better(told: str, answered: str) -> str:
    """What the other server answered says more than what the reporting one made of it, unless it says x.0.0."""
    if not told or not answered:
        return told or answered
    return told if answered.endswith(".0.0") else answered


def is_permanent(status: str, why: str) -> bool:
    """By the class of the enhanced code, else by the reply code of the other server, else a failure is for good."""
    if status:
        return status.startswith("5")
    reply = REPLY_CODE.search(why)
    return not (reply and reply[1].startswith("4"))


def decoded(part: Message) -> str:
    """The beginning of a leaf as text, in the charset it says."""
    payload = part.content(LONGEST) if isinstance(part, Part) else part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = headers.parameters(str(part.get("Content-Type", "")))[1].get("charset", "")
    return charsets.decode(payload[:LONGEST], charset)[0]


def _content(part: Message) -> str:
    """The text of a delivery report: as it was sent, or else put together from what the parser made of its blocks."""
    if isinstance(part, Part) and part.nested_source:
        return charsets.decode(part.nested_source[:LONGEST])[0]
    if not part.is_multipart():
        return decoded(part)
    text = "\n\n".join(
        "\n".join([*(f"{name}: {value}" for name, value in each.items()), "", decoded(each)])
        for each in children(part)[:PARTS]
    )
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    return text if fields(text) else charsets.decode(transfer.decoded(text.encode("utf-8", "replace"), encoding))[0]


def _action(block: dict[str, str]) -> str:
    return block.get("action", "").split(";", 1)[0].split("(", 1)[0].strip().lower()
