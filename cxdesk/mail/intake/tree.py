"""Raw octets to a tree of parts, in one pass over each level and without reading a line of any body.

The parser of `email` keeps every line of a message as an object and asks every enclosing part about each: 25 MB of
short lines take it a gigabyte, and a deep nesting overflows its stack. Here bodies stay where they are, a part knows
from where to where it reaches, and only boundaries are looked for. What comes out is a `Message` all the same.
"""

import re
from email.message import Message
from email.policy import compat32
from typing import Any, Final

from cxdesk.catalogue import _
from cxdesk.mail.intake import charsets, headers, limits, transfer
from cxdesk.mail.intake.limits import Findings

_FIELD: Final = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_END_OF_LINE: Final = re.compile(rb"\r?\n")
_LINE_MARKS: Final = b"\xef\xbb\xbf"
_CHARSET: Final = re.compile(rb"charset\*?\s*=\s*(?:\"|')?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_KNOWN_FIELD: Final = re.compile(
    rb"(?:from|to|cc|bcc|subject|date|message-id|received|return-path|reply-to|sender|in-reply-to|references|"
    rb"mime-version|content-[a-z-]+|x-[a-z0-9-]+|list-[a-z]+|dkim-signature|precedence|auto-submitted)[ \t]*:",
    re.IGNORECASE,
)
_GUESSED_BOUNDARY: Final = re.compile(rb"(?:\A|\n)--([!-~]{6,70})[ \t]*\r?\n(?=Content-|\r?\n)", re.IGNORECASE)
_BLOCKS: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_CUT_AFTER: Final = 10
_FAR_CUT_AFTER: Final = 100


class Part(Message):
    """A part whose body is a slice of the raw message; the text of its payload is made when somebody asks."""

    def __init__(self, raw: bytes = b"", start: int = 0, end: int = 0) -> None:
        super().__init__(compat32)
        self._raw, self._start, self._end = raw, start, end
        self.whole = b"", 0, 0

    @property
    def body(self) -> bytes:
        """The octets of the body as they were sent, still in their transfer encoding."""
        return self._raw[self._start : self._end]

    @property
    def size(self) -> int:
        return self._end - self._start

    @property
    def nested_source(self) -> bytes:
        """The whole of an attached message, headers and all, decoded when it was sent encoded."""
        raw, start, end = self.whole
        return raw[start:end]

    def content(self, most: int = limits.RAW_BYTES) -> bytes:
        """The first *most* octets of the body without its transfer encoding."""
        return transfer.decoded(self._raw[self._start : min(self._end, self._start + most * 2)], self.encoding)[:most]

    @property
    def encoding(self) -> str:
        return headers.one_line(self.field("Content-Transfer-Encoding"), 60).partition(";")[0].strip().lower()

    def field(self, name: str) -> str:
        """The first header of that name, unfolded and with its encoded words unread; "" when there is none."""
        value = self.get(name, "")
        return value if isinstance(value, str) else str(value)

    def fields(self, name: str) -> list[str]:
        return [str(value) for value in self.get_all(name, [])]

    def get_payload(self, i: int | None = None, decode: bool = False) -> Any:
        """As in `Message`; the text of a leaf is ASCII with surrogates for other octets, made anew at each call."""
        if self.is_multipart():
            if i is not None:
                return super().get_payload(i)
            return None if decode else super().get_payload()
        return self.content() if decode else self.body.decode("ascii", "surrogateescape")


def parse(raw: bytes, findings: Findings) -> Part:
    """The message as a tree; what breaks a bound or a rule is left in one piece and told to *findings*."""
    if len(raw) > limits.RAW_BYTES:
        findings.add(_("the message is larger than 25 MB: only its beginning was read"))
        raw = raw[: limits.RAW_BYTES]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    head = raw[:65536]
    if b"\n" not in head and b"\r" in head:
        raw = raw.replace(b"\r", b"\n")
    start = _beginning(raw)
    charset = _CHARSET.search(raw, start, start + 65536)
    findings.hint = charset[1].decode("ascii") if charset is not None else ""
    return _message(raw, start, len(raw), findings, depth=0)


def _beginning(raw: bytes) -> int:
    """Where the headers start: after marks, blank lines, and what mailbox files and pipes put before them."""
    start = len(_LINE_MARKS) if raw.startswith(_LINE_MARKS) else 0
    for _attempt in range(20):
        end = raw.find(b"\n", start)
        line = raw[start : end if end >= 0 else len(raw)]
        if end < 0 or (line.strip() and not re.match(rb">?From ", line)):
            break
        start = end + 1
    return start


