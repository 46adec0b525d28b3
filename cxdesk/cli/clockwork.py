"""`sweep` and `run`: what the desk does by itself, once or as a service."""

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from types import FrameType
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cxdesk.catalogue import N_, _, ngettext
from cxdesk.cli import mail, outbox
from cxdesk.cli.checks import settings_file
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Block, Document, Fields, Paragraph, Row
from cxdesk.clockwork import Pass, one_pass, serve
from cxdesk.clockwork import daily_report as report_of_day
from cxdesk.config import load_settings
from cxdesk.desk import Desk, Swept
from cxdesk.errors import DeskUnavailable, Partial, WrongUse

_EVERY = re.compile(r"(\d{1,6}) ?(s|m|min|h)?")
_UNIT_SECONDS = {None: 1, "s": 1, "m": 60, "min": 60, "h": 3600}


def sweep(
    cli: Cli,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("only tell what is due; nothing is written"))] = False,
) -> Document:
    """All that is due by time: warnings, breaches, escalations, expired options; one notice per recipient is queued."""
    with cli.desk(readonly=dry_run) as desk:
        swept = desk.sweep(dry_run=dry_run)
        hints = untold(desk, swept)
        status = "dry_run" if dry_run else "partial" if swept.unreadable else "done"
        return Document(
            _swept_blocks(swept),
            swept_data(swept),
            status=status,
            exit_code=Partial.exit_code if swept.unreadable else 0,
            zone=desk.zone,
            idle=_is_idle(swept),
            hints=hints,
        )


def untold(desk: Desk, swept: Swept | None) -> list[str]:
    """That alarms reach nobody, or would, for the person at the screen."""
    hints = []
    if swept is not None and swept.held:
        told = ngettext(
            "{count} alarm waits until somebody with an e-mail address can be told",
            "{count} alarms wait until somebody with an e-mail address can be told",
            swept.held,
        )
        hints.append(told.format(count=swept.held))
    silent = desk.leaders_unreachable()
    if silent is not None:
        hints.append(f"{silent.what}: {silent.mend}")
    return hints


def run(
    cli: Cli,
    once: Annotated[bool, typer.Option("--once", help=N_("one pass, for cron"))] = False,
    every: Annotated[str, typer.Option("--every", help=N_("the wait between passes: 30s, 5min, 1h"))] = "60s",
) -> Document:
    """The desk's clockwork: fetch, escalate, report, send. A service unless `--once`; SIGTERM ends it cleanly."""
    every_seconds = _seconds(every)
    with _stopped_by_signals() as stopped:
        if once:
            return _passed(cli, *_pass(cli, stopped.is_set))
        return _served(cli, every_seconds, stopped)


def _pass(cli: Cli, stop: Callable[[], bool]) -> tuple[Pass, list[str]]:
    """What one pass did, and what it has to say of alarms that reach nobody."""
    with cli.desk() as desk:
        done = one_pass(
            desk,
            outbox.sender(cli, desk),
            holder=outbox.holder(cli),
            reports=report_of_day,
            fetch=lambda stop_fetching: mail.intake(cli, desk, stop=stop_fetching),
            stop=stop,
        )
        return done, untold(desk, done.swept) if done.busy_until is None else []


def _passed(cli: Cli, done: Pass, hints: list[str]) -> Document:
    with cli.desk(readonly=True) as desk:
        zone = desk.zone
    if done.busy_until is not None:
        told = _("another clockwork is at work; nothing was done")
        return Document([Paragraph(told)], {"busy_until": done.busy_until}, status="busy", zone=zone, idle=True)
    whole = (done.sent is None or done.sent.is_whole) and not (done.swept and done.swept.unreadable)
    whole = whole and (done.fetched is None or done.fetched.is_whole)
    return Document(
        _blocks(done),
        pass_data(done),
        status="done" if whole else "partial",
        exit_code=0 if whole else Partial.exit_code,
        zone=zone,
        idle=not done.did_something and (done.swept is None or _is_idle(done.swept)),
        hints=hints,
    )


def _served(cli: Cli, every_seconds: float, stopped: threading.Event) -> Document:
    zone = ZoneInfo(load_settings(settings_file(cli)).desk.timezone)
    said: list[str] = []

    def passed() -> Pass:
        done, hints = _pass(cli, stopped.is_set)
        for hint in hints:
            if hint not in said:
                cli.hint(hint)
        said[:] = hints
        return done

    def told(done: Pass) -> None:
        if done.busy_until is not None:
            cli.hint(_("another clockwork is at work; nothing was done"))
        elif done.did_something:
            cli.hint(_line(done, zone))

    def trouble(error: DeskUnavailable) -> None:
        cli.hint(_("this pass did not come about: {reason}").format(reason=error.what))

    cli.hint(
        _("the clockwork runs every {seconds} seconds; end it with Ctrl-C or SIGTERM").format(
            seconds=f"{every_seconds:g}"
        )
    )
    count = serve(passed, every_seconds=every_seconds, wait=stopped.wait, told=told, trouble=trouble)
    return Document([Paragraph(_("the clockwork has stopped"))], {"passes": count}, status="stopped")


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, so that the work in hand is finished; a second signal is as ever."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    usual = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()
        for name, handler in usual.items():
            signal.signal(name, handler)

    for name in usual:
        signal.signal(name, stop)
    try:
        yield stopped
    finally:
        for name, handler in usual.items():
            signal.signal(name, handler)


