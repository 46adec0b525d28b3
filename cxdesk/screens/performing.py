"""Performing an act on one or several complaints, on the writer's thread, with one report of done and refused."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import tzinfo
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from cxdesk.catalogue import _, ngettext
from cxdesk.desk.value_words import enumerated
from cxdesk.domain.decision import Refused
from cxdesk.errors import CxdeskError, NotDone
from cxdesk.screens.commands import ActCommand, named
from cxdesk.screens.fields import NO_LETTER, Said
from cxdesk.screens.refusals import reason
from cxdesk.screens.refusals import told as refused_with
from cxdesk.screens.undoing import Undo
from cxdesk.screens.work import Work

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk
    from cxdesk.domain.complaint import Complaint


UNDO = "undo"
"""The command that takes the last act back."""

MOST_LISTED = 5


class Stale(CxdeskError):
    """Somebody else acted since the form was opened; *news* says what. Saving again applies it to what is now."""

    def __init__(self, news: Sequence[str], seq: int) -> None:
        super().__init__(_("the complaint changed while you were typing"))
        self.news = tuple(news)
        self.seq = seq


class Outcome(NamedTuple):
    """What came of an act on one complaint: what happened in sentences, or why it did not."""

    ref: str
    sentences: tuple[str, ...] = ()
    error: CxdeskError | None = None
    undo: Undo | None = None
    lasting: str = ""
    """Of an act that has an undo as a rule: why it has none here."""


class Performed(Message):
    """An act was performed on these complaints, as far as it was allowed."""

    def __init__(
        self, command: str, values: Mapping[str, str], outcomes: Sequence[Outcome], untried: Sequence[str] = ()
    ) -> None:
        """*untried* are those that it was stopped before."""
        super().__init__()
        self.command = command
        self.values = dict(values)
        self.untried = tuple(untried)
        self.refs = (*(outcome.ref for outcome in outcomes), *untried)
        self.done = [outcome for outcome in outcomes if outcome.error is None]
        self.refused = [outcome for outcome in outcomes if outcome.error is not None]

    def summary(self, keys: Mapping[str, str]) -> str:
        """For a toast: everything about one complaint; of several what was done, how often and to which.

        *keys* are the user's own.
        """
        outcomes = [*self.done, *self.refused]
        if len(self.refs) == 1:
            (only,) = outcomes
            told = refused_with(only.error, keys) if only.error else _("; ").join(only.sentences)
            is_undone = self.command == UNDO and not only.error
            return _named(only.ref, _("undone: {what}").format(what=told) if is_undone else told)
        done = ngettext("{count} done", "{count} done", len(self.done)).format(count=len(self.done))
        refused = ngettext("{count} refused", "{count} refused", len(self.refused)).format(count=len(self.refused))
        stopped = _("{count} not tried").format(count=len(self.untried))
        numbers = _(", ").join([done, *([refused] if self.refused else []), *([stopped] if self.untried else [])])
        told = f"{_(named(self.command).label)}{_(': ')}{numbers}"
        return told if self.refused or not self.done else f"{told} · {listed([one.ref for one in self.done])}"

    def lines(self) -> list[str]:
        """Every complaint's own line, the refused ones first, with nothing but the reason."""
        told = [f"▲ {_named(one.ref, reason(one.error))}" for one in self.refused if one.error is not None]
        return told + [f"✓ {outcome.ref}{_(': ')}{_('; ').join(outcome.sentences)}" for outcome in self.done]


def listed(refs: Sequence[str]) -> str:
    """As many as stand in a line beside what was done."""
    return enumerated(refs[:MOST_LISTED]) + (" …" if len(refs) > MOST_LISTED else "")


def reasons(lasting: Sequence[tuple[str, str]]) -> str:
    """Why nothing takes an act back, each reason once, with its complaints."""
    refs: dict[str, list[str]] = {}
    for ref, why in lasting:
        refs.setdefault(why, []).append(ref)
    return _("; ").join(_named(listed(of), why) for why, of in refs.items())


def _named(ref: str, told: str) -> str:
    """With the reference before it, unless it names the complaint itself."""
    return told if told.startswith(ref) else f"{ref}{_(': ')}{told}"


class Tried(Message):
    """What an act would do, with the letters that it would write; or why it would be refused."""

    def __init__(self, text: str = "", error: CxdeskError | None = None) -> None:
        super().__init__()
        self.text = text
        self.error = error


def trying(
    command: ActCommand, refs: Sequence[str], values: Mapping[str, str], work: Work
) -> "Callable[[Desk], Tried]":
    """The writer's job that tells what *command* would do; nothing is written."""

    def job(desk: "Desk") -> Tried:
        from cxdesk.desk.wording import letter_text  # noqa: PLC0415 (on the writer's thread, when somebody tries)

        said = Said(values, desk)
        parts = []
        with desk.trying(), _letters(desk, command, said):
            for ref in work.each(refs):
                try:
                    change, *others = _changes(command.perform(desk, ref, said))
                except CxdeskError as error:
                    if len(refs) == 1:
                        return Tried(error=error)
                    parts.append(f"▲ {_named(ref, reason(error))}")
                    continue
                parts.append(_named(ref, _("; ").join(_sentences(change, desk.zone))))
                written = [letter for made in (change, *others) for letter in made.written]
                parts += [letter_text(one.recipient, one.subject, one.body) for one in written]
        left = [_("{count} not tried").format(count=len(refs) - work.done)] if work.done < len(refs) else []
        return Tried("\n\n".join([*parts, *left, _("Nothing was written.")]))

    return job