def _message(raw: bytes, start: int, end: int, findings: Findings, *, depth: int, default: str = "") -> Part:
    fields, body = _headers(raw, start, end, findings)
    part = Part(raw, body, end)
    for name, value in fields:
        part.set_raw(name, value)
    if default and "Content-Type" not in part:
        part.set_default_type(default)
    _fill(part, raw, body, end, findings, depth)
    return part


# ---- headers ---------------------------------------------------------------------------------------------


def _headers(raw: bytes, start: int, end: int, findings: Findings) -> tuple[list[tuple[str, str]], int]:
    """The fields, unfolded and as text, and where the body begins."""
    fields, body = _header_lines(raw, start, end, findings)
    findings.header_bytes_left = max(findings.header_bytes_left - min(body - start, limits.HEADER_BLOCK_BYTES), 0)
    return [(name, _value(name, value, findings.hint)) for name, value in fields], body


def _value(name: str, value: bytes, hint: str) -> str:
    text = charsets.decode(value.replace(b"\x00", b""), hint=hint)[0]
    return text[: limits.PARAMETER_HEADER_CHARACTERS] if name.lower().startswith("content-") else text


def _header_lines(raw: bytes, start: int, end: int, findings: Findings) -> tuple[list[tuple[str, bytes]], int]:
    fields: list[tuple[str, list[bytes]]] = []
    size = 0
    place, stop = start, min(end, start + min(limits.HEADER_BLOCK_BYTES, findings.header_bytes_left))
    while place < stop:
        line_end = raw.find(b"\n", place, stop)
        if line_end < 0 and stop < end and _FIELD.match(raw, place, stop) is None:
            break  # half a line is no field, and not the text either
        after = line_end + 1 if line_end >= 0 else stop
        line = raw[place : line_end if line_end >= 0 else stop].rstrip(b"\r")
        match = _FIELD.match(line)
        if match is not None:
            fields.append((match[1].decode("ascii"), [line[match.end() :].strip()]))
            size = 0
        elif line[:1] in (b" ", b"\t") and fields and (line.strip() or _goes_on(raw, after, stop)):
            size += len(line)
            if size <= limits.HEADER_BYTES:
                fields[-1][1].append(line.strip())
        elif not line.strip():
            return _bounded(fields, findings), after
        elif re.match(rb">?From ", line) is None:
            resumed = _resumption(raw, after, stop, fields)
            if resumed < 0:
                findings.add(_("no blank line stands between the headers and the text"))
                return _bounded(fields, findings), place
            # Folded lines that lost their indent belong to the field before them.
            fields[-1][1].append(b" ".join(raw[place:resumed].split())[: limits.HEADER_BYTES])
            after = resumed
        place = after
    if stop < end:
        findings.add(_("the headers are longer than any real ones: the rest of them was not read"))
        return _bounded(fields, findings), _after_blank_line(raw, stop, end)
    return _bounded(fields, findings), end


def _goes_on(raw: bytes, place: int, stop: int) -> bool:
    """Whether a line of blanks is only folding: headers follow it."""
    following = raw[place : min(stop, place + 200)]
    return following[:1] in (b" ", b"\t") or _KNOWN_FIELD.match(following) is not None


def _resumption(raw: bytes, place: int, stop: int, fields: list[tuple[str, list[bytes]]]) -> int:
    """Where, before the next blank line, the headers go on; -1 when this is the text already.

    Far ahead only while nobody has been named as the author: a text may well quote headers.
    """
    if not fields:
        return -1
    authored = any(name.lower() == "from" for name, _pieces in fields[: limits.HEADERS])
    for _line in range(_CUT_AFTER if authored else _FAR_CUT_AFTER):
        line_end = raw.find(b"\n", place, stop)
        if _KNOWN_FIELD.match(raw, place, stop):
            return place
        if line_end < 0 or not raw[place:line_end].strip():
            return -1
        place = line_end + 1
    return -1


def _bounded(fields: list[tuple[str, list[bytes]]], findings: Findings) -> list[tuple[str, bytes]]:
    if len(fields) > limits.HEADERS:
        findings.add(_("the message has more headers than any real one: the rest of them was not read"))
    joined = [(name, b" ".join(pieces)) for name, pieces in fields[: limits.HEADERS]]
    if any(len(value) > limits.HEADER_BYTES for _name, value in joined):
        findings.add(_("a header is longer than any real one: it was cut"))
    return [(name, value[: limits.HEADER_BYTES].replace(b"\r", b" ")) for name, value in joined]


def _after_blank_line(raw: bytes, place: int, end: int) -> int:
    found = [at for mark in (b"\n\n", b"\n\r\n") if (at := raw.find(mark, place, end)) >= 0]
    return raw.index(b"\n", min(found) + 1, end) + 1 if found else end


