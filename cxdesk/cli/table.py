"""Every verb: the words people type, where its function stands, its one line of help. Listing imports nothing."""

from enum import StrEnum
from typing import NamedTuple

from cxdesk.catalogue import N_


class Chapter(StrEnum):
    """The parts of the help page, in its order."""

    READ = N_("Read the desk")
    ACTS = N_("Work on a complaint")
    OFFERS = N_("Options and outcomes")
    FOLLOW = N_("Follow up and escalate")
    MAIL = N_("Mail")
    DATA = N_("Import, export, reports")
    PEOPLE = N_("People")
    RULES = N_("Service standards")
    TRUST = N_("Set up and look after the desk")


class Verb(NamedTuple):
    """One row of the table; *function* is `module:name`, imported only when the verb is used."""

    function: str
    summary: str
    chapter: Chapter
    query: bool = False
    """Whether its positional words are a query, so that `-status:waiting` is a word and not an option."""
    light: str = ""
    """`module:name` of a `light.Light`, for a verb that must start fast: the short way, without Typer."""
    tries: bool = False
    """Whether it takes `--dry-run`: what it would do is told, and nothing written."""
    writes: bool = False
    """Whether its act writes to the customer by itself, unless `--no-letter` says otherwise."""


def _act(function: str, summary: str, chapter: Chapter) -> Verb:
    """A verb that performs an act, most of them of DOMAIN §3, and can try it first."""
    return Verb(function, summary, chapter, tries=True)


def _letter(function: str, summary: str, chapter: Chapter) -> Verb:
    """An act that the customer hears of by a letter."""
    return Verb(function, summary, chapter, tries=True, writes=True)


