"""The daily report against desks counted by hand; the desk is in Berlin, Monday 2026-03-02 is the date."""

import json
import random
from datetime import timedelta

import pytest

from cxdesk.errors import NotDone
from cxdesk.reports.render import Format, render
from cxdesk.reports.result import Code, Said, Share
from tests.reports.build import Rows, figures, table

FLOW = ("open_at_start", "received", "reopened", "closed", "open_at_end", "resolved", "returned")


def test_the_due_cohort_counts_what_is_open_and_overdue_as_breached(desk: Rows) -> None:
    """STANDARDS §4.2 golden: 88 on time, 2 late, 30 open overdue are 73.3 %, not 88 of 90."""
    for number in range(120):
        complaint = desk.complaint("2026-02-20 09:00")
        if number < 88:
            desk.clock(complaint, "resolve", "2026-03-02 12:00", "met", "2026-03-01 10:00")
        elif number < 90:
            desk.clock(complaint, "resolve", "2026-03-02 12:00", "breached", "2026-03-02 13:00")
        else:
            desk.clock(complaint, "resolve", "2026-03-02 12:00", "breached" if number % 2 else "running")
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    (row,) = table(report, "compliance")
    assert row["days_1"] == row["days_7"] == row["days_30"] == Share(88, 120)
    assert Share(88, 120).percent == 73.3
    assert figures(report, "breached", "overdue") == [32, 30]


def test_what_fell_due_counts_on_its_due_date_what_closed_on_its_closing_and_a_reopening_beside_both(
    desk: Rows,
) -> None:
    """TRAPS 55: resolved in time on Monday, closed on Tuesday, open again on Wednesday and late: each on its day."""
    complaint = desk.complaint(
        "2026-02-27 09:00",
        ("resolved", "ann", "2026-03-02 10:00"),
        ("closed", "ann", "2026-03-03 10:00"),
        ("investigating", "ann", "2026-03-04 10:00"),
        outcomes=("remedied",),
    )
    desk.clock(complaint, "resolve", "2026-03-02 12:00", "met", "2026-03-02 10:00")
    desk.clock(complaint, "resolve", "2026-03-05 12:00", "breached", cycle=2)
    told = [desk.report(f"2026-03-0{day}", f"2026-03-0{day} 18:00") for day in (2, 3, 4, 5)]
    assert [figures(one, "resolved", "closed", "reopened") for one in told] == [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
    ]
    shares = [{row["clock"]: row["days_1"] for row in table(one, "compliance")} for one in told]
    assert [set(share.values()) for share in shares] == [{Share(1, 1)}, {Share(0, 0)}, {Share(0, 0)}, {Share(0, 1)}]
    (named,) = [one.text.message for one in told[0].definitions if one.key == "compliance"]
    assert "whose last moment lies in the period" in named


def test_nothing_happened_on_an_empty_desk(desk: Rows) -> None:
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    assert figures(report, *FLOW) == [0] * 7
    assert report.findings == ()
    assert report.errors == ()
    assert table(report, "compliance") == table(report, "causes") == []


