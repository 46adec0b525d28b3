"""`cxdesk demo`: a whole desk every time, one complaint played on it, and nobody else's files touched."""

import json
import random
import tempfile
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from cxdesk.catalogue import use
from cxdesk.cli import demo as demo_verb
from cxdesk.cli.run import run
from cxdesk.cli.surroundings import OnceReadable, Surroundings
from cxdesk.demo.place import MARK, make_demo
from cxdesk.demo.stage import Stage
from cxdesk.demo.stories import stories
from cxdesk.desk import Desk
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.words import OptionState, Outcome, PromiseState, RevisitState, Status
from cxdesk.store.outbox import OutboxState

WEDNESDAY_AFTERNOON = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
MONDAY_EARLY = datetime(2026, 3, 30, 6, 10, tzinfo=UTC)
"""Before opening, the day after the clocks went forward."""


class Demo(NamedTuple):
    """A demo that was played."""

    folder: Path
    now: datetime
    code: int
    out: str
    err: str

    def complaints(self) -> list[Complaint]:
        """Every complaint as it stands."""
        with self.desk() as desk:
            return [desk.complaint(ref) for ref in desk.find_refs("")]

    def desk(self) -> Desk:
        """The desk, opened by its manager."""
        return Desk.open(self.folder, agent="manager", now=lambda: self.now, randomness=random.randbytes)


def played(folder: Path, now: datetime, *words: str, language: str = "en", width: int = 80) -> Demo:
    """Play `cxdesk demo` with a seed, so that the same moment gives the same desk."""
    around = Surroundings(
        stdin=OnceReadable(StringIO(), is_terminal=False),
        stdout=StringIO(),
        stderr=StringIO(),
        env={"HOME": str(folder.parent), "CXDESK_LANG": language},
        cwd=folder.parent,
        os_user="sample-account",
        clock=lambda: now,
        randomness=random.Random(7).randbytes,  # noqa: S311 (a test wants the same days every time)
        width=width,
    )
    try:
        code = run(["demo", str(folder), *words], around)
    finally:
        use("en")
    assert isinstance(around.stdout, StringIO)
    assert isinstance(around.stderr, StringIO)
    return Demo(folder, now, code, around.stdout.getvalue(), around.stderr.getvalue())


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo in English, on a Wednesday afternoon."""
    return played(tmp_path_factory.mktemp("demo") / "en", WEDNESDAY_AFTERNOON)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo in Chinese, on a Saturday night."""
    return played(tmp_path_factory.mktemp("demo") / "zh", SATURDAY_NIGHT, language="zh", width=120)


def test_one_complaint_is_played_from_receipt_to_closure(english: Demo) -> None:
    assert (english.code, english.err) == (0, "")
    told = iter(english.out.splitlines())
    for begun in (
        "agent1 $ cxdesk log ",
        "  │ Dear Sample customer 40,",
        "agent1 $ cxdesk take CX-",
        "manager $ cxdesk sweep",
        "  escalations ",
        "lead $ cxdesk answer CX-",
        "agent1 $ cxdesk offer CX-",
        "agent1 $ cxdesk accept CX-",
        "agent1 $ cxdesk fulfil CX-",
        "quality $ cxdesk revisit list",
        "quality $ cxdesk revisit done CX-",
        "quality $ cxdesk close CX-",
        "manager $ cxdesk show CX-",
        "manager $ cxdesk report daily",
        "  Daily SLA report",
        "manager $ cxdesk verify",
        f"  export CXDESK_DESK={english.folder}",
    ):
        assert any(line.startswith(begun) for line in told), begun


def test_the_played_complaint_missed_a_deadline_and_ended_well(english: Demo) -> None:
    ref = json.loads((english.folder / MARK).read_text(encoding="utf-8"))["ref"]
    with english.desk() as desk:
        shown = desk.show(ref)
    verdicts = {instance.clock: instance.verdict.value for instance in shown.standing.instances}
    assert shown.complaint.outcome is Outcome.REMEDIED
    assert shown.complaint.confirmed
    assert (verdicts["respond"], verdicts["resolve"], verdicts["acknowledge"]) == ("breached", "met", "met")
    assert shown.complaint.escalations[0].answered_by == "lead"


def test_no_line_of_ours_is_wider_than_the_terminal(english: Demo) -> None:
    wide = [line for line in english.out.splitlines() if len(line) > 80 and english.folder.name not in line]
    assert wide == []


def test_the_play_speaks_chinese(chinese: Demo) -> None:
    assert (chinese.code, chinese.err) == (0, "")
    assert "尊敬的样例客户 40：" in chinese.out
    assert "1 · 客户来电" in chinese.out
    assert "Your turn" not in chinese.out


@pytest.mark.parametrize("which", ["english", "chinese"])
def test_the_sample_shows_everything_a_desk_can_be_in(which: str, request: pytest.FixtureRequest) -> None:
    demo: Demo = request.getfixturevalue(which)
    complaints = demo.complaints()
    shows_everything(complaints)
    with demo.desk() as desk:
        assert {OutboxState.ACCEPTED, OutboxState.FAILED, OutboxState.DEFERRED} <= {
            OutboxState(letter.state) for letter in desk.letters(limit=1000)
        }
        assert desk.verify() == []
        assert desk.rehearsal


