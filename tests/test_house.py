"""Rules of the house that neither imports nor types can hold: where SQL stands."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SQL = re.compile(
    r"\bSELECT\s[^\"]*?\sFROM\s|\bINSERT\s+(OR \w+ )?INTO\b|\bUPDATE\s+\w+\s+SET\b|\bDELETE\s+FROM\b|\bPRAGMA\s+\w"
)


def sources(*folders: str) -> Iterator[Path]:
    """Every module below these folders."""
    return (path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_sql_stands_in_the_store_alone() -> None:
    """HOUSE."""
    store = ROOT / "cxdesk" / "store"
    outside = [path for path in sources("cxdesk") if not path.is_relative_to(store)]
    assert [path for path in outside if SQL.search(path.read_text(encoding="utf-8"))] == []
