"""The value of a header as text: encoded words, parameters, identifiers and dates, however they were broken.

The package's own readers are not used here: for a hostile header they take seconds, or raise.
"""

import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from typing import Final
from urllib.parse import unquote_to_bytes

from cxdesk.mail.intake import charsets, limits

# A question mark inside the text is against the rules and common; more than a few of them are no encoded word.
_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*){0,4})\?=")
_Q_ESCAPE: Final = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64: Final = re.compile(r"[^A-Za-z0-9+/]+")
_BLANKS: Final = re.compile(r"[\s\x00-\x1f\x7f]+")
_IDENTIFIER: Final = re.compile(r"<\s*([^<>\s]+)\s*>")
_OFFSET: Final = re.compile(r"([+-])(\d{2}):(\d{2})\b")
# What programs in JavaScript write; the package reads GMT and stops there.
_GMT_OFFSET: Final = re.compile(r"\b(?:GMT|UTC?)\s?(?=[+-]\d{4}\b)", re.IGNORECASE)
_ISO: Final = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?(?=\D|$)"
)
# The value of an extended parameter under a name that does not say so.
_EXTENDED: Final = re.compile(r"([A-Za-z0-9_-]{2,40})'[A-Za-z-]{0,20}'[^']*%[0-9A-Fa-f]{2}[^']*")
_QUOTING: Final = re.compile(r'\\.|[";]')


def decoded(value: str) -> str:
    """The value with its encoded words read (RFC 2047), also where they stand against the rules; NULs are gone.

    Blanks between two encoded words fall away, and neighbours in one character set are joined before they are
    read, because mail programs cut Chinese characters in two.
    """
    if "=?" not in value:
        return charsets.clean(value)
    pieces: list[str] = []
    pending: list[bytes] = []
    pending_charset = ""
    end = 0
    for count, word in enumerate(_WORD.finditer(value)):
        if count == limits.ENCODED_WORDS:
            break
        between = value[end : word.start()]
        charset = word[1].lower()
        if pending and (between.strip() or charset != pending_charset):
            pieces.append(charsets.decode(b"".join(pending), pending_charset)[0])
            pending = []
        if between.strip() or count == 0:
            pieces.append(between)
        pending.append(_octets(word[2], word[3]))
        pending_charset, end = charset, word.end()
    if pending:
        pieces.append(charsets.decode(b"".join(pending), pending_charset)[0])
    pieces.append(value[end:])
    return charsets.clean("".join(pieces))


def _octets(encoding: str, text: str) -> bytes:
    if encoding in "bB":
        return base64(text)
    return _Q_ESCAPE.sub(
        lambda escape: bytes.fromhex(escape[1].decode("ascii")), text.replace("_", " ").encode("utf-8", "replace")
    )


def base64(text: str) -> bytes:
    """What base64 with stray characters and without its padding stands for, as far as it goes."""
    letters = _NOT_BASE64.sub("", text)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))


def one_line(text: str, most: int, *, as_typed: bool = False) -> str:
    """The text on one line of at most *most* characters; *as_typed* keeps several blanks where somebody wrote them."""
    return _BLANKS.sub(_as_typed if as_typed else " ", text[: most * 4]).strip()[:most].rstrip()


def _as_typed(blanks: re.Match[str]) -> str:
    return " " if blanks[0].strip(" \u3000\xa0") else blanks[0]


# ---- parameters ------------------------------------------------------------------------------------------


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """The first word in lower case, and the parameters by lower-case name, put together and read (RFC 2231).

    Encoded words in a value are read too: against RFC 2047, and what most programs write.
    """
    head, *rest = _segments(value[: limits.PARAMETER_HEADER_CHARACTERS])
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _pairs(rest):
        match = re.fullmatch(r"([^*]+)(?:\*(\d{1,4}))?(\*)?", name)
        if match is None or (match[2] is None and match[3] is None):
            plain.setdefault(name, _plain(text))
        else:
            pieces.setdefault(match[1], {}).setdefault(int(match[2] or 0), (text, match[3] is not None))
    for name, numbered in pieces.items():
        plain[name] = _joined([numbered[number] for number in sorted(numbered)])
    return head.strip().strip("\"'").lower(), plain


