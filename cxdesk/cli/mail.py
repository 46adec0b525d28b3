"""`mail receive` and `mail fetch`: mail that comes in, through a mail server's pipe or from where it lies."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Annotated

import typer

from cxdesk.catalogue import N_, _, ngettext
from cxdesk.cli import outbox
from cxdesk.cli.context import Cli
from cxdesk.cli.inbox_rows import row_of, table, what_of
from cxdesk.cli.results import Block, Document, Paragraph, Row
from cxdesk.desk import Desk
from cxdesk.desk.inbound import InboxRow, InboxState
from cxdesk.errors import CxdeskError, DeskUnavailable, NotDone, Partial, WrongUse
from cxdesk.mail.receiving import LARGEST_BYTES, Intake, Readers, file_waiting, keep, never
from cxdesk.mail.receiving import fetch as fetch_from
from cxdesk.mail.settings import secrets_from
from cxdesk.mail.sources import own_addresses, sources_of

STDIN = "stdin"
EX_TEMPFAIL = 75


class TryAgain(DeskUnavailable):
    """What a mail server understands as "keep it and come again" (sysexits.h)."""

    exit_code = EX_TEMPFAIL


# Taking mail in


def receive(
    cli: Cli,
    mta: Annotated[
        bool, typer.Option("--mta", help=N_("for a mail server's pipe: exit code 75, try again, for every failure"))
    ] = False,
) -> Document:
    """Take in one message from standard input. 0: it is on disk, whatever comes of it; 4: it is not, try again."""
    if not mta:
        return _received(cli)
    try:
        return _received(cli)
    except CxdeskError as error:
        raise TryAgain(error.what, where=error.where, mend=error.mend) from error


def _received(cli: Cli) -> Document:
    raw = _message(cli)
    with cli.desk(after_commit=outbox.post(cli)) as desk:
        number, is_new = keep(desk, raw, STDIN)
        done = Intake()
        try:
            file_waiting(desk, readers(desk), done, only=number)
        except CxdeskError as error:
            # It is on disk, which is what was asked; the next intake files it.
            done.troubles[STDIN] = error.what
        for reason in done.troubles.values():
            cli.hint(_("the message is kept, and filed at the next fetch: {reason}").format(reason=reason))
        row = desk.mail(number)
        notice(cli, [row])
        told = _("message {number}: {what}") if is_new else _("message {number} was here before: {what}")
        told = told.format(number=number, what=what_of(desk, row))
        return Document([Paragraph(told)], {**row_of(desk, row), "is_new": is_new}, zone=desk.zone)


def _message(cli: Cli) -> bytes:
    stream = cli.surroundings.stdin.take("mail receive")
    binary = getattr(stream, "buffer", None)
    raw: bytes = stream.read().encode("utf-8", "surrogateescape") if binary is None else binary.read(LARGEST_BYTES + 1)
    if not raw.strip():
        raise WrongUse(_("there is no message on standard input"), mend="cxdesk mail receive < message.eml")
    if len(raw) > LARGEST_BYTES:
        raise NotDone(_("the message is larger than {most} MB").format(most=LARGEST_BYTES // 1024**2))
    return raw


def fetch(
    cli: Cli,
    names: Annotated[
        list[str] | None, typer.Argument(help=N_("only these sources; all of desk.toml, if not said"))
    ] = None,
) -> Document:
    """Fetch from the sources of desk.toml and file what came. Exit code 5 when a source could not be read."""
    with cli.desk(after_commit=outbox.post(cli)) as desk:
        known = [source.name for source in desk.settings.mail.incoming.sources]
        for name in names or ():
            if name not in known:
                raise WrongUse(
                    _("there is no source {name}; there are: {known}").format(
                        name=name, known=", ".join(known) or _("none")
                    ),
                    mend=_("write it into desk.toml: [mail.in.source.{name}]").format(name=name),
                )
        done = intake(cli, desk, names or ())
        code = 0 if done.is_whole else Partial.exit_code
        blocks: list[Block] = [Paragraph(sentence(done)), *_told(desk, done)]
        hints = [] if known else [_("desk.toml names no source of mail: see [mail.in.source.NAME]")]
        status = "busy" if done.busy_until else "done" if done.is_whole else "partial"
        return Document(
            blocks,
            intake_data(done),
            status=status,
            exit_code=code,
            errors=[{"where": name, "what": reason, "mend": None} for name, reason in done.troubles.items()],
            zone=desk.zone,
            hints=hints,
            idle=not done.did_something,
        )


# What other verbs that fetch share


def intake(cli: Cli, desk: Desk, names: Sequence[str] = (), stop: Callable[[], bool] = never) -> Intake:
    """One intake of this command line, over all sources or those named."""
    sources = sources_of(desk, secrets_from(cli.surroundings.env), names)
    done = fetch_from(desk, sources, readers(desk), holder=outbox.holder(cli), stop=stop)
    notice(cli, [desk.mail(one.number) for one in done.filed])
    return done


def notice(cli: Cli, rows: Iterable[InboxRow]) -> None:
    """Tell what was odd about the messages, for the log of who runs this: also of those that were contained."""
    for row in rows:
        if row.problems:
            cli.hint(_("message {number}: {problems}").format(number=row.id, problems=_("; ").join(row.problems)))


def readers(desk: Desk) -> Readers:
    from cxdesk.mail.intake import Apart  # noqa: PLC0415 (only where there is something to read)

    return partial(Apart, own_addresses=own_addresses(desk))


def sentence(done: Intake) -> str:
    """What an intake did, for people."""
    if done.busy_until is not None:
        return _("another intake is at work; nothing was done")
    if not done.did_something:
        return _("no new mail")
    new = sum(filed.reason == "new" for filed in done.filed if filed.state is InboxState.FILED)
    replies = done.count(InboxState.FILED) - new
    kept = done.kept.total()
    told = [ngettext("{count} message fetched", "{count} messages fetched", kept).format(count=kept)]
    counts = (
        (new, N_("{count} new complaints")),
        (replies, N_("{count} replies")),
        (done.count(InboxState.AUTOMATIC), N_("{count} from machines")),
        (done.count(InboxState.DUPLICATE), N_("{count} known already")),
        (done.count(InboxState.QUARANTINED), N_("{count} in quarantine")),
        (done.left, N_("{count} left for the next time")),
    )
    told += [_(words).format(count=count) for count, words in counts if count]
    return _(", ").join(told)


def intake_data(done: Intake) -> Row:
    """What an intake did, for scripts."""
    return {
        "kept": dict(done.kept),
        "filed": [
            {"number": one.number, "state": one.state, "reason": one.reason, "ref": one.ref or None}
            for one in done.filed
        ],
        "troubles": done.troubles,
        "left": done.left,
        "letters": done.letters,
        "busy_until": done.busy_until,
    }


def _told(desk: Desk, done: Intake) -> list[Block]:
    blocks: list[Block] = [Paragraph(f"{name}: {reason}") for name, reason in done.troubles.items()]
    if done.filed:
        blocks.append(table(desk, [row_of(desk, desk.mail(one.number)) for one in done.filed]))
    return blocks