def shows_everything(complaints: list[Complaint]) -> None:
    """Every status, outcome and state that people should have seen once."""
    assert {complaint.status for complaint in complaints} == set(Status)
    assert {complaint.outcome for complaint in complaints} >= set(Outcome)
    assert {option.state for complaint in complaints for option in complaint.options} == set(OptionState)
    assert {visit.state for complaint in complaints for visit in complaint.revisits} >= {
        RevisitState.PLANNED,
        RevisitState.CONFIRMED,
        RevisitState.NOT_RESOLVED,
        RevisitState.UNREACHABLE,
    }
    assert {promise.state for complaint in complaints for promise in complaint.promises} == set(PromiseState)
    assert any(complaint.unanswered for complaint in complaints)
    assert any(complaint.safety for complaint in complaints)
    assert any(complaint.vulnerable for complaint in complaints)
    assert any(complaint.cycle > 1 for complaint in complaints)


def test_on_a_monday_before_opening_the_sample_is_as_full(tmp_path: Path) -> None:
    randomness = random.Random(3).randbytes  # noqa: S311 (a test wants the same days every time)
    folder = tmp_path / "desk"
    make_demo(folder, now=MONDAY_EARLY, randomness=randomness, language="en", os_user="")
    with Stage(folder, stories(), now=lambda: MONDAY_EARLY, randomness=randomness) as stage:
        received = list(stage.until(MONDAY_EARLY))
        stage.settle()
    assert len(set(received)) == len(received) >= 38
    shows_everything(Demo(folder, MONDAY_EARLY, 0, "", "").complaints())


def test_nothing_in_the_sample_was_noticed_late(english: Demo) -> None:
    with english.desk() as desk:
        late = Counter(
            type(moment.event).__name__
            for ref in desk.find_refs("")
            for moment in desk.show(ref).timeline
            if getattr(moment.event, "late", False)
        )
    assert late == Counter()


def test_the_same_moment_and_seed_give_the_same_desk(english: Demo, tmp_path: Path) -> None:
    again = played(tmp_path / "again", WEDNESDAY_AFTERNOON)
    with english.desk() as first, again.desk() as second:
        assert first.head() == second.head()


def test_an_earlier_demo_is_shown_again_and_not_written(english: Demo) -> None:
    with english.desk() as desk:
        before = desk.head()
    again = played(english.folder, SATURDAY_NIGHT)
    with english.desk() as desk:
        assert desk.head() == before
    assert (again.code, again.out) == (0, english.out)


def test_the_steps_are_data_too(english: Demo) -> None:
    document = json.loads(played(english.folder, SATURDAY_NIGHT, "--json").out)
    steps = document["data"]["steps"]
    assert (document["command"], document["status"]) == ("demo", "done")
    assert steps[0]["command"][0] == "log"
    assert steps[0]["letters"][0]["headers"]["Auto-Submitted"] == "auto-replied"
    assert document["data"]["desk"] == str(english.folder)
    assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)


def test_a_real_desk_is_never_taken_for_a_demo(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "desk.toml").write_text("[desk]\n", encoding="utf-8")
    refused = played(desk, WEDNESDAY_AFTERNOON)
    assert refused.code == 4
    assert refused.err.count("\n") == 1
    assert [file.name for file in desk.iterdir()] == ["desk.toml"]


def test_a_file_is_no_place_for_a_demo(tmp_path: Path) -> None:
    place = tmp_path / "letter.txt"
    place.write_text("mine", encoding="utf-8")
    assert played(place, WEDNESDAY_AFTERNOON).code == 4
    assert place.read_text(encoding="utf-8") == "mine"


def test_a_demo_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / MARK).write_text("{", encoding="utf-8")
    assert played(folder, WEDNESDAY_AFTERNOON).code == 4


def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_verb, "play", interrupted)
    broken = played(tmp_path / "desk", WEDNESDAY_AFTERNOON)
    assert broken.code == 130
    assert not (tmp_path / "desk").exists()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is temporary."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_without_a_folder_a_fresh_one_is_made_each_time(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def noted(_cli: object, folder: Path) -> dict[str, object]:
        made.append(folder)
        return {"language": "en", "zone": "UTC", "made_at": "", "ref": "CX-1", "steps": []}

    monkeypatch.setattr(demo_verb, "_made", noted)
    for _time in range(2):
        around = Surroundings(
            OnceReadable(StringIO(), is_terminal=False),
            StringIO(),
            StringIO(),
            {},
            temporary,
            "sample",
            lambda: SATURDAY_NIGHT,
        )
        assert run(["demo"], around) == 0
    assert len(set(made)) == 2
    assert all(folder.parent == temporary and folder.name.startswith("cxdesk-demo-") for folder in made)