def _seconds(every: str) -> float:
    match = _EVERY.fullmatch(every.strip().lower())
    seconds = int(match[1]) * _UNIT_SECONDS[match[2]] if match else 0
    if not 1 <= seconds <= 86400:
        raise WrongUse(
            _("“{text}” is no wait between passes").format(text=every),
            where="--every",
            mend=_("write 30s, 5min or 1h, at most a day"),
        )
    return float(seconds)


def swept_data(swept: Swept) -> Row:
    """What a sweep did, for scripts."""
    return {
        "at": swept.at,
        "did": dict(sorted(swept.did.items())),
        "refs": list(dict.fromkeys(swept.refs)),
        "late": swept.late,
        "left": swept.left,
        "notices": swept.notices,
        "held": swept.held,
        "unreadable": swept.unreadable,
        "blind_since": swept.blind_since,
    }


def pass_data(done: Pass) -> Row:
    """What a pass did, for scripts."""
    issued = done.issued
    return {
        "at": done.at,
        "fetched": None if done.fetched is None else mail.intake_data(done.fetched),
        "swept": None if done.swept is None else swept_data(done.swept),
        "sent": None if done.sent is None else outbox.sent_data(done.sent),
        "issued": None if issued is None else {"day": issued.day, "letters": issued.letters},
        "blind_since": done.blind_since,
    }


def _blocks(done: Pass) -> list[Block]:
    blocks: list[Block] = []
    if done.fetched is not None and done.fetched.did_something:
        blocks.append(Paragraph(mail.sentence(done.fetched)))
        blocks += [Paragraph(f"{name}: {reason}") for name, reason in done.fetched.troubles.items()]
    blocks += _swept_blocks(done.swept) if done.swept else []
    if done.sent is not None:
        blocks.append(Paragraph(outbox.sentence(done.sent)))
    if done.issued is not None:
        blocks.append(Paragraph(_("the daily report of {day} was issued").format(day=done.issued.day.isoformat())))
    return blocks


def _swept_blocks(swept: Swept) -> list[Block]:
    if _is_idle(swept):
        return [Paragraph(_("nothing is due"))]
    pairs: list[tuple[str, object]] = [(_name(event), count) for event, count in sorted(swept.did.items())]
    pairs.append((_("complaints"), list(dict.fromkeys(swept.refs))))
    if swept.notices:
        pairs.append((_("notices queued"), swept.notices))
    if swept.held:
        pairs.append((_("alarms that nobody can be told"), swept.held))
    if swept.late:
        pairs.append((_("of these late"), swept.late))
    if swept.left:
        pairs.append((_("left for the next pass"), swept.left))
    if swept.unreadable:
        pairs.append((_("cannot be evaluated; see cxdesk verify"), swept.unreadable))
    if swept.blind_since is not None:
        pairs.append((_("nobody looked since"), swept.blind_since))
    return [Fields(pairs)]


def _is_idle(swept: Swept) -> bool:
    return not (swept.did or swept.left or swept.unreadable or swept.notices)


def _name(event: str) -> str:
    names = {
        "Warned": _("warnings"),
        "Breached": _("deadlines missed"),
        "Escalated": _("escalations"),
        "OptionExpired": _("options expired"),
        "PauseEnded": _("pauses ended"),
    }
    return names.get(event, event)


def _line(done: Pass, zone: tzinfo) -> str:
    """One pass on one line, for the log of a service; times in the desk's zone, with their distance from UTC."""
    told = [_stamp(done.at, zone)]
    if done.fetched is not None and done.fetched.did_something:
        told += [mail.sentence(done.fetched), *(f"{name}: {reason}" for name, reason in done.fetched.troubles.items())]
    if done.swept is not None:
        told += [f"{_name(event)} {count}" for event, count in sorted(done.swept.did.items())]
    if done.sent is not None and not (done.sent.is_whole and not done.sent.accepted):
        told.append(outbox.sentence(done.sent))
    if done.issued is not None:
        told.append(_("the daily report of {day} was issued").format(day=done.issued.day.isoformat()))
    if done.blind_since is not None:
        told.append(_("nobody looked since {time}").format(time=_stamp(done.blind_since, zone)))
    return " · ".join(told)


def _stamp(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")
