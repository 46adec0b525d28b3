"""Every key that is offered does something now, and what does nothing is not offered (issue 5)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cxdesk.catalogue import use
from cxdesk.desk import Answers, Desk, option
from cxdesk.domain.words import Act, OptionType, Role
from cxdesk.screens.place import Place
from cxdesk.store.people import Agent
from tests.screens import acted
from tests.screens.samples import a_morning, logged
from tests.screens.stage import Played, Stage, check_screen
from tests.screens.test_forms import look_at


def place_of(played: Played) -> Place:
    """What is in front."""
    place = played.app.screen
    assert isinstance(place, Place)
    return place


def is_offered(played: Played, *names: str) -> set[bool]:
    """Whether the commands of these names are: one answer where all agree."""
    place = place_of(played)
    return {place.check_action("command", (name,)) is True for name in names}


def team(desk: Desk) -> None:
    """An agent, another one, a supervisor who decides up to 300, and quality."""
    for login, role, limit in (
        ("bob", Role.AGENT, None),
        ("ben", Role.AGENT, None),
        ("sue", Role.SUPERVISOR, Decimal(300)),
        ("quin", Role.QUALITY, None),
    ):
        desk.add_agent(Agent(login, f"Sample {login}", role, authority=limit))


STATUSES = {
    "received": acted.received,
    "owned": acted.owned,
    "investigating": acted.begun,
    "waiting": acted.waiting,
    "offered": acted.offered,
    "fulfilling": acted.fulfilling,
    "resolved": acted.resolved,
    "closed": acted.closed,
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_keys_that_lead_on_from_a_status_stand_in_the_line_at_80_columns(stage: Stage, language: str) -> None:
    with stage.desk() as desk:
        team(desk)
        refs = {status: bring(desk) for status, bring in STATUSES.items()}
        for ref in refs.values():
            it = desk.complaint(ref)
            if it.owner and it.is_open:
                desk.assign(ref, "bob")
    lines = []

    async def scene(played: Played) -> None:
        for status, ref in refs.items():
            await look_at(played, ref)
            lines.append(f"{stage.agent:<5}{status:<14}{played.text().splitlines()[-1]}")

    for agent in ("bob", "sue"):
        stage.agent = agent
        use(language)
        stage.play(scene)
    check_screen(f"keys-by-status-{language}-80", "\n".join(lines))


def test_a_selection_is_offered_what_one_of_it_allows_and_nothing_that_none_does(stage: Stage) -> None:
    with stage.desk() as desk:
        team(desk)
        for subject in ("First", "Second"):
            desk.take(logged(desk, subject).ref)

    async def scene(played: Played) -> None:
        await look_at(played, "CX-1", "CX-2")
        await played.press("space", "space")
        assert is_offered(played, "take", "revisit", "approve") == {False}
        assert is_offered(played, "start", "note", "assign") == {True}
        with stage.desk() as desk:
            desk.assign("CX-1", "bob")
            desk.assign("CX-2", "bob")
        await played.press("f5")
        assert is_offered(played, "take", "start") == {True}
        await played.press("b")
        assert is_offered(played, "start") == {False}

    stage.play(scene)


def test_a_proposal_is_decided_by_whoever_may(stage: Stage) -> None:
    """DOMAIN §3: a limit that covers it, and not the proposer."""
    with stage.desk() as desk:
        team(desk)
        refs = [acted.begun(desk) for _number in range(2)]
    values = (250, 400)
    expected = {"bob": (False, False), "sue": (True, False), "ann": (True, True)}
    with stage.desk("bob") as desk:
        for ref, value in zip(refs, values, strict=True):
            desk.offer(ref, option(OptionType.REFUND, "A sample refund", value=Decimal(value), currency="EUR"))

    async def scene(played: Played) -> None:
        for ref, may in zip(refs, expected[stage.agent], strict=True):
            await look_at(played, ref)
            assert is_offered(played, "approve", "deny") == {may}, (stage.agent, ref)
            await played.press("1")

    for agent in expected:
        stage.agent = agent
        stage.play(scene)


def test_what_time_ends_is_offered_no_more_though_nobody_did_anything(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.offered(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        assert is_offered(played, "accept") == {True}
        stage.clock.at += timedelta(days=7)
        place_of(played)._repaint_times()  # type: ignore[attr-defined]  # its timer, which no test waits for
        await played.settle()
        assert is_offered(played, "accept") == {False}
        assert is_offered(played, "refuse") == {True}
        await played.press("enter")
        stage.clock.at -= timedelta(days=7)

    stage.play(scene)


def test_a_form_lists_only_what_the_act_may_be_done_to(stage: Stage) -> None:
    with stage.desk() as desk:
        team(desk)
        ref = acted.begun(desk)
        soon = desk.now() + timedelta(hours=1)
        desk.offer(
            ref,
            option(OptionType.REFUND, "Soon over", value=Decimal(5), currency="EUR", valid_until=soon),
            option(OptionType.REFUND, "Still valid", value=Decimal(6), currency="EUR"),
        )
        desk.assign(ref, "bob")
    stage.clock.at += timedelta(hours=2)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("y")
        assert "Still valid" in played.text()
        assert "[1" not in played.text()
        await played.press("ctrl+g", "a")
        text = played.text()
        assert "Sample ben" in text
        assert "Sample bob" not in text
        assert "Sample quin" not in text

    stage.play(scene)


def test_a_revisit_that_nobody_planned_is_not_recorded_and_one_more_can_be_planned(stage: Stage) -> None:
    with stage.desk() as desk:
        team(desk)
        ref = acted.resolved(desk)
    with stage.desk("quin") as desk:
        desk.revisit_done(ref, Answers(resolved=True))
    stage.agent = "quin"

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        left = {"revisit-solved", "revisit-unsolved", "revisit-missed", "revisit-done", "revisit-attempt"}
        assert is_offered(played, *left, "revisit-move") == {False}
        await played.press("v")
        text = played.text()
        assert "Plan one more" in text
        assert "Not solved" not in text
        assert "1-5" not in text

    stage.play(scene)


def test_an_act_is_taken_back_by_those_alone_who_may(stage: Stage) -> None:
    """Whoever gave a complaint away does not own it any more; a supervisor may still reassign it."""
    with stage.desk() as desk:
        team(desk)
        refs = [acted.begun(desk) for _number in range(2)]
        desk.assign(refs[0], "bob")
    whose = {"bob": (refs[0], False), "ann": (refs[1], True)}

    async def scene(played: Played) -> None:
        ref, may = whose[stage.agent]
        await look_at(played, ref)
        await played.press("a", *"ben", "ctrl+s")
        assert is_offered(played, "undo") == {may}

    for agent in whose:
        stage.agent = agent
        stage.play(scene)


def test_in_an_empty_place_nothing_moves_and_where_one_is_one_does_not_go(stage: Stage) -> None:
    moving = ("move-down", "move-up", "page-down", "page-up", "go-first", "go-last", "select", "open")

    async def empty(played: Played) -> None:
        assert is_offered(played, *moving, "screen-desk", "back", "undo", "repeat") == {False}
        assert is_offered(played, "filter", "next-view", "screen-revisits", "reload", "help", "palette") == {True}
        await played.press("2")
        assert is_offered(played, *moving, "screen-revisits", "filter", "next-view", "next-tab") == {False}
        assert is_offered(played, "screen-desk") == {True}

    async def full(played: Played) -> None:
        assert is_offered(played, *moving) == {True}
        await played.press("enter")
        assert is_offered(played, "next-tab", "previous-tab", "screen-desk", "back") == {True}
        assert is_offered(played, "open", "select", "filter", "next-view") == {False}

    stage.play(empty)
    a_morning(stage)
    stage.play(full)


def test_who_only_reads_is_offered_no_act(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.offered(desk)
        desk.add_agent(Agent("aud", "Sample Auditor", Role.AUDITOR))
    stage.agent = "aud"

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        assert place_of(played).aim().allowed == frozenset[Act]()
        assert is_offered(played, "log") == {False}

    stage.play(scene)
