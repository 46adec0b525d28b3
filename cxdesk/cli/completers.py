"""Where a verb's parameters get their completions from the desk: named here, imported when a shell asks."""

from collections.abc import Callable, Iterable
from importlib import import_module

import typer

from cxdesk.cli.context import Cli

UNFINISHED = "cxdesk.unfinished"
"""Where a context holds the word as it was typed, for Typer is asked about every word."""

COMPLETERS: dict[str, str] = {
    "agents": "cxdesk.cli.completions:agents",
    "categories": "cxdesk.cli.completions:categories",
    "causes": "cxdesk.cli.completions:causes",
    "channels": "cxdesk.cli.completions:channels",
    "clocks": "cxdesk.cli.completions:clocks",
    "corrections": "cxdesk.cli.completions:corrections",
    "columns": "cxdesk.cli.completions:columns",
    "languages": "cxdesk.cli.completions:languages",
    "option_types": "cxdesk.cli.completions:option_types",
    "options": "cxdesk.cli.completions:options",
    "pause_reasons": "cxdesk.cli.completions:pause_reasons",
    "policies": "cxdesk.cli.completions:policies",
    "presets": "cxdesk.cli.completions:presets",
    "products": "cxdesk.cli.completions:products",
    "query": "cxdesk.cli.completions:query",
    "references": "cxdesk.cli.completions:references",
    "segments": "cxdesk.cli.completions:segments",
    "severities": "cxdesk.cli.completions:severities",
    "teams": "cxdesk.cli.completions:teams",
    "units": "cxdesk.cli.completions:units",
    "value_bands": "cxdesk.cli.completions:value_bands",
    "views": "cxdesk.cli.completions:views",
}
"""What can be completed (`references`, `agents`, `views`, …) → `module:function` of a `(cli, prefix) -> pairs`."""


def complete(kind: str, *, of: str = "") -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """For `autocompletion=` of a parameter: the (value, help) pairs of *kind*; none while nobody provides it.

    What belongs to one thing begins with that thing: the value of the parameter *of*, and a space.
    """

    def found(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        if not isinstance(ctx.obj, Cli):
            return []
        word = str(ctx.meta.get(UNFINISHED, incomplete))
        prefix = f"{ctx.params.get(of) or ''} {word}" if of else word
        return list(look_up(kind, ctx.obj, prefix))

    return found


def look_up(kind: str, cli: Cli, prefix: str) -> Iterable[tuple[str, str]]:
    """Ask the completer of *kind* for values that begin with *prefix*."""
    function = COMPLETERS.get(kind)
    if function is None:
        return ()
    module, _colon, name = function.partition(":")
    answer: Iterable[tuple[str, str]] = getattr(import_module(module), name)(cli, prefix)
    return answer
