"""`outbox …`: the letters on their way out, for people and scripts to look at, send, try again, and hold back."""

from collections.abc import Callable
from contextlib import nullcontext
from enum import StrEnum
from typing import Annotated

import typer

from cxdesk.catalogue import C_, N_, _, ngettext
from cxdesk.cli.context import Cli
from cxdesk.cli.inputs import Done
from cxdesk.cli.results import Block, Column, Document, Fields, Kind, Paragraph, Row, Table, Tone
from cxdesk.desk import Desk, LetterStep, OutboxRow, OutboxState
from cxdesk.desk.value_words import word
from cxdesk.errors import NotDone, Partial
from cxdesk.mail.outbox import Jitter, Sender, Sent, sender_of
from cxdesk.mail.port import Post, port
from cxdesk.mail.settings import secrets_from

SHOWN = 200
_HOLDER_BYTES = 6


class State(StrEnum):
    """What `outbox list` can be narrowed to; `waiting` is all that is not out and not given up."""

    WAITING = "waiting"
    QUEUED = "queued"
    LEASED = "leased"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ALL = "all"


_WAITING = (OutboxState.QUEUED, OutboxState.LEASED, OutboxState.DEFERRED)
_TONES = {OutboxState.FAILED: Tone.BAD, OutboxState.DEFERRED: Tone.WARN, OutboxState.CANCELLED: Tone.FAINT}

Numbers = Annotated[list[int], typer.Argument(help=N_("the letters' numbers"), metavar=N_("NUMBER"))]


def listing(
    cli: Cli,
    state: Annotated[State, typer.Option("--state", help=N_("only letters in this state"))] = State.ALL,
    limit: Annotated[int, typer.Option("--limit", help=N_("at most so many, the newest first"), min=1)] = SHOWN,
) -> Table:
    """The letters, the newest first."""
    with cli.desk(readonly=True) as desk:
        rows = [_row(desk, letter) for letter in desk.letters(_states(state), limit)]
        return _table(desk, rows, empty=_("there is no such letter in the outbox"))


def show(cli: Cli, number: Annotated[int, typer.Argument(help=N_("the letter's number"))]) -> Document:
    """One letter whole: its way so far, and its text."""
    with cli.desk(readonly=True) as desk:
        letter = desk.letter(number)
        row = _row(desk, letter)
        pairs: list[tuple[str, object]] = [
            (_("number"), letter.id),
            (_("complaint"), row["ref"]),
            (_("letter"), word(letter.letter)),
            (_("to"), _addressee(letter)),
            (_("state"), _state(row["state"])),
            (_("attempts"), letter.attempts),
            (C_("when", "queued"), row["queued_at"]),
            (_("next attempt"), row["next_try_at"]),
            (C_("when", "sent"), row["accepted_at"]),
            (_("last answer"), _answer(letter)),
            (_("Message-ID"), letter.message_id),
            (_("subject"), letter.subject),
        ]
        blocks: list[Block] = [Fields([pair for pair in pairs if pair[1] not in (None, "")]), Paragraph(letter.body)]
        way = [_step(one) for one in desk.letter_way(number)]
        if len(way) > 1:
            blocks.insert(1, _way(desk, way))
        return Document(blocks, {**row, "name": letter.name, "body": letter.body, "way": way}, zone=desk.zone)