def test_the_flow_of_a_day_adds_up(desk: Rows) -> None:
    """DOMAIN §4.15: received and closed on the same day, reopened, returned and merged ones included."""
    desk.complaint("2026-02-27 10:00", ("investigating", "ann", "2026-02-27 11:00"))  # open all day
    desk.complaint(
        "2026-03-02 08:00",
        ("resolved", "ann", "2026-03-02 09:00"),
        ("closed", "ann", "2026-03-02 10:00"),
        outcomes=["remedied"],
    )
    desk.complaint(  # closed last week, reopened today, closed again today
        "2026-02-20 10:00",
        ("closed", "bob", "2026-02-25 10:00"),
        ("investigating", "bob", "2026-03-02 11:00"),
        ("closed", "bob", "2026-03-02 15:00"),
        outcomes=["remedied", "final_response"],
    )
    desk.complaint(  # returned: no reopening
        "2026-02-20 10:00", ("resolved", "bob", "2026-02-28 10:00"), ("investigating", "bob", "2026-03-02 12:00")
    )
    desk.complaint(  # closed today, reopened tomorrow: today's outcome stands in its event
        "2026-02-20 10:00",
        ("closed", "ann", "2026-03-02 16:00"),
        ("investigating", "ann", "2026-03-03 09:00"),
        outcomes=["withdrawn"],
    )
    desk.complaint("2026-03-02 09:00", ("closed", "", "2026-03-02 09:30"), outcomes=["merged"], merged_into="CX-1")
    desk.complaint("2026-03-02 09:00", test=1)
    desk.complaint("2026-03-03 09:00")  # tomorrow's
    report = desk.report("2026-03-02", "2026-03-04 12:00")
    assert figures(report, *FLOW) == [3, 2, 1, 4, 2, 1, 1]
    assert figures(report, "closed_remedied", "closed_final_response", "closed_withdrawn", "closed_merged") == [1] * 4
    assert report.errors == ()


def test_one_days_end_is_the_next_days_start(desk: Rows) -> None:
    """Histories at random: the identity holds on every day, and the days join."""
    chance = random.Random(20260302)  # noqa: S311 (the same days every time)
    for _number in range(60):
        moment = desk.at("2026-03-01 00:00") + timedelta(minutes=chance.randrange(5 * 1440))
        turns, outcomes, status = [], [], "received"
        for _turn in range(chance.randrange(6)):
            moment += timedelta(minutes=chance.choice((0, 30, 700, 1440)))
            choices = {"closed": ("investigating",), "resolved": ("closed", "investigating")}
            status = chance.choice(choices.get(status, ("resolved", "closed", "waiting")))
            outcomes += ["remedied"] if status == "closed" else []
            turns.append((status, chance.choice(("ann", "bob")), f"{moment.astimezone(desk.zone):%Y-%m-%d %H:%M}"))
        received = turns[0][2] if turns and chance.random() < 0.2 else "2026-03-01 00:00"
        desk.complaint(received, *turns, outcomes=outcomes, test=int(chance.random() < 0.1))
    days = [desk.report(f"2026-03-0{day}", "2026-03-09 00:00") for day in range(1, 9)]
    assert [report.errors for report in days] == [()] * 8
    starts = [figures(report, "open_at_start")[0] for report in days]
    ends = [figures(report, "open_at_end")[0] for report in days]
    assert ends[:-1] == starts[1:]
    assert sum(row["open"] for row in table(days[-1], "owners")) == ends[-1]  # type: ignore[misc]  # counts


def test_a_flow_that_does_not_add_up_is_an_error_and_a_finding(desk: Rows) -> None:
    lost = desk.complaint("2026-02-27 10:00")
    desk.complaint("2026-03-02 10:00")
    desk.connection.execute("UPDATE spells SET to_at = ? WHERE complaint_id = ?", (desk.us("2026-03-02 08:00"), lost))
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    (error,) = report.errors
    assert (error.facts["found"], error.facts["expected"]) == (1, 2)
    assert [(finding.code, finding.number) for finding in report.findings] == [("flow_broken", 1)]


def test_a_merge_taken_back_is_neither_received_nor_reopened(desk: Rows) -> None:
    """TRAPS 40."""
    back = desk.complaint(
        "2026-02-20 10:00", ("closed", "", "2026-02-21 10:00"), outcomes=["merged"], merged_into="CX-9"
    )
    desk.connection.execute("UPDATE complaints SET status = 'received', merged_into = '', closed_at = NULL")
    desk.connection.execute("UPDATE spells SET to_at = ? WHERE number = 2", (desk.us("2026-03-02 10:00"),))
    desk.insert("spells", complaint_id=back, number=3, status="received", owner="",
                from_at=desk.us("2026-03-02 10:00"), to_at=2**63 - 1)  # fmt: skip
    desk.event(back, "Unmerged", "2026-03-02 10:00", master="CX-9")
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    assert figures(report, "open_at_start", "received", "reopened", "unmerged", "open_at_end") == [0, 0, 0, 1, 1]
    assert report.errors == ()


