"""`policy …`: the service standards in force, what desk.toml would change, and putting it in force."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Annotated

import typer

from cxdesk.catalogue import N_, _, ngettext
from cxdesk.cli.checks import problem_block, problem_rows, settings_file
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.inputs import confirm
from cxdesk.cli.people import write_blocks
from cxdesk.cli.results import Block, Column, Document, Fields, Heading, Lines, Paragraph, Row, Table
from cxdesk.cli.shifts import counter, shift_blocks, shift_rows
from cxdesk.config import ConfigError, load
from cxdesk.config import check as doubts_of
from cxdesk.config.presets import EVIDENCE, shipped_as
from cxdesk.config.settings import Language
from cxdesk.desk import Applied
from cxdesk.desk.explained import basis_word, conventions
from cxdesk.desk.value_words import enumerated, word, words
from cxdesk.domain.amounts import long_form
from cxdesk.domain.differences import Difference, differences
from cxdesk.domain.plain import to_plain
from cxdesk.domain.policy import Basis, Clock, Policy
from cxdesk.domain.rules import Rule
from cxdesk.domain.snapshot import Snapshot, Standard, UnknownPolicy
from cxdesk.errors import CheckFailed, NotDone


def show(
    cli: Cli,
    name: Annotated[
        str, typer.Argument(metavar=N_("POLICY"), help=N_("all of them"), autocompletion=complete("policies"))
    ] = "",
    sheet: Annotated[
        Language | None, typer.Option(help=N_("the sheet that can be given to customers, in this language"))
    ] = None,
) -> Document | Lines:
    """The standards in force: clocks, ladder, limits, rules; or the sheet for customers."""
    with cli.desk(readonly=True) as desk:
        snapshot = desk.snapshot
        if sheet:
            text = desk.standards_sheet(sheet.value)
            return Lines(text.splitlines(), {"language": sheet, "text": text})
    chosen = {name: _named(snapshot, name)} if name else dict(snapshot.standards)
    blocks: list[Block] = [Paragraph(_("in force: snapshot {hash}").format(hash=snapshot.hash))]
    for one, standard in chosen.items():
        blocks += _policy_blocks(one, standard)
    if snapshot.rules:
        blocks += [Heading(_("Rules")), Fields([(rule.name, _rule_line(rule)) for rule in snapshot.rules])]
    data = {
        "snapshot": snapshot.hash,
        "default_policy": snapshot.default_policy,
        "policies": {one: to_plain(standard) for one, standard in chosen.items()},
        "presets": {one: _provenance_data(standard.policy) for one, standard in chosen.items()},
        "rules": [to_plain(rule) for rule in snapshot.rules],
    }
    return Document(blocks, data)


def _named(snapshot: Snapshot, name: str) -> Standard:
    """The policy that was asked for; one that is not there is an unknown reference, no unreadable desk."""
    try:
        return snapshot.standard(name)
    except UnknownPolicy as unknown:
        raise NotDone(unknown.what) from unknown


def _policy_blocks(name: str, standard: Standard) -> list[Block]:
    policy = standard.policy
    source = " ".join(part for part in (policy.preset, policy.version) if part)
    facts: list[tuple[str, object]] = [
        (_("based on"), source),
        *_provenance(policy),
        (_("calendar"), policy.calendar),
        (_("limits"), enumerated(f"{word(role)} {limit}" for role, limit in (policy.limits or {}).items())),
        (_("reasons to wait"), words(sorted(policy.pause_reasons))),
    ]
    columns = [
        Column("clock", _("Clock"), show=word),
        Column("target", _("Target")),
        Column("by_severity", _("By severity")),
        Column("basis", _("Basis"), show=_basis),
        Column("kind", _("Kind"), show=word),
        Column("pause", _("Pauses for"), show=_several),
    ]
    blocks: list[Block] = [
        Heading(_("Policy {name}").format(name=name)),
        Fields([(label, value) for label, value in facts if value]),
        Table(columns, _clock_rows(standard)),
    ]
    counting = [(word(clock.name), text) for clock in policy.clocks if (text := _counting(clock))]
    if counting:
        blocks.append(Fields(counting))
    if policy.ladder:
        ladder = [Column("clock", _("Clock"), show=word), Column("at", _("At")), Column("level", _("Level"))]
        blocks.append(Table([*ladder, Column("notify", _("Told"), show=_several)], _ladder_rows(policy)))
    return blocks


def _provenance(policy: Policy) -> list[tuple[str, object]]:
    """What a preset rests on and what about it is not certain (STANDARDS, evidence tags)."""
    found: list[tuple[str, object]] = []
    if policy.evidence in EVIDENCE:
        found.append((_("evidence"), f"{policy.evidence}: {_(EVIDENCE[policy.evidence])}"))
    shipped = shipped_as(policy)
    if shipped is None:
        return found
    if shipped.effective_from is not None:
        found.append((_("wording of"), shipped.effective_from.isoformat()))
    if shipped.effective_to is not None:
        found.append((_("in force until before"), shipped.effective_to.isoformat()))
    found += [
        (_("working days of"), shipped.calendar_country),
        (_("sources"), "\n".join(shipped.sources)),
        (_("not certain"), "\n".join(shipped.uncertain)),
        (_("to bear in mind"), shipped.disclaimer),
    ]
    return found


def _provenance_data(policy: Policy) -> Row | None:
    shipped = shipped_as(policy)
    names = (
        "title",
        "jurisdiction",
        "effective_from",
        "effective_to",
        "calendar_country",
        "sources",
        "uncertain",
        "disclaimer",
    )
    return None if shipped is None else {name: getattr(shipped, name) for name in names}


def _several(codes: object) -> str:
    return words(codes) if isinstance(codes, list | tuple) else ""


def _basis(code: object) -> str:
    return basis_word(Basis(str(code)))


def _clock_rows(standard: Standard) -> list[Row]:
    return [
        {
            "clock": clock.name,
            "target": str(clock.target) if clock.target else _("as agreed"),
            "by_severity": ", ".join(
                f"{severity.value} {amount}" for severity, amount in standard.by_severity.get(clock.name, {}).items()
            ),
            "basis": clock.basis,
            "kind": clock.kind,
            "pause": sorted(clock.pause),
        }
        for clock in standard.policy.clocks
    ]


def _counting(clock: Clock) -> str:
    """How its last day is found where that is not the plain way, and how far it may be moved and what that needs."""
    said = conventions(clock)
    for one in clock.extend:
        to = _("may be extended to {amount}, with: {needs}") if one.requires else _("may be extended to {amount}")
        said.append(to.format(amount=long_form(one.to), needs=words(one.requires)))
    return _("; ").join(said)


def _ladder_rows(policy: Policy) -> list[Row]:
    return [
        {"clock": step.clock, "at": step.name, "level": step.level, "notify": step.notify} for step in policy.ladder
    ]


def _rule_line(rule: Rule) -> str:
    wanted = to_plain(rule.when)
    asked = "; ".join(
        f"{key}: {', '.join(map(str, value)) if isinstance(value, list) else value}" for key, value in wanted.items()
    )
    return asked or _("always")


def check(cli: Cli) -> Document:
    """What is wrong or doubtful in the standards of desk.toml, and whether they are in force."""
    try:
        config = load(settings_file(cli))
    except ConfigError as error:
        rows = problem_rows(error.problems, _("wrong"))
        return _checked(rows, is_applied=False, left=0, exit_code=CheckFailed.exit_code)
    with cli.desk(readonly=True) as desk:
        is_applied = desk.written_snapshot().hash == desk.snapshot.hash
        today = desk.now().astimezone(desk.zone).date()
        doubts = (*doubts_of(config, today), *desk.staff_doubts(config))
        left = desk.left_behind()
    return _checked(problem_rows(doubts, _("doubtful")), is_applied=is_applied, left=left, exit_code=0)


def _checked(rows: Sequence[Row], *, is_applied: bool, left: int, exit_code: int) -> Document:
    blocks: list[Block] = [problem_block(rows)]
    if not exit_code:
        in_force = _("desk.toml and what is in force agree")
        blocks.append(Paragraph(in_force if is_applied else _("desk.toml is not in force yet: cxdesk policy apply")))
    if left:
        said = ngettext(
            "{count} open complaint is not held to what is in force yet; finish it: cxdesk policy apply",
            "{count} open complaints are not held to what is in force yet; finish it: cxdesk policy apply",
            left,
        )
        blocks.append(Paragraph(said.format(count=left)))
    status = "check_failed" if exit_code else "done"
    data = {"problems": list(rows), "applied": is_applied, "left_behind": left}
    return Document(blocks, data, status=status, exit_code=exit_code)


def apply(
    cli: Cli,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("only tell what would move"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=N_("do not ask"))] = False,
) -> Document:
    """Put what desk.toml says in force, for open complaints too; a person sees first what moves, and is asked."""
    with cli.desk(readonly=dry_run) as desk:
        written = desk.written_snapshot()
        changes = differences(desk.snapshot, written)
        applied = Applied(written.hash, written.hash != desk.snapshot.hash, retargeted=0)
        shown, foreseen = False, list[Row]()
        if dry_run or _may_ask(cli, yes=yes):  # what nobody waits for is told once it is done: comparing costs as much
            foreseen = shift_rows(desk.preview_policy(written, counter(cli, _("due dates compared"))))
        if not dry_run:
            shown = _asked(cli, foreseen, _told(changes, foreseen, desk.zone, moved=False), desk.zone, yes=yes)
            applied = desk.apply_policy(counter(cli, _("complaints held to the new standards")))
        shifts = foreseen if dry_run else shift_rows(applied.shifts)
        data = {
            "snapshot": applied.snapshot,
            "changed": applied.changed,
            "retargeted": applied.retargeted,
            "changes": [{"key": one.key, "before": one.before, "after": one.after} for one in changes],
            "shifts": shifts,
        }
        blocks = [] if shown else _told(changes, shifts, desk.zone, moved=not dry_run)
        said = Paragraph(_apply_sentence(applied, dry_run=dry_run))
        return Document([said, *blocks], data, status="dry_run" if dry_run else "done", zone=desk.zone)


def _told(changes: Sequence[Difference], shifts: list[Row], zone: tzinfo, *, moved: bool) -> list[Block]:
    """Which settings differ from what was in force, and which due dates move."""
    return [*_change_blocks(changes), *shift_blocks(shifts, zone, moved=moved)]


def _may_ask(cli: Cli, *, yes: bool) -> bool:
    """Whether somebody is there to ask; a script has said what it wants."""
    return not yes and cli.surroundings.stdin.is_terminal


def _change_blocks(changes: Sequence[Difference]) -> list[Block]:
    """Which settings differ from what is in force."""
    if not changes:
        return []
    columns = [Column("key", _("Setting")), Column("before", _("Before")), Column("after", _("After"))]
    rows: list[Row] = [{"key": one.key, "before": one.before, "after": one.after} for one in changes]
    return [Table(columns, rows)]


def _asked(cli: Cli, shifts: Sequence[Row], blocks: Sequence[Block], zone: tzinfo, *, yes: bool) -> bool:
    """Show and ask the person at the terminal before due dates of open complaints move; True when it was shown."""
    if not shifts or not _may_ask(cli, yes=yes):
        return False
    write_blocks(blocks, cli.surroundings._replace(stdout=cli.surroundings.stderr), zone)
    late = sum(bool(row["overdue"]) for row in shifts)
    question = ngettext(
        "{count} due date of open complaints moves, {late} would be late at once. Take it?",
        "{count} due dates of open complaints move, {late} would be late at once. Take it?",
        len(shifts),
    ).format(count=len(shifts), late=late)
    confirm(cli, question, yes=yes)
    return True


def _apply_sentence(applied: Applied, *, dry_run: bool) -> str:
    if not applied.changed:
        if applied.retargeted:
            return ngettext(
                "what desk.toml says was in force already; {count} open complaint that was left is held to it now",
                "what desk.toml says was in force already; {count} open complaints that were left are held to it now",
                applied.retargeted,
            ).format(count=applied.retargeted)
        return _("nothing changes: desk.toml is what is in force")
    return _("this would be put in force; nothing was written") if dry_run else _("in force from now on")
