"""`mail quarantine …` and `mail suppressed`: what of the mail that came in people decide about."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from cxdesk.catalogue import C_, N_, _
from cxdesk.cli import outbox
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.inbox_rows import reason_of, row_of, sender_of, table
from cxdesk.cli.inputs import Done
from cxdesk.cli.mail import readers
from cxdesk.cli.moments import bound
from cxdesk.cli.results import Block, Column, Document, Fields, Kind, Paragraph, Row, Table
from cxdesk.desk import Desk
from cxdesk.desk.inbound import Suppression
from cxdesk.desk.value_words import word
from cxdesk.errors import NotDone, Partial, WrongUse


class State(StrEnum):
    """What `mail quarantine list` shows; `all` is the whole inbox."""

    QUARANTINED = "quarantined"
    AUTOMATIC = "automatic"
    FILED = "filed"
    STORED = "stored"
    RELEASED = "released"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    ALL = "all"


Number = Annotated[int, typer.Argument(help=N_("the message's number"), metavar=N_("NUMBER"))]
Numbers = Annotated[list[int], typer.Argument(help=N_("the messages' numbers"), metavar=N_("NUMBER"))]


def listing(
    cli: Cli,
    state: Annotated[State, typer.Option("--state", help=N_("only messages in this state"))] = State.QUARANTINED,
    everything: Annotated[bool, typer.Option("--all", help=N_("the whole inbox"))] = False,
    limit: Annotated[int, typer.Option("--limit", help=N_("at most so many, the newest first"), min=1)] = 200,
) -> Table:
    """Messages that wait for a decision, the newest first."""
    with cli.desk(readonly=True) as desk:
        states = () if everything or state is State.ALL else (state.value,)
        rows = [row_of(desk, row) for row in desk.inbox(states, limit)]
        return table(desk, rows, empty=_("no message waits for a decision") if states else _("no mail came in"))


def show(cli: Cli, number: Number) -> Document:
    """One message: where it stands and why, its whole text as far as it can be read, and where its raw form lies."""
    with cli.desk(readonly=True) as desk:
        row = desk.mail(number)
        with readers(desk)() as reader:
            mail = reader.read(desk.raw_mail(number))
        data = row_of(desk, row)
        raw = desk.raw_mail_path(number)
        pairs: list[tuple[str, object]] = [
            (_("number"), row.id),
            (_("state"), word(row.state)),
            (_("reason"), reason_of(row)),
            (_("complaint"), data["ref"]),
            (_("names"), data["names"]),
            (_("sender"), sender_of(row.sender or mail.sender, row.sender_name or mail.sender_name)),
            (_("subject"), row.subject or mail.subject),
            (C_("when", "received"), data["received_at"]),
            (_("source"), row.source),
            (_("decided by"), row.decided_by),
            (_("attachments"), [f"{file.name} ({file.size})" for file in mail.attachments]),
            (_("noticed"), "; ".join(row.problems or mail.problems)),
            (_("raw message"), str(raw)),
        ]
        blocks: list[Block] = [Fields([pair for pair in pairs if pair[1] not in (None, "", [])])]
        if mail.text or mail.full_text:
            blocks.append(Paragraph(mail.full_text or mail.text))
        return Document(blocks, {**data, "raw": raw, "text": mail.text, "full_text": mail.full_text}, zone=desk.zone)


def release(
    cli: Cli,
    numbers: Numbers,
    to: Annotated[
        str, typer.Option("--to", help=N_("the complaint it belongs to"), autocompletion=complete("references"))
    ] = "",
    as_new: Annotated[bool, typer.Option("--new", help=N_("a complaint of its own"))] = False,
) -> Document:
    """Vouch for messages: each is filed with the complaint it names, with --to, or as a new one."""
    if to and as_new:
        raise WrongUse(_("--to and --new exclude each other"))

    def one(desk: Desk, number: int) -> Done:
        with readers(desk)() as reader:
            mail = reader.read(desk.raw_mail(number))
        if mail.unread and not to:
            raise NotDone(
                _("message {number} cannot be read: log the complaint by hand").format(number=number),
                mend=_("its raw form: cxdesk mail quarantine show {number}").format(number=number),
            )
        filed = desk.release_mail(number, mail, to, as_new=as_new)
        return Done(
            _("message {number} is filed with {ref}").format(number=number, ref=filed.ref),
            row_of(desk, desk.mail(number)),
        )

    return _each(cli, numbers, one)


def reject(
    cli: Cli,
    numbers: Numbers,
    reason: Annotated[str, typer.Option("--reason", help=N_("why, for who looks later"))] = "",
) -> Document:
    """Put messages aside: nothing comes of them, their raw form stays, and release takes one up again."""

    def one(desk: Desk, number: int) -> Done:
        row = desk.reject_mail(number, reason)
        return Done(_("message {number} is put aside").format(number=number), row_of(desk, row))

    return _each(cli, numbers, one)


def _each(cli: Cli, numbers: list[int], act: Callable[[Desk, int], Done]) -> Document:
    """Every number in its turn; a refusal of one is told beside what was done with the others."""
    done: list[Done] = []
    refused: list[NotDone] = []
    with cli.desk(after_commit=outbox.post(cli)) as desk:
        for number in dict.fromkeys(numbers):
            try:
                done.append(act(desk, number))
            except NotDone as error:
                refused.append(error)
        if refused and not done:
            raise refused[0]
        return Document(
            [Paragraph("\n".join([*(one.sentence for one in done), *(error.what for error in refused)]))],
            {"messages": [one.data for one in done]},
            status="partial" if refused else "done",
            exit_code=Partial.exit_code if refused else 0,
            errors=[{"where": None, "what": error.what, "mend": error.mend} for error in refused],
            zone=desk.zone,
        )


# Addresses that are not written to


def suppressed(cli: Cli) -> Table:
    """Addresses that automatic letters do not go to, and why."""
    with cli.desk(readonly=True) as desk:
        columns = (
            Column("address", _("address"), floor=20),
            Column("why", _("why"), show=word),
            Column("code", _("code"), rank=2),
            Column("at", _("since"), Kind.INSTANT, rank=1),
            Column("until", _("until"), Kind.INSTANT),
            Column("agent", _("by"), rank=3),
        )
        rows = [_suppression(one) for one in desk.suppressions()]
        return Table(columns, rows, empty=_("letters go to every address"), zone=desk.zone)


def suppress(
    cli: Cli,
    address: Annotated[str, typer.Argument(help=N_("the address"))],
    until: Annotated[str, typer.Option("--until", help=N_("until when; for good, if not said"))] = "",
) -> Document:
    """Let no automatic letter go to an address."""
    with cli.desk() as desk:
        one = desk.suppress(address, bound(desk, until, "--until"))
        told = _("no automatic letter goes to {address} any more").format(address=address)
        return Document([Paragraph(told)], _suppression(one), zone=desk.zone)


def unsuppress(cli: Cli, address: Annotated[str, typer.Argument(help=N_("the address"))]) -> Document:
    """Write to an address again."""
    with cli.desk() as desk:
        desk.lift_suppression(address)
        told = _("letters go to {address} again").format(address=address)
        return Document([Paragraph(told)], {"address": address}, zone=desk.zone)


def _suppression(one: Suppression) -> Row:
    return {
        "address": one.address,
        "why": one.why,
        "code": one.code,
        "at": one.at,
        "until": one.until,
        "agent": one.agent,
    }
