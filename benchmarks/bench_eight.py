"""Eight processes acting on one desk at once against one alone: as quick together, nothing lost, none refused."""

import os
import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import NamedTuple

from desks import copy_of, opened
from lives import NOW
from measure import Measured

from cxdesk.desk import Desk
from cxdesk.errors import DeskUnavailable

TOGETHER = 8
LONGEST = 30.0
STARTING_SECONDS = 120.0
"""Whoever waits longer for the others has lost one; nobody waits for ever."""

COMPLAINTS_A_SECOND = 3_000
"""On a small desk the processes act for a shorter while: thirty seconds are for 100,000 complaints and more."""
_EVENTS = "SELECT count(*) FROM events WHERE type = 'Noted'"
_OPEN = "SELECT ref FROM complaints WHERE status <> 'closed' ORDER BY id"


class Acted(NamedTuple):
    """What one process, or all of them, did."""

    acts: int
    locked: int
    seconds: float


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """Milliseconds an act; acts that were told as done and are not there; acts that were refused the lock."""
    seconds = min(LONGEST, max(count / COMPLAINTS_A_SECOND, 0.3))
    alone, lost_alone = _together(count, 1, seconds)
    eight, lost = _together(count, TOGETHER, seconds)
    rates = f"{eight.acts / eight.seconds:.0f} acts/s, one alone {alone.acts / alone.seconds:.0f}, for {seconds:.1f} s"
    return [
        Measured("eight: ms an act", _ms(eight), _ms(alone), 1.0, rates),
        Measured("eight: lost", lost + lost_alone, 1, 0.0, f"of {eight.acts}"),
        Measured("eight: locked", eight.locked + alone.locked, 1, 0.0, f"of {eight.acts}"),
    ]


def _ms(acted: Acted) -> float:
    return 1000 * acted.seconds / max(acted.acts, 1)


def _together(count: int, processes: int, seconds: float) -> tuple[Acted, int]:
    """What they did, and how many of their acts are missing."""
    context = get_context("spawn")
    with copy_of(count) as folder:
        with opened(folder, Desk) as desk:
            refs = [ref for (ref,) in desk._connection.execute(_OPEN)]
            (before,) = desk._connection.execute(_EVENTS).fetchone()
        start, told = context.Barrier(processes, timeout=STARTING_SECONDS), context.SimpleQueue()
        workers = [
            context.Process(target=_act, args=(folder, refs[number::processes], seconds, start, told))
            for number in range(processes)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if any(worker.exitcode for worker in workers):
            message = "one of the processes died"
            raise RuntimeError(message)
        each = [told.get() for _worker in workers]
        with opened(folder, Desk) as desk:
            (after,) = desk._connection.execute(_EVENTS).fetchone()
    acted = Acted(sum(one.acts for one in each), sum(one.locked for one in each), max(one.seconds for one in each))
    return acted, acted.acts - (after - before)


def _act(folder: Path, refs: Sequence[str], seconds: float, start: Barrier, told: "SimpleQueue[Acted]") -> None:
    """One process: notes on its own complaints in turn, until the time is over."""
    acts = locked = 0
    with Desk.open(folder, agent="bob", now=lambda: NOW, randomness=os.urandom, clock_replaced=True) as desk:
        start.wait()
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            try:
                desk.note(refs[(acts + locked) % len(refs)], "Called, nobody answered.")
                acts += 1
            except DeskUnavailable:
                locked += 1
        told.put(Acted(acts, locked, time.perf_counter() - began))