def _letters(desk: "Desk", command: ActCommand, said: Said) -> "AbstractContextManager[None]":
    """Within this the desk writes to customers, unless the form's box was ticked."""
    return desk.without_letters(wanted=not (command.writes and said.yes(NO_LETTER.name)))


Own = set[tuple[str, int]]
"""The events that this process's person made, by reference and number; the writer's thread alone looks at it."""


def performing(
    command: ActCommand,
    refs: Sequence[str],
    values: Mapping[str, str],
    own: Own,
    work: Work,
    expected: Mapping[str, int] | None = None,
) -> "Callable[[Desk], Performed]":
    """The writer's job: *command* on each of *refs* with the typed *values*.

    *expected* is the last event that the person had seen, by reference; when more happened since, that is `Stale`.
    What they did themselves, here, joins *own* and is no news.
    """

    def job(desk: "Desk") -> Performed:
        said = Said(values, desk)
        outcomes = [_outcome(desk, command, ref, said, own, (expected or {}).get(ref)) for ref in work.each(refs)]
        return Performed(command.name, values, outcomes, refs[len(outcomes) :])

    return job


def undoing(
    undos: Sequence[tuple[str, Undo]], lasting: Sequence[tuple[str, str]], own: Own, work: Work
) -> "Callable[[Desk], Performed]":
    """The writer's job that takes acts back, the last one first; of the *lasting* it says why nothing does."""

    def job(desk: "Desk") -> Performed:
        outcomes = [_undone(desk, ref, undo, own) for ref, undo in work.each(undos)]
        left = [Outcome(ref, error=NotDone(why)) for ref, why in lasting]
        return Performed(UNDO, {}, [*outcomes, *left], [ref for ref, _undo in undos[len(outcomes) :]])

    return job


def _undone(desk: "Desk", ref: str, undo: Undo, own: Own) -> Outcome:
    return _tried(ref, lambda: undo.do(desk, ref), own, desk.zone)


def _outcome(desk: "Desk", command: ActCommand, ref: str, said: Said, own: Own, expected: int | None) -> Outcome:
    try:
        before = desk.complaint(ref)
        if expected is not None:
            _guard_news(desk, before, expected, own)
    except Stale as stale:
        return Outcome(ref, error=_forbidden(desk, command, ref, said) or stale)
    except CxdeskError as error:
        return Outcome(ref, error=error)
    with _letters(desk, command, said):
        outcome = _tried(ref, lambda: command.perform(desk, ref, said), own, desk.zone)
    return outcome if outcome.error is not None else _with_undo(desk, outcome, command, command.undo(before))


def _forbidden(desk: "Desk", command: ActCommand, ref: str, said: Said) -> Refused | None:
    """The refusal that saving again would meet, whatever is typed: status or role rule the act out by now."""
    try:
        with desk.trying():
            command.perform(desk, ref, said)
    except CxdeskError as error:
        return error if isinstance(error, Refused) and error.told else None
    return None


def _with_undo(desk: "Desk", done: Outcome, command: ActCommand, undo: Undo | None) -> Outcome:
    """With the act that takes it back, where the desk would carry that out, and what would come of it; else why not."""
    if undo is None:
        return done._replace(lasting=_(command.lasting) if command.lasting else "")
    from cxdesk.domain.figures import counts_as  # noqa: PLC0415 (on the writer's thread, when an act has an opposite)

    try:
        with desk.trying():
            changes = _changes(undo.do(desk, done.ref))
    except CxdeskError as error:
        return done._replace(lasting=reason(error))
    events = [recorded.happened.event for change in changes for recorded in change.events]
    writes = any(change.letters or change.written for change in changes)
    return done._replace(undo=undo._replace(counts_as=counts_as(events), writes=writes))


def _tried(ref: str, act: "Callable[[], Change | tuple[Change, ...]]", own: Own, zone: tzinfo) -> Outcome:
    try:
        changes = _changes(act())
    except CxdeskError as error:
        return Outcome(ref, error=error)
    own.update((change.ref, recorded.happened.seq) for change in changes for recorded in change.events)
    return Outcome(ref, tuple(_sentences(changes[0], zone)))


def _changes(done: "Change | tuple[Change, ...]") -> "tuple[Change, ...]":
    """What an act did, that to the complaint it was aimed at first."""
    return done if isinstance(done, tuple) else (done,)


def _sentences(change: "Change", zone: tzinfo) -> list[str]:
    from cxdesk.desk.wording import sentence  # noqa: PLC0415 (on the writer's thread, when the first act is done)
    from cxdesk.domain.events.codec import to_data  # noqa: PLC0415 (as above)

    events = [recorded.happened.event for recorded in change.events]
    return [sentence(type(event).__name__, to_data(event), zone) for event in events]


def _guard_news(desk: "Desk", before: "Complaint", seq: int, own: "Own") -> None:
    """Raise Stale when something happened after event *seq* that who types here could not know."""
    if before.seq <= seq:
        return
    from cxdesk.desk.since import news_lines, news_since  # noqa: PLC0415 (as above)

    news = news_since(desk.show(before.ref).timeline, seq, is_own=lambda made: (before.ref, made) in own)
    if news:
        raise Stale(news_lines(news, desk.zone), before.seq)
