"""Screens are played on a fresh desk each; the language that one chose ends with its test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.catalogue import use
from tests.screens.stage import Stage


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A stage on a desk without complaints; views are counted at once."""
    monkeypatch.setattr("cxdesk.app.COUNT_SECONDS", 0.0)
    yield Stage.new(tmp_path)
    use("en")
