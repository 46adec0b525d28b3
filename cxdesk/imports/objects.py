"""Rows of JSON: one object per line, a list of objects, or an envelope that holds such a list."""

import json
import re
from collections.abc import Iterator
from typing import NoReturn

from cxdesk.catalogue import _
from cxdesk.imports.rows import MAX_RECORD, UNDECODED, BadRow, Row, UnreadableFile, visible
from cxdesk.imports.source import Lines

ENVELOPES = ("data", "rows", "complaints", "records", "items", "results")
_SPACE = re.compile(r"[ \t\r\n]*")
_NEXT_OBJECT = re.compile(r"(?:[\r\n][ \t]*,?[ \t]*|\}\s*,\s*)(?=\{)")
_PIECE = 65_536


def _no_constant(name: str) -> NoReturn:
    raise ValueError(_("{name} is no JSON number").format(name=name))


# Numbers keep the digits that were written: 02127 is no number, 1e400 no infinity, an id no float.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_constant)


def read_json_lines(lines: Lines, encoding: str) -> Iterator[Row | BadRow]:
    """One object per line; blank lines are left out."""
    while (line := lines.next()) is not None:
        text = line.strip()
        if not text:
            continue
        if len(line) > MAX_RECORD:
            yield _bad(lines.number, _too_long(), text)
            continue
        if not text.isascii() and UNDECODED.search(text):
            yield _bad(lines.number, _("bytes that are not {encoding}").format(encoding=encoding), text)
            continue
        try:
            found, end = _DECODER.raw_decode(text)
        except (ValueError, RecursionError) as error:
            ended = not line.endswith(("\n", "\r"))
            yield _bad(lines.number, _ends_early() if ended else _not_json(error), text)
            continue
        if end != len(text):
            yield _bad(lines.number, _("more than one object on the line"), text)
            continue
        yield _row(lines.number, found, text, encoding)


def read_json(lines: Lines, name: str, encoding: str) -> Iterator[Row | BadRow]:
    """The objects of a list, or of the list inside an envelope, one at a time.

    After an object that is not JSON, reading goes on where the next one seems to begin.
    """
    window = _Window(lines)
    bare = window.peek() == "["
    _enter_list(window, name)
    while True:
        symbol = window.peek()
        if symbol == ",":
            window.take(1)
            continue
        line = window.line
        if symbol == "]":
            window.take(1)
            if bare and window.peek():
                yield _bad(line, _("more text follows the end of the list"), window.skip_to_next_object())
            return
        if not symbol:
            yield _bad(line, _("the file ends before its list does"), "")
            return
        try:
            found, raw = window.value()
        except _Unfinished as error:
            yield _bad(line, _too_long() if error.too_long else _ends_early(), window.text[:MAX_RECORD])
            return
        except (ValueError, RecursionError) as error:
            reason = _not_json(error)
            yield _bad(line, reason, window.skip_to_next_object())
            continue
        yield _row(line, found, raw, encoding)


class _Unfinished(Exception):
    def __init__(self, *, too_long: bool) -> None:
        super().__init__()
        self.too_long = too_long


class _Window:
    """The part of the text under the eye; what was taken is dropped, so that memory stays flat."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.text = ""
        self.line = 1

    def fill(self) -> bool:
        """More text; False at the end of the file."""
        piece = self._lines.piece(_PIECE)
        self.text += piece
        return bool(piece)

    def take(self, count: int) -> str:
        """The next *count* characters, which are then gone."""
        taken, self.text = self.text[:count], self.text[count:]
        self.line += taken.count("\n")
        return taken

    def peek(self) -> str:
        """The next character that is no white space, or nothing at the end."""
        while True:
            blank = _SPACE.match(self.text)
            self.take(blank.end() if blank else 0)
            if self.text or not self.fill():
                return self.text[:1]

    def value(self) -> tuple[object, str]:
        """The next value and its text; ValueError when it is not JSON, _Unfinished when it does not end."""
        while True:
            try:
                found, end = _DECODER.raw_decode(self.text)
            except ValueError as error:
                place = getattr(error, "pos", 0)
                near_end = len(self.text) - place < 16 or "Unterminated" in str(error)
                if not near_end:
                    raise
                if len(self.text) > MAX_RECORD:
                    raise _Unfinished(too_long=True) from error
                if not self.fill():
                    if place < len(self.text.rstrip()) and "Unterminated" not in str(error):
                        raise
                    raise _Unfinished(too_long=False) from error
                continue
            if end == len(self.text) and self.text[-1] not in '}]"' and self.fill():
                continue
            return found, self.take(end)

    def skip_to_next_object(self) -> str:
        """Drop what cannot be read, up to a line that begins with an object."""
        dropped = ""
        while True:
            place = _NEXT_OBJECT.search(self.text)
            if place:
                return dropped + self.take(place.end())
            dropped = (dropped + self.take(len(self.text)))[:MAX_RECORD]
            if not self.fill():
                return dropped


def _enter_list(window: _Window, name: str) -> None:
    symbol = window.peek()
    if symbol == "[":
        window.take(1)
        return
    if symbol != "{":
        raise _no_list(name)
    window.take(1)
    try:
        while window.peek() == '"':
            key, _raw = window.value()
            if window.peek() != ":":
                break
            window.take(1)
            if window.peek() == "[" and key in ENVELOPES:
                window.take(1)
                return
            window.value()
            if window.peek() == ",":
                window.take(1)
    except (ValueError, RecursionError, _Unfinished):
        raise _no_list(name) from None
    raise _no_list(name)


def _no_list(name: str) -> UnreadableFile:
    return UnreadableFile(
        _("the file holds no list of objects"),
        where=name,
        mend=_("give a list, an object with a list named {names}, or one object per line").format(
            names=", ".join(ENVELOPES)
        ),
    )


def _row(line: int, found: object, raw: str, encoding: str) -> Row | BadRow:
    if not isinstance(found, dict):
        return _bad(line, _("not an object with named fields"), raw)
    fields: dict[str, str] = {}
    try:
        _flatten(found, "", fields)
    except RecursionError as error:
        return _bad(line, _not_json(error), raw)
    for key, value in fields.items():
        if "\0" in value or "\0" in key:
            return _bad(line, _("the record holds zero bytes"), raw)
        if not (value.isascii() and key.isascii()) and UNDECODED.search(key + value):
            return _bad(line, _("bytes that are not {encoding}").format(encoding=encoding), raw)
    return Row(line, fields)


def _flatten(found: dict[str, object], prefix: str, fields: dict[str, str]) -> None:
    """Objects inside become `outer.inner`; a list of plain values is joined, any other kept as JSON text."""
    for name, value in found.items():
        key = prefix + name
        if isinstance(value, dict):
            _flatten(value, key + ".", fields)
        elif isinstance(value, list):
            fields[key] = _listed(value)
        else:
            fields[key] = _plain(value)


def _listed(values: list[object]) -> str:
    if any(isinstance(value, dict | list) for value in values):
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return ", ".join(_plain(value) for value in values)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _bad(line: int, reason: str, raw: str) -> BadRow:
    return BadRow(line, reason, visible(raw.strip()))


def _not_json(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("nested too deeply")
    return _("not JSON: {reason}").format(reason=error)


def _ends_early() -> str:
    return _("the record ends early")


def _too_long() -> str:
    return _("the record is longer than {limit} characters").format(limit=MAX_RECORD)
