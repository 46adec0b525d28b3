"""When the next attempt comes, and when there is none."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.mail.backoff import SPREAD, WAITS, next_attempt

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 120), (6, 240), (7, 480), (8, 720), (12, 720)]
)
def test_the_waits_are_those_of_the_table(attempts: int, minutes: int) -> None:
    assert next_attempt(attempts, NOW, 0.5) == NOW + timedelta(minutes=minutes)


def test_after_three_days_nothing_more_is_tried() -> None:
    assert next_attempt(13, NOW, 0.5) is None
    assert next_attempt(10_000, NOW, 0.5) is None
    assert sum(WAITS, timedelta()) == timedelta(days=3, hours=3, minutes=21)


@given(st.integers(1, len(WAITS)), st.floats(0, 1))
def test_jitter_moves_a_wait_by_a_fifth_at_most(attempts: int, jitter: float) -> None:
    at = next_attempt(attempts, NOW, jitter)
    assert at is not None
    wait = WAITS[attempts - 1]
    slack = timedelta(microseconds=1)
    assert wait * (1 - SPREAD) - slack <= at - NOW <= wait * (1 + SPREAD) + slack


@given(st.integers(1, len(WAITS) - 1), st.floats(0, 1))
def test_with_the_same_luck_waits_never_get_shorter(attempts: int, jitter: float) -> None:
    earlier, later = next_attempt(attempts, NOW, jitter), next_attempt(attempts + 1, NOW, jitter)
    assert earlier is not None
    assert later is not None
    assert earlier <= later


@pytest.mark.parametrize(("attempts", "jitter"), [(0, 0.5), (-1, 0.5), (1, -0.1), (1, 1.1), (1, float("nan"))])
def test_what_makes_no_sense_is_refused(attempts: int, jitter: float) -> None:
    with pytest.raises(ValueError, match=r"attempt|jitter"):
        next_attempt(attempts, NOW, jitter)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        next_attempt(1, NOW.replace(tzinfo=None), 0.5)


@pytest.mark.parametrize("module", ["backoff", "addresses", "message", "settings", "transports", "maildir"])
def test_queueing_a_letter_loads_no_mail_machinery(module: str) -> None:
    """The budget of the start: what builds and sends messages is loaded by those who send."""
    program = (
        f"import sys, cxdesk.mail.{module}; "
        "print([name for name in ('email', 'smtplib', 'ssl', 'socket', 'mailbox') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
