"""`correct`: a second verdict, date or fact beside the first, in every face that shows it (DOMAIN §3)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cxdesk.desk import NewDesk, make
from tests.cli.conftest import NOON, Stage
from tests.cli.test_acts import done, log, on, shown


@pytest.fixture
def ref(stage: Stage, tmp_path: Path) -> str:
    """A complaint of severity S4, received on Monday 2 March at noon, on a rehearsal desk of one manager."""
    place = tmp_path / "desk"
    make(place, NewDesk(login="ann", rehearsal=True), now=lambda: NOON, randomness=os.urandom)
    stage.env |= {"CXDESK_DESK": str(place), "CXDESK_AGENT": "ann"}
    return log(stage, "--severity", "S4", "--category", "billing")


def correct(stage: Stage, ref: str, fact: str, value: str) -> str:
    return done(stage.play("correct", ref, fact, value, "--reason", "typed wrong")).out


def explained(stage: Stage, ref: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(done(stage.play("explain", ref, "--json")).out)["data"]
    return data


def refs(stage: Stage, *query: str) -> list[str]:
    return done(stage.play("list", "--tsv", "--columns", "ref", *query)).out.split()[1:]


def due(stage: Stage, ref: str, clock: str) -> str:
    return next(str(one["due_at"]) for one in shown(stage, ref)["clocks"] if one["clock"] == clock)


def test_a_corrected_severity_shows_both_and_is_found_by_the_second(stage: Stage, ref: str) -> None:
    before = due(stage, ref, "resolve")
    on(stage, 3)
    said = correct(stage, ref, "severity", "S1")
    assert "corrected: severity, S4 → S1" in said
    found = shown(stage, ref)
    assert found["severity"] == "S1"
    assert due(stage, ref, "resolve") < before
    assert found["corrections"] == [
        {
            "fact": "severity", "was": "S4", "value": "S1", "by": "ann", "at": "2026-03-03T09:00:00Z",
            "reason": "typed wrong",
        }
    ]  # fmt: skip
    assert found["timeline"][-1]["text"] == "corrected: severity, S4 → S1"
    page = stage.play("show", ref).out
    assert "S1 (corrected; first: S4)" in page
    assert "S4 → S1 (ann, 2026-03-03 09:00 UTC)" in page
    assert (refs(stage, "severity:S1"), refs(stage, "severity:S4")) == ([ref], [])


def test_every_corrected_fact_is_found_by_its_second_value(stage: Stage, ref: str) -> None:
    for fact, value, query in (
        ("category", "delivery", "category:delivery"),
        ("product", "parcel", "product:parcel"),
        ("cause", "late", "cause:late"),
        ("unit", "logistics", "unit:logistics"),
        ("channel", "web", "channel:web"),
        ("segment", "vip", "segment:vip"),
        ("value_band", "high", "value:high"),
        ("language", "zh", "language:zh"),
        ("received_at", "2026-02-27 15:00", "received:2026-02-27"),
    ):
        correct(stage, ref, fact, value)
        assert refs(stage, query) == [ref], fact
    assert len(shown(stage, ref)["corrections"]) == 9
    done(stage.play("verify"))


def test_a_corrected_receipt_moves_what_has_no_verdict_and_explain_says_so(stage: Stage, ref: str) -> None:
    done(stage.play("contact", ref, "--out", "--channel", "phone", "--text", "We look into it"))
    on(stage, 3)
    correct(stage, ref, "received_at", "2026-02-27 15:00")
    told = explained(stage, ref)
    starts = {one["clock"]: one["started_at"] for one in told["clocks"]}
    assert (starts["resolve"], starts["respond"]) == ("2026-02-27T15:00:00Z", "2026-03-02T12:00:00Z")
    lines = {one["clock"]: one["lines"] for one in told["clocks"]}
    assert [line["part"] for line in lines["resolve"][:2]] == ["start", "corrected"]
    page = stage.play("explain", ref).out
    assert "receipt, 2026-03-02 12:00 UTC → 2026-02-27 15:00 UTC" in " ".join(page.split())
    assert "before the correction" in page
    assert "2026-02-27 15:00 UTC (corrected; first: 2026-03-02 12:00 UTC)" in " ".join(
        stage.play("show", ref).out.split()
    )
    done(stage.play("verify"))


def test_a_second_verdict_leaves_the_first_to_be_read(stage: Stage, ref: str) -> None:
    on(stage, 31)
    done(stage.play("sweep"))
    correct(stage, ref, "verdict:respond:1:1", "met")
    (clock,) = [one for one in shown(stage, ref)["clocks"] if one["clock"] == "respond"]
    assert (clock["state"], clock["corrected"]) == ("breached", "met")
    (told,) = [one for one in explained(stage, ref)["clocks"] if one["clock"] == "respond"]
    assert (told["state"], told["corrected"]) == ("breached", "met")
    page = stage.play("explain", ref, "--clock", "respond").out
    assert "first verdict" in page
    assert "corrected to" in page
    assert shown(stage, ref)["corrections"][0]["was"] == "breached"
    done(stage.play("verify"))


@pytest.mark.parametrize(
    ("fact", "value", "why"),
    [
        ("owner", "bo", "owner cannot be corrected; what can: received_at, severity"),
        ("verdict:respond:1:1", "met", "names no verdict of this complaint; there are: none yet"),
        ("channel", "pigeon", "pigeon is no channel of this desk"),
        ("segment", "royal", "royal is no segment of this desk"),
        ("language", "no language", "no language tag"),
        ("received_at", "2026-03-02 12:00", "already"),
    ],
)
def test_what_cannot_be_corrected_says_what_can(stage: Stage, ref: str, fact: str, value: str, why: str) -> None:
    played = stage.play("correct", ref, fact, value, "--reason", "typed wrong")
    assert played.code != 0
    assert why in " ".join(played.err.split())


def test_a_corrected_cause_is_one_of_the_desks_where_it_lists_any(stage: Stage, ref: str) -> None:
    settings = Path(stage.env["CXDESK_DESK"]) / "desk.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[causes]", '[causes]\nlate = "Delivered late"', 1), encoding="utf-8")
    played = stage.play("correct", ref, "cause", "weather", "--reason", "typed wrong")
    assert (played.code, "weather is no cause of this desk; there are: late" in played.err) == (2, True)
    correct(stage, ref, "cause", "late")