VERBS: dict[str, Verb] = {
    "tui": Verb(
        "cxdesk.cli.tui:tui",
        N_("open the screens; so does cxdesk alone on a terminal"),
        Chapter.READ,
        light="cxdesk.cli.tui:LIGHT",
    ),
    "log": _letter("cxdesk.cli.log:log", N_("log a complaint; its acknowledgement goes out at once"), Chapter.ACTS),
    "attach": Verb("cxdesk.cli.log:attach", N_("keep a file with a complaint"), Chapter.ACTS),
    "list": Verb(
        "cxdesk.cli.list:list_",
        N_("the queue, or what a query finds"),
        Chapter.READ,
        query=True,
        light="cxdesk.cli.listing:LIGHT_LIST",
    ),
    "show": Verb(
        "cxdesk.cli.show:show",
        N_("one complaint with its clocks and its timeline"),
        Chapter.READ,
        light="cxdesk.cli.showing:LIGHT",
    ),
    "search": Verb(
        "cxdesk.cli.list:search",
        N_("full text: what was said, and customers' names"),
        Chapter.READ,
        light="cxdesk.cli.listing:LIGHT_SEARCH",
    ),
    "acknowledge": _act("cxdesk.cli.acts:acknowledge", N_("record that a person acknowledged"), Chapter.ACTS),
    "assess": _act("cxdesk.cli.acts:assess", N_("severity, category, safety, vulnerability"), Chapter.ACTS),
    "assign": _act("cxdesk.cli.acts:assign", N_("give complaints to an owner"), Chapter.ACTS),
    "take": _act("cxdesk.cli.acts:take", N_("become the owner"), Chapter.ACTS),
    "start": _act("cxdesk.cli.acts:start", N_("begin the investigation"), Chapter.ACTS),
    "note": _act("cxdesk.cli.acts:note", N_("write an internal note"), Chapter.ACTS),
    "contact": _act("cxdesk.cli.acts:contact", N_("record that the customer and the desk spoke"), Chapter.ACTS),
    "ask": _letter("cxdesk.cli.acts:ask", N_("wait for the customer"), Chapter.ACTS),
    "refer": _act("cxdesk.cli.acts:refer", N_("wait for a third party"), Chapter.ACTS),
    "resume": _act("cxdesk.cli.acts:resume", N_("end a wait"), Chapter.ACTS),
    "merge": _act("cxdesk.cli.acts:merge", N_("merge into another complaint of the same matter"), Chapter.ACTS),
    "unmerge": _act("cxdesk.cli.acts:unmerge", N_("take a merge back"), Chapter.ACTS),
    "correct": _act("cxdesk.cli.attention:correct", N_("put a second value beside the first"), Chapter.ACTS),
    "find-cause": _act(
        "cxdesk.cli.offers:find_cause", N_("say why it happened and which unit is to mend it"), Chapter.OFFERS
    ),
    "offer": _letter("cxdesk.cli.offers:offer", N_("put resolution options to the customer"), Chapter.OFFERS),
    "approve": _letter("cxdesk.cli.offers:approve", N_("let a proposed option go to the customer"), Chapter.OFFERS),
    "deny": _act("cxdesk.cli.offers:deny", N_("keep a proposed option inside"), Chapter.OFFERS),
    "retract": _act("cxdesk.cli.offers:retract", N_("take an open option back"), Chapter.OFFERS),
    "accept": _letter("cxdesk.cli.offers:accept", N_("the customer accepts an option"), Chapter.OFFERS),
    "refuse": _act("cxdesk.cli.offers:refuse", N_("the customer does not want an option"), Chapter.OFFERS),
    "fulfil": _act("cxdesk.cli.offers:fulfil", N_("the accepted remedy was delivered"), Chapter.OFFERS),
    "fail": _act("cxdesk.cli.offers:fail", N_("the remedy was not delivered as promised"), Chapter.OFFERS),
    "final": _letter("cxdesk.cli.offers:final", N_("the final response: decision, reasons, recourse"), Chapter.OFFERS),
    "quick-resolve": _letter("cxdesk.cli.offers:quick_resolve", N_("settle a small matter in one go"), Chapter.OFFERS),
    "return": _act("cxdesk.cli.offers:return_", N_("send a resolved complaint back to work"), Chapter.OFFERS),
    "reopen": _act("cxdesk.cli.offers:reopen", N_("open a closed complaint again"), Chapter.OFFERS),
    "close": _letter("cxdesk.cli.offers:close", N_("close what is resolved"), Chapter.OFFERS),
    "lapse": _letter("cxdesk.cli.offers:lapse", N_("close what the customer no longer answers"), Chapter.OFFERS),
    "withdraw": _letter("cxdesk.cli.offers:withdraw", N_("the complainant takes the complaint back"), Chapter.OFFERS),
    "decline": _letter("cxdesk.cli.offers:decline", N_("decline what is not for this desk"), Chapter.OFFERS),
    "escalate": _act("cxdesk.cli.attention:escalate", N_("move attention up"), Chapter.FOLLOW),
    "answer": _act("cxdesk.cli.attention:answer", N_("answer an escalation"), Chapter.FOLLOW),
    "promise": _act("cxdesk.cli.attention:promise", N_("promise the customer something by a date"), Chapter.FOLLOW),
    "keep": _act("cxdesk.cli.attention:keep", N_("a promise was kept"), Chapter.FOLLOW),
    "break": _act("cxdesk.cli.attention:break_", N_("a promise was not kept"), Chapter.FOLLOW),
    "extend": _letter("cxdesk.cli.attention:extend", N_("prolong a clock by its rule, or an option"), Chapter.FOLLOW),
    "report daily": Verb("cxdesk.cli.reports:daily", N_("the SLA report of one day"), Chapter.DATA),
    "revisit list": Verb("cxdesk.cli.revisits:list_", N_("the revisits due"), Chapter.FOLLOW),
    "revisit script": Verb("cxdesk.cli.revisits:script", N_("what to say in a revisit"), Chapter.FOLLOW),
    "revisit schedule": _act("cxdesk.cli.revisits:schedule", N_("plan one more revisit"), Chapter.FOLLOW),
    "revisit attempt": _act("cxdesk.cli.revisits:attempt", N_("the customer was not reached"), Chapter.FOLLOW),
    "revisit done": _act("cxdesk.cli.revisits:done", N_("resolved or not, as the customer says"), Chapter.FOLLOW),
    "revisit move": _act("cxdesk.cli.revisits:move", N_("another day for a planned revisit"), Chapter.FOLLOW),
    "demo": Verb("cxdesk.cli.demo:demo", N_("a sample desk, and one complaint played on it"), Chapter.TRUST),
    "customer list": Verb("cxdesk.cli.customers:list_", N_("customers, the newest first"), Chapter.PEOPLE),
    "customer show": Verb("cxdesk.cli.customers:show", N_("one customer with all complaints"), Chapter.PEOPLE),
    "customer add": Verb("cxdesk.cli.customers:add", N_("a customer known before they complain"), Chapter.PEOPLE),
    "customer edit": Verb("cxdesk.cli.customers:edit", N_("change or add to what is known"), Chapter.PEOPLE),
    "customer merge": Verb("cxdesk.cli.customers:merge", N_("two customers were one person"), Chapter.PEOPLE),
    "agent list": Verb("cxdesk.cli.agents:list_", N_("the people who work the desk"), Chapter.PEOPLE),
    "agent add": Verb("cxdesk.cli.agents:add", N_("a new agent"), Chapter.PEOPLE),
    "agent edit": Verb("cxdesk.cli.agents:edit", N_("change an agent's role, team, limit"), Chapter.PEOPLE),
    "agent off": Verb("cxdesk.cli.agents:off", N_("somebody works here no more"), Chapter.PEOPLE),
    "policy show": Verb("cxdesk.cli.policy:show", N_("the standards in force"), Chapter.RULES),
    "policy check": Verb("cxdesk.cli.policy:check", N_("what is wrong or doubtful in desk.toml"), Chapter.RULES),
    "policy apply": Verb("cxdesk.cli.policy:apply", N_("put what desk.toml says in force"), Chapter.RULES),
    "init": Verb("cxdesk.cli.init:init", N_("make a desk"), Chapter.TRUST),
    "verify": Verb("cxdesk.cli.trust:verify", N_("replay everything and compare"), Chapter.TRUST),
    "rebuild": Verb("cxdesk.cli.trust:rebuild", N_("write read models and search anew"), Chapter.TRUST),
    "config show": Verb("cxdesk.cli.settings:show", N_("every setting as it counts"), Chapter.TRUST),
    "config get": Verb("cxdesk.cli.settings:get", N_("what desk.toml says at a key"), Chapter.TRUST),
    "config set": Verb("cxdesk.cli.settings:set_", N_("write one value into desk.toml"), Chapter.TRUST),
    "config check": Verb("cxdesk.cli.settings:check", N_("everything wrong in desk.toml at once"), Chapter.TRUST),
    "config path": Verb(
        "cxdesk.cli.config:path", N_("print the desk directory that would be used, and why"), Chapter.TRUST
    ),
    "sweep": Verb("cxdesk.cli.clockwork:sweep", N_("do all that is due by time"), Chapter.FOLLOW),
    "run": Verb("cxdesk.cli.clockwork:run", N_("let the desk's clockwork run"), Chapter.TRUST),
    "policy simulate": Verb("cxdesk.cli.simulate:simulate", N_("try another policy on the past"), Chapter.RULES),
    "calendar show": Verb("cxdesk.cli.calendars:show", N_("hours, days off, and where they come from"), Chapter.RULES),
    "calendar refresh": Verb("cxdesk.cli.calendars:refresh", N_("fetch the public days anew"), Chapter.RULES),
    "calendar add": Verb("cxdesk.cli.calendars:add", N_("take days off from an iCalendar file"), Chapter.RULES),
    "calendar remove": Verb("cxdesk.cli.calendars:remove", N_("take the days of a feed back"), Chapter.RULES),
    "calendar between": Verb("cxdesk.cli.calendars:between", N_("open time between two moments"), Chapter.RULES),
    "explain": Verb("cxdesk.cli.explain:explain", N_("how each due date comes about, line by line"), Chapter.RULES),
    "outbox list": Verb("cxdesk.cli.outbox:listing", N_("the letters on their way out"), Chapter.MAIL),
    "outbox show": Verb("cxdesk.cli.outbox:show", N_("one letter, with its way so far"), Chapter.MAIL),
    "outbox send": Verb("cxdesk.cli.outbox:send", N_("send what is due"), Chapter.MAIL),
    "outbox retry": _act("cxdesk.cli.outbox:retry", N_("try letters again"), Chapter.MAIL),
    "outbox cancel": _act("cxdesk.cli.outbox:cancel", N_("hold letters back"), Chapter.MAIL),
    "mail receive": Verb("cxdesk.cli.mail:receive", N_("take in one message from standard input"), Chapter.MAIL),
    "mail fetch": Verb("cxdesk.cli.mail:fetch", N_("fetch mail from the sources of desk.toml"), Chapter.MAIL),
    "mail quarantine list": Verb(
        "cxdesk.cli.quarantine:listing", N_("mail that somebody has to decide about"), Chapter.MAIL
    ),
    "mail quarantine show": Verb("cxdesk.cli.quarantine:show", N_("one message, and why it is there"), Chapter.MAIL),
    "mail quarantine release": Verb("cxdesk.cli.quarantine:release", N_("vouch for messages"), Chapter.MAIL),
    "mail quarantine reject": Verb("cxdesk.cli.quarantine:reject", N_("put messages aside"), Chapter.MAIL),
    "mail suppressed": Verb(
        "cxdesk.cli.quarantine:suppressed", N_("addresses that automatic letters do not go to"), Chapter.MAIL
    ),
    "mail suppress": Verb("cxdesk.cli.quarantine:suppress", N_("keep automatic letters from an address"), Chapter.MAIL),
    "mail unsuppress": Verb("cxdesk.cli.quarantine:unsuppress", N_("write to an address again"), Chapter.MAIL),
    "import": Verb("cxdesk.cli.imports:import_", N_("take over complaints from files"), Chapter.DATA),
}
GROUPS: dict[str, str] = {
    "calendar": N_("working hours and days off"),
    "report": N_("the reports"),
    "policy": N_("service standards: clocks, ladder, rules"),
    "outbox": N_("letters on their way out"),
    "mail": N_("mail that comes in"),
    "mail quarantine": N_("mail that somebody has to decide about"),
    "revisit": N_("looking back whether it is really resolved"),
    "customer": N_("who complains"),
    "agent": N_("the people who work the desk"),
    "config": N_("the desk's configuration"),
}
"""What each first word of a two-word verb is about."""


def is_group(words: str) -> bool:
    """Whether *words* begin longer verbs."""
    return any(name.startswith(f"{words} ") for name in VERBS)


def next_words(words: str) -> dict[str, str]:
    """What may follow *words* (empty: at the root), each with its untranslated line of help."""
    prefix = f"{words} " if words else ""
    found: dict[str, str] = {}
    for name, verb in VERBS.items():
        if not name.startswith(prefix):
            continue
        word, _space, rest = name.removeprefix(prefix).partition(" ")
        found.setdefault(word, GROUPS.get(prefix + word, "") if rest else verb.summary)
    return found