# ---- bodies ----------------------------------------------------------------------------------------------


def _fill(part: Part, raw: bytes, start: int, end: int, findings: Findings, depth: int) -> None:
    """Give a multipart its parts and an attached message its message; anything else stays a leaf."""
    kind = part.get_content_type()
    container = kind.startswith("multipart/") or (kind.startswith("message/") and kind != "message/partial")
    if not container:
        return
    if depth >= limits.DEPTH:
        findings.add(_("the message is nested deeper than any real one: the inner parts were not opened"))
        return
    if part.encoding in {"base64", "quoted-printable"} and not _is_parted(part, raw, start, end, kind):
        raw = part.content()
        start, end = 0, len(raw)
    if kind.startswith("multipart/"):
        _fill_multipart(part, raw, start, end, findings, depth, kind)
    elif kind == "message/delivery-status":
        part.whole = raw, start, end
        part.set_payload(_blocks(raw, start, end, findings))
    else:
        part.whole = raw, start, end
        begin = start
        while begin < end and raw[begin : begin + 1] in (b"\r", b"\n"):
            begin += 1
        findings.parts_left -= 1
        part.set_payload([_message(raw, begin, end, findings, depth=depth + 1)])


def _is_parted(part: Part, raw: bytes, start: int, end: int, kind: str) -> bool:
    """Whether a multipart that calls itself encoded is not, as RFC 2045 6.4 says: its boundary stands there."""
    boundary = _boundary(part) if kind.startswith("multipart/") else b""
    return bool(boundary) and raw.find(b"--" + boundary, start, end) >= 0


def _boundary(part: Part) -> bytes:
    return headers.parameters(part.field("Content-Type"))[1].get("boundary", "").rstrip().encode("utf-8", "replace")


def _fill_multipart(part: Part, raw: bytes, start: int, end: int, findings: Findings, depth: int, kind: str) -> None:
    boundary = _boundary(part)
    ranges = _ranges(raw, start, end, boundary, findings) if boundary else []
    if not ranges:
        # With the line end before it: the first line may be the boundary.
        guess = _GUESSED_BOUNDARY.search(raw, max(start - 1, 0), min(end, start + 65536))
        ranges = _ranges(raw, start, end, guess[1], findings) if guess is not None else []
    if not ranges:
        findings.add(_("the parts of the message cannot be told apart: it is shown as one"))
        return
    default = "message/rfc822" if kind == "multipart/digest" else ""
    children: list[Message | str] = [_message(raw, a, b, findings, depth=depth + 1, default=default) for a, b in ranges]
    part.set_payload(children)


def _ranges(raw: bytes, start: int, end: int, boundary: bytes, findings: Findings) -> list[tuple[int, int]]:
    """From where to where each part reaches; the last one to the end when nothing closes it."""
    mark = b"--" + boundary
    found: list[tuple[int, int]] = []
    begun = -1
    place = raw.find(mark, start, end)
    while place >= 0:
        after = place + len(mark)
        line_end = raw.find(b"\n", after, min(end, after + 200))
        rest = raw[after : line_end if line_end >= 0 else min(end, after + 200)].strip(b" \t\r")
        if (place == start or raw[place - 1] == 0x0A) and rest in {b"", b"--"}:
            if begun >= 0:
                found.append((begun, max(begun, _before_line_end(raw, place))))
                findings.parts_left -= 1
            begun = line_end + 1 if line_end >= 0 and rest == b"" else -1
            if rest == b"--":
                break
            if findings.parts_left <= 0:
                findings.add(_("the message has more parts than any real one: the rest of them was not opened"))
                break
        else:
            findings.candidates_left -= 1
            if findings.candidates_left <= 0:
                findings.add(_("the message has more parts than any real one: the rest of them was not opened"))
                break
        place = raw.find(mark, after, end)
    if begun >= 0 and begun < end:
        found.append((begun, end))
    return found


def _before_line_end(raw: bytes, place: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046 5.1.1)."""
    if raw[place - 2 : place] == b"\r\n":
        return place - 2
    return place - 1


def _blocks(raw: bytes, start: int, end: int, findings: Findings) -> list[Message | str]:
    """The blocks of fields of a delivery report, one per recipient after the first (RFC 3464)."""
    blocks: list[Message | str] = []
    text = raw[start : min(end, start + limits.HEADER_BLOCK_BYTES)]
    for block in _BLOCKS.split(text, limits.PARTS)[: limits.PARTS]:
        if block.strip():
            part = Part()
            for name, value in _headers(block, 0, len(block), findings)[0]:
                part.set_raw(name, value)
            blocks.append(part)
    return blocks
