"""Stored rows equal the pure evaluation at all times, whatever is done in whatever order (DOMAIN §4.2, §5)."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxdesk.desk import Answers, Desk, NewComplaint, Refused, option
from cxdesk.domain import events as e
from cxdesk.domain.words import Direction, OptionType, Severity
from cxdesk.errors import NotDone
from tests.desks import MONDAY, Clock, new_desk, opened

Act = Callable[[Desk, str, Clock], object]
FIRST, SECOND = "CX-1", "CX-2"
DAY = timedelta(days=1)


def another_policy(desk: Desk, _ref: str, _clock: Clock) -> None:
    """Two policies in turn."""
    path = desk.folder / "desk.toml"
    text = path.read_text(encoding="utf-8").partition("\n[policy.standard.clock.resolve]")
    stops = "" if text[1] else '\n[policy.standard.clock.resolve]\ntarget = "6bd"\npause = ["customer"]\n'
    path.write_text(text[0] + stops, encoding="utf-8")
    desk.apply_policy()


ACTS: dict[str, Act] = {
    "take": lambda desk, ref, _clock: desk.take(ref),
    "start": lambda desk, ref, _clock: desk.start(ref),
    "assess": lambda desk, ref, _clock: desk.assess(ref, e.Assessed(Severity.S1)),
    "reply": lambda desk, ref, _clock: desk.contact(ref, Direction.OUT, "phone", "we look into it"),
    "customer": lambda desk, ref, _clock: desk.contact(ref, Direction.IN, "phone", "and?"),
    "ask": lambda desk, ref, clock: desk.ask(ref, "which one?", clock.at + timedelta(days=4), why="customer"),
    "resume": lambda desk, ref, _clock: desk.resume(ref),
    "cause": lambda desk, ref, _clock: desk.find_cause(ref, "late", "the van broke down", "transport"),
    "offer": lambda desk, ref, _clock: desk.offer(ref, option(OptionType.REFUND, "all of it")),
    "accept": lambda desk, ref, _clock: desk.accept(ref, 1, "said so"),
    "fulfil": lambda desk, ref, _clock: desk.fulfil(ref, "receipt"),
    "confirm": lambda desk, ref, _clock: desk.revisit_done(ref, Answers(resolved=True, satisfaction=4)),
    "return": lambda desk, ref, _clock: desk.return_(ref, "broken again"),
    "close": lambda desk, ref, _clock: desk.close(ref),
    "reopen": lambda desk, ref, _clock: desk.reopen(ref, "new facts"),
    "merge": lambda desk, ref, _clock: desk.merge(ref, SECOND if ref == FIRST else FIRST),
    "unmerge": lambda desk, ref, _clock: desk.unmerge(ref),
    "promise": lambda desk, ref, clock: desk.promise(ref, "a call", clock.at + timedelta(days=1)),
    "severity": lambda desk, ref, _clock: desk.correct(ref, "severity", "S2", "misread"),
    "receipt": lambda desk, ref, _clock: desk.correct(ref, "received_at", (MONDAY - DAY).isoformat(), "misread"),
    "verdict": lambda desk, ref, _clock: desk.correct(ref, "verdict:resolve:1:1", "met", "it was done"),
    "sweep": lambda desk, _ref, _clock: desk.sweep(),
    "policy": another_policy,
}

DONE = st.tuples(
    st.sampled_from(sorted(ACTS)), st.sampled_from((FIRST, SECOND)), st.sampled_from((0.0, 0.4, 5.0, 30.0, 200.0))
)
COURSE = ("take", "start", "cause", "offer", "accept", "fulfil", "close")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DONE, min_size=5, max_size=25), st.integers(0, len(COURSE)))
def test_after_every_act_the_stored_rows_are_those_of_the_history(
    done: list[tuple[str, str, float]], begun: int
) -> None:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, opened(new_desk(Path(folder) / "desk", clock), clock) as desk:
        for _number in range(2):
            desk.log(NewComplaint(channel="phone", subject="Late", text="x"))
        for name, ref, hours in [*((act, FIRST, 1.0) for act in COURSE[:begun]), *done]:
            clock.on(hours=hours)
            try:
                ACTS[name](desk, ref, clock)
            except (Refused, NotDone):
                continue
            assert desk.verify() == [], name
