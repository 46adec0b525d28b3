"""A desk in Berlin to be filled."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxdesk.store import sqlite
from tests.reports.build import Rows


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: making the tables costs more than a test."""
    path = tmp_path_factory.mktemp("desk") / "cxdesk.db"
    sqlite.create(path)
    return path


@pytest.fixture
def desk(empty_desk: Path, tmp_path: Path) -> Iterator[Rows]:
    path = tmp_path / "cxdesk.db"
    shutil.copy(empty_desk, path)
    rows = Rows(sqlite.connect(path), ZoneInfo("Europe/Berlin"))
    yield rows
    rows.connection.close()
