"""Where each key of a TOML text stands: for errors that name the line, and edits that keep comments and order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cxdesk.config.problems import KeyPath

_KEY = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*""")
_QUOTES = ('"""', "'''", '"', "'")


@dataclass(frozen=True, slots=True)
class Place:
    """A key at *line* (1-based), its value the characters from *start* to *end* of the text."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Every key outside inline tables, and every table's header line; the text has passed tomllib before."""

    text: str
    keys: Mapping[KeyPath, Place] = field(default_factory=dict)
    tables: Mapping[KeyPath, int] = field(default_factory=dict)

    def line(self, path: KeyPath) -> int:
        """The line of *path*, or of the nearest thing that holds it; 0 where the file does not mention any."""
        for length in range(len(path), 0, -1):
            found = self._line_of(path[:length])
            if found:
                return found
        return 0

    def _line_of(self, path: KeyPath) -> int:
        if path in self.keys:
            return self.keys[path].line
        if path in self.tables:
            return self.tables[path]
        below = [place.line for key, place in self.keys.items() if key[: len(path)] == path]
        below += [line for key, line in self.tables.items() if key[: len(path)] == path]
        return min(below, default=0)


def scan(text: str) -> Layout:
    """Read the layout of a TOML text that tomllib accepts."""
    return _Scanner(text).layout()


class _Scanner:
    """Walks the statements of a TOML text; values are skipped, not understood."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._table: KeyPath = ()
        self._lengths: dict[KeyPath, int] = {}
        self._keys: dict[KeyPath, Place] = {}
        self._tables: dict[KeyPath, int] = {}

    def layout(self) -> Layout:
        """Statement by statement to the end of the text."""
        while self._at < len(self._text):
            self._statement()
        return Layout(self._text, self._keys, self._tables)

    def _statement(self) -> None:
        char = self._text[self._at]
        if char.isspace():
            self._at += 1
        elif char == "#":
            self._skip_line()
        elif char == "[":
            self._header()
        else:
            self._assignment()

    def _header(self) -> None:
        line, many = self._line(), self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        path = self._counted(self._dotted())
        if many:
            place = self._lengths.get(path, -1) + 1
            self._lengths[path] = place
            path = (*path, place)
        self._table = path
        self._tables.setdefault(path, line)
        self._skip_line()

    def _counted(self, names: KeyPath) -> KeyPath:
        """A header under an array of tables speaks of its last one."""
        path: KeyPath = ()
        for number, name in enumerate(names, start=1):
            path = (*path, name)
            if path in self._lengths and number < len(names):
                path = (*path, self._lengths[path])
        return path

    def _assignment(self) -> None:
        line = self._line()
        path = (*self._table, *self._dotted())
        self._at += 1
        while self._text[self._at] in " \t":
            self._at += 1
        start = self._at
        end = self._skip_value()
        self._keys[path] = Place(line, start, end)

    def _dotted(self) -> KeyPath:
        names: list[str] = []
        while match := _KEY.match(self._text, self._at):
            names.append(next(group for group in match.groups() if group is not None))
            self._at = match.end()
            if self._text[self._at : self._at + 1] != ".":
                break
            self._at += 1
        return tuple(names)

    def _skip_value(self) -> int:
        """Move past the value and its line; answers where the value ends, without comment and trailing blanks."""
        depth, end = 0, self._at
        while self._at < len(self._text):
            char = self._text[self._at]
            if char == "#":
                self._skip_line()
                if depth == 0:
                    return end
                continue
            if char == "\n" and depth == 0:
                return end
            depth += (char in "[{") - (char in "]}")
            self._at = self._past_string() if char in "\"'" else self._at + 1
            if not char.isspace():
                end = self._at
        return end

    def _past_string(self) -> int:
        quote = next(quote for quote in _QUOTES if self._text.startswith(quote, self._at))
        at = self._at + len(quote)
        while not self._text.startswith(quote, at):
            at += 2 if self._text[at] == "\\" and quote[0] == '"' else 1
        at += len(quote)
        while len(quote) == 3 and self._text.startswith(quote[0], at):
            at += 1  # a multi-line string may end in up to two quotes of its own
        return at

    def _skip_line(self) -> None:
        newline = self._text.find("\n", self._at)
        self._at = len(self._text) if newline < 0 else newline

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1
