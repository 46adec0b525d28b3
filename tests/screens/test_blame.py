"""Every refusal that speaks of a value stands beside its field; those that speak of the whole are listed, with why."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest

from cxdesk.desk import Desk
from cxdesk.domain.words import Role
from cxdesk.errors import CxdeskError
from cxdesk.screens.commands import ACTS, ActCommand, named
from cxdesk.screens.fields import NO_LETTER, Field, Kind, Said, field_of, numbered
from cxdesk.screens.foretelling import foretelling
from cxdesk.screens.log_fields import FIELDS
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk
from tests.screens import acted
from tests.screens.acted import Begin
from tests.screens.blaming import refusals
from tests.screens.mistakes import (
    ALSO,
    BACKDATED,
    CASES,
    LOG_WRONG,
    NEVER_WRONG,
    Case,
    Values,
    as_agent,
    dangerous,
    silent,
)

FORMS = [command for command in ACTS if command.fields or command.more]

RULE = """[policy.standard.clock.resolve]
target = "20d"
extend = [{ to = "40d", requires = ["reason", "customer_notice"] }]

"""


@dataclass
class Room:
    """One desk for all cases: nothing is written, every act is only tried."""

    desks: dict[str, Desk]
    refs: dict[Begin, str]

    def blamed(self, name: str, case: Case, values: Values) -> tuple[str, str]:
        """The field that is blamed for *values*, and what is said; ("", "") where the act is carried out."""
        command = command_named(name)
        ref = self.refs[case.begin]
        values = {key: {"closed": self.refs[acted.closed], "itself": ref}.get(one, one) for key, one in values.items()}
        desk = self.desks[case.agent]
        try:
            with desk.trying():
                command().perform(desk, ref, Said(values, desk))
        except CxdeskError as error:
            return field_of(error, fields_of(command)), str(error)
        return "", ""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    clock = Clock()
    folder = new_desk(tmp_path_factory.mktemp("blame") / "desk", clock)
    settings = folder / "desk.toml"
    written = settings.read_text(encoding="utf-8").replace("[letters]", f"{RULE}[letters]", 1)
    settings.write_text(written, encoding="utf-8")
    with Desk.open(folder, agent="ann", now=clock, randomness=bytes) as ann:
        ann.apply_policy()
        ann.add_agent(Agent("bob", "Sample Agent", Role.AGENT, authority=Decimal(100)))
        ann.add_agent(Agent("quin", "Sample Quality", Role.QUALITY))
        ann.add_agent(Agent("sue", "Sample Supervisor", Role.SUPERVISOR, authority=Decimal(500)))
        ann.add_agent(Agent("eve", "Sample Auditor", Role.AUDITOR))
        ann.add_agent(Agent("gone", "Sample Leaver", Role.AGENT, active=False))
        begins = {case.begin for case in CASES.values()} | {acted.closed, acted.merged, dangerous, *BACKDATED.values()}
        refs = {begin: begin(ann) for begin in sorted(begins, key=lambda one: one is not silent)}
        with as_agent(ann, "bob") as bob, as_agent(ann, "quin") as quin, as_agent(ann, "sue") as sue:
            yield Room({"ann": ann, "bob": bob, "quin": quin, "sue": sue}, refs)


def command_named(name: str) -> type[ActCommand]:
    command = named(name)
    assert issubclass(command, ActCommand)
    return command


def fields_of(command: type[ActCommand]) -> list[Field]:
    """All fields that the form may show, with three sets of what can be asked for again."""
    more = [one._replace(name=numbered(one.name, number)) for number in (1, 2, 3) for one in command.more]
    return [*command.fields, *more, *((NO_LETTER,) if command.writes else ())]


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_with_a_value_is_said_beside_its_field(name: str, room: Room) -> None:
    case = CASES[name]
    assert room.blamed(name, case, case.right) == ("", "")
    for one, texts in case.wrong.items():
        for text in texts:
            values = {**case.right, **case.with_it.get(one, {}), one: text}
            assert room.blamed(name, case, values)[0] == one, (values, room.blamed(name, case, values))


@pytest.mark.parametrize("told", ALSO)
def test_so_is_what_depends_on_who_acts_or_on_another_field(told: str, room: Room) -> None:
    name, begin, values, one, agent = ALSO[told]
    assert room.blamed(name, Case(begin, values, {}, agent=agent), values)[0] == one


@pytest.mark.parametrize("name", BACKDATED)
def test_what_is_written_down_late_and_without_a_reason_is_blamed_for_that(name: str, room: Room) -> None:
    case = CASES[name]
    values = {**case.right, "at": "2026-02-01", "reason": ""}
    assert room.blamed(name, Case(BACKDATED[name], values, {}), values)[0] == "reason"


@pytest.mark.parametrize("one", LOG_WRONG)
def test_so_it_is_in_the_form_that_logs_a_complaint(one: str, room: Room) -> None:
    for text in LOG_WRONG[one]:
        assert log_blamed({"channel": "phone", "subject": "Late", one: text}, room) == one, text


def test_a_late_or_empty_call_is_blamed_where_it_lacks_and_an_unknown_customer_at_their_name(room: Room) -> None:
    assert log_blamed({"channel": "phone", "subject": "Late", "at": "2026-01-01"}, room) == "reason"
    assert log_blamed({"channel": "phone"}, room) == "subject"
    assert log_blamed({"channel": "phone", "subject": "Late", "customer": "Sample", "known": "999"}, room) == "customer"
    assert log_blamed({"channel": "phone", "subject": "Late"}, room) == ""


def log_blamed(values: Values, room: Room) -> str:
    """The field of the Log form that is blamed; "" where it would be logged."""
    error = foretelling(values, 0)(room.desks["ann"]).error
    return field_of(error, [*FIELDS, NO_LETTER]) if error else ""


def test_every_field_that_can_be_wrong_has_a_case() -> None:
    told = {(name, one) for name, case in CASES.items() for one in case.wrong}
    told |= {(name, "reason") for name in BACKDATED} | {("log", one) for one in (*LOG_WRONG, "reason")}
    asked = {(command.name, one.name): one for command in FORMS for one in (*command.fields, *command.more)}
    asked |= {("log", one.name): one for one in FIELDS}
    typed = {key for key, one in asked.items() if one.kind is not Kind.YES_NO}
    assert typed - told == NEVER_WRONG.keys()
    assert {name for name, _field in told} <= {"log", *(command.name for command in FORMS)}


# What the source says


VARIABLES = {
    "about": {"about", "number", "customer_told", "satisfaction", "handling", "owner", "to"},
    "about or None": set(),
    "lacking": {"code", "unit"},
    "lowered": {"severity", "safety", "vulnerable"},
    "name": {"category", "product", "unit", "segment", "jurisdiction", "tag", "cause", "value"},
    "refused.about": set(),
    "_in_its_set(error.about, sets)": set(),
}
"""What stands in the variables by which refusals are about something; those without a word of their own pass one on."""

NO_FIELD = {
    "about": "no form asks whom a complaint is about",
    "jurisdiction": "no form asks for it",
    "tag": "no form asks for them",
}

AT_THE_FOOT = {
    "no escalation waits for an answer": "there is none, whatever number is said",
    "it was merged into {master}, which is revisited": "the complaint as a whole",
    "no revisit is planned": "there is none, whatever number is said",
    "whoever handled it does not revisit it; quality or a colleague does": "who acts",
    "{act} is not for the role {role}": "who acts",
    "the acknowledgement was given already": "the complaint as a whole",
    "this customer is linked already": "no form links customers",
    "it belongs to {owner}; a supervisor may reassign it": "who acts",
    "nobody owns it yet: assign or take it first": "the complaint as a whole; names the act that helps",
    "the desk by itself records only contacts that came in": "who acts",
    "it is not merged into {master}": "the complaint as a whole",
    "{master} was merged into {other} itself": "of taking a merge back: the complaint as a whole",
    "an offer needs at least one option": "no form offers nothing",
    "{severity} needs its cause found before an offer": "the complaint as a whole; names the act that helps",
    "no option is extended while the complaint is {status}": "the complaint as a whole",
    "it was merged into {master}: unmerge it instead": "the complaint as a whole; names the act that helps",
    "its cause is not found yet": "the complaint as a whole; names the act that helps",
    "how it was resolved is not known: return it, then send a final response": "the complaint as a whole",
    "a remedied complaint has an accepted option": "the complaint as a whole",
    "the customer has not confirmed, and revisits are still to be tried": "the complaint as a whole",
    "closing needs a supervisor or quality; an agent closes S3 and S4 once confirmed": "who acts",
    "the next move is a third party's, not the customer's": "the complaint as a whole",
    "{count} attempts on {channels} channels over {days} business days; the policy asks "
    "{need} on {need_channels} over {need_days}": "the complaint as a whole",
    "a matter of safety is not resolved quickly": "the complaint as a whole",
    "there is no customer {number}": "no form links customers",
    "a letter of a contact has words of the desk; it is one of: {kinds}": "no form asks for a letter of its own",
    "{ref} has no address to write to": "the complaint as a whole",
    "the letter to the customer ({letter}) may not go like this: {faults}": "its words come from several fields",
    "{ref} is not merged into any complaint": "the complaint as a whole",
    "there is no complaint {ref}": "merging says of the other one that it is meant",
}
"""What a form says below all its fields, and why no field is meant."""


def test_whatever_a_refusal_is_about_has_a_field_in_some_form() -> None:
    found = list(refusals())
    variables = {name for one in found for name in one.variables}
    assert variables == VARIABLES.keys()
    about = {name for one in found for name in one.about}.union(*VARIABLES.values())
    fields = [*FIELDS, *(one for command in FORMS for one in fields_of(command))]
    shown = {name for one in fields for name in (one.name, *one.blamed_for)}
    assert about - shown == NO_FIELD.keys()
    assert {name for one in fields for name in one.blamed_for} <= about


def test_what_is_about_no_field_is_known_with_its_reason() -> None:
    found = {sentence for one in refusals() if not one.about | one.variables for sentence in one.sentences}
    assert found - {"; "} == AT_THE_FOOT.keys()
