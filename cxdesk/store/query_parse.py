"""A query's text cut into words, quoted phrases and `field:value`, each with its place and without its meaning."""

import re
from typing import NamedTuple

from cxdesk.catalogue import _
from cxdesk.store.query_error import QueryError


class Piece(NamedTuple):
    """One part of a value or one word: its text without quotes, and the character at which it begins."""

    text: str
    position: int
    quoted: bool = False


class Term(NamedTuple):
    """One term: `field` is "" for words; `pieces` are alternatives."""

    field: str
    pieces: tuple[Piece, ...]
    negated: bool
    position: int


_OPEN, _CLOSE = '"“”', {'"': '"', "“": "”", "”": "”"}
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*)[:：]")
_BARE = re.compile(r'[^\s,，"“”]+')


def terms(text: str) -> list[Term]:
    """The terms in order. Raises QueryError for a quote that is never closed and a field without a value."""
    found: list[Term] = []
    place = 0
    while (place := _after_spaces(text, place)) < len(text):
        start = place
        negated = text[place] in "-－" and place + 1 < len(text) and not text[place + 1].isspace()
        place += int(negated)
        named = _FIELD.match(text, place)
        place = named.end() if named else place
        pieces, place = _pieces(text, place)
        if named and not pieces:
            raise QueryError(
                _("the field {field} has no value").format(field=named[1]),
                place,
                _("write it without a space, as in {example}").format(example=f"{named[1]}:…"),
            )
        if pieces:
            found.append(Term(named[1].casefold() if named else "", tuple(pieces), negated, start))
    return found


def _after_spaces(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _pieces(text: str, place: int) -> tuple[list[Piece], int]:
    """Alternatives between commas, up to a space outside quotes: `"1 Nov 2026".."3 Nov 2026"` is one piece."""
    found: list[Piece] = []
    current, start, quoted = "", place, False
    while place < len(text) and not text[place].isspace():
        mark = text[place]
        if mark in ",，":
            _keep(found, current, start, quoted)
            current, start, quoted = "", place + 1, False
            place += 1
        elif mark in _OPEN:
            inner, place = _quoted(text, place)
            current, quoted = current + inner, True
        else:
            bare = _BARE.match(text, place)
            assert bare is not None  # noqa: S101 (every other first character was handled above)
            current, place = current + bare[0], bare.end()
    _keep(found, current, start, quoted)
    return found, place


def _keep(found: list[Piece], text: str, start: int, quoted: bool) -> None:
    if text.strip():
        found.append(Piece(text, start, quoted))


def _quoted(text: str, place: int) -> tuple[str, int]:
    end = text.find(_CLOSE[text[place]], place + 1)
    if end < 0:
        raise QueryError(_("a quote is opened and never closed"), place, _("close it, or leave it out"))
    return text[place + 1 : end], end + 1
