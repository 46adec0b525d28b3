"""Escalations, promises, extensions, corrections (DOMAIN §3, §7)."""

from typing import Annotated

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli.acting import At, Matching, NeededReason, Reason, Ref, Refs, perform, perform_all, words
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.moments import bound, moment
from cxdesk.cli.results import Document
from cxdesk.desk import Change, Desk
from cxdesk.errors import WrongUse
from cxdesk.when import iso_z

PromiseNumber = Annotated[int, typer.Argument(help=N_("the promise's number"))]


def escalate(
    cli: Cli,
    refs: Refs = None,
    reason: Reason = "",
    level: Annotated[
        int | None, typer.Option(help=N_("1 owner, 2 supervisor, 3 manager, or as the desk has it"))
    ] = None,
    to: Annotated[
        list[str] | None, typer.Option(help=N_("a role or a login instead"), autocompletion=complete("agents"))
    ] = None,
    answer_by: Annotated[str | None, typer.Option(help=N_("until when an answer is wanted"))] = None,
    query: Matching = None,
    at: At = None,
) -> Document:
    """Move attention up; it wants an answer."""
    why = words(cli, reason, "--reason")

    def act(desk: Desk, ref: str) -> Change:
        until = bound(desk, answer_by, "--answer-by")
        return desk.escalate(ref, why, level=level, to=tuple(to or ()), answer_by=until, at=moment(desk, at, "--at"))

    return perform_all(cli, refs, query, act)


def answer(
    cli: Cli,
    refs: Refs = None,
    *,
    text: Annotated[str, typer.Option(help=N_("the reply; @file and - are read"))],
    number: Annotated[int | None, typer.Option(help=N_("which escalation; the newest, if not said"))] = None,
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Answer an escalation."""
    reply = words(cli, text, "--text")
    return perform_all(
        cli,
        refs,
        query,
        lambda desk, one: desk.answer(one, reply, number=number, at=moment(desk, at, "--at"), reason=reason),
    )


def promise(
    cli: Cli,
    refs: Refs = None,
    *,
    text: Annotated[str, typer.Option(help=N_("what was promised; @file and - are read"))],
    by: Annotated[str, typer.Option(help=N_("by when: fri, +3bd, 2026-12-01 14:00"))],
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Promise the customer something by a date."""
    said = words(cli, text, "--text")

    def act(desk: Desk, one: str) -> Change:
        due_at = bound(desk, by, "--by")
        if due_at is None:
            raise WrongUse(_("by when?"), where="--by")
        return desk.promise(one, said, due_at, at=moment(desk, at, "--at"), reason=reason)

    return perform_all(cli, refs, query, act)


def keep(
    cli: Cli,
    ref: Ref,
    number: PromiseNumber,
    note: Annotated[str, typer.Option(help=N_("how; @file and - are read"))] = "",
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Record that a promise was kept."""
    said = words(cli, note, "--note")
    return perform(cli, ref, lambda desk, one: desk.keep(one, number, said, at=moment(desk, at, "--at"), reason=reason))


def break_(cli: Cli, ref: Ref, number: PromiseNumber, reason: NeededReason, at: At = None) -> Document:
    """Record that a promise was not kept."""
    why = words(cli, reason, "--reason")
    return perform(cli, ref, lambda desk, one: desk.break_(one, number, why, at=moment(desk, at, "--at")))


def extend(
    cli: Cli,
    refs: Refs = None,
    *,
    reason: NeededReason,
    clock: Annotated[
        str, typer.Option(help=N_("the clock, as its policy allows"), autocompletion=complete("clocks"))
    ] = "",
    option: Annotated[int | None, typer.Option(help=N_("instead: the option whose validity is prolonged"))] = None,
    until: Annotated[str | None, typer.Option(help=N_("for an option: until when"))] = None,
    customer_told: Annotated[bool, typer.Option("--customer-told", help=N_("the customer has the notice"))] = False,
    query: Matching = None,
    at: At = None,
) -> Document:
    """Prolong a clock by its own rule, or an option's validity."""
    why = words(cli, reason, "--reason")
    if bool(clock) == (option is not None):
        raise WrongUse(_("say which clock, or which option"), where="--clock")

    def act(desk: Desk, one: str) -> Change:
        if option is None:
            return desk.extend(one, clock, why, customer_told=customer_told, at=moment(desk, at, "--at"))
        valid_until = bound(desk, until, "--until")
        if valid_until is None:
            raise WrongUse(_("until when?"), where="--until")
        return desk.prolong(one, option, valid_until, why, at=moment(desk, at, "--at"))

    return perform_all(cli, refs, query, act)


def correct(
    cli: Cli,
    ref: Ref,
    fact: Annotated[
        str,
        typer.Argument(
            help=N_("severity, category, received_at …, or verdict:CLOCK:CYCLE:INSTANCE"),
            autocompletion=complete("corrections", of="ref"),
        ),
    ],
    value: Annotated[str, typer.Argument(help=N_("what it should have been"))],
    reason: NeededReason,
    at: At = None,
) -> Document:
    """Put a second value beside the first; both stay."""
    why = words(cli, reason, "--reason")

    def act(desk: Desk, one: str) -> Change:
        second = value
        if fact == "received_at" and (instant := moment(desk, value, "VALUE")) is not None:
            second = iso_z(instant)
        return desk.correct(one, fact, second, why, at=moment(desk, at, "--at"))

    return perform(cli, ref, act)
