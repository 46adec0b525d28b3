"""Which events figures count is known to the domain, so that whoever adds to them by a key is asked first."""

import re

from cxdesk.domain import events as e
from cxdesk.domain.events.codec import EVENT_TYPES
from cxdesk.domain.figures import COUNTED, counts_as
from cxdesk.store import report_clocks, report_flow, report_inbox, report_standing, report_trail

BESIDE = {"Acknowledged", "EscalationAnswered", "HistoryImported", "LetterQueued", "OptionApproved"}
"""Reports ask for these too, to tell how something stood on a past date, or by name in a list."""


def asked_for() -> set[str]:
    """The types of events that the SQL of any report names."""
    modules = (report_clocks, report_flow, report_inbox, report_standing, report_trail)
    texts = [text for module in modules for text in vars(module).values() if isinstance(text, str)]
    return {name for text in texts for name in re.findall(r"'([A-Z]\w+)'", text)}


def test_what_counts_in_figures_are_exactly_the_events_that_reports_ask_for() -> None:
    assert {kind.__name__ for kind in COUNTED} == asked_for() - BESIDE
    assert asked_for() >= BESIDE


def test_what_counts_in_figures_is_a_stored_event() -> None:
    assert {EVENT_TYPES[kind.__name__] for kind in COUNTED} == set(COUNTED)


def test_what_an_act_adds_to_figures_is_said_once_for_all_its_events() -> None:
    assert counts_as([e.RevisitCancelled(1), e.Returned()]) == ("returned",)
    assert counts_as([e.Fulfilled(), e.FinalSent(), e.Noted()]) == ("resolved",)
