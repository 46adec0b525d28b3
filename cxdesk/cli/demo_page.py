"""The play on paper: each step with its time, the command that did it, and what it answered."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from cxdesk.catalogue import N_, _
from cxdesk.cli.people import NARROWEST, fold_under
from cxdesk.text import cut, width, wrap

WIDEST: Final = 100
"""Cells beyond which rules and prose grow no wider; answers use what they were given."""

_INDENT: Final = "  "
_CONTINUED: Final = "      "

_WEEKDAYS: Final = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def page(played: Mapping[str, Any], folder: Path, columns: int) -> list[str]:
    """The lines of the whole play on a terminal of so many *columns*."""
    cells = min(columns, WIDEST)
    zone = ZoneInfo(played["zone"])
    lines = [*_opening(len(played["steps"]), cells)]
    for number, scene in enumerate(_scenes(played["steps"]), 1):
        lines += [*_rule(f"{number} · {scene[0]['title']}", cells)]
        for step in scene:
            lines += _step(step, zone, cells)
    return [*lines, *_closing(folder, played["ref"], cells)]


def _scenes(steps: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Steps under the title of the first of them."""
    scenes: list[list[Mapping[str, Any]]] = []
    for step in steps:
        if step["title"] or not scenes:
            scenes.append([])
        scenes[-1].append(step)
    return scenes


def _opening(steps: int, cells: int) -> list[str]:
    told = _(
        "A sample desk: what a telephone company's customers complained about in the last weeks, in two languages."
        " One complaint is played here from receipt to closure; each of its {count} commands really ran, at its"
        " own time. The customers are samples."
    )
    return [*wrap(told.format(count=steps), cells), ""]


def _rule(title: str, cells: int) -> list[str]:
    """The title over a line, so that the eye finds the next scene."""
    return [*wrap(title, cells), "─" * cells]


def _step(step: Mapping[str, Any], zone: ZoneInfo, cells: int) -> Iterator[str]:
    yield _moment(step["at"], zone)
    yield from _prompt(step["agent"], step["command"], cells)
    for line in step["answer"].splitlines():
        yield from _folded(line, cells)
    for letter in step.get("letters", ()):
        yield from _letter(letter, cells)
    yield ""


def _folded(line: str, cells: int) -> Iterator[str]:
    """A line of an answer, stood in from the edge; what is too long goes on under its last column."""
    room = cells - width(_INDENT)
    if width(line) <= room:
        yield f"{_INDENT}{line}".rstrip()
        return
    gap = cut(line, room - NARROWEST).rfind("  ")
    hang = gap + 2 if gap >= 0 else 0
    yield from (f"{_INDENT}{part}" for part in fold_under(line[:hang], line[hang:], room))


def _moment(at: str, zone: ZoneInfo) -> str:
    local = datetime.fromisoformat(at).astimezone(zone)
    return f"{_(_WEEKDAYS[local.weekday()])} {local:%Y-%m-%d %H:%M}"


def _prompt(agent: str, words: Sequence[str], cells: int) -> Iterator[str]:
    """The command line as one would type it, broken before its options where it is too long."""
    line = f"{agent} $ cxdesk"
    for group in _options(words):
        told = shlex.join(group)
        if width(f"{line} {told} \\") > cells and line.strip():
            yield f"{line} \\"
            line = _CONTINUED + told
        else:
            line = f"{line} {told}"
    yield line


def _options(words: Sequence[str]) -> Iterator[list[str]]:
    """The words in groups that stay together: an option with its value, any other word alone."""
    group: list[str] = []
    for word in words:
        if word.startswith("--") or not group or not group[0].startswith("--") or len(group) == 2:
            if group:
                yield group
            group = []
        group.append(word)
    if group:
        yield group


def _letter(letter: Mapping[str, Any], cells: int) -> Iterator[str]:
    """The letter in a frame open to the right, for its lines are as long as its writer made them."""
    yield ""
    yield f"{_INDENT}┌─ {letter['file']}"
    inside = [f"{name}: {value}" for name, value in letter["headers"].items()] + ["", *letter["body"].splitlines()]
    for line in inside:
        for part in wrap(line, cells - 4) or [""]:
            yield f"{_INDENT}│ {part}".rstrip()
    yield f"{_INDENT}└" + "─" * (cells - 3)


def _closing(folder: Path, ref: str, cells: int) -> list[str]:
    desk = shlex.quote(str(folder))
    told = wrap(
        _("The desk is in {folder}. It is yours to try, and it is gone when the folder is.").format(folder=folder),
        cells,
    )
    commands = (
        (f"export CXDESK_DESK={desk}", ""),
        ("cxdesk list", _("what is open, the most urgent first")),
        ("cxdesk list 'overdue severity:S1,S2'", _("a query")),
        ("cxdesk search 宽带", _("full text, two Chinese characters are enough")),
        (f"cxdesk explain {ref}", _("how each of its due dates comes about")),
        ("cxdesk --as agent1 list owner:me", _("as somebody else: agent1, agent2, lead, quality; you are the manager")),
        ("cxdesk --help", _("everything else")),
    )
    room = max(width(command) for command, _said in commands[1:]) + 2
    lines = [commands[0][0]]
    for command, said in commands[1:]:
        first, *more = wrap(said, max(20, cells - room - 2))
        lines += [f"{command}{' ' * (room - width(command))}{first}", *(" " * room + line for line in more)]
    return [*_rule(_("Your turn"), cells), *told, "", *(_INDENT + line for line in lines)]
