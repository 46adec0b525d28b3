"""The mailboxes of an address header, whatever its writer took for one: linear in its length, and never an error.

Names stay encoded while the list is taken apart, so that a comma inside an encoded word parts nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from cxdesk.mail.intake import headers, limits

_PIECE: Final = re.compile(r"\\.|[\"()<>,;:]|[^\\\"()<>,;:]+|\\", re.DOTALL)
_AROUND: Final = " \t\r\n<>[](),;:"
_QUOTES: Final = ('""', "''", "``", "{}")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_MAILTO: Final = re.compile(r"^mailto:", re.IGNORECASE)
_WIDE: Final = str.maketrans("＜＞＠", "<>@")


@dataclass(slots=True)
class _Entry:
    """One element of the list as it was written."""

    phrase: list[str] = field(default_factory=list)
    angle: list[str] | None = None
    comments: list[str] = field(default_factory=list)
    quoted: bool = False
    addressed: bool = False
    local_part: str = ""

    @property
    def text(self) -> str:
        return "".join(self.phrase).strip()

    @property
    def empty(self) -> bool:
        return not self.text and self.angle is None and not self.comments

    def goes_on_with(self, piece: str) -> bool:
        """Take the piece for more of the address in angle brackets, unless the list goes on without their end."""
        if self.angle is None:
            return False
        routed = bool(self.angle) and self.angle[0].lstrip().startswith("@") and ":" not in self.angle
        if piece in ",;" and not routed and "@" in "".join(self.angle[-3:]):
            return False
        self.angle.append(piece)
        return True

    @property
    def angle_is_blank(self) -> bool:
        return not (self.angle and any(map(str.strip, self.angle)))


def mailboxes(value: str) -> tuple[tuple[str, str], ...]:
    """(name, address) of each mailbox of the header, unfolded and undecoded, in order; one without address has "".

    An address stands as it was written, also one that no server would take.
    """
    value = value[: limits.HEADER_BYTES]
    if "<" not in value and "＜" in value:
        value = value.translate(_WIDE)
    found = _mailboxes(value)
    if not any(address for _name, address in found) and "=?" in value and "@" in (plain := headers.decoded(value)):
        return _mailboxes(plain)  # the address stood inside an encoded word
    return found


def _mailboxes(value: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    surname: list[str] = []
    for entry in _entries(value):
        name, address = _read(entry)
        if not address and entry.angle is None and name:
            surname.append(entry.text)
            continue
        if surname and entry.angle is not None and name and not entry.quoted:
            name = _name(", ".join([*surname, entry.text])[: limits.HEADER_BYTES])
        surname = []
        if name or address:
            found.append((name, address))
        if len(found) == limits.ADDRESSES:
            break
    found += [(_name(name), "") for name in surname[: limits.ADDRESSES]]
    return tuple(found)


def bare(value: str) -> tuple[str, ...]:
    """The addresses of the header, each once."""
    return tuple(dict.fromkeys(address for _name, address in mailboxes(value) if address))


def _entries(value: str) -> Iterator[_Entry]:
    return _Taken(_PIECE.findall(value)).apart()


class _Taken:
    """An address list, piece by piece; quotes and comments that do not end count as characters."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._quotes_end = pieces.count('"') % 2 == 0
        self._comments_end = _balanced(pieces, quotes=self._quotes_end)
        self._grouped = ";" in pieces
        self._entry = _Entry()
        self._quoted: list[str] | None = None
        self._depth = 0
        self._in_angle = False

    def apart(self) -> Iterator[_Entry]:
        for piece, following in zip_longest(self._pieces, self._pieces[1:], fillvalue=""):
            if self._quoted is not None:
                self._in_quotes(piece, following)
            elif self._depth:
                self._in_comment(piece)
            elif self._in_angle and piece not in "<>" and self._entry.goes_on_with(piece):
                continue
            elif piece in {",", ";"}:
                if not self._entry.empty:
                    yield self._entry
                self._entry, self._in_angle = _Entry(), False
            else:
                self._outside(piece)
        if not self._entry.empty:
            yield self._entry

    def _in_quotes(self, piece: str, following: str) -> None:
        entry, quoted = self._entry, self._quoted or []
        if piece != '"':
            quoted.append(piece)
            self._quoted = quoted
            entry.phrase.append(piece[1:] if len(piece) == 2 and piece[0] == "\\" else piece)
            return
        self._quoted = None
        if following.startswith("@") and not entry.local_part:
            entry.local_part = f'"{"".join(quoted)}"{following.split(maxsplit=1)[0]}'

    def _in_comment(self, piece: str) -> None:
        self._depth += {"(": 1, ")": -1}.get(piece, 0)
        if self._depth:
            self._entry.comments.append(piece)

    def _outside(self, piece: str) -> None:
        entry = self._entry
        if piece == '"' and self._quotes_end:
            self._quoted, entry.quoted = [], True
        elif piece == "(" and self._comments_end:
            self._depth = 1
            entry.comments.append(" " if entry.comments else "")
        elif piece == "<" and entry.angle_is_blank:
            self._in_angle, entry.angle = True, []
        elif piece == ">":
            self._in_angle = False
        elif piece == ":" and self._grouped and not (entry.addressed or entry.quoted):
            self._entry = _Entry()  # what stood before is the name of a group
        else:
            entry.phrase.append(piece)
            entry.addressed = entry.addressed or "@" in piece


