"""What holds for the clocks of every history: verdicts that stay, dates that pauses never bring nearer (DOMAIN §4)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cxdesk.domain import events as e
from cxdesk.domain.clocks import evaluate
from cxdesk.domain.instances import ClockInstance, Verdict, newly_breached
from cxdesk.domain.ladder import Fired, share_elapsed, steps_due
from cxdesk.domain.policy import Basis, ClockKind, Facts, Policy, Step, Unit
from cxdesk.domain.words import Outcome, Severity
from tests.domain.histories import (
    FIRST,
    SECOND,
    ask,
    clock,
    customer_wrote,
    offer,
    office,
    policy,
    refer,
    reply,
    story,
)

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
WAITING = frozenset({"customer", "testing"})
STEPS = tuple(
    Step(name, 1, ("owner",), share=share) for name in ("respond", "resolve", "update") for share in (0.5, 1.0, 1.5)
)
DESK = office("Europe/Berlin", ("09:00", "12:00"), ("13:00", "17:00"), holidays=["2026-03-11"])


def two_speeds(facts: Facts) -> Policy:
    """Targets that follow the severity."""
    fast = facts.severity in (Severity.S1, Severity.S2)
    return policy(
        clock("acknowledge", "4bh"),
        clock("respond", "4bh" if fast else "1bd"),
        clock("update", "1bd" if fast else "3bd", pause=WAITING),
        clock("offer", "5bd", pause=frozenset({"testing"})),
        clock("resolve", "20bh" if fast else "10d", pause=WAITING),
        clock("final", "2w", basis=Basis.LAW, stops=("final_sent", "fulfilled")),
        clock("fulfil", None),
        ladder=STEPS,
    )


OTHER = policy(
    clock("respond", "2d", pause=WAITING),
    clock("resolve", "15bd", pause=frozenset({"customer"}), starts="acknowledged"),
    clock("final", "6w", basis=Basis.LAW, stops=("final_sent", "fulfilled", "letter:extension-notice")),
    clock("window:src", "3bd", stops=("accepted",), kind=ClockKind.WINDOW),
    ladder=STEPS,
)
CASE = story(DESK, two_speeds, OTHER)

IN_ONE_GO = ("acknowledge", "reply", "wrote", "ask", "refer", "offer", "final", "withdraw", "merge")
OPEN_ACTS = (*IN_ONE_GO, "assess", "retarget")


def events_of(choice: str, state: str, number: int, current: str, at: datetime) -> tuple[list[e.Event], str]:
    """Legal events for one choice while the complaint is open, and the state after it."""
    leaving: list[e.Event] = [e.Resumed()] if state == "waiting" else []
    if choice in ("ask", "refer"):
        began: list[e.Event] = [ask() if choice == "ask" else refer()]
        return (leaving, "open") if leaving else (began, "waiting")
    other = SECOND if current == FIRST else FIRST
    promising = offer(number, promised_at=at + timedelta(days=2))
    found: dict[str, tuple[list[e.Event], str]] = {
        "acknowledge": ([e.Acknowledged("email", automatic=number % 2 == 0)], state),
        "assess": ([e.Assessed(tuple(Severity)[number % 4])], state),
        "reply": ([reply()], state),
        "wrote": ([*leaving, customer_wrote()], "open"),
        "offer": ([*leaving, promising, e.OptionAccepted(number)], "open"),
        "final": ([*leaving, e.FinalSent() if number % 2 else e.Fulfilled()], "resolved"),
        "withdraw": ([*leaving, e.Closed(Outcome.WITHDRAWN)], "closed"),
        "merge": ([*leaving, e.MergedInto("CX-2"), e.Closed(Outcome.MERGED)], "merged"),
        "retarget": ([e.Retargeted(current, other, "standard")], state),
    }
    return found[choice]


def again(state: str) -> list[e.Event]:
    """What takes a complaint that is over back to work."""
    if state == "merged":
        return [e.Unmerged("CX-2")]
    return [e.Returned()] if state == "resolved" else [e.Reopened()]


@st.composite
def histories(
    draw: st.DrawFn, *, acts: Sequence[str] = OPEN_ACTS, backdated: bool = True, sweeps: bool = False
) -> list[e.Happened]:
    """Up to a dozen acts over some weeks; some recorded after they happened, some late ones swept before."""
    now, state = MONDAY, "open"
    logged = e.Logged("CX-1", "phone", "standard", FIRST, severity=draw(st.sampled_from([None, *Severity])))
    history = [e.Happened(1, now, now, "sample", logged)]
    for number in range(draw(st.integers(0, 12))):
        now += timedelta(minutes=draw(st.integers(0, 5 * 1440)))
        if sweeps and draw(st.booleans()):
            late = [found for found in evaluate(CASE.snapshots, history) if found.awaits_breach(now)]
            record(history, now, [e.Breached(*found.key, found.due_at) for found in late if found.due_at is not None])
        before = evaluate(CASE.snapshots, history) if sweeps else ()
        at = max(MONDAY, now - timedelta(hours=draw(st.integers(0, 72)))) if backdated and draw(st.booleans()) else now
        if state in ("open", "waiting"):
            events, state = events_of(draw(st.sampled_from(acts)), state, number, in_force(history), at)
        else:
            events, state = again(state), "open"
        record(history, now, events, at)
        if sweeps:
            record(history, now, newly_breached(before, evaluate(CASE.snapshots, history)))
    return history


def record(history: list[e.Happened], now: datetime, events: Sequence[e.Event], at: datetime | None = None) -> None:
    for event in events:
        history.append(e.Happened(len(history) + 1, at or now, now, "sample", event))


def in_force(history: Sequence[e.Happened]) -> str:
    """The snapshot that the history has come to."""
    return next((told.event.new for told in reversed(history) if isinstance(told.event, e.Retargeted)), FIRST)


def is_open(history: Sequence[e.Happened]) -> bool:
    """Whether the complaint is open: only then do other standards reach it."""
    turns = [
        told.event for told in history if isinstance(told.event, e.Closed | e.MergedInto | e.Unmerged | e.Reopened)
    ]
    return not turns or isinstance(turns[-1], e.Unmerged | e.Reopened)


def unmoved(instances: tuple[ClockInstance, ...]) -> list[ClockInstance]:
    return [replace(found, moved_at=None) for found in instances]


@settings(max_examples=60, deadline=None)
@given(history=histories(sweeps=True))
def test_nothing_takes_a_verdict_back(history: list[e.Happened]) -> None:
    """DOMAIN §4.9: whatever happens later, and under whatever standards."""
    fixed: dict[tuple[str, int, int], tuple[Verdict, datetime | None]] = {}
    for length in range(1, len(history) + 1):
        seen = {found.key: found for found in evaluate(CASE.snapshots, history[:length])}
        for key, verdict in fixed.items():
            assert (seen[key].verdict, seen[key].due_at) == verdict
        fixed |= {key: (found.verdict, found.due_at) for key, found in seen.items() if found.fixed}


@settings(max_examples=60, deadline=None)
@given(history=histories())
def test_verdicts_agree_with_their_own_instants(history: list[e.Happened]) -> None:
    for found in evaluate(CASE.snapshots, history):
        assert (found.due_at is None) == (found.verdict is Verdict.PAUSED) == (found.paused_since is not None)
        if found.verdict is Verdict.MET:
            assert found.stopped_at is not None
            assert found.due_at is not None
            assert found.started_at <= found.stopped_at < found.due_at
        if found.verdict in (Verdict.CANCELLED, Verdict.MERGED):
            assert found.stopped_at is not None
        if found.verdict in (Verdict.RUNNING, Verdict.PAUSED, Verdict.UNKNOWN):
            assert found.stopped_at is None
    assert evaluate(CASE.snapshots, tuple(history)) == evaluate(CASE.snapshots, history)


@settings(max_examples=60, deadline=None)
@given(history=histories(), place=st.integers(1, 20))
def test_other_standards_and_back_at_once_change_nothing(history: list[e.Happened], place: int) -> None:
    """DOMAIN §4.11."""
    told = history[:place]
    assume(is_open(told))
    current = in_force(told)
    other = SECOND if current == FIRST else FIRST
    there_and_back = list(told)
    retargeted = [e.Retargeted(current, other, "standard"), e.Retargeted(other, current, "standard")]
    record(there_and_back, told[-1].recorded_at, retargeted)
    assert unmoved(evaluate(CASE.snapshots, there_and_back)) == unmoved(evaluate(CASE.snapshots, told))


@settings(max_examples=60, deadline=None)
@given(history=histories(acts=IN_ONE_GO))
def test_what_is_unfixed_after_a_spell_under_other_standards_is_as_if_there_had_been_none(
    history: list[e.Happened],
) -> None:
    """DOMAIN §4.11: unfixed instances are replayed from their start with every pause."""
    plain = {found.key: found for found in evaluate(CASE.snapshots, history) if not found.fixed}
    assume(is_open(history))
    there = e.Happened(2, MONDAY, MONDAY, "sample", e.Retargeted(FIRST, SECOND, "standard"))
    spell = [history[0], there, *history[1:]]
    record(spell, history[-1].recorded_at, [e.Retargeted(SECOND, FIRST, "standard")])
    changed = {found.key: found for found in evaluate(CASE.snapshots, spell) if not found.fixed}
    for key in plain.keys() & changed.keys():
        assert replace(changed[key], moved_at=None) == replace(plain[key], moved_at=None)


@settings(max_examples=60, deadline=None)
@given(history=histories(acts=["reply", "wrote", "refer", "refer", "offer"]))
def test_waiting_for_others_never_brings_a_date_nearer(history: list[e.Happened]) -> None:
    waits = (e.WaitBegan, e.Resumed)
    straight = {found.key: found for found in evaluate(CASE.snapshots, without(history, waits))}
    for found in evaluate(CASE.snapshots, history):
        other = straight[found.key]
        if found.verdict is Verdict.RUNNING and other.verdict is Verdict.RUNNING:
            assert found.due_at is not None
            assert other.due_at is not None
            assert found.due_at >= other.due_at


def without(history: list[e.Happened], kinds: tuple[type[e.Event], ...]) -> list[e.Happened]:
    return [happened for happened in history if not isinstance(happened.event, kinds)]


@settings(max_examples=60, deadline=None)
@given(
    history=histories(
        acts=[act for act in OPEN_ACTS if act not in ("retarget", "assess")], backdated=False, sweeps=True
    )
)
def test_a_sweep_says_only_what_the_history_says_anyway(history: list[e.Happened]) -> None:
    """A late one is breached whether a sweep, its stop or its end was first to see it."""
    unswept = {found.key: found for found in evaluate(CASE.snapshots, without(history, (e.Breached,)))}
    now = history[-1].recorded_at
    for found in evaluate(CASE.snapshots, history):
        other = unswept[found.key]
        assert (found.started_at, found.due_at, found.stopped_at) == (other.started_at, other.due_at, other.stopped_at)
        assert found.verdict is other.verdict or (found.verdict is Verdict.BREACHED and other.awaits_breach(now))


DAY_UNITS = (Unit.BUSINESS_DAYS, Unit.DAYS)


def wanted(share: float, found: ClockInstance) -> float:
    """A day clock warns on the last day but one at the latest."""
    if share >= 1 or found.target is None or found.target.unit not in DAY_UNITS:
        return share
    return min(share, (found.target.count - 1) / found.target.count)


@settings(max_examples=40, deadline=None)
@given(history=histories(backdated=False), minutes=st.integers(0, 40 * 1440))
def test_a_share_step_is_due_exactly_when_its_share_is_used(history: list[e.Happened], minutes: int) -> None:
    now = MONDAY + timedelta(minutes=minutes)
    fired = Fired(history)
    for found in evaluate(CASE.snapshots, history):
        for step in steps_due(OTHER, found, DESK, fired):
            assert step.step.share is not None
            used = share_elapsed(replace(found, stopped_at=None), now, DESK)
            if now >= step.at:
                assert used >= wanted(step.step.share, found) - 1e-9
            if step.step.share >= 1 and now < step.at:
                assert used < step.step.share + 1e-9


@settings(max_examples=40, deadline=None)
@given(history=histories(backdated=False))
def test_a_fired_step_stays_fired_until_its_date_moves(history: list[e.Happened]) -> None:
    """DOMAIN §4.14: what fires once, fires once."""
    for found in evaluate(CASE.snapshots, history):
        steps = steps_due(OTHER, found, DESK, history)
        told = list(history)
        record(told, history[-1].recorded_at, [e.Warned(*step.key) for step in steps])
        assert steps_due(OTHER, found, DESK, told) == []