def send(
    cli: Cli,
    numbers: Annotated[
        list[int] | None, typer.Argument(help=N_("only these letters; all that are due, if not said"))
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", help=N_("at most so many"), min=1)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("only tell what would be sent"))] = False,
) -> Document:
    """Send what is due. Exit code 5 when a letter did not go out."""
    with cli.desk(readonly=dry_run) as desk:
        if dry_run:
            return _would_send(desk, numbers, limit)
        sent = sender(cli, desk).send_due(numbers, limit)
        troubled = [_row(desk, desk.letter(number)) for number in (*sent.failed, *sent.deferred)]
        blocks: list[Block] = [Paragraph(sentence(sent))]
        if troubled:
            blocks.append(_table(desk, troubled))
        return Document(
            blocks,
            sent_data(sent),
            status="done" if sent.is_whole else "partial",
            exit_code=0 if sent.is_whole else Partial.exit_code,
            zone=desk.zone,
            idle=sent == Sent(),
        )


def retry(cli: Cli, numbers: Numbers) -> Document:
    """Try letters again from now, those given up among them."""
    dry_run = cli.options.dry_run

    def one(desk: Desk, number: int) -> Done:
        letter = desk.retry_letter(number)
        told = _("letter {number} would be tried again") if dry_run else _("letter {number} is to be tried again")
        return Done(told.format(number=number), _row(desk, letter))

    return _each(cli, numbers, one)


def cancel(cli: Cli, numbers: Numbers) -> Document:
    """Hold letters back for good; an acknowledgement stays owed and stands in its list."""
    dry_run = cli.options.dry_run

    def one(desk: Desk, number: int) -> Done:
        letter = desk.cancel_letter(number)
        told = _("letter {number} would not be sent") if dry_run else _("letter {number} is not sent")
        return Done(told.format(number=number), _row(desk, letter))

    return _each(cli, numbers, one)


def _each(cli: Cli, numbers: list[int], act: Callable[[Desk, int], Done]) -> Document:
    """Every number in its turn; a refusal of one is told beside what was done, or would be, with the others."""
    dry_run = cli.options.dry_run
    with cli.desk(readonly=dry_run) as desk, desk.trying() if dry_run else nullcontext():
        if len(numbers) == 1:
            done = act(desk, numbers[0])
            status = "dry_run" if dry_run else "done"
            return Document([Paragraph(done.sentence)], {"letters": [done.data]}, status=status, zone=desk.zone)
        sentences: list[str] = []
        changed: list[Row] = []
        refused: list[NotDone] = []
        for number in dict.fromkeys(numbers):
            try:
                done = act(desk, number)
            except NotDone as error:
                refused.append(error)
                sentences.append(error.what)
                continue
            changed.append(done.data)
            sentences.append(done.sentence)
        code = 0 if not refused else Partial.exit_code if changed else NotDone.exit_code
        all_done = "dry_run" if dry_run else "done"
        return Document(
            [Paragraph("\n".join(sentences))],
            {"letters": changed},
            status={0: all_done, Partial.exit_code: "partial"}.get(code, "refused"),
            exit_code=code,
            errors=[{"where": None, "what": error.what, "mend": error.mend} for error in refused],
            zone=desk.zone,
        )


# What other verbs that send share


def sender(cli: Cli, desk: Desk) -> Sender:
    """The sender of this command line. Raises DeskUnavailable when `[mail]` cannot work."""
    return sender_of(desk, secrets_from(cli.surroundings.env), jitter=jitter(cli), holder=holder(cli))


def post(cli: Cli) -> Post:
    """The port for `cli.desk(after_commit=…)`: what an act queues goes out at once; it tells what became of it."""
    return port(cli.desk, secrets_from(cli.surroundings.env), jitter=jitter(cli), holder=holder(cli))


def jitter(cli: Cli) -> Jitter:
    """Random numbers from 0 up to 1, out of the process' randomness."""
    return lambda: int.from_bytes(cli.surroundings.randomness(2), "big") / 65536


def holder(cli: Cli) -> str:
    """A name for leases that no other process has."""
    return cli.surroundings.randomness(_HOLDER_BYTES).hex()


def sent_data(sent: Sent) -> Row:
    """What became of the letters, for scripts."""
    return {
        "accepted": sent.accepted,
        "deferred": sent.deferred,
        "failed": sent.failed,
        "left": sent.left,
        "down": sent.down,
    }


def sentence(sent: Sent) -> str:
    """What became of the letters, for people."""
    if sent == Sent():
        return _("no letter is due")
    told = []
    if sent.accepted:
        told.append(ngettext("{count} letter sent", "{count} letters sent", len(sent.accepted)))
        told[-1] = told[-1].format(count=len(sent.accepted))
    if sent.deferred:
        told.append(_("{count} to be tried again").format(count=len(sent.deferred)))
    if sent.failed:
        told.append(_("{count} failed").format(count=len(sent.failed)))
    if sent.left:
        told.append(_("{count} waiting").format(count=sent.left))
    counted = _(", ").join(told)
    if not sent.down:
        return counted
    return _("{counted}; nothing more can be sent now: {reason}").format(counted=counted, reason=sent.down)


def _would_send(desk: Desk, numbers: list[int] | None, limit: int | None) -> Document:
    wanted = None if numbers is None else frozenset(numbers)
    due = [letter for letter in desk.next_letters(limit or -1) if wanted is None or letter.id in wanted]
    rows = [_row(desk, letter) for letter in due]
    told = ngettext("{count} letter would be sent", "{count} letters would be sent", len(rows))
    blocks: list[Block] = [Paragraph(told.format(count=len(rows)))]
    if rows:
        blocks.append(_table(desk, rows))
    return Document(blocks, {"would_send": [letter.id for letter in due]}, status="dry_run", zone=desk.zone)


def _states(state: State) -> tuple[str, ...]:
    if state is State.ALL:
        return ()
    return tuple(one.value for one in _WAITING) if state is State.WAITING else (state.value,)


def _table(desk: Desk, rows: list[Row], *, empty: str = "") -> Table:
    columns = (
        Column("number", _("number"), Kind.NUMBER),
        Column("state", _("state"), show=_state),
        Column("ref", _("complaint"), rank=2),
        Column("letter", _("letter"), show=word, floor=15),
        Column("to", _("to"), floor=20),
        Column("attempts", _("attempts"), Kind.NUMBER, rank=5),
        Column("next_try_at", _("next attempt"), Kind.INSTANT, rank=3),
        Column("accepted_at", C_("when", "sent"), Kind.INSTANT, rank=4),
        Column("error", _("last answer"), floor=20, rank=1),
    )
    return Table(columns, rows, empty=empty, zone=desk.zone, tone=_tone)


def _row(desk: Desk, letter: OutboxRow) -> Row:
    next_try_at = letter.next_try_at if letter.state in _WAITING else None
    return {
        "number": letter.id,
        "state": letter.state,
        "ref": desk.ref_of_letter(letter) or None,
        "letter": letter.letter,
        "to": letter.recipient,
        "language": letter.language,
        "subject": letter.subject,
        "attempts": letter.attempts,
        "queued_at": letter.queued_at,
        "next_try_at": next_try_at,
        "accepted_at": letter.accepted_at,
        "code": letter.code,
        "error": letter.error,
        "message_id": letter.message_id,
    }


def _state(state: object) -> str:
    return C_("letter", str(state))


def _tone(row: Row) -> Tone:
    state = row["state"]
    return _TONES.get(state, Tone.PLAIN) if isinstance(state, OutboxState) else Tone.PLAIN


def _addressee(letter: OutboxRow) -> str:
    return f"{letter.name} <{letter.recipient}>" if letter.name else letter.recipient


def _answer(letter: OutboxRow) -> str:
    return _with_code(letter.code, letter.error)


def _with_code(code: str, error: str) -> str:
    """A server's words begin with its code as a rule; it is told once."""
    return error if code in error.split() else f"{code} {error}".strip()


def _step(one: LetterStep) -> Row:
    return {"at": one.at, "state": one.state, "answer": _with_code(one.code, one.error), "by": one.agent or None}


def _way(desk: Desk, rows: list[Row]) -> Table:
    columns = (
        Column("at", _("when"), Kind.INSTANT),
        Column("state", _("state"), show=_state),
        Column("answer", _("answer"), floor=20, rank=1),
        Column("by", _("by"), rank=2),
    )
    return Table(columns, rows, title=_("its way so far"), zone=desk.zone)
