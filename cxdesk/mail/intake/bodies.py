"""Which parts of a message are its text, and which are files that came along."""

import re
from dataclasses import dataclass, field
from typing import Final

from cxdesk.catalogue import _
from cxdesk.mail.intake import attachments, charsets, headers, html, limits, tnef, transfer
from cxdesk.mail.intake.incoming import Attachment
from cxdesk.mail.intake.limits import Findings
from cxdesk.mail.intake.tree import Part

_READABLE: Final = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html"})
_META_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_PAGE: Final = re.compile(rb"\s{0,200}<(?:!doctype html|html)\b[^<>]{0,500}>", re.IGNORECASE)
_ENRICHED: Final = re.compile(r"<(/?[A-Za-z-]{1,60})>")
_SAYS_NO_HTML: Final = re.compile(
    r"(?:view|display|read|support|see|show|enable).{0,60}html|html.{0,60}(?:view|display|read|support|capable|compatible)",
    re.IGNORECASE | re.DOTALL,
)
_STUB_CHARACTERS: Final = 300
_COMPARED_CHARACTERS: Final = 20_000
_COMPARED_PIECE: Final = 4
_COMPARED_PAGES: Final = 20
_NO_LETTERS: Final = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Read:
    """The text pieces in their order, the files, and the HTML parts with what was read of each."""

    pieces: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    pages: list[tuple[Part, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All the pieces, with line feeds alone as line ends."""
        return "\n\n".join(piece.strip("\n") for piece in self.pieces if piece.strip())


def read(message: Part, findings: Findings) -> Read:
    """The text as a mail program would show it, and every other part as a file."""
    found = Read()
    _walk(message, found, findings)
    if not found.text:
        _read_named_text(message, found, findings)
    return found


def _read_named_text(message: Part, found: Read, findings: Findings) -> None:
    """The first text that is a file only because its part has a name: some programs name the text of the mail."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind in {"message/rfc822", "message/delivery-status"} or not isinstance(part, Part):
            return
        inline = headers.parameters(part.field("Content-Disposition"))[0] != "attachment"
        is_file = bool(attachments.named(part))
        if kind in {"text/plain", "text/html"} and inline and is_file and not part.is_multipart():
            _read_text(part, kind, found, findings)
            return


def _walk(part: Part, found: Read, findings: Findings) -> None:
    kind = part.get_content_type()
    if kind.startswith("multipart/") and part.is_multipart():
        children = [child for child in part.get_payload() if isinstance(child, Part)]
        if kind == "multipart/alternative":
            _alternatives(children, found, findings)
        else:
            for place, child in enumerate(children):
                _walk(child, found, findings)
                if place and kind == "multipart/mixed" and _is_untyped(child):
                    _keep(child, "", found, findings)
    elif _is_text(part, kind):
        _read_text(part, kind, found, findings)
    elif part.size or kind not in _READABLE:
        _keep(part, kind, found, findings)


def _is_text(part: Part, kind: str) -> bool:
    """Whether the part is read where it stands: no file by its name or by what the sender said of it."""
    unsplit = kind.startswith("multipart/") or (kind == "text/plain" and not part.is_multipart())
    if not (unsplit or kind in _READABLE):
        return False
    disposition = headers.parameters(part.field("Content-Disposition"))[0]
    return disposition != "attachment" and not attachments.named(part)


def _is_untyped(part: Part) -> bool:
    """Whether nobody said what the part is: shown as text (RFC 2045 5.2), it may be anything, and is a file as well."""
    return "Content-Type" not in part and not attachments.named(part) and bool(part.content(1_000).strip())


def _keep(part: Part, kind: str, found: Read, findings: Findings) -> None:
    if len(found.files) > limits.ATTACHMENTS:
        return
    file = attachments.of_part(part)
    found.files.append(file)
    if kind in tnef.TYPES or file.name.lower() == "winmail.dat":
        inside = tnef.files(file.content)
        found.files += [attachments.attachment(name, "application/octet-stream", data) for name, data in inside]
    if kind == "message/partial":
        findings.add(_("the message is one piece of a larger one"))


# ---- one of several --------------------------------------------------------------------------------------


def _alternatives(children: list[Part], found: Read, findings: Findings) -> None:
    """One version of the same content: the plain one, unless it is empty or only says to look at the other."""
    versions: list[tuple[bool, Read]] = []
    for child in children:
        version = Read()
        _walk(child, version, findings)
        versions.append((child.get_content_type() == "text/plain", version))
    found.files += [file for _plain, version in versions for file in version.files]
    written = [(is_plain, version) for is_plain, version in versions if version.text.strip()]
    if not written:
        return
    plain = next((version for is_plain, version in written if is_plain), None)
    rich = next((version for is_plain, version in reversed(written) if not is_plain), None)
    chosen = plain or rich or Read()
    if plain is not None and rich is not None:
        if _is_stub(plain.text, rich.text):
            chosen = rich
        else:
            found.files += _unsaid(rich, plain.text)
    found.pieces.append(chosen.text)
    found.pages += chosen.pages


def _unsaid(rich: Read, plain: str) -> list[Attachment]:
    """The HTML parts behind the first that say what the plain version does not, as files, so that nothing is lost."""
    said = _pieces_of(plain) if len(rich.pages) > 1 else set()
    further = rich.pages[1:]
    pieces = [(part, _pieces_of(text)) for part, text in further[:_COMPARED_PAGES]]
    unsaid = [part for part, mine in pieces if len(mine - said) * 5 > len(mine)]
    return [attachments.of_part(part) for part in [*unsaid, *(part for part, _text in further[_COMPARED_PAGES:])]]


def _pieces_of(text: str) -> set[str]:
    """The beginning of the text as overlapping pieces of a few letters, for a comparison that no layout disturbs."""
    letters = _NO_LETTERS.sub("", text[:_COMPARED_CHARACTERS]).casefold()
    return {letters[place : place + _COMPARED_PIECE] for place in range(len(letters) - _COMPARED_PIECE + 1)}


def _is_stub(plain: str, rich: str) -> bool:
    short = plain[: _STUB_CHARACTERS + 1].strip()
    return len(short) <= _STUB_CHARACTERS and len(rich) > len(short) and bool(_SAYS_NO_HTML.search(short))


# ---- one part --------------------------------------------------------------------------------------------


def _read_text(part: Part, kind: str, found: Read, findings: Findings) -> None:
    parameters = headers.parameters(part.field("Content-Type"))[1]
    octets = part.content(findings.text_bytes_left)
    findings.text_bytes_left -= len(octets)
    if not findings.text_bytes_left:
        findings.add(_("the text is longer than any letter: only its beginning was read"))
        octets = octets[: octets.rfind(b"\n") + 1] or octets  # not through a character
    if kind == "text/plain" and _PAGE.match(octets):
        kind = "text/html"
    if kind != "text/html" and b"begin " in octets:
        octets = _without_uuencoded(octets, found)
    charset = parameters.get("charset", "")
    hint = ""
    if kind == "text/html" and (meta := _META_CHARSET.search(octets[:4096])) is not None:
        hint = meta[1].decode("ascii")
    text, faithful = charsets.decode(octets, charset, hint=hint)
    if not faithful:
        findings.add(_("the text is not in the character set it names: some of it may be wrong"))
    if kind in {"text/html", "text/x-amp-html"}:
        text, left = html.text(text, findings.tags_left)
        findings.tags_left = max(left, 0)
        if left < 0:
            findings.add(_("the text is longer than any letter: only its beginning was read"))
    elif kind in {"text/enriched", "text/richtext"}:
        text = _ENRICHED.sub("", text.replace("<<", "<"))
    elif parameters.get("format", "").strip().lower() == "flowed":
        text = _unfolded(_line_feeds(text), parameters.get("delsp", "").strip().lower() == "yes")
    found.pieces.append(_line_feeds(text))
    if kind == "text/html":
        found.pages.append((part, text))


def _without_uuencoded(octets: bytes, found: Read) -> bytes:
    rest: list[bytes] = []
    end = 0
    for name, content, start, after in transfer.uuencoded(octets):
        rest.append(octets[end:start])
        end = after
        found.files.append(attachments.attachment(charsets.decode(name)[0], "application/octet-stream", content))
    return b"".join([*rest, octets[end:]])


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unfolded(text: str, drop_space: bool) -> str:
    """Paragraphs again, out of lines that end in a blank where the sender's program broke them (RFC 3676)."""
    lines: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        flowed = content.endswith(" ") and content != "-- "
        shown = content[:-1] if flowed and drop_space else content
        if depth == open_depth and content != "-- ":
            lines[-1].append(shown)
        else:
            lines.append([">" * depth + " " if depth else "", shown])
        open_depth = depth if flowed else -1
    return "\n".join(map("".join, lines))
