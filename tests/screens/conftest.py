"""Screens are played on a fresh desk each; the language that one chose ends with its test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.catalogue import use
from tests.screens.stage import Stage

FOREVER_SECONDS = 86_400.0


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A stage on a desk without complaints; views are counted at once.

    Nothing on it depends on how fast the machine is: others' work is looked for when a test says so, and toasts stay.
    """
    monkeypatch.setattr("cxdesk.app.COUNT_SECONDS", 0.0)
    monkeypatch.setattr("cxdesk.app.LOOK_SECONDS", FOREVER_SECONDS)
    monkeypatch.setattr("cxdesk.app.CxdeskApp.NOTIFICATION_TIMEOUT", FOREVER_SECONDS)
    yield Stage.new(tmp_path)
    use("en")
