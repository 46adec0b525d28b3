"""What the transfer encoding of a part hides, read also where the encoding is not what it says."""

import binascii
import re
from typing import Final

_BASE64_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n\t "
_MOST_RUNS: Final = 1_000
_MOST_UU_LINES: Final = 600_000
_MOST_UU_FILES: Final = 200
_UUENCODED: Final = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_BEGIN: Final = re.compile(rb"^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,250})\r?\n", re.MULTILINE)
_WHOLE_BASE64: Final = re.compile(rb"(?:(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2,3}=+)?\s*\r?\n)++")
_ENDS_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=\s]")


def decoded(data: bytes, encoding: str) -> bytes:
    """The octets behind the *encoding*; unchanged for one that is unknown or plainly is not the one used."""
    if encoding == "base64":
        return _base64(data)
    if encoding in {"quoted-printable", "quoted printable", "quotedprintable", "qp"}:
        return binascii.a2b_qp(data)
    if encoding in _UUENCODED:
        found = uuencoded(data)
        return found[0][1] if found else data
    return data


def _base64(data: bytes) -> bytes:
    """The octets; text that only claims to be base64 stays as it is, and what a list appended after it stays too."""
    strange = data.translate(None, _BASE64_LETTERS)
    if not strange:
        return _decoded_base64(data)
    first = _ENDS_BASE64.search(data)
    cut = data.rfind(b"\n", 0, first.start()) + 1 if first is not None else 0
    mostly_strange = len(strange) * 20 > len(data)
    complete = _WHOLE_BASE64.fullmatch(data, 0, cut) is not None
    if complete and (mostly_strange or data[:cut].rstrip().endswith(b"=")):
        return _decoded_base64(data[:cut]) + b"\n" + data[cut:]
    if mostly_strange:
        return data
    return _decoded_base64(data.translate(None, bytes(set(strange))))


def _decoded_base64(data: bytes) -> bytes:
    letters = data.translate(None, b"\r\n\t ")
    if 0 < letters.rstrip(b"=").count(b"=") < _MOST_RUNS:
        # Several encoded runs, each with its padding, one after the other.
        return b"".join(_run(run) for run in re.split(rb"=+", letters) if run)
    return _run(letters.translate(None, b"="))


def _run(letters: bytes) -> bytes:
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def uuencoded(data: bytes) -> list[tuple[bytes, bytes, int, int]]:
    """Each uuencoded file: its name, its octets, and from where to where it stands in *data*."""
    found: list[tuple[bytes, bytes, int, int]] = []
    place = 0
    for _attempt in range(_MOST_UU_FILES):
        begin = _BEGIN.search(data, place)
        if begin is None:
            break
        content, end = _lines(data, begin.end())
        if content:
            found.append((begin[1].strip(), content, begin.start(), end))
        place = max(end, begin.end())
    return found


def _lines(data: bytes, start: int) -> tuple[bytes, int]:
    """The octets of the lines from *start* on, and where the file ends; b"" when these are no uuencoded lines."""
    pieces: list[bytes] = []
    place = start
    while place < len(data) and len(pieces) < _MOST_UU_LINES:
        line_end = data.find(b"\n", place)
        after = line_end + 1 if line_end >= 0 else len(data)
        line = data[place:after].rstrip(b"\r\n")
        if line.strip() == b"end":
            return b"".join(pieces), after
        if not line.strip(b"` ") and not data.startswith((b"end", b"`"), after):
            break
        try:
            pieces.append(_line(line))
        except (binascii.Error, ValueError):
            return b"", after
        place = after
    return b"".join(pieces), place


def _line(line: bytes) -> bytes:
    """One line; trailing blanks may have been lost or added under way."""
    if not line or line.strip() in (b"`", b""):
        return b""
    size = (line[0] - 32) & 63
    wanted = 1 + (size + 2) // 3 * 4
    if not 32 < line[0] <= 96 or len(line) > wanted + 2 or len(line) < wanted - 4:
        raise ValueError
    return binascii.a2b_uu(line[:wanted].ljust(wanted))
