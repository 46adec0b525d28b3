"""`report daily`: the SLA report of one local date, for people, files, mail, and as a check for cron (CLI.md)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from cxdesk.catalogue import N_, _, language
from cxdesk.cli.context import Cli
from cxdesk.cli.moments import day
from cxdesk.cli.outbox import post
from cxdesk.cli.results import Document, Lines
from cxdesk.clockwork import DAILY, daily_letter, daily_of
from cxdesk.desk import Desk
from cxdesk.errors import CheckFailed, DeskUnavailable, WrongUse
from cxdesk.mail.addresses import BadAddress, check_address
from cxdesk.reports.render import Format, render
from cxdesk.reports.render.machine import data
from cxdesk.reports.result import Report


def daily(
    cli: Cli,
    on: Annotated[str, typer.Option("--date", help=N_("which local date; today as of now, if not said"))] = "today",
    format: Annotated[Format, typer.Option(help=N_("how it is written"))] = Format.TABLE,  # noqa: A002 (the option's name)
    table: Annotated[str, typer.Option(help=N_("for csv: which table"))] = "",
    output: Annotated[str, typer.Option(metavar=N_("FILE"), help=N_("into a file instead"))] = "",
    email: Annotated[list[str] | None, typer.Option(help=N_("send it, once per day and address"))] = None,
    resend: Annotated[bool, typer.Option("--resend", help=N_("send it again to who had it"))] = False,
    check: Annotated[bool, typer.Option("--check", help=N_("exit 3 when anything is breached or unsent"))] = False,
) -> Document | Lines:
    """The daily SLA report: one page for one local date."""
    recipients = [_address(one) for one in email or []]
    with cli.desk(readonly=not recipients, after_commit=post(cli) if recipients else None) as desk:
        which = day(desk, on, "--date")
        report = daily_of(desk, which)
        hints = _mailed(desk, which, report, recipients, resend=resend) if recipients else []
    exit_code = CheckFailed.exit_code if check and report.findings else 0
    found = data(report)
    hints += [_told(finding) for finding in found["findings"]] if check else []
    if cli.format.value == "json":
        return Document([], found, status="findings" if exit_code else "done", exit_code=exit_code, hints=hints)
    text = render(report, format, width=cli.surroundings.width, language=language(), table=table)
    if not output:
        return Lines(text.splitlines(), found, exit_code, hints)
    _write(cli, output, text)
    return Lines([], {"file": output}, exit_code, [*hints, _("the report is in {file}").format(file=output)])


def _told(finding: dict[str, Any]) -> str:
    return _("{code}: {count}").format(code=finding["code"], count=finding["count"])


def _address(text: str) -> str:
    try:
        return check_address(text)
    except BadAddress as error:
        raise WrongUse(str(error), where="--email") from error


def _mailed(desk: Desk, on: date, report: Report, recipients: Sequence[str], *, resend: bool) -> list[str]:
    """Queue the report once per recipient and day, and say who had it already."""
    had = set() if resend else desk.report_issued_to(DAILY, on)
    letter = daily_letter(desk, report)
    desk.mail_report(
        DAILY, on, [one for one in recipients if one not in had], letter.subject, letter.body, again=resend
    )
    return [
        _("{address} had it already; --resend sends it again").format(address=one) for one in recipients if one in had
    ]


def _write(cli: Cli, name: str, text: str) -> None:
    try:
        cli.path(name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise DeskUnavailable(
            _("{file} cannot be written ({reason})").format(file=name, reason=error.strerror), where="--output"
        ) from error
