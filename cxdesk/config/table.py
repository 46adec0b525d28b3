"""Typed reading of one TOML table: each value checked where it stands, every problem collected, unknown keys named."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from cxdesk.catalogue import _
from cxdesk.config.problems import KeyPath, Problem, key_text
from cxdesk.errors import CxdeskError

if TYPE_CHECKING:
    from cxdesk.config.layout import Layout
    from cxdesk.domain.policy import Amount

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=Enum)


@dataclass
class Findings:
    """What one file turned out to hold that is wrong (`problems`) or doubtful (`warnings`)."""

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @cached_property
    def layout(self) -> "Layout":
        """Scanned only when something is wrong."""
        from cxdesk.config.layout import scan  # noqa: PLC0415 (every command reads settings, few find a mistake)

        return scan(self.text)

    def at(self, path: KeyPath, what: str, mend: str = "") -> Problem:
        """A problem with its line looked up; not yet kept."""
        return Problem(self.file, self.layout.line(path), key_text(path), what, mend)


class Table:
    """One table of the file at *path*; keys that nobody read are errors when `close` is called."""

    def __init__(self, data: Mapping[str, object], path: KeyPath, findings: Findings) -> None:
        self.data = data
        self.path = path
        self.findings = findings
        self._asked: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def refuse(self, key: str, what: str, mend: str = "") -> None:
        """Keep a problem with *key* of this table (the table itself where key is empty)."""
        path = (*self.path, key) if key else self.path
        self.findings.problems.append(self.findings.at(path, what, mend))

    def doubt(self, key: str, what: str, mend: str = "") -> None:
        """Keep a warning about *key*."""
        path = (*self.path, key) if key else self.path
        self.findings.warnings.append(self.findings.at(path, what, mend))

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        return self._typed(
            key, str, default, _("this is not text"), _('write it in quotes: {key} = "…"').format(key=key)
        )

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        return self._typed(key, bool, default, _("this is neither true nor false"), _("write true or false"))

    def integer(self, key: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number within bounds."""
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.refuse(
            key,
            _("this is no whole number from {least} to {most}").format(least=least, most=most),
            _("write {key} = {default}, for example").format(key=key, default=default),
        )
        return default

    def money(self, key: str, default: Decimal | None) -> Decimal | None:
        """A sum: a number, or a number in quotes; "unlimited" is None."""
        value = self.get(key)
        if value is None:
            return default
        if value == "unlimited":
            return None
        try:
            amount = Decimal(str(value))
        except ArithmeticError:
            amount = Decimal(-1)
        if isinstance(value, bool) or not amount.is_finite() or amount < 0:
            self.refuse(key, _("this is no sum of money"), _('write a number, or "unlimited"'))
            return default
        return amount

    def day(self, key: str) -> date | None:
        """A date without a time."""
        value = self.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value not in (None, ""):
            self.refuse(key, _("this is no date"), _("write it like 2026-01-31, without quotes"))
        return None

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        value = self.get(key)
        if value is None:
            return default
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(item, str) for item in values):
            return tuple(values)
        self.refuse(key, _("this is no list of texts"), _('write {key} = ["…", "…"]').format(key=key))
        return default

    def choice(self, key: str, kind: type[Choice], default: Choice) -> Choice:
        """One of the values of an enumeration."""
        value = self.get(key)
        if value is None:
            return default
        return self.one_of(key, value, kind) or default

    def choices(self, key: str, kind: type[Choice]) -> frozenset[Choice]:
        """Several of the values of an enumeration."""
        found = (self.one_of(key, text, kind) for text in self.texts(key))
        return frozenset(item for item in found if item is not None)

    def one_of(self, key: str, value: object, kind: type[Choice]) -> Choice | None:
        """The member of *kind* with that value; None, and a problem kept, when there is none."""
        try:
            return kind(value)
        except ValueError:
            known = [str(member.value) for member in kind]
            self.refuse(key, _("does not know “{value}”").format(value=value), suggestion(str(value), known))
            return None

    def amount(self, key: str, default: "Amount | None" = None, *, signed: bool = False) -> "Amount | None":
        """A length of time such as `3bd`; negative only where *signed*."""
        value = self.get(key)
        if value is None:
            return default
        from cxdesk.domain.amounts import parse_amount  # noqa: PLC0415 (settings have none, only standards do)

        amount = self.converted(key, value, parse_amount)
        if amount is not None and amount.count < 0 and not signed:
            self.refuse(key, _("this is negative"), _("write it without the minus sign"))
            return default
        return default if amount is None else amount

    def converted(self, key: str, value: object, convert: Callable[[str], Value]) -> Value | None:
        """What *convert* makes of a text; None, and its error kept as a problem, when it refuses."""
        if not isinstance(value, str):
            self.refuse(key, _("this is not text"), _('write it in quotes: {key} = "…"').format(key=key))
            return None
        try:
            return convert(value)
        except CxdeskError as error:
            self.refuse(key, error.what, error.mend or "")
            return None

    def table(self, key: str) -> "Table":
        """The table under *key*; an absent one is empty."""
        value = self.get(key)
        if value is None or isinstance(value, dict):
            return Table(value or {}, (*self.path, key), self.findings)
        self.refuse(
            key, _("this is no table"), _("write it as a section [{key}]").format(key=key_text((*self.path, key)))
        )
        return Table({}, (*self.path, key), self.findings)

    def tables(self, key: str) -> Iterator["Table"]:
        """Each table of an array of tables, in the order of the file."""
        value = self.get(key)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(
                key,
                _("this is no list of sections"),
                _("write each as [[{key}]]").format(key=key_text((*self.path, key))),
            )
            return
        for place, item in enumerate(value):
            yield Table(item, (*self.path, key, place), self.findings)

    def named(self, key: str) -> Iterator[tuple[str, "Table"]]:
        """Each table under *key* with its name: `[key.NAME]`."""
        section = self.table(key)
        for name in section.data:
            yield name, section.table(name)
        section.close()

    def get(self, key: str) -> object:
        """The raw value; the key counts as known."""
        self._asked[key] = None
        return self.data.get(key)

    def close(self, also: Iterable[str] = ()) -> None:
        """Refuse every key that nobody asked for, with the nearest known one; *also* are keys read elsewhere."""
        known = [*self._asked, *also]
        for key in self.data:
            if key not in known:
                self.refuse(key, _("“{key}” is not a setting here").format(key=key), suggestion(key, known))

    def _typed(self, key: str, kind: type[Value], default: Value, what: str, mend: str) -> Value:
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, kind):
            return value
        self.refuse(key, what, mend)
        return default


def suggestion(word: str, known: Iterable[str]) -> str:
    """The mend for an unknown word: the nearest known one, else all of them."""
    from difflib import get_close_matches  # noqa: PLC0415 (only when something is wrong: every command reads settings)

    words = list(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return _("did you mean {word}?").format(word=near[0])
    return _("known here: {words}").format(words=", ".join(words))
