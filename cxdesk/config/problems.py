"""What is wrong in a desk's files, where it stands, and the edit that mends it; all of it at once (CLI.md, errors)."""

from collections.abc import Iterable
from dataclasses import dataclass

from cxdesk.catalogue import _
from cxdesk.errors import DeskUnavailable

KeyPath = tuple[str | int, ...]


def key_text(path: KeyPath) -> str:
    """`policy.standard.ladder[2].at`: list places counted from 1, as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong (or, as a warning, doubtful): in *file* at *line* (1-based; 0 = nowhere in particular)."""

    file: str
    line: int
    key: str
    what: str
    mend: str = ""

    @property
    def where(self) -> str:
        """`desk.toml:12, policy.standard.clock.resolve.target`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}, {self.key}" if self.key else place

    def __str__(self) -> str:
        """`WHERE: WHAT (MEND)`, as one line."""
        mend = f" ({self.mend})" if self.mend else ""
        return f"{self.where}: {self.what}{mend}"


class ConfigError(DeskUnavailable):
    """The desk's settings cannot be used; `problems` holds every reason found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        first = self.problems[0]
        others = len(self.problems) - 1
        what = first.what
        if others:
            what = _("{what} (and {count} more: cxdesk config check)").format(what=what, count=others)
        super().__init__(what, where=first.where, mend=first.mend or None)
