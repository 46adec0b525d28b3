"""Rules of the house that neither imports nor types can hold: where SQL stands, what an exception says."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SQL = re.compile(
    r"\bSELECT\s[^\"]*?\sFROM\s|\bINSERT\s+(OR \w+ )?INTO\b|\bUPDATE\s+\w+\s+SET\b|\bDELETE\s+FROM\b|\bPRAGMA\s+\w"
)
EXCEPTION = re.compile(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[^]]*\])(.*)")


def sources(*folders: str) -> Iterator[Path]:
    """Every module below these folders."""
    return (path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_sql_stands_in_the_store_alone() -> None:
    """HOUSE."""
    store = ROOT / "cxdesk" / "store"
    outside = [path for path in sources("cxdesk") if not path.is_relative_to(store)]
    assert [path for path in outside if SQL.search(path.read_text(encoding="utf-8"))] == []


def test_no_face_puts_roles_together_by_itself() -> None:
    """CONTRIBUTING, floor 5: who may do what is asked of the domain by what it is for, not by a list of roles."""
    roles = re.compile(r"from cxdesk\.domain\.permissions import [^\n]*\b(AGENTS|SUPERVISORS|QUALITY)\b")
    faces = [*sources("cxdesk/cli", "cxdesk/screens", "cxdesk/widgets"), ROOT / "cxdesk" / "app.py"]
    assert [path for path in faces if roles.search(path.read_text(encoding="utf-8"))] == []


def test_every_exception_from_a_check_says_why_it_is_one() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources("cxdesk", "tests", "benchmarks")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := EXCEPTION.search(line)) and not found[2].strip(" #()")
    ]
    assert silent == []
