"""What may be wrong in the fields of the forms: where each act begins, what is right, and what is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cxdesk.desk import Desk, NewComplaint, option
from cxdesk.domain.events import Assessed
from cxdesk.domain.words import Direction, OptionType
from tests.desks import Clock
from tests.screens import acted
from tests.screens.acted import Begin

Values = Mapping[str, str]
PAST, GIBBERISH, PERSONAL = "2020-01-01", "one of these days", "ann@example.org"
NEVER_THEN = ["2030-01-01", GIBBERISH, "2026-01-01"]
"""When it did not happen: ahead, no date, before it came in."""
LATE: Values = {"reason": "Forgotten"}


def as_agent(desk: Desk, login: str) -> Desk:
    """The same desk under another login."""
    return Desk.open(desk.folder, agent=login, now=desk._now, randomness=bytes)


def proposed(desk: Desk) -> str:
    """An agent offered more than they may."""
    ref = acted.begun(desk)
    with as_agent(desk, "bob") as bob:
        bob.offer(ref, option(OptionType.REFUND, "All of it", value=Decimal(900)))
        bob.offer(ref, option(OptionType.APOLOGY, "We are sorry"))
    return ref


def silent(desk: Desk) -> str:
    """The customer answered none of four attempts."""
    ref = acted.offered(desk)
    assert isinstance(desk._now, Clock)
    for channel in ("phone", "email", "phone", "email"):
        desk._now.on(days=7)
        desk.contact(ref, Direction.OUT, channel, "Are you there?")
    desk._now.on(days=7)
    return ref


def dangerous(desk: Desk) -> str:
    """Somebody's health is at stake, and who complains needs care."""
    ref = acted.begun(desk)
    desk.assess(ref, Assessed(safety=True, vulnerable=True))
    return ref


def unreachable(desk: Desk) -> str:
    """Nobody knows where to write to."""
    ref = desk.log(NewComplaint(channel="phone", subject="Wrong firm")).ref
    desk.take(ref)
    desk.start(ref)
    return ref


@dataclass(frozen=True)
class Case:
    """A form at a complaint: *right* is carried out, and with any of *wrong* in its field it is refused there."""

    begin: Begin
    right: Values
    wrong: Mapping[str, list[str]]
    with_it: Mapping[str, Values] = field(default_factory=dict)
    """What else must stand there for a field to be wrong, by its name."""
    agent: str = "ann"


