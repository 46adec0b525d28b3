"""Rows that are no complaints: kept with line and reason in a file that people can mend and import again."""

import csv
import io
import json
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TextIO

from cxdesk.catalogue import _
from cxdesk.errors import WrongUse
from cxdesk.imports.rows import Row, visible


class Reject(NamedTuple):
    """One row that was left out: where it begins, why, and what it says."""

    line: int
    reason: str
    raw: str


class RejectsFile:
    """A CSV of rejects, made with the first one: no rejects, no file. `path` None keeps none."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.written = 0
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, file: str, reject: Reject) -> None:
        """Keep one; raises WrongUse where the file cannot be made, OSError where it cannot be written on."""
        if self.path is None:
            return
        if self._file is None:
            self._file = _made(self.path)
            csv.writer(self._file).writerow(("line", "reason", "raw", "file"))
        csv.writer(self._file).writerow((reject.line, reject.reason, visible(reject.raw), file))
        self.written += 1


def _made(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise WrongUse(
            _("the rejects cannot be written to {file}: {reason}").format(file=path, reason=error.strerror or error),
            mend=_("name a file that can be written: {option}").format(option="--rejects FILE"),
        ) from error


def raw_of(row: Row, delimiter: str | None) -> str:
    """A row as a line of its file: delimited, or a JSON object."""
    if delimiter is None:
        return json.dumps(row.fields, ensure_ascii=False)
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="").writerow(row.fields.values())
    return line.getvalue()
