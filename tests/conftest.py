"""What every test shares: the machine is cut out, and the corpus is found or the test says why it skips."""

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.desks import made_in_this_test

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data"

NEW_OBJECTS_BEFORE_A_SWEEP = 20_000
"""As Python has it (700), the collector takes a quarter of the time of everything that draws screens."""

settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("same")
"""The same examples in every run, however slow the machine; `--hypothesis-profile=default` draws new ones."""


def pytest_collection_finish() -> None:
    """What was collected stays to the end: nothing of it is swept."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_BEFORE_A_SWEEP)


@pytest.fixture(autouse=True)
def _machine_cut_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No desk, agent, language, colour or zone of the machine reaches a test, and no desk of another test."""
    made_in_this_test.clear()
    for name in ("CXDESK_DESK", "CXDESK_AGENT", "CXDESK_NOW", "CXDESK_TRACEBACK", "CXDESK_LANG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def corpus() -> Path:
    """The folder of real complaints, mails and time vectors."""
    if not CORPUS.is_dir():
        pytest.skip(f"the corpus of real data is not beside the project ({CORPUS.parent.name}/data)")
    return CORPUS
