"""Full text: two Chinese characters, the newest fifty; the floor is what BUDGETS allows."""

from functools import partial
from pathlib import Path

from desks import desk_of, opened
from measure import Measured, fastest

from cxdesk.desk import Desk

ALLOWED_MS = 20.0
NEWEST = 50
_WORDS = ("退款", "refund")


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """Milliseconds in process."""
    with opened(desk_of(count), Desk) as desk:
        found = {words: len(desk.search(words, NEWEST)) for words in _WORDS}
        return [
            Measured(
                f"search: {words}, ms",
                1000 * fastest(partial(desk.search, words, NEWEST)),
                ALLOWED_MS,
                1.0,
                f"{found[words]} found",
            )
            for words in _WORDS
        ]
