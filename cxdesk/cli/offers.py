"""The cause, the options, delivery and endings (DOMAIN §3)."""

from decimal import Decimal
from typing import Annotated

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli.acting import At, Matching, NeededReason, Reason, Ref, Refs, perform, perform_all, words
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.moments import bound, moment
from cxdesk.cli.results import Document
from cxdesk.desk import Change, Desk, option
from cxdesk.desk.amounts import read_amount
from cxdesk.domain import events as e
from cxdesk.domain.words import OptionType, Outcome, Severity
from cxdesk.errors import WrongUse

Number = Annotated[int, typer.Argument(help=N_("the option's number"), autocompletion=complete("options", of="ref"))]
Evidence = Annotated[str, typer.Option(help=N_("how it is known; @file and - are read"))]
OptionText = Annotated[
    list[str],
    typer.Option(
        "--option",
        help=N_("'refund: TEXT; value=25 EUR; valid=7d; by=fri', as often as there are options"),
        autocompletion=complete("option_types"),
    ),
]


def find_cause(
    cli: Cli,
    ref: Ref,
    code: Annotated[str, typer.Argument(help=N_("the cause's code"), autocompletion=complete("causes"))],
    why: Annotated[str, typer.Option(help=N_("what happened and why; @file and - are read"))],
    unit: Annotated[str, typer.Option(help=N_("the unit that is to mend it"), autocompletion=complete("units"))],
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Say why it happened and which unit is to mend it."""
    said = words(cli, why, "--why")
    return perform(
        cli, ref, lambda desk, one: desk.find_cause(one, code, said, unit, at=moment(desk, at, "--at"), reason=reason)
    )


def offer(cli: Cli, ref: Ref, options: OptionText, at: At = None, reason: Reason = "") -> Document:
    """Put resolution options to the customer."""

    def act(desk: Desk, one: str) -> Change:
        offers = [read_option(desk, text) for text in options]
        return desk.offer(one, *offers, at=moment(desk, at, "--at"), reason=reason)

    return perform(cli, ref, act)


def read_option(desk: Desk, text: str) -> tuple[e.Offered, str]:
    """`TYPE: TEXT; value=25 EUR; valid=7d; by=fri` as an option; raises WrongUse naming the part that is off.

    Only `value valid by` after a semicolon are settings, so that a text may hold semicolons.
    """
    kind, colon, rest = text.partition(":")
    if not colon or kind.strip() not in set(OptionType):
        known = ", ".join(OptionType)
        raise WrongUse(
            _("an option begins with its type and a colon; types: {known}").format(known=known), where="--option"
        )
    told, settings = _settings(rest)
    value, currency = _value(settings.get("value", ""), desk)
    return option(
        OptionType(kind.strip()),
        told,
        value=value,
        currency=currency,
        valid_until=bound(desk, settings.get("valid"), "--option valid"),
        promised_at=bound(desk, settings.get("by"), "--option by"),
    )


_SETTINGS = ("value", "valid", "by")


def _settings(rest: str) -> tuple[str, dict[str, str]]:
    parts = rest.split(";")
    settings: dict[str, str] = {}
    while len(parts) > 1:
        name, equals, value = parts[-1].partition("=")
        if not equals or not name.strip().isidentifier():
            break
        if name.strip() not in _SETTINGS:
            raise WrongUse(
                _("an option has no setting {name}; there are: {known}").format(
                    name=name.strip(), known=", ".join(_SETTINGS)
                ),
                where="--option",
            )
        settings[name.strip()] = value.strip()
        parts.pop()
    return ";".join(parts).strip(), settings


def _value(text: str, desk: Desk) -> tuple[Decimal | None, str | None]:
    try:
        return read_amount(text, desk.settings.desk.currency)
    except WrongUse as error:
        raise WrongUse(
            _("{text} is no amount; write: value=25 EUR").format(text=text), where="--option value"
        ) from error


def approve(cli: Cli, ref: Ref, number: Number, at: At = None, reason: Reason = "") -> Document:
    """Approve a proposed option."""
    return perform(cli, ref, lambda desk, one: desk.approve(one, number, at=moment(desk, at, "--at"), reason=reason))


def deny(cli: Cli, ref: Ref, number: Number, reason: NeededReason, at: At = None) -> Document:
    """Refuse to let a proposed option go out."""
    why = words(cli, reason, "--reason")
    return perform(cli, ref, lambda desk, one: desk.deny(one, number, why, at=moment(desk, at, "--at")))


def retract(cli: Cli, ref: Ref, number: Number, reason: NeededReason, at: At = None) -> Document:
    """Take an open option back."""
    why = words(cli, reason, "--reason")
    return perform(cli, ref, lambda desk, one: desk.retract(one, number, why, at=moment(desk, at, "--at")))


def accept(cli: Cli, ref: Ref, number: Number, evidence: Evidence, at: At = None, reason: Reason = "") -> Document:
    """Record that the customer accepts an option."""
    how = words(cli, evidence, "--evidence")
    return perform(
        cli, ref, lambda desk, one: desk.accept(one, number, how, at=moment(desk, at, "--at"), reason=reason)
    )


def refuse(cli: Cli, ref: Ref, number: Number, reason: NeededReason, at: At = None) -> Document:
    """Record that the customer does not want an option."""
    why = words(cli, reason, "--reason")
    return perform(cli, ref, lambda desk, one: desk.refuse(one, number, why, at=moment(desk, at, "--at")))


def fulfil(
    cli: Cli,
    refs: Refs = None,
    *,
    evidence: Evidence,
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Record that the accepted remedy was delivered; draws the revisits."""
    how = words(cli, evidence, "--evidence")
    return perform_all(
        cli, refs, query, lambda desk, one: desk.fulfil(one, how, at=moment(desk, at, "--at"), reason=reason)
    )


def fail(
    cli: Cli,
    refs: Refs = None,
    *,
    reason: NeededReason,
    query: Matching = None,
    at: At = None,
) -> Document:
    """Record that the remedy was not delivered as promised."""
    why = words(cli, reason, "--reason")
    return perform_all(cli, refs, query, lambda desk, one: desk.fail(one, why, at=moment(desk, at, "--at")))


def final(
    cli: Cli,
    refs: Refs = None,
    *,
    decision: Annotated[str, typer.Option(help=N_("upheld, partly, rejected …"))],
    reasons: Annotated[str, typer.Option(help=N_("why; @file and - are read"))],
    recourse: Annotated[str, typer.Option(help=N_("where the customer may go; the policy's, if not said"))] = "",
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Record the final response."""
    told = words(cli, reasons, "--reasons")

    def act(desk: Desk, one: str) -> Change:
        return desk.final(one, decision, told, recourse, at=moment(desk, at, "--at"), reason=reason)

    return perform_all(cli, refs, query, act)


def close(
    cli: Cli,
    refs: Refs = None,
    outcome: Annotated[Outcome | None, typer.Option(help=N_("only where it is decided outside: external"))] = None,
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Close what is resolved."""
    why = words(cli, reason, "--reason")
    return perform_all(
        cli, refs, query, lambda desk, ref: desk.close(ref, outcome, at=moment(desk, at, "--at"), reason=why)
    )


def lapse(cli: Cli, refs: Refs = None, reason: Reason = "", query: Matching = None, at: At = None) -> Document:
    """Close what the customer no longer answers, after the counted attempts."""
    why = words(cli, reason, "--reason")
    return perform_all(cli, refs, query, lambda desk, ref: desk.lapse(ref, why, at=moment(desk, at, "--at")))


def withdraw(
    cli: Cli,
    refs: Refs = None,
    *,
    text: Annotated[str, typer.Option(help=N_("the complainant's own words; @file and - are read"))],
    query: Matching = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Record that the complainant takes the complaint back."""
    said = words(cli, text, "--text")
    return perform_all(
        cli, refs, query, lambda desk, one: desk.withdraw(one, said, at=moment(desk, at, "--at"), reason=reason)
    )


def decline(
    cli: Cli,
    refs: Refs = None,
    *,
    reason: NeededReason,
    recourse: Annotated[str, typer.Option(help=N_("where the customer may go; the policy's, if not said"))] = "",
    notice_sent: Annotated[bool, typer.Option("--notice-sent", help=N_("the customer was told"))] = False,
    query: Matching = None,
    at: At = None,
) -> Document:
    """Decline what is not for this desk."""
    why = words(cli, reason, "--reason")

    def act(desk: Desk, one: str) -> Change:
        return desk.decline(one, why, recourse, notice_sent=notice_sent, at=moment(desk, at, "--at"))

    return perform_all(cli, refs, query, act)


def return_(
    cli: Cli,
    refs: Refs = None,
    *,
    reason: NeededReason,
    query: Matching = None,
    at: At = None,
) -> Document:
    """Send a resolved complaint back to work."""
    why = words(cli, reason, "--reason")
    return perform_all(cli, refs, query, lambda desk, one: desk.return_(one, why, at=moment(desk, at, "--at")))


def reopen(cli: Cli, refs: Refs = None, reason: Reason = "", query: Matching = None, at: At = None) -> Document:
    """Open a closed complaint again."""
    why = words(cli, reason, "--reason")
    return perform_all(cli, refs, query, lambda desk, ref: desk.reopen(ref, why, at=moment(desk, at, "--at")))


def quick_resolve(
    cli: Cli,
    ref: Ref,
    cause: Annotated[str, typer.Option(help=N_("the cause's code"), autocompletion=complete("causes"))],
    why: Annotated[str, typer.Option(help=N_("what happened and why"))],
    unit: Annotated[str, typer.Option(help=N_("the unit that is to mend it"), autocompletion=complete("units"))],
    option_text: Annotated[str, typer.Option("--option", help=N_("'refund: TEXT; value=25 EUR'"))],
    evidence: Evidence,
    severity: Annotated[Severity | None, typer.Option(help=N_("S3 or S4"), case_sensitive=False)] = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Settle a small matter in one go: cause, option, acceptance and delivery."""
    how = words(cli, evidence, "--evidence")

    def act(desk: Desk, one: str) -> Change:
        return desk.quick_resolve(
            one,
            cause=(cause, why, unit),
            offer=read_option(desk, option_text),
            evidence=how,
            severity=severity,
            at=moment(desk, at, "--at"),
            reason=reason,
        )

    return perform(cli, ref, act)