CASES: dict[str, Case] = {
    "assign": Case(acted.begun, {"to": "bob"}, {"to": ["nobody", "ann", "eve", "gone"]}),
    "acknowledge": Case(
        acted.received, {"channel": "phone"}, {"channel": ["smoke", ""], "at": NEVER_THEN}, {"at": LATE}
    ),
    "assess": Case(
        acted.begun,
        {"severity": "S2"},
        {
            "severity": ["S9", ""],
            **{name: ["9", "high"] for name in ("harm", "safety-risk", "complexity", "impact", "immediacy")},
            "category": [PERSONAL],
            "product": ["+43 660 1234567"],
            "safety": ["perhaps"],
            "vulnerable": ["perhaps"],
            "reason": [""],
        },
        {
            "reason": {"severity": "S4"},
            **{
                name: dict.fromkeys(("harm", "safety-risk", "complexity", "impact", "immediacy"), "0")
                for name in ("harm", "safety-risk", "complexity", "impact", "immediacy")
            },
        },
    ),
    "note": Case(acted.begun, {"text": "Seen"}, {"text": [""]}),
    "attach": Case(acted.begun, {"file": __file__}, {"file": ["/nowhere/at/all", ".", "/dev/null"]}),
    "contact": Case(
        acted.begun,
        {"direction": "out", "channel": "phone"},
        {"direction": ["sideways", ""], "channel": ["smoke"], "minutes": ["-1", "ten"], "at": NEVER_THEN},
        {"at": LATE},
    ),
    "find-cause": Case(
        acted.begun,
        {"code": "late", "why": "Lorry", "unit": "fleet"},
        {"code": ["", PERSONAL], "why": [""], "unit": ["", PERSONAL]},
    ),
    "ask": Case(
        acted.begun,
        {"question": "Which?", "until": "+3bd"},
        {"question": [""], "until": ["", PAST, GIBBERISH], "why": ["whim"]},
    ),
    "refer": Case(
        acted.begun,
        {"question": "Bank", "until": "+3bd"},
        {"question": [""], "until": ["", PAST, GIBBERISH], "why": ["whim"]},
    ),
    "escalate": Case(
        acted.begun,
        {"reason": "Money"},
        {"reason": [""], "level": ["9", "0", "up"], "to": ["nobody"], "answer-by": [GIBBERISH]},
    ),
    "answer": Case(acted.escalated, {"reply": "Pay it"}, {"reply": [""], "number": ["9", "last"]}),
    "promise": Case(acted.begun, {"text": "A call", "by": "+2bd"}, {"text": [""], "by": ["", PAST, GIBBERISH]}),
    "keep": Case(acted.promised, {"number": "1"}, {"number": ["", "9", "first"]}),
    "break": Case(acted.promised, {"number": "1", "reason": "Forgot"}, {"number": ["9"], "reason": [""]}),
    "extend": Case(
        acted.offered,
        {"option": "1", "until": "+20bd", "reason": "Holiday"},
        {"option": ["9", "first"], "clock": ["nothing"], "until": ["", PAST, GIBBERISH, "+1bd"], "reason": [""]},
        {"clock": {"option": ""}},
    ),
    "correct": Case(
        acted.begun,
        {"fact": "category", "value": "delivery", "reason": "Wrong"},
        {"fact": ["colour", "verdict:resolve:1:1"], "value": ["", "billing", PERSONAL], "reason": [""]},
    ),
    "offer": Case(
        acted.begun,
        {"type": "apology", "text": "Sorry", "type-3": "refund", "text-3": "All of it", "value-3": "25 EUR"},
        {
            "type": ["", "kisses"],
            "text": [""],
            "value": ["-1", "much"],
            "valid": [PAST, GIBBERISH],
            "by": [PAST, GIBBERISH],
            "type-3": ["", "kisses"],
            "text-3": [""],
            "value-3": ["-1", "much"],
            "valid-3": [PAST, GIBBERISH],
            "by-3": [PAST, GIBBERISH],
        },
    ),
    "approve": Case(proposed, {"number": "1"}, {"number": ["9", "2", "first", ""]}),
    "deny": Case(proposed, {"number": "1", "reason": "Too much"}, {"number": ["9", "2"], "reason": [""]}),
    "retract": Case(acted.offered, {"number": "1", "reason": "Wrong"}, {"number": ["9"], "reason": [""]}),
    "accept": Case(
        acted.offered,
        {"number": "1", "evidence": "By phone"},
        {"number": ["", "9", "first"], "evidence": [""], "at": NEVER_THEN},
        {"at": LATE},
    ),
    "refuse": Case(acted.offered, {"number": "1", "reason": "Too little"}, {"number": ["9"], "reason": [""]}),
    "fulfil": Case(acted.fulfilling, {"evidence": "In the books"}, {"evidence": [""], "at": NEVER_THEN}, {"at": LATE}),
    "fail": Case(acted.fulfilling, {"reason": "Lost"}, {"reason": [""]}),
    "quick-resolve": Case(
        acted.received,
        {
            "severity": "S4",
            "code": "late",
            "why": "Lorry",
            "unit": "fleet",
            "type": "apology",
            "text": "Sorry",
            "evidence": "Said so",
        },
        {
            "severity": ["S1", "S9", ""],
            "code": ["", PERSONAL],
            "why": [""],
            "unit": ["", PERSONAL],
            "type": ["", "kisses"],
            "text": [""],
            "value": ["-1", "much", "500 EUR"],
            "evidence": [""],
        },
        agent="bob",
    ),
    "final": Case(
        acted.begun,
        {"decision": "rejected", "reasons": "No fault", "recourse": "Court"},
        {"decision": [""], "reasons": [""], "recourse": [""]},
    ),
    "return": Case(acted.resolved, {"reason": "Again"}, {"reason": [""]}),
    "close": Case(
        acted.begun,
        {"outcome": "external", "reason": "Court"},
        {"outcome": ["thrown away"], "reason": [""]},
    ),
    "lapse": Case(silent, {"reason": "Silent"}, {"reason": [""]}),
    "withdraw": Case(acted.begun, {"text": "Never mind"}, {"text": [""]}),
    "decline": Case(
        unreachable,
        {"reason": "Not ours", "recourse": "The bank", "notice": "yes"},
        {"reason": [""], "recourse": [""], "notice": [""]},
    ),
    "merge": Case(acted.beside_another, {"into": "CX-1"}, {"into": ["CX-999", "nonsense", "closed", "itself"]}),
    "reopen": Case(acted.closed, {"reason": "Again"}, {"reason": [""]}),
    "revisit-done": Case(
        acted.resolved,
        {"resolved": "yes"},
        {
            "resolved": ["", "perhaps"],
            "satisfaction": ["9", "very"],
            "handling": ["0", "well"],
            "number": ["9", "first"],
        },
        agent="quin",
    ),
    "revisit-attempt": Case(
        acted.resolved, {"channel": "phone"}, {"channel": ["smoke", ""], "number": ["9"]}, agent="quin"
    ),
    "revisit-move": Case(
        acted.resolved,
        {"on": "+9bd", "reason": "Away"},
        {"on": ["", PAST, GIBBERISH], "reason": [""], "number": ["9"]},
        agent="quin",
    ),
    "revisit-schedule": Case(acted.resolved, {"on": "+5bd"}, {"on": ["", PAST, GIBBERISH]}, agent="quin"),
}

