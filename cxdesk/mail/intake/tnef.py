"""The files inside a `winmail.dat`: what Outlook wraps them in when it takes the reader for another Outlook.

Only names and contents, from the attributes that every writer of the format uses (MS-OXTNEF 2.1.3); whatever does not
fit ends the reading, and the wrapped file is kept beside them in any case.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cxdesk.mail.intake import charsets

TYPES: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_SIGNATURE: Final = 0x223E9F78
_RENDERING, _TITLE, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAME, _OBJECT = 0x3707, 0x3701
_TEXT, _UNICODE, _BINARY, _EMBEDDED = 0x1E, 0x1F, 0x102, 0x0D
_VARIABLE: Final = frozenset({_TEXT, _UNICODE, _BINARY, _EMBEDDED})
_FIXED_BYTES: Final = {
    0x02: 4,
    0x03: 4,
    0x04: 4,
    0x05: 8,
    0x06: 8,
    0x07: 8,
    0x0A: 4,
    0x0B: 4,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_MOST_FILES: Final = 100
_MOST_PROPERTIES: Final = 500


class Malformed(ValueError):
    """The octets do not go on as the format says."""


@dataclass(slots=True)
class _File:
    name: str = ""
    content: bytes = b""


class _Octets:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._place

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise Malformed
        self._place += size
        return self._data[self._place - size : self._place]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")

    def padded(self, size: int) -> bytes:
        """Octets that fill a multiple of four."""
        taken = self.take(size)
        self.take(min(-size % 4, self.left))
        return taken


def files(data: bytes) -> list[tuple[str, bytes]]:
    """The name, "" when there is none, and the content of each file inside."""
    found: list[_File] = []
    try:
        for attribute, value in _attributes(data):
            if attribute == _RENDERING:
                if len(found) == _MOST_FILES:
                    break
                found.append(_File())
            elif found:
                _add(found[-1], attribute, value)
    except Malformed:
        pass  # what came before the break is whole
    return [(file.name, file.content) for file in found if file.content]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    octets = _Octets(data)
    if octets.number(4) != _SIGNATURE:
        return
    octets.take(2)
    while octets.left > 11:
        octets.take(1)
        attribute = octets.number(4) & 0xFFFF
        value = octets.take(octets.number(4))
        octets.take(min(2, octets.left))
        yield attribute, value


def _add(file: _File, attribute: int, value: bytes) -> None:
    if attribute == _TITLE:
        file.name = file.name or _text(value)
    elif attribute == _DATA:
        file.content = value
    elif attribute == _PROPERTIES:
        for identifier, kind, content in _properties(value):
            if identifier == _LONG_NAME:
                file.name = _text(content, unicode=kind == _UNICODE)
            elif identifier == _OBJECT and kind == _BINARY and not file.content:
                file.content = content


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Identifier, type and first value of each property."""
    octets = _Octets(data)
    for _property in range(min(octets.number(4), _MOST_PROPERTIES)):
        kind, identifier = octets.number(2), octets.number(2)
        if identifier >= 0x8000:
            octets.take(16)
            octets.padded(octets.number(4) if octets.number(4) else 4)
        several, kind = kind & 0x1000, kind & 0x0FFF
        if kind in _VARIABLE:
            values = [octets.padded(octets.number(4)) for _value in range(min(octets.number(4), _MOST_PROPERTIES))]
        elif kind in _FIXED_BYTES:
            count = octets.number(4) if several else 1
            values = [octets.take(_FIXED_BYTES[kind]) for _value in range(min(count, _MOST_PROPERTIES))]
        else:
            raise Malformed
        yield identifier, kind, values[0] if values else b""


def _text(value: bytes, *, unicode: bool = False) -> str:
    text = charsets.decode(value, "utf-16-le" if unicode else "")[0]
    return text.rstrip("\x00").strip()
