"""`customer …`: who complains, and how they can be reached."""

from typing import Annotated

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.inputs import confirm
from cxdesk.cli.listing import LIMIT, line_data
from cxdesk.cli.results import Block, Column, Document, Fields, Heading, Kind, Table
from cxdesk.desk import Customer, Received
from cxdesk.desk.value_words import word
from cxdesk.errors import WrongUse
from cxdesk.mail.addresses import BadAddress, check_address

Number = Annotated[int, typer.Argument(metavar=N_("NUMBER"), help=N_("the customer's number"), min=1)]
Name = Annotated[str, typer.Option(help=N_("the name"))]
Email = Annotated[str, typer.Option(help=N_("a mail address"))]
Phone = Annotated[str, typer.Option(help=N_("a number to call"))]
Key = Annotated[str, typer.Option(help=N_("the key in your own system"))]
Language = Annotated[str, typer.Option(help=N_("in which we write: en, zh"))]
Segment = Annotated[str, typer.Option(help=N_("such as vip"), autocompletion=complete("segments"))]
Band = Annotated[str, typer.Option("--value", help=N_("the value band"), autocompletion=complete("value_bands"))]


def list_(
    cli: Cli,
    words: Annotated[
        list[str] | None, typer.Argument(help=N_("words of a name or key, or how an address or number begins"))
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help=N_("at most so many"))] = LIMIT,
) -> Table:
    """Customers, the newest first."""
    with cli.desk(readonly=True) as desk:
        found = desk.customers(" ".join(words or []), limit)
        zone = desk.zone
    columns = [
        Column("id", _("Number"), Kind.NUMBER),
        Column("name", _("Name")),
        Column("email", _("E-mail")),
        Column("phone", _("Phone")),
        Column("segment", _("Segment")),
        Column("language", _("Language")),
        Column("key", _("Key")),
    ]
    return Table(columns, [_row(one) for one in found], empty=_("no customer matches"), zone=zone)


def show(cli: Cli, number: Number) -> Document:
    """One customer with all contact points and complaints."""
    with cli.desk(readonly=True) as desk:
        found = desk.customer(number)
        theirs = desk.complaints_of(found.id)
        zone = desk.zone
        leads = [{"ref": ref, "text": text} for ref, text in desk.leads(found.id)]
    blocks = _blocks(found)
    if theirs:
        rows = [line._asdict() for line in theirs]
        columns = [
            Column("ref", _("Ref")),
            Column("status", _("Status"), show=word),
            Column("outcome", _("Outcome"), show=word),
            Column("received_at", _("Received"), Kind.INSTANT),
            Column("subject", _("Subject")),
        ]
        blocks += [Heading(_("Complaints")), Table(columns, rows, zone=zone)]
    if leads:
        heard = [Column("ref", _("Ref")), Column("text", _("What else they need"))]
        blocks += [Heading(_("Leads")), Table(heard, leads)]
    data = {**_row(found), "complaints": [line_data(line) for line in theirs], "leads": leads}
    return Document(blocks, data, zone=zone)


def add(
    cli: Cli,
    name: Name = "",
    email: Email = "",
    phone: Phone = "",
    key: Key = "",
    language: Language = "",
    segment: Segment = "",
    value: Band = "",
) -> Document:
    """A customer known before they complain."""
    who = Received(name, _checked(email), phone, key, language, segment, value)
    with cli.desk() as desk:
        return _told(desk.add_customer(who), _("customer {number} added"))


def edit(
    cli: Cli,
    number: Number,
    name: Name = "",
    email: Email = "",
    phone: Phone = "",
    key: Key = "",
    language: Language = "",
    segment: Segment = "",
    value: Band = "",
) -> Document:
    """Change what is given; an address or number is added to those known."""
    who = Received(name, _checked(email), phone, key, language, segment, value)
    if who == Received():
        raise WrongUse(_("nothing to change was given"), mend="cxdesk customer edit --help")
    with cli.desk() as desk:
        return _told(desk.edit_customer(number, who), _("customer {number} changed"))


def merge(
    cli: Cli,
    number: Number,
    into: Annotated[int, typer.Option(help=N_("the customer who stays"), metavar=N_("NUMBER"))],
    yes: Annotated[bool, typer.Option("--yes", help=N_("do not ask"))] = False,
) -> Document:
    """Two customers were one person."""
    with cli.desk() as desk:
        leaving, staying = desk.customer(number), desk.customer(into)
        question = _("merge customer {number} ({name}) into {into} ({other})? It cannot be taken back.")
        confirm(
            cli,
            question.format(number=leaving.id, name=leaving.name, into=staying.id, other=staying.name),
            yes=yes,
        )
        return _told(desk.merge_customers(number, into), _("customer {number} stays"))


def _checked(email: str) -> str:
    if not email:
        return ""
    try:
        return check_address(email)
    except BadAddress as error:
        raise WrongUse(str(error), where="--email") from error


def _row(one: Customer) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "email": next(iter(one.emails), None),
        "phone": next(iter(one.phones), None),
        "language": one.language,
        "segment": one.segment,
        "value": one.value_band,
        "key": one.key,
        "emails": one.emails,
        "phones": one.phones,
    }


def _blocks(one: Customer) -> list[Block]:
    pairs: list[tuple[str, object]] = [
        (_("e-mail"), one.emails),
        (_("phone"), one.phones),
        (_("language"), one.language),
        (_("segment"), one.segment),
        (_("value"), one.value_band),
        (_("key"), one.key),
    ]
    heading = _("Customer {number}  {name}").format(number=one.id, name=one.name)
    known = [(label, value) for label, value in pairs if value]
    return [Heading(heading.rstrip()), *([Fields(known)] if known else [])]


def _told(one: Customer, sentence: str) -> Document:
    return Document([Heading(sentence.format(number=one.id)), *_blocks(one)], _row(one))
