"""`log`: a complaint from options, from a person at the prompt, or from JSON; and `attach`."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cxdesk.catalogue import C_, N_, _
from cxdesk.cli import inputs
from cxdesk.cli.acting import At, Reason, Ref
from cxdesk.cli.complaints import changed, complaint_data
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.foreseen import all_foreseen, foreseen
from cxdesk.cli.intake import Told, each, new_complaint, outcome, read_documents
from cxdesk.cli.moments import moment
from cxdesk.cli.outbox import post
from cxdesk.cli.prompts import ask_missing, typed_again
from cxdesk.cli.results import Block, Document, Fields, Heading, Row
from cxdesk.config.settings import Transport
from cxdesk.desk import Desk
from cxdesk.desk.attaching import read_file
from cxdesk.desk.cardwords import acknowledgement_text
from cxdesk.desk.foreseeing import likely_sentences
from cxdesk.desk.queue import Card
from cxdesk.desk.value_words import due_text, words
from cxdesk.errors import NotDone, WrongUse
from cxdesk.mail.port import Post


def log(
    cli: Cli,
    source: Annotated[
        str, typer.Argument(metavar="[-]", help=N_("- reads JSON from stdin: one object, or one a line"))
    ] = "",
    customer: Annotated[str, typer.Option(help=N_("who complains, by name"))] = "",
    email: Annotated[str, typer.Option(help=N_("where the acknowledgement goes"))] = "",
    phone: Annotated[str, typer.Option(help=N_("a number to call"))] = "",
    key: Annotated[str, typer.Option(help=N_("the customer's key in your own system"))] = "",
    customer_number: Annotated[
        int | None, typer.Option(help=N_("the number of a customer who is known, as in customer list"))
    ] = None,
    segment: Annotated[str, typer.Option(autocompletion=complete("segments"))] = "",
    channel: Annotated[str, typer.Option(help=N_("how it came in"), autocompletion=complete("channels"))] = "",
    subject: Annotated[str, typer.Option(help=N_("what it is about, in a line"))] = "",
    text: Annotated[str, typer.Option(help=N_("what happened; @file and - are read"))] = "",
    severity: Annotated[str, typer.Option(metavar="S1…S4", autocompletion=complete("severities"))] = "",
    category: Annotated[str, typer.Option(autocompletion=complete("categories"))] = "",
    product: Annotated[str, typer.Option(autocompletion=complete("products"))] = "",
    remedy: Annotated[str, typer.Option(help=N_("what the customer wants"))] = "",
    language: Annotated[
        str, typer.Option(help=N_("in which we write to the customer: en, zh; that of their words by itself"))
    ] = "",
    unit: Annotated[str, typer.Option(autocompletion=complete("units"))] = "",
    owner: Annotated[str, typer.Option(help=N_("who owns it from now on"), autocompletion=complete("agents"))] = "",
    about: Annotated[
        list[str] | None,
        typer.Option(help=N_("an agent it is about, who may not own it"), autocompletion=complete("agents")),
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help=N_("a word to find it by"))] = None,
    safety: Annotated[bool, typer.Option("--safety", help=N_("somebody's health or safety is at stake"))] = False,
    vulnerable: Annotated[bool, typer.Option("--vulnerable", help=N_("the customer needs special care"))] = False,
    test: Annotated[bool, typer.Option("--test", help=N_("a test: counted nowhere, nothing is sent"))] = False,
    attach: Annotated[list[str] | None, typer.Option(metavar=N_("FILE"), help=N_("a file to keep with it"))] = None,
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Log a complaint; it is stored whatever becomes of the mail."""
    said: dict[str, Any] = {
        "customer": customer,
        "email": email,
        "phone": phone,
        "key": key,
        "customer_number": customer_number,
        "segment": segment,
        "channel": channel,
        "subject": subject,
        "text": inputs.text(cli, text, option="--text"),
        "severity": severity,
        "category": category,
        "product": product,
        "remedy": remedy,
        "language": language,
        "unit": unit,
        "owner": owner,
        "about": about,
        "tags": tag,
        "safety": safety,
        "vulnerable": vulnerable,
        "test": test,
        "attach": attach,
        "at": at,
        "reason": inputs.text(cli, reason, option="--reason"),
    }
    if source == "-":
        return _from_json(cli, {name: value for name, value in said.items() if value})
    if source:
        raise WrongUse(_("not expected here: {words}").format(words=source), mend="cxdesk log --help")
    answers = ask_missing(cli, said)
    try:
        return _one(cli, Told({**said, **answers}))
    except (NotDone, WrongUse):
        if answers:
            cli.hint(_("what you typed: {command}").format(command=typed_again(answers)))
        raise


def _one(cli: Cli, told: Told) -> Document:
    if cli.options.dry_run:
        with cli.desk(readonly=True, despite_mail=True) as desk, desk.without_letters(wanted=not cli.options.no_letter):
            return foreseen(desk, told)
    sender = post(cli)
    with (
        cli.desk(after_commit=sender, despite_mail=True) as desk,
        desk.without_letters(wanted=not cli.options.no_letter),
    ):
        alike = likely_sentences(desk.likely_duplicates(new_complaint(desk, told)))
        found = _logged(cli, desk, told)
        hints = [*alike, *_troubles(desk, sender)]
        return Document(_blocks(found, desk), complaint_data(found), hints=hints, zone=desk.zone)


