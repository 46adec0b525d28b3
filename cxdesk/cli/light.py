"""The short way of a verb that is read with: its few options are taken without Typer, whose import alone is four times
SQLite's (BUDGETS). Whatever is not understood here, `--help` and every mistake among it, goes the long way.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from cxdesk.cli.context import Cli
from cxdesk.cli.options import read_options, take_global
from cxdesk.cli.surroundings import Surroundings
from cxdesk.cli.table import VERBS

if TYPE_CHECKING:
    from cxdesk.cli.results import Result

_FIELD_NEGATED = re.compile(r"-[A-Za-z_]+:")
_WORD_NEGATED = re.compile(r"-[A-Za-z]{3,}")
"""Short options are single letters, at most two of them together: a longer word is the query's."""


class Light(NamedTuple):
    """How a verb is called the short way: *function* gets the `Cli`, the words, and a value for each option given."""

    function: "Callable[..., Result]"
    options: Mapping[str, Callable[[str], object]]
    """An option's name → how its value is read; raises ValueError for what the long way is to refuse."""
    words: tuple[int, int] = (0, 1_000_000)
    """At least and at most so many words."""


class _NotUnderstood(Exception):
    """Only the long way can tell what this means, or what is wrong with it."""


def run_light(verb: str, arguments: Sequence[str], around: Surroundings, before: Mapping[str, object]) -> int | None:
    """Run *verb* the short way; None when it has none, or these arguments need the long one."""
    row = VERBS[verb]
    if not row.light:
        return None
    module, _colon, name = row.light.partition(":")
    light: Light = getattr(import_module(module), name)
    try:
        words, values, said = _read(light, arguments, query=row.query)
    except _NotUnderstood:
        return None
    cli = Cli(around, read_options({**before, **said}), verb)
    result = light.function(cli, words, **values)
    from cxdesk.cli.render import render  # noqa: PLC0415 (the screens are drawn without it)

    return render(cli, result)


def _read(
    light: Light, arguments: Sequence[str], *, query: bool
) -> tuple[list[str], dict[str, object], dict[str, object]]:
    words: list[str] = []
    values: dict[str, object] = {}
    said: dict[str, object] = {}
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        taken = take_global(arguments, position)
        if taken is not None:
            key, value, position = taken
            said[key] = value
            continue
        position += 1
        if argument == "--":
            words += arguments[position:]
            break
        if not argument.startswith("-") or argument == "-" or (query and is_negated_word(argument)):
            words.append(argument)
            continue
        name, equals, joined = argument.partition("=")
        if name not in light.options or (not equals and position == len(arguments)):
            raise _NotUnderstood
        text = joined if equals else arguments[position]
        position += not equals
        values[name.lstrip("-")] = _value(light.options[name], text)
    if not light.words[0] <= len(words) <= light.words[1]:
        raise _NotUnderstood
    return words, values, said


def _value(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except ValueError as error:
        raise _NotUnderstood from error


def is_negated_word(argument: str) -> bool:
    """Whether it is a word of a query: `-field:…`, `-overdue`, or a minus before what no option begins with."""
    if not argument.startswith("-") or argument.startswith("--") or len(argument) == 1:
        return False
    if _FIELD_NEGATED.match(argument) or _WORD_NEGATED.fullmatch(argument):
        return True
    return not (argument[1].isascii() and argument[1].isalnum())
