"""What verbs read: texts from files and stdin, references, a person's yes; and one act over several references."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cxdesk.catalogue import _, ngettext
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Block, Column, Document, Paragraph, Row, Table
from cxdesk.errors import NotDone, Partial, WrongUse

_MARK = "\ufeff"


def text(cli: Cli, value: str, *, option: str) -> str:
    """A text option's words: `-` reads stdin, `@file` a file, `@@…` stands for a text that begins with @.

    Raises WrongUse when stdin is already read, when the file cannot be read, or when it is not UTF-8.
    """
    if value == "-":
        return cli.surroundings.stdin.take(option).read().removeprefix(_MARK)
    if value.startswith("@@"):
        return value[1:]
    if not value.startswith("@"):
        return value
    try:
        return cli.path(value[1:]).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(
            _("{file} is not UTF-8").format(file=value[1:]),
            where=option,
            mend=_("convert it first, for example with iconv"),
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WrongUse(
            _("{file} cannot be read ({reason})").format(file=value[1:], reason=reason),
            where=option,
            mend=_("write @@ for a text that begins with @"),
        ) from error


def references(cli: Cli, given: Sequence[str]) -> list[str]:
    """The references named, each once, in order; `-` reads them from stdin, the first word of each line.

    Raises NotDone when there are none at all: nothing matched where something must.
    """
    found: dict[str, None] = {}
    for word in given:
        if word != "-":
            found[word] = None
            continue
        for line in cli.surroundings.stdin.take("-"):
            if words := line.removeprefix(_MARK).split():
                found[words[0]] = None
    if not found:
        raise NotDone(
            _("no complaint was named"), mend=_("give references, {query}, or - to read them").format(query="--query")
        )
    return list(found)


def confirm(cli: Cli, question: str, *, yes: bool) -> None:
    """Go on when the person says yes; *yes* is what `--yes` said.

    Raises NotDone when they say no, and WrongUse when there is nobody to ask.
    """
    if yes:
        return
    stdin = cli.surroundings.stdin
    if not stdin.is_terminal or stdin.taken_by is not None:
        raise WrongUse(_("this needs a yes, and there is nobody to ask"), mend=_("add {option}").format(option="--yes"))
    cli.surroundings.stderr.write(_("{question} [y/N] ").format(question=question))
    cli.surroundings.stderr.flush()
    answer = stdin.stream.readline().strip().casefold()
    if answer not in ("y", "yes", _("yes").casefold()):
        raise NotDone(_("nothing was done"))


class Done(NamedTuple):
    """What one act did: a sentence for people, the record for scripts."""

    sentence: str
    data: Row


class _Refusal(NamedTuple):
    reference: str
    error: NotDone


def several(cli: Cli, named: Sequence[str], act: Callable[[str], Done], *, dry_run: bool = False) -> Document:
    """Run *act* over each reference and report once: exit code 0 all done, 1 none done, 5 some.

    With *dry_run* the report says that it would be done, and that nothing was.
    With one reference a refusal simply passes on. Any other error ends the run at once: it is not about one complaint.
    """
    if len(named) == 1:
        done = act(named[0])
        blocks: list[Block] = [Paragraph(done.sentence)]
        if dry_run:
            blocks.append(Paragraph(_counted(1, 0, dry_run=True)))
        return Document(blocks, done.data, status="dry_run" if dry_run else "done")
    done_rows: list[tuple[str, Done]] = []
    refused: list[_Refusal] = []
    for reference in cli.progress(named, _("complaints"), every=20):
        try:
            done_rows.append((reference, act(reference)))
        except NotDone as error:
            refused.append(_Refusal(reference, error))
    return _report(done_rows, refused, dry_run=dry_run)


def fault_row(fault: WrongUse | NotDone) -> Row:
    """An error as the envelope lists it."""
    return {"where": fault.where, "what": fault.what, "mend": fault.mend}


def _report(done: Sequence[tuple[str, Done]], refused: Sequence[_Refusal], *, dry_run: bool) -> Document:
    exit_code, status = 0, "dry_run" if dry_run else "done"
    if refused:
        exit_code, status = (Partial.exit_code, "partial") if done else (NotDone.exit_code, "refused")
    verdict = _("would be done") if dry_run else _("done")
    rows: list[Row] = [{"ref": reference, "result": verdict, "what": each.sentence} for reference, each in done]
    rows += [{"ref": ref, "result": _("refused"), "what": _refusal_text(error)} for ref, error in refused]
    columns = [
        Column("ref", _("reference")),
        Column("result", _("result")),
        Column("what", _("what"), floor=30, folds=True),
    ]
    blocks: list[Block] = [Table(columns, rows), Paragraph(_counted(len(done), len(refused), dry_run=dry_run))]
    done_data: list[Row] = [{"ref": reference, **each.data} for reference, each in done]
    refused_data: list[Row] = [{"ref": ref, "what": error.what, "mend": error.mend} for ref, error in refused]
    return Document(
        blocks,
        data={"done": done_data, "refused": refused_data},
        status=status,
        exit_code=exit_code,
        errors=[{"where": ref, "what": error.what, "mend": error.mend} for ref, error in refused],
        lines=[*done_data, *({"status": "refused", **row} for row in refused_data)],
    )


def _refusal_text(error: NotDone) -> str:
    return _("; ").join((error.what.rstrip(".。"), error.mend)) if error.mend else error.what


def _counted(done: int, refused: int, *, dry_run: bool) -> str:
    told = ngettext("{count} complaint done", "{count} complaints done", done)
    if dry_run:
        told = ngettext("it would be done to {count} complaint", "it would be done to {count} complaints", done)
    parts = [told.format(count=done)]
    if refused:
        parts.append(ngettext("{count} refused", "{count} refused", refused).format(count=refused))
    if dry_run:
        parts.append(_("nothing was written"))
    return _(", ").join(parts)