def _logged(cli: Cli, desk: Desk, told: Told) -> Card:
    """Log it, then keep its files, which were read before: a file that cannot be read leaves nothing half done."""
    files = [(Path(name).name, read_file(cli.path(name))) for name in told.said.get("attach") or ()]
    change = desk.log(new_complaint(desk, told))
    for name, data in files:
        desk.attach(change.ref, data, name)
    return desk.card(change.ref)


def _troubles(desk: Desk, sender: Post) -> list[str]:
    """Why letters wait; what no letter gets past is said whether one was queued or not."""
    problems = desk.settings.mail_problems
    if problems:
        what = _("{where}: {what}: no letter goes out until that is mended; what was to be sent waits in the outbox")
        return [what.format(where=problems[0].where, what=problems[0].what)]
    return [sender.trouble] if sender.trouble else []


def _folder(desk: Desk) -> str:
    """Where letters are put on a desk that sends none itself; "" where a server takes them."""
    mail = desk.settings.mail
    is_put_there = mail.transport is Transport.MAILDIR and not desk.settings.mail_problems
    return mail.folder.as_posix() if is_put_there else ""


def _blocks(found: Card, desk: Desk) -> list[Block]:
    row = found.complaint
    pairs: list[tuple[str, object]] = [(C_("when", "received"), row["received_at"])]
    running = [clock for clock in found.clocks if clock["due_at"] is not None and clock["stopped_at"] is None]
    for clock in sorted(running, key=lambda clock: clock["due_at"]):
        told = _("due {due}").format(due=due_text(clock["due_at"], desk.zone))
        pairs.append((_(clock["clock"]), _("{line}, provisional").format(line=told) if clock["provisional"] else told))
    pairs.append((_("acknowledgement"), acknowledgement_text(found, _folder(desk))))
    missing = found.timeline[0].data.get("missing", ())
    if missing:
        pairs.append((_("still unknown"), words(missing)))
    return [Heading(_("{ref} is logged").format(ref=row["ref"])), Fields(pairs)]


def _from_json(cli: Cli, defaults: Mapping[str, Any]) -> Document:
    """Every document logged that can be; options count where a document does not say."""
    stream = cli.surroundings.stdin.take("-")
    documents = list(read_documents(stream))
    if cli.options.dry_run:
        with cli.desk(readonly=True, despite_mail=True) as desk, desk.without_letters(wanted=not cli.options.no_letter):
            return all_foreseen(desk, [_with_defaults(one, defaults) for one in documents])
    sender = post(cli)
    with (
        cli.desk(after_commit=sender, despite_mail=True) as desk,
        desk.without_letters(wanted=not cli.options.no_letter),
    ):
        if len(documents) == 1:
            return _only(cli, desk, documents[0], defaults, sender)
        return _all(cli, desk, documents, defaults, sender)


def _only(cli: Cli, desk: Desk, document: Told | WrongUse, defaults: Mapping[str, Any], sender: Post) -> Document:
    if isinstance(document, WrongUse):
        raise document
    found = _logged(cli, desk, _with(document, defaults))
    hints = _troubles(desk, sender)
    return Document(_blocks(found, desk), complaint_data(found), hints=hints, zone=desk.zone)


def _with_defaults(document: Told | WrongUse, defaults: Mapping[str, Any]) -> Told | WrongUse:
    return document if isinstance(document, WrongUse) else _with(document, defaults)


def _with(document: Told, defaults: Mapping[str, Any]) -> Told:
    return Told(
        {**defaults, **{name: value for name, value in document.said.items() if value is not None}}, document.line
    )


def _all(
    cli: Cli, desk: Desk, documents: Iterable[Told | WrongUse], defaults: Mapping[str, Any], sender: Post
) -> Document:
    logged, faults = each(documents, lambda told: _logged(cli, desk, _with(told, defaults)))
    pairs: list[tuple[str, object]] = [
        (found.complaint["ref"], acknowledgement_text(found, _folder(desk))) for found in logged
    ]
    pairs += [(fault.where or "-", fault.what) for fault in faults]
    code, status = outcome(logged, faults, "done")
    rows: list[Row] = [complaint_data(found) for found in logged]
    errors: list[Row] = [inputs.fault_row(fault) for fault in faults]
    return Document(
        [Fields(pairs)],
        {"logged": rows},
        status=status,
        exit_code=code,
        errors=errors,
        hints=_troubles(desk, sender),
        zone=desk.zone,
        lines=[*rows, *({"status": "refused", **error} for error in errors)],
    )


def attach(
    cli: Cli,
    ref: Ref,
    file: Annotated[str, typer.Argument(metavar=N_("FILE"), help=N_("the file to keep with it"))],
    name: Annotated[str, typer.Option(help=N_("what it is called; the file's own name, if not said"))] = "",
    at: At = None,
    reason: Reason = "",
) -> Document:
    """Keep a file with a complaint."""
    with cli.desk() as desk:
        change = desk.attach(ref, cli.path(file), name, at=moment(desk, at, "--at"), reason=reason)
        return changed(desk, change)
