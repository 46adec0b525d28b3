"""Acts of every day: acknowledge, assess, assign, start, note, contact, wait (DOMAIN §3)."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli.acting import At, Matching, Reason, Refs, perform_all, words
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.moments import bound, moment
from cxdesk.cli.results import Document
from cxdesk.desk import Change, Desk
from cxdesk.domain import events as e
from cxdesk.domain.words import Direction, Severity
from cxdesk.errors import WrongUse
from cxdesk.letters import LetterKind


class SeverityCode(StrEnum):
    """As typed: s1 or S1."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"


class ContactLetter(StrEnum):
    """The letters that a contact may go out as."""

    PROGRESS_UPDATE = "progress-update"
    DELAY_NOTICE = "delay-notice"
    RECOURSE_NOTICE = "recourse-notice"


Channel = Annotated[str, typer.Option("--channel", help=N_("by which channel"), autocompletion=complete("channels"))]


def acknowledge(
    cli: Cli,
    refs: Refs = None,
    channel: Channel = "phone",
    text: Annotated[str, typer.Option(help=N_("what was said; @file and - are read"))] = "",
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Record that a person acknowledged."""
    said = words(cli, text, "--text")

    def act(desk: Desk, ref: str) -> Change:
        return desk.acknowledge(ref, channel, said, at=moment(desk, at, "--at"), reason=reason)

    return perform_all(cli, refs, query, act)


def assess(
    cli: Cli,
    refs: Refs = None,
    severity: Annotated[
        SeverityCode | None, typer.Option(help=N_("S1, the gravest, to S4"), case_sensitive=False)
    ] = None,
    scores: Annotated[str, typer.Option(help=N_("instead: harm,safety,complexity,impact,immediacy, each 0 to 3"))] = "",
    category: Annotated[str | None, typer.Option(autocompletion=complete("categories"))] = None,
    product: Annotated[str | None, typer.Option(autocompletion=complete("products"))] = None,
    safety: Annotated[bool | None, typer.Option("--safety/--no-safety")] = None,
    vulnerable: Annotated[bool | None, typer.Option("--vulnerable/--not-vulnerable")] = None,
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Assess: severity or the five criteria, category, product, safety, vulnerability."""
    criteria = _criteria(scores)
    chosen = Severity(severity.value) if severity else None
    if criteria and chosen is not None:
        raise WrongUse(_("say the severity or the five criteria, not both"), where="--scores")
    assessed = e.Assessed(chosen, category, product, safety, vulnerable, criteria)

    def act(desk: Desk, ref: str) -> Change:
        return desk.assess(ref, assessed, at=moment(desk, at, "--at"), reason=reason)

    return perform_all(cli, refs, query, act)


def _criteria(text: str) -> tuple[int, ...]:
    if not text:
        return ()
    parts = text.split(",")
    if len(parts) != 5 or not all(part.strip() in {"0", "1", "2", "3"} for part in parts):
        raise WrongUse(
            _("five numbers from 0 to 3 are needed: harm,safety,complexity,impact,immediacy"), where="--scores"
        )
    return tuple(int(part) for part in parts)


def assign(
    cli: Cli,
    refs: Refs = None,
    to: Annotated[str, typer.Option(help=N_("the new owner's login"), autocompletion=complete("agents"))] = "",
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Give complaints to an owner."""
    if not to:
        raise WrongUse(_("to whom?"), where="--to", mend="cxdesk agent list")
    return perform_all(
        cli, refs, query, lambda desk, ref: desk.assign(ref, to, at=moment(desk, at, "--at"), reason=reason)
    )


def take(cli: Cli, refs: Refs = None, query: Matching = None, at: At = None, reason: Reason = "") -> Document:
    """Become the owner."""
    return perform_all(cli, refs, query, lambda desk, ref: desk.take(ref, at=moment(desk, at, "--at"), reason=reason))


def start(cli: Cli, refs: Refs = None, query: Matching = None, at: At = None, reason: Reason = "") -> Document:
    """Begin the investigation."""
    return perform_all(cli, refs, query, lambda desk, ref: desk.start(ref, at=moment(desk, at, "--at"), reason=reason))


def note(
    cli: Cli,
    refs: Refs = None,
    *,
    text: Annotated[str, typer.Option(help=N_("the note; @file and - are read"))] = "",
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Write an internal note."""
    said = words(cli, text, "--text")
    if not said.strip():
        raise WrongUse(_("a note needs a text"), where="--text", mend="cxdesk note REF --text TEXT")
    return perform_all(
        cli, refs, query, lambda desk, one: desk.note(one, said, at=moment(desk, at, "--at"), reason=reason)
    )


def contact(
    cli: Cli,
    refs: Refs = None,
    *,
    channel: Channel,
    inbound: Annotated[bool, typer.Option("--in", help=N_("the customer spoke"))] = False,
    outbound: Annotated[bool, typer.Option("--out", help=N_("the desk spoke"))] = False,
    text: Annotated[str, typer.Option(help=N_("what was said; @file and - are read"))] = "",
    minutes: Annotated[int | None, typer.Option(help=N_("how long it took"))] = None,
    letter: Annotated[
        ContactLetter | None, typer.Option(help=N_("write the text to the customer, as this letter"))
    ] = None,
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Record that the customer and the desk spoke."""
    if inbound == outbound:
        raise WrongUse(_("who spoke? Say --in for the customer, --out for the desk"), where="--in/--out")
    direction = Direction.IN if inbound else Direction.OUT
    said = words(cli, text, "--text")
    wanted = None if letter is None else LetterKind(letter.value)

    def act(desk: Desk, one: str) -> Change:
        happened_at = moment(desk, at, "--at")
        return desk.contact(
            one, direction, channel, said, minutes=minutes, letter=wanted, at=happened_at, reason=reason
        )

    return perform_all(cli, refs, query, act)


Until = Annotated[str, typer.Option(help=N_("the day to look again: fri, +3bd, 2026-12-01"))]
Why = Annotated[
    str, typer.Option("--because", help=N_("the listed reason to wait"), autocompletion=complete("pause_reasons"))
]


def ask(
    cli: Cli,
    refs: Refs = None,
    *,
    question: Annotated[str, typer.Option(help=N_("what the customer was asked; @file and - are read"))],
    until: Until,
    because: Why = "",
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Wait for the customer."""
    said = words(cli, question, "--question")

    def act(desk: Desk, one: str) -> Change:
        return desk.ask(one, said, _needed(desk, until), why=because, at=moment(desk, at, "--at"), reason=reason)

    return perform_all(cli, refs, query, act)


def refer(
    cli: Cli,
    refs: Refs = None,
    *,
    question: Annotated[str, typer.Option(help=N_("what the third party was asked; @file and - are read"))],
    until: Until,
    because: Why = "",
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Wait for a third party."""
    said = words(cli, question, "--question")

    def act(desk: Desk, one: str) -> Change:
        return desk.refer(one, said, _needed(desk, until), why=because, at=moment(desk, at, "--at"), reason=reason)

    return perform_all(cli, refs, query, act)


def _needed(desk: Desk, until: str) -> datetime:
    found = bound(desk, until, "--until")
    if found is None:
        raise WrongUse(_("until when?"), where="--until")
    return found


def resume(cli: Cli, refs: Refs = None, query: Matching = None, at: At = None, reason: Reason = "") -> Document:
    """End a wait."""
    return perform_all(cli, refs, query, lambda desk, ref: desk.resume(ref, at=moment(desk, at, "--at"), reason=reason))


def merge(
    cli: Cli,
    refs: Refs = None,
    *,
    into: Annotated[str, typer.Option(help=N_("the complaint under which the matter goes on"))],
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Merge into another complaint of the same matter."""
    return perform_all(
        cli, refs, query, lambda desk, one: desk.merge(one, into, at=moment(desk, at, "--at"), reason=reason)[0]
    )


def unmerge(
    cli: Cli,
    refs: Refs = None,
    *,
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Take a merge back."""
    return perform_all(
        cli, refs, query, lambda desk, one: desk.unmerge(one, at=moment(desk, at, "--at"), reason=reason)[0]
    )
