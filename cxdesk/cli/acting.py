"""What all verbs of acts share: their options, references or a query, and the report of what was done."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli import inputs
from cxdesk.cli.complaints import change_lines, changed, done
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Document, Row
from cxdesk.desk import Change, Desk
from cxdesk.desk.wording import letter_text
from cxdesk.errors import NotDone, WrongUse

if TYPE_CHECKING:
    from cxdesk.mail.port import Post

Ref = Annotated[str, typer.Argument(help=N_("the complaint"), autocompletion=complete("references"))]
Refs = Annotated[
    list[str] | None,
    typer.Argument(help=N_("the complaints; - reads references from stdin"), autocompletion=complete("references")),
]
Matching = Annotated[
    str | None,
    typer.Option("--query", help=N_("every complaint that the query finds"), autocompletion=complete("query")),
]
At = Annotated[str | None, typer.Option("--at", help=N_("when it happened; now, if not said"))]
Reason = Annotated[str, typer.Option("--reason", help=N_("why; @file and - are read"))]
NeededReason = Annotated[str, typer.Option("--reason", help=N_("why; @file and - are read"), show_default=False)]

Act = Callable[[Desk, str], Change]
_LOOK = "cxdesk list QUERY"


def perform(cli: Cli, ref: str, act: Act) -> Document:
    """One act on one complaint, reported; with `--dry-run` what it would do."""
    if cli.options.dry_run:
        return _try_all(cli, [ref], None, act)
    sender = _Sender(cli)
    with cli.desk(after_commit=sender) as desk, desk.without_letters(wanted=not cli.options.no_letter):
        return changed(desk, act(desk, ref))._replace(hints=sender.hints)


def perform_all(cli: Cli, refs: Sequence[str] | None, query: str | None, act: Act) -> Document:
    """One act on several complaints, named or found, with one report of done and refused; on one, as `perform`."""
    if cli.options.dry_run:
        return _try_all(cli, refs, query, act)
    if query is None and refs is not None and len(refs) == 1 and refs[0] != "-":
        return perform(cli, refs[0], act)
    sender = _Sender(cli)
    with cli.desk(after_commit=sender) as desk, desk.without_letters(wanted=not cli.options.no_letter):
        named = _named(cli, desk, refs, query)
        report = inputs.several(cli, named, lambda ref: done(desk, act(desk, ref)))
    return report._replace(hints=[*report.hints, *sender.hints])


class _Sender:
    """The port of acts: a letter goes out at once; what sends it is loaded only when there is one."""

    def __init__(self, cli: Cli) -> None:
        self._cli = cli
        self._post: Post | None = None

    def __call__(self, numbers: tuple[int, ...]) -> None:
        """Send what an act queued, as `log` does."""
        from cxdesk.cli.outbox import post  # noqa: PLC0415 (most acts write to nobody)

        self._post = self._post or post(self._cli)
        self._post(numbers)

    @property
    def hints(self) -> list[str]:
        """Why letters wait, when they do."""
        return [self._post.trouble] if self._post is not None and self._post.trouble else []


def _try_all(cli: Cli, refs: Sequence[str] | None, query: str | None, act: Act) -> Document:
    """What the act would do to each and what would be refused, with the exit codes of doing it; nothing is written."""
    no_letter = cli.options.no_letter
    with cli.desk(readonly=True) as desk, desk.trying(), desk.without_letters(wanted=not no_letter):
        named = _named(cli, desk, refs, query)
        whole = len(named) == 1
        return inputs.several(cli, named, lambda ref: _tried(act(desk, ref), desk.zone, whole=whole), dry_run=True)


def _tried(change: Change, zone: tzinfo, *, whole: bool) -> inputs.Done:
    """*whole* shows the letters as well, that the act would write."""
    lines = change_lines(change, zone)
    letters: list[Row] = [
        {"letter": one.letter, "to": one.recipient, "subject": one.subject, "body": one.body} for one in change.written
    ]
    data: Row = {"ref": change.ref, "status": change.complaint.status.value, "happened": lines, "letters": letters}
    told = [change.ref + _(": ") + _("; ").join(lines)]
    if whole:
        told += [letter_text(one.recipient, one.subject, one.body) for one in change.written]
    return inputs.Done("\n\n".join(told), data)


def _named(cli: Cli, desk: Desk, refs: Sequence[str] | None, query: str | None) -> list[str]:
    """The complaints meant. Raises WrongUse before anything is done where a text stands in the place of one."""
    named = list(refs or [])
    for given in named:
        if len(given.split()) > 1:
            told = _("{given} is no complaint; a text is said behind its option, as in --text TEXT").format(given=given)
            raise WrongUse(told, where="REF")
    if query is not None:
        named += desk.find_refs(query)
        if not named:
            raise NotDone(_("no complaint matches the query {query}").format(query=query), mend=_LOOK)
    return inputs.references(cli, named)


def words(cli: Cli, value: str, option: str) -> str:
    """A text option's words, from itself, a file, or stdin."""
    return inputs.text(cli, value, option=option)