def _balanced(pieces: list[str], *, quotes: bool) -> bool:
    """Whether every comment ends; where one does not, its bracket is only a character."""
    depth, in_quotes = 0, False
    for piece in pieces:
        if piece == '"' and quotes:
            in_quotes = not in_quotes
        elif not in_quotes and piece in "()":
            depth = depth + 1 if piece == "(" else max(depth - 1, 0)
    return depth == 0


def _read(entry: _Entry) -> tuple[str, str]:
    """The name and the address of one element; either may be "" """
    text = entry.text
    comment = "".join(entry.comments).strip()
    if entry.angle is not None:
        address = _address("".join(entry.angle))
        return _name(text or comment), address or (_inside(text) if "@" in text else "")
    if "@" in text:
        if entry.local_part:
            return _name(comment), headers.one_line(entry.local_part, limits.ADDRESS_CHARACTERS)
        address = _inside(text)
        name = " ".join(word for word in text.split() if address not in word)
        return _name(name or comment), address
    if "@" in comment:
        return _name(text), _inside(comment)
    return _name(text or comment), ""


def _inside(text: str) -> str:
    """The last word that looks like an address."""
    return next((_address(word) for word in reversed(text.split()) if "@" in word.strip("@")), "")


def _address(text: str) -> str:
    plain = headers.one_line(_COMMENT.sub("", headers.decoded(text)), limits.ADDRESS_CHARACTERS)
    address = _MAILTO.sub("", _unquoted(plain.strip(_AROUND))).strip(_AROUND)
    if "@[" in address and "]" in plain:
        address += "]"  # an address literal, not a bracket around the address
    if address.startswith("@") and ":" in address:
        address = address.partition(":")[2].strip()
    return address


def _unquoted(address: str) -> str:
    """Without quotes around all of it; those around a local part belong to the address."""
    for begin, end in _QUOTES:
        if len(address) > 2 and address[0] == begin and address[-1] == end:
            return address[1:-1].strip(_AROUND)
        if address[:1] == begin and address.count(begin) == 1:
            return address[1:].strip(_AROUND)
        if address[-1:] == end and address.count(end) == 1:
            return address[:-1].strip(_AROUND)
    return address


def _name(text: str) -> str:
    name = headers.one_line(headers.decoded(text), limits.NAME_CHARACTERS)
    return name.replace('"', "").strip().removeprefix("'").removesuffix("'").strip()
