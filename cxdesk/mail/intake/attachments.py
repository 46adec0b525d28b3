"""The files that came along: what they are called, made safe to write anywhere, and what they hold."""

import hashlib
import re
import unicodedata
from typing import Final
from urllib.parse import unquote_to_bytes

from cxdesk.catalogue import _
from cxdesk.mail.intake import headers, limits
from cxdesk.mail.intake.incoming import Attachment
from cxdesk.mail.intake.limits import Findings
from cxdesk.mail.intake.tree import Part

_UNSAFE: Final = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_SEPARATORS: Final = re.compile(r"[/\\]")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Names that are devices on Windows, with any ending.
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"%[C-Fc-f][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]")
_LONGEST_ENDING: Final = 20
_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")
# How a part without a name is called, by its type: the name, and the ending for its description.
_NAMES: Final = {
    "message/delivery-status": ("delivery-status", "txt"),
    "text/plain": ("document", "txt"),
    "text/html": ("document", "html"),
    "text/calendar": ("calendar", "ics"),
    "video/quicktime": ("video", "mov"),
    "image/jpeg": ("image", "jpg"),
    "image/jpg": ("image", "jpg"),
    "image/png": ("image", "png"),
    "image/gif": ("image", "gif"),
}
_MESSAGES: Final = frozenset({"message/rfc822", "message/global", "message/news"})


def attachment(name: str, kind: str, content: bytes) -> Attachment:
    """The file under a safe name; an unreadable type becomes `application/octet-stream`."""
    return Attachment(
        name=safe_name(name),
        type=kind if _TYPE.fullmatch(kind) else "application/octet-stream",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


def of_part(part: Part) -> Attachment:
    """The part as a file; an attached message or report is the file as it was attached, with its headers."""
    told = "Content-Type" in part or part.get_default_type() != "text/plain"
    kind = part.get_content_type() if told else ""
    nested = part.is_multipart() and kind.startswith("message/")
    return attachment(_called(part, kind), kind, part.nested_source if nested else part.content())


def named(part: Part) -> str:
    """The file name that the sender gave the part, as it was written; "" for none."""
    name = headers.parameters(part.field("Content-Disposition"))[1].get("filename", "").strip()
    if not name:
        parameters = headers.parameters(part.field("Content-Type"))[1]
        name = (parameters.get("name", "") or parameters.get("filename", "")).strip()
    return _unescaped(name) if _ESCAPED.search(name) else name


def _unescaped(name: str) -> str:
    """The name as it was before a web mailer wrote it for an address line; as it stands when that is no text."""
    try:
        return unquote_to_bytes(name).decode()
    except UnicodeDecodeError:
        return name


def _called(part: Part, kind: str) -> str:
    """The name given, or one made of what else the part says of itself."""
    if name := named(part):
        return name
    description = headers.one_line(headers.decoded(part.field("Content-Description")), limits.NAME_CHARACTERS)
    if kind in _MESSAGES:
        inner = part.get_payload(0) if part.is_multipart() else None
        subject = headers.one_line(headers.decoded(inner.field("Subject")), 120) if isinstance(inner, Part) else ""
        return _flat(subject or description or "Mail") + ".eml"
    if kind in _NAMES:
        base, ending = _NAMES[kind]
        return f"{_flat(description or base)}.{ending}"
    location = headers.one_line(headers.decoded(part.field("Content-Location")), limits.NAME_CHARACTERS)
    identifier = headers.message_id(part.field("Content-ID")).partition("@")[0]
    return location.rpartition("/")[2] or identifier or "file"


def _flat(name: str) -> str:
    return _SEPARATORS.sub("-", name)


def safe_name(name: str) -> str:
    """The last step of any path, without what hides, reorders, ends a string or names a device; never empty.

    At most 200 octets of UTF-8, the ending kept.
    """
    # A name as long as a header costs no more than its end, where the name is.
    name = unicodedata.normalize("NFC", _SEPARATORS.split(name[-4096:])[-1])
    name = "".join(char for char in _UNSAFE.sub("_", _tabs_apart(name)) if unicodedata.category(char) not in _UNSEEN)
    name = " ".join(name.split(" ")).strip(" ").rstrip(". ").lstrip(" ")
    name = name.lstrip(".") if name.strip(".") else ""
    if not name.strip("_ "):
        return "file"
    if _DEVICES.fullmatch(name):
        name = "_" + name
    return _shortened(name)


def _tabs_apart(name: str) -> str:
    return re.sub(r"[\t\r\n]+", " ", name).replace("\x00", "")


def _shortened(name: str) -> str:
    if len(name.encode()) <= limits.ATTACHMENT_NAME_BYTES:
        return name
    base, dot, ending = name.rpartition(".")
    ending = dot + ending if dot and len(ending.encode()) <= _LONGEST_ENDING else ""
    room = limits.ATTACHMENT_NAME_BYTES - len(ending.encode())
    kept = (base if ending else name).encode()[:room].decode("utf-8", "ignore").rstrip(". ")
    return (kept or "file") + ending


def with_own_names(files: list[Attachment], findings: Findings) -> tuple[Attachment, ...]:
    """The files, no two under one name whatever the case of its letters; beyond the bound the rest is left out.

    The number stands before the first dot, so that endings of two steps (`.tar.gz`, `.pdf.asc`) stay whole.
    """
    if len(files) > limits.ATTACHMENTS:
        findings.add(_("the message has more attachments than any real one: the rest of them stays in the raw message"))
    taken: set[str] = set()
    counts: dict[str, int] = {}
    kept: list[Attachment] = []
    for file in files[: limits.ATTACHMENTS]:
        name = file.name
        while name.casefold() in taken:
            number = counts[file.name] = counts.get(file.name, 0) + 1
            base, dot, ending = file.name.partition(".")
            name = f"{base}{number}{dot}{ending}"
        taken.add(name.casefold())
        kept.append(
            file
            if name == file.name
            else Attachment(name=name, type=file.type, size=file.size, sha256=file.sha256, content=file.content)
        )
    return tuple(kept)