BACKDATED = {
    "acknowledge": acted.received,
    "contact": acted.begun,
    "accept": acted.offered,
    "fulfil": acted.fulfilling,
}
"""Forms of what is written down later: far back, and without a reason, the reason is blamed."""

WORDS = "any words are right, and none"
NEVER_WRONG = {
    ("acknowledge", "text"): WORDS,
    ("attach", "name"): WORDS,
    ("contact", "text"): WORDS,
    ("keep", "note"): WORDS,
    ("merge", "reason"): WORDS,
    ("unmerge", "reason"): WORDS,
    ("revisit-unsolved", "note"): "the form itself says that it is needed; any words are right",
    ("revisit-done", "note"): WORDS,
    ("revisit-done", "needs"): WORDS,
    ("revisit-attempt", "note"): WORDS,
    ("revisit-schedule", "reason"): WORDS,
    ("log", "customer"): WORDS,
    ("log", "key"): WORDS,
    ("log", "subject"): WORDS,
    ("log", "text"): WORDS,
    ("log", "remedy"): WORDS,
}
"""Fields in which nothing can be wrong, and why; boxes to tick are none of them unless they are in a case."""

ALSO: dict[str, tuple[str, Begin, Values, str, str]] = {
    "nobody may decide above their limit": ("approve", proposed, {"number": "1"}, "number", "sue"),
    "nor deny it": ("deny", proposed, {"number": "1", "reason": "No"}, "number", "sue"),
    "an agent makes nothing less grave": ("assess", acted.begun, {"severity": "S4", "reason": "x"}, "severity", "bob"),
    "nor less dangerous": ("assess", dangerous, {"safety": "no", "reason": "Safe"}, "safety", "bob"),
    "nor its customer less vulnerable": ("assess", dangerous, {"vulnerable": "no", "reason": "x"}, "vulnerable", "bob"),
    "an agent closes nothing as external": ("close", acted.begun, {"outcome": "external"}, "outcome", "bob"),
    "the outcome is what was earned": ("close", acted.resolved, {"outcome": "withdrawn"}, "outcome", "ann"),
    "a clock or an option, one of them": ("extend", acted.offered, {"until": "+9bd", "reason": "x"}, "clock", "ann"),
    "whom nobody can write to was told somehow": (
        "extend", unreachable, {"clock": "resolve", "reason": "x"}, "told", "ann"
    ),
    "a receipt is no later than the first deed": (
        "correct", acted.begun, {"fact": "received_at", "value": "2030-01-01", "reason": "x"}, "value", "ann"
    ),
    "a receipt is a date": (
        "correct", acted.begun, {"fact": "received_at", "value": GIBBERISH, "reason": "x"}, "value", "ann"
    ),
    "a channel is one of the desk": (
        "correct", acted.begun, {"fact": "channel", "value": "smoke", "reason": "x"}, "value", "ann"
    ),
    "a segment is one of the desk": (
        "correct", acted.begun, {"fact": "segment", "value": "smoke", "reason": "x"}, "value", "ann"
    ),
    "a language is a tag": ("correct", acted.begun, {"fact": "language", "value": "??", "reason": "x"}, "value", "ann"),
    "a severity is one of four": (
        "correct", acted.begun, {"fact": "severity", "value": "S9", "reason": "x"}, "value", "ann"
    ),
    "a cause is a code": ("find-cause", acted.begun, {"code": "x@y.z", "why": "x", "unit": "x"}, "code", "ann"),
    "a merged receipt is its master's": (
        "correct", acted.merged, {"fact": "received_at", "value": "2026-01-01", "reason": "x"}, "fact", "ann"
    ),
    "an option did not lie there yet": (
        "accept", silent, {"number": "1", "evidence": "x", "at": "today 01:00", "reason": "x"}, "number", "ann"
    ),
}  # fmt: skip
"""What depends on who acts, or on another field: the form, the complaint, what was typed, and the field it is about."""

LOG_WRONG = {
    "email": ["nobody", "a@b@c"],
    "phone": ["none"],
    "channel": ["", "smoke"],
    "severity": ["S9"],
    "category": [PERSONAL],
    "product": [PERSONAL],
    "owner": ["nobody", "eve", "gone"],
    "language": ["??"],
    "segment": ["smoke"],
    "at": ["2030-01-01", GIBBERISH],
}