@pytest.mark.parametrize(("on", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-03-02", 24)])
def test_a_day_is_a_local_date_also_when_the_clocks_change(desk: Rows, on: str, hours: int) -> None:
    """TRAPS 30, 33: days of 23 and 25 hours; what is due by the end of the day falls due on it."""
    desk.complaint(f"{on} 00:00")
    last = desk.complaint(f"{on} 23:59")
    desk.complaint("2026-12-01 00:00")
    desk.clock(last, "resolve", None, due_at=desk.us(f"{on} 23:59") + 60_000_000)
    desk.run("2026-01-01 00:00")
    report = desk.report(on, "2026-12-31 00:00")
    assert figures(report, "received", "breached", "silent_minutes") == [2, 1, hours * 60]
    assert report.as_of - desk.at(f"{on} 00:00") == timedelta(hours=hours)


def test_what_is_not_decided_stands_apart(desk: Rows) -> None:
    one = desk.complaint("2026-02-20 10:00")
    master = desk.complaint(
        "2026-02-20 10:00", ("closed", "", "2026-02-21 10:00"), outcomes=["merged"], merged_into="CX-1"
    )
    test = desk.complaint("2026-02-20 10:00", test=1)
    for verdict, stopped in (("cancelled", "2026-03-01 09:00"), ("unknown", None), ("met", "2026-03-01 09:00")):
        desk.clock(one, "respond", "2026-03-02 10:00", verdict, stopped)
    desk.clock(one, "respond", "2026-03-02 20:00")  # not due yet
    desk.clock(one, "respond", None, "paused")
    desk.clock(one, "respond", "2026-03-02 10:00", "breached", kind="window")  # an opportunity, no obligation
    desk.clock(one, "respond", "2026-02-28 10:00", "breached", "2026-02-28 11:00", corrected="met")
    desk.clock(one, "respond", "2026-02-10 10:00", "breached", "2026-02-12 11:00")
    desk.clock(master, "respond", "2026-03-02 10:00", "breached", "2026-03-02 11:00")
    desk.clock(test, "respond", "2026-03-02 10:00", "breached", "2026-03-02 11:00")
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    day, week, month = table(report, "compliance_counts")
    apart = ("met", "breached", "pending", "cancelled", "merged", "unknown", "corrections")
    assert [day[key] for key in apart] == [1, 0, 1, 1, 1, 1, 0]
    assert [week[key] for key in apart] == [1, 1, 1, 1, 1, 1, 1]
    assert (week["compliance"], week["corrected_compliance"]) == (Share(1, 2), Share(2, 2))
    assert month["compliance"] == Share(1, 3)
    assert figures(report, "breached") == [0]


def test_overdue_counts_a_complaint_once_by_its_oldest_duty(desk: Rows) -> None:
    one = desk.complaint("2026-02-01 10:00", ("investigating", "ann", "2026-02-01 11:00"))
    two = desk.complaint("2026-02-01 10:00", ("investigating", "bob", "2026-02-01 11:00"))
    desk.clock(one, "respond", "2026-02-26 17:00", "breached")
    desk.clock(one, "resolve", "2026-03-02 17:59")  # not yet swept
    desk.clock(two, "resolve", "2026-03-02 18:00")  # due at this very instant is late
    desk.clock(two, "respond", "2026-03-02 10:00", "breached", "2026-03-02 11:00")  # late, but done
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    assert figures(report, "breached", "overdue", "overdue_from_0_days", "overdue_from_3_days") == [3, 2, 1, 1]
    assert [(row["owner"], row["overdue"]) for row in table(report, "owners")] == [("ann", 1), ("bob", 1)]
    first = table(report, "breached")[0]
    assert (first["ref"], first["due_at"]) == ("CX-2", desk.at("2026-03-02 10:00"))
    assert {finding.code: finding.number for finding in report.findings} == {"breached": 3, "overdue": 2}


def test_what_falls_due_on_the_next_working_day_spans_the_weekend(desk: Rows) -> None:
    one = desk.complaint("2026-03-01 10:00")
    desk.clock(one, "respond", "2026-03-07 00:00")  # by the end of Friday 6 March
    desk.clock(one, "offer", "2026-03-07 12:00")
    desk.clock(one, "resolve", "2026-03-10 00:00")  # by the end of Monday
    desk.clock(one, "fulfil", "2026-03-10 09:00")
    report = desk.report("2026-03-06", "2026-03-06 12:00")
    assert figures(report, "due_on_date", "due_next_working_day") == [1, 2]


def test_a_promise_broken_before_it_was_due_is_breached_on_the_day_it_broke(desk: Rows) -> None:
    one = desk.complaint("2026-02-20 10:00")
    desk.clock(one, "promise", "2026-03-20 10:00", "breached", "2026-03-02 11:00")
    assert figures(desk.report("2026-03-02", "2026-03-02 18:00"), "breached") == [1]
    assert figures(desk.report("2026-03-02", "2026-03-02 10:00"), "breached") == [0]


def test_a_past_date_is_told_from_what_was_known_by_then(desk: Rows) -> None:
    """DOMAIN §11: learned of later, stopped later, answered later, acknowledged later."""
    one = desk.complaint("2026-02-20 10:00", acknowledged_at=desk.us("2026-03-03 10:00"))
    desk.event(one, "Acknowledged", "2026-03-03 10:00", channel="phone", automatic=False)
    desk.complaint("2026-03-02 10:00", recorded="2026-03-04 09:00")  # a letter found later
    desk.clock(one, "resolve", "2026-03-02 10:00", "breached", "2026-03-03 10:00")
    desk.clock(one, "respond", "2026-03-04 10:00", "met", "2026-03-03 10:00")
    desk.insert("escalations", complaint_id=one, number=1, level=1, sent_to="sue", cause="resolve",
                at=desk.us("2026-03-01 10:00"), answer_by=desk.us("2026-03-02 10:00"), answered_by="sue")  # fmt: skip
    desk.event(one, "EscalationAnswered", "2026-03-03 11:00", number=1)
    desk.event(one, "Noted", "2026-03-02 12:00", recorded="2026-03-05 12:00")
    past = desk.report("2026-03-02", "2026-03-09 12:00")
    assert figures(past, "received", "overdue", "unanswered", "unanswered_late", "unacknowledged") == [0, 1, 1, 1, 1]
    assert figures(past, "acknowledgement_owed") == [1]
    (told,) = [definition for definition in past.definitions if definition.vital]
    assert told.text.facts == {"count": 1}
    later = desk.report("2026-03-04", "2026-03-04 12:00")
    assert figures(later, "open_at_start", "received", "overdue", "unanswered", "unacknowledged") == [2, 0, 0, 0, 0]
    (note,) = later.sections[0].notes
    assert note.facts == {"count": 1}
    assert not [definition for definition in later.definitions if definition.vital]


def test_an_act_of_this_very_instant_counts(desk: Rows) -> None:
    desk.complaint("2026-03-02 18:00")
    assert figures(desk.report("2026-03-02", "2026-03-02 18:00"), "received", "open_at_end") == [1, 1]


def test_a_date_that_has_not_begun_has_no_report(desk: Rows) -> None:
    with pytest.raises(NotDone, match="2026-03-03 has not begun"):
        desk.report("2026-03-03", "2026-03-02 23:59")


def test_letters_that_are_not_out_are_found(desk: Rows) -> None:
    """TRAPS 44: unacknowledged and failed messages are in the report, whatever the complaint's status."""
    owed = desk.complaint("2026-03-01 10:00", acknowledgement="owed")
    failed = desk.complaint("2026-03-01 10:00", acknowledgement="failed")
    desk.complaint("2026-03-01 10:00", acknowledgement="failed", test=1)
    desk.letter(failed, "failed", "2026-03-01 10:00", code="550")
    desk.letter(None, "deferred", "2026-03-02 17:00")  # a report's own mail
    desk.letter(owed, "queued", "2026-03-02 17:59")  # on its way
    desk.letter(owed, "accepted", "2026-03-01 10:00")
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    keys = ("unacknowledged", "acknowledgement_owed", "acknowledgement_failed", "letters_failed")
    assert figures(report, *keys) == [2, 1, 1, 1]
    assert figures(report, "letters_waiting", "letters_waiting_long") == [2, 1]
    assert table(report, "failed_letters") == [{"number": 1, "ref": "CX-2", "letter": "acknowledge", "code": "550"}]
    found = {finding.code: finding.number for finding in report.findings}
    assert found == {"acknowledgements_undelivered": 1, "letters_failed": 1, "letters_unsent": 1}


def test_escalations_options_and_revisits_at_hand(desk: Rows) -> None:
    one = desk.complaint("2026-02-20 10:00")
    gone = desk.complaint("2026-02-20 10:00", ("closed", "", "2026-02-21 10:00"), outcomes=["declined"])
    for number, (complaint, by) in enumerate(((one, "2026-03-02 17:00"), (one, "2026-03-03 17:00"), (gone, None)), 1):
        desk.insert("escalations", complaint_id=complaint, number=number, level=number, sent_to="sue,max",
                    cause="resolve", at=desk.us("2026-03-02 09:00"), answer_by=desk.maybe(by))  # fmt: skip
        desk.event(complaint, "Escalated", "2026-03-02 09:00", number=number, level=number)
    states = (("open", None), ("open", "2026-03-04 17:00"), ("open", "2026-03-09 17:00"), ("open", "2026-03-02 17:00"),
              ("proposed", None), ("accepted", None))  # fmt: skip
    for number, (state, until) in enumerate(states, 1):
        desk.insert("options", complaint_id=one, number=number, cycle=1, type="refund", state=state, offered_by="ann",
                    offered_at=desk.us("2026-03-01 09:00"), valid_until=desk.maybe(until))  # fmt: skip
    visits = (("planned", "2026-03-02", "2026-03-05 00:00"), ("planned", "2026-02-27", "2026-03-01 00:00"),
              ("planned", "2026-03-04", "2026-03-06 00:00"),
              ("not_resolved", "2026-03-02", "2026-03-05 00:00"))  # fmt: skip
    for number, (state, due_on, closes) in enumerate(visits, 1):
        desk.insert("revisits", complaint_id=one, number=number, cycle=1, state=state, due_on=due_on,
                    opens_at=0, closes_at=desk.us(closes))  # fmt: skip
    desk.event(one, "RevisitDone", "2026-03-02 11:00", number=4, resolved=False)
    desk.event(one, "RevisitDone", "2026-03-02 11:00", number=5, resolved=True)
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    assert figures(report, "escalated", "escalated_to_level_3", "unanswered", "unanswered_late") == [3, 1, 2, 1]
    assert [row["sent_to"] for row in table(report, "unanswered")] == ["sue, max"] * 2
    assert figures(report, "options_open", "options_expiring", "options_proposed", "options_expired") == [3, 1, 1, 1]
    keys = ("revisits_due", "revisits_done", "revisits_not_resolved", "revisits_missed")
    assert figures(report, *keys) == [1, 2, 1, 1]


def test_unknown_causes_are_always_shown(desk: Rows) -> None:
    for number in range(12):
        desk.complaint("2026-02-27 10:00", cause="late-delivery" if number < 9 else "rude-staff")
    desk.complaint("2026-01-31 23:59")  # the day before the thirty
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    causes = [(row["cause"], row["complaints"], row["share"]) for row in table(report, "causes")]
    assert causes[1:] == [("late-delivery", 9, Share(9, 12)), ("rude-staff", 3, Share(3, 12))]
    assert isinstance(causes[0][0], Said)
    assert causes[0][1:] == (0, Share(0, 12))


def test_load_by_owner_and_team(desk: Rows) -> None:
    for login, team in (("ann", "north"), ("bob", "north")):
        desk.insert("agents", login=login, name="Sample", role="agent", team=team)
    desk.complaint("2026-02-20 10:00", ("investigating", "ann", "2026-02-20 11:00"))
    desk.complaint("2026-02-20 10:00", ("closed", "bob", "2026-03-02 11:00"), outcomes=["declined"])
    desk.complaint("2026-02-20 10:00")
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    owners = [(row["team"], row["open"], row["closed"]) for row in table(report, "owners")]
    assert owners == [("", 1, 0), ("north", 1, 0), ("north", 0, 1)]
    assert [(row["open"], row["closed"]) for row in table(report, "teams")] == [(1, 0), (1, 1)]


def test_acts_to_look_at_are_listed(desk: Rows) -> None:
    """DOMAIN §10, §11; an import's old dates are no acts."""
    desk.insert("agents", login="sue", name="Sample", role="supervisor", os_users='["susan"]')
    one = desk.complaint("2026-02-01 10:00", recorded="2026-03-02 09:00")
    desk.complaint("2026-02-01 10:00", recorded="2026-03-02 09:00", imported=1)
    desk.event(one, "Corrected", "2026-03-02 10:00", fact="category", value="billing", was="delivery")
    desk.event(one, "Contacted", "2026-02-10 10:00", recorded="2026-03-02 11:00", direction="out", channel="phone")
    desk.event(one, "Resumed", "2026-02-10 10:00", recorded="2026-03-02 11:00")  # the same act
    desk.event(one, "Contacted", "2026-03-01 10:00", recorded="2026-03-02 11:00", direction="out", channel="phone")
    desk.event(one, "OptionApproved", "2026-03-02 12:00", agent="sue", os_user="susan", number=1)
    desk.event(one, "OptionApproved", "2026-03-02 12:01", agent="sue", os_user="mallory", number=2)
    desk.event(one, "OptionApproved", "2026-03-02 12:02", agent="sue", os_user="sue", number=3, self_approved=True)
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    listed = [(row["why"], row["event"]) for row in table(report, "acts")]
    assert [(why.value, event) for why, event in listed if isinstance(why, Code)] == [
        ("dated_back", "Logged"),
        ("corrected", "Corrected"),
        ("dated_back", "Contacted"),
        ("other_account", "OptionApproved"),
        ("self_approved", "OptionApproved"),
    ]
    assert figures(report, "dated_back", "self_approved", "other_account", "corrected") == [2, 1, 1, 1]


def test_both_values_of_a_correction_stand_beside_each_other(desk: Rows) -> None:
    """DOMAIN §3, `correct`: reports show both."""
    one = desk.complaint("2026-02-20 10:00")
    two = desk.complaint("2026-02-20 10:00")
    desk.event(one, "Corrected", "2026-03-01 10:00", fact="severity", value="S1", was="S4")
    desk.event(one, "Corrected", "2026-03-02 10:00", fact="severity", value="S2", was="S1")
    first, second = "2026-02-20T09:00:00+00:00", "2026-02-19T09:00:00+00:00"
    desk.event(two, "Corrected", "2026-03-02 11:00", fact="received_at", value=second, was=first)
    desk.event(two, "Corrected", "2026-03-02 12:00", fact="verdict:respond:1:2", value="met", was="breached")
    desk.event(two, "Corrected", "2026-03-02 13:00", fact="product", value="parcel")
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    rows = json.loads(render(report, Format.JSON))["sections"]["acts"]["tables"]["corrections"]["rows"]
    names = ("ref", "fact", "clock", "was", "value")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("CX-1", "severity", None, "S1", "S2"),
        ("CX-2", "received_at", None, "2026-02-20T09:00:00Z", "2026-02-19T09:00:00Z"),
        ("CX-2", "verdict", "respond:1:2", "breached", "met"),
        ("CX-2", "product", None, None, "parcel"),
    ]
    assert "Corrected: CX-1, severity: S1 → S2; and 3 more." in render(report, Format.TABLE)


def test_a_corrected_receipt_moves_no_days_flow(desk: Rows) -> None:
    """DOMAIN §4.15: received on the date that was recorded first, open at the start of none before."""
    one = desk.complaint("2026-03-02 10:00")
    desk.connection.execute("UPDATE complaints SET received_at = ? WHERE id = ?", (desk.us("2026-02-27 10:00"), one))
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    assert figures(report, *FLOW) == [0, 1, 0, 0, 1, 0, 0]
    (flow,) = [section for section in report.sections if section.key == "flow"]
    assert flow.notes == ()
    assert report.errors == ()


def test_a_page_shows_compliance_both_ways_where_a_verdict_was_corrected(desk: Rows) -> None:
    """DOMAIN §4.9: the first verdict counts, the second stands beside it."""
    for number in range(2):
        one = desk.complaint("2026-02-20 10:00")
        corrected = "met" if number else ""
        desk.clock(one, "respond", "2026-03-02 10:00", "breached", "2026-03-02 11:00", corrected=corrected)
    page = render(desk.report("2026-03-02", "2026-03-02 18:00"), Format.TABLE)
    assert "first reply: 1 verdicts corrected; first 0/2, as corrected 1/2 (30 days)." in page


def test_the_hours_without_the_clockwork_are_named(desk: Rows) -> None:
    """DOMAIN §7: the report names the hours the desk was blind."""
    desk.run("2026-03-01 23:50", "2026-03-01 23:51")
    desk.run("2026-03-02 00:05", "2026-03-02 00:06")
    desk.run("2026-03-02 00:21", "2026-03-02 03:00", kind="run")  # exactly fifteen minutes is no gap
    desk.run("2026-03-02 06:00")  # crashed
    desk.run("2026-03-02 06:05", "2026-03-02 06:06", kind="backup")  # no pass
    report = desk.report("2026-03-02", "2026-03-02 06:30")
    gaps = [(row["from_at"], row["to_at"], row["minutes"]) for row in table(report, "silences")]
    assert gaps == [
        (desk.at("2026-03-02 03:00"), desk.at("2026-03-02 06:00"), 180),
        (desk.at("2026-03-02 06:00"), desk.at("2026-03-02 06:30"), 30),
    ]
    assert figures(report, "passes", "silent_minutes") == [3, 210]


def test_a_clockwork_that_never_ran_is_said_to_never_have_run(desk: Rows) -> None:
    report = desk.report("2026-03-02", "2026-03-02 06:00")
    assert figures(report, "silent_minutes") == [360]
    assert "never ran" in report.sections[-1].notes[0].message


def test_the_report_prints_the_head_of_the_chain(desk: Rows) -> None:
    """DOMAIN §4.17."""
    desk.complaint("2026-03-02 10:00")
    assert desk.report("2026-03-02", "2026-03-02 18:00").head == (1, "01" * 32)


def test_making_a_report_writes_nothing(desk: Rows) -> None:
    desk.complaint("2026-03-02 10:00")
    desk.connection.execute("PRAGMA query_only = ON")
    before = desk.connection.total_changes
    desk.report("2026-03-02", "2026-03-02 18:00")
    assert desk.connection.total_changes == before
    assert not desk.connection.in_transaction