def _segments(value: str) -> list[str]:
    """The value cut at semicolons that stand outside quotes; a quote that never ends is a character."""
    cuts: list[int] = []
    opened = -1
    for token in _QUOTING.finditer(value):
        if token[0] == '"':
            opened = token.start() if opened < 0 else -1
        elif token[0] == ";" and opened < 0:
            cuts.append(token.start())
    if opened >= 0:
        cuts += [match.start() for match in re.finditer(";", value) if match.start() > opened]
    return [value[a + 1 : b] for a, b in zip([-1, *cuts], [*cuts, len(value)], strict=True)]


def _pairs(segments: list[str]) -> Iterator[tuple[str, str]]:
    for segment in segments:
        name, equals, text = segment.partition("=")
        text = text.strip()
        if equals and name.strip():
            if len(text) > 1 and text[0] == text[-1] == '"':
                text = re.sub(r"\\([\"\\])", r"\1", text[1:-1])
            elif text.startswith('"'):
                text = text[1:].partition('"')[0]
            elif len(text) > 1 and text[0] == text[-1] == "'":
                text = text[1:-1]
            yield name.strip().lower(), text


def _plain(text: str) -> str:
    extended = _EXTENDED.fullmatch(text)
    return _joined([(text, True)]) if extended is not None and charsets.codec(extended[1]) else decoded(text)


def _joined(pieces: list[tuple[str, bool]]) -> str:
    charset, octets = "", b""
    for place, (text, extended) in enumerate(pieces):
        rest = text
        if place == 0 and extended and text.count("'") >= 2:
            charset, _language, rest = text.split("'", 2)
        octets += unquote_to_bytes(rest) if extended else rest.encode("utf-8", "replace")
    text = charsets.decode(octets, charset)[0]
    return decoded(text)


# ---- identifiers and dates -------------------------------------------------------------------------------


def identifiers(value: str) -> tuple[str, ...]:
    """The Message-IDs in the value, without angle brackets; where there are no brackets, what looks like one."""
    found = _IDENTIFIER.findall(value) or [word.strip("<>,;\"'") for word in value.split() if "@" in word]
    return tuple(dict.fromkeys(charsets.clean(one)[: limits.IDENTIFIER_CHARACTERS] for one in found if one))


def message_id(value: str) -> str:
    """The one Message-ID of the value, without angle brackets; "" when there is none."""
    found = identifiers(value)
    return found[0] if found else one_line(value, limits.IDENTIFIER_CHARACTERS).strip("<> ").replace(" ", "")


def instant(value: str) -> datetime | None:
    """The Date header as UTC, by RFC 5322 or ISO 8601, in UTC where it names no zone; None for no date."""
    text = _GMT_OFFSET.sub("", _OFFSET.sub(r"\1\2\3", one_line(value, 100)))
    if (iso := _ISO.search(text)) is not None:
        return _from_iso(iso)
    try:
        fields = parsedate_tz(text)
    except (ValueError, TypeError, IndexError, LookupError, AttributeError):
        return None
    if fields is None:
        return None
    year, month, day, hour, minute, second = fields[:6]
    offset = fields[9] or 0
    if abs(offset) >= 24 * 3600:
        offset = 0
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return moment - timedelta(seconds=offset) if _plausible(moment) else None
    except (ValueError, OverflowError):
        return None


def _from_iso(iso: re.Match[str]) -> datetime | None:
    zone = (iso[7] or "Z").replace(":", "").replace("Z", "+0000")
    sign = -1 if zone[0] == "-" else 1
    offset = sign * (int(zone[1:3]) * 3600 + int(zone[3:5]) * 60)
    try:
        year, month, day, hour, minute = (int(iso[place]) for place in range(1, 6))
        moment = datetime(year, month, day, hour, minute, min(int(iso[6] or 0), 59), tzinfo=UTC)
        return moment - timedelta(seconds=offset) if _plausible(moment) else None
    except (ValueError, OverflowError):
        return None


def _plausible(moment: datetime) -> bool:
    """Clocks run wrong by years, and dates are still dates; by centuries, and they are none."""
    return 1900 <= moment.year < 2200
