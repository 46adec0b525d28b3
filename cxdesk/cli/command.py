"""From a verb's function to a command: its parameters by Typer, the options of every verb beside them, our own words.

Typer carries its own copy of click under a private name; this file is the only one that touches it, and a test holds
every name it uses.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer._click.core import Context, Parameter
from typer._click.exceptions import BadOptionUsage, BadParameter, ClickException, MissingParameter, NoSuchOption
from typer._click.shell_completion import _resolve_incomplete
from typer.core import TyperArgument, TyperCommand, TyperOption

from cxdesk.catalogue import _
from cxdesk.cli.completers import UNFINISHED
from cxdesk.cli.context import Cli
from cxdesk.cli.help import Pair, verb_page
from cxdesk.cli.light import is_negated_word
from cxdesk.cli.options import GLOBAL_OPTIONS, LETTER_OPTION, TRY_OPTION, read_options
from cxdesk.cli.render import render
from cxdesk.cli.results import Result
from cxdesk.cli.suggestions import help_of, no_such_option
from cxdesk.cli.surroundings import Surroundings
from cxdesk.cli.table import VERBS
from cxdesk.errors import WrongUse

_HELP = "global_help"


class HelpWanted(Exception):
    """`--help` stood somewhere among the verb's arguments."""


class VerbCommand(TyperCommand):
    """One verb. Leftover words and a query's leading minus are handled here, in our own words."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse as click does, but a query's `-status:waiting` is one of its words, and leftovers are named."""
        verb = VERBS.get(self.name or "")
        if verb is not None and verb.query:
            args = query_words_last(args, self._valued_options())
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            words = " ".join(left)
            raise WrongUse(_("not expected here: {words}").format(words=words), mend=help_of(self.name))
        return left

    def _valued_options(self) -> frozenset[str]:
        options = (param for param in self.params if isinstance(param, TyperOption))
        return frozenset(name for option in options if not option.is_flag for name in option.opts)


def query_words_last(arguments: Sequence[str], valued_options: frozenset[str]) -> list[str]:
    """Move negated query words behind `--`, where they are no options; the order of a query's words says nothing.

    A negated word is `-field:…`, or a minus before a quote or a letter that no option begins with (`-退款`).
    """
    kept: list[str] = []
    moved: list[str] = []
    for position, argument in enumerate(arguments):
        if argument == "--":
            return [*kept, "--", *moved, *arguments[position + 1 :]]
        is_value = position > 0 and arguments[position - 1] in valued_options
        (moved if not is_value and is_negated_word(argument) else kept).append(argument)
    return [*kept, "--", *moved] if moved else kept


class _Call:
    """The verb's function as Typer sees it: without its first parameter, the `Cli`, which is made after parsing."""

    def __init__(self, function: Callable[..., Result], finish: Callable[[Mapping[str, object], "_Call"], int]) -> None:
        self.function = function
        self._finish = finish
        whole = inspect.signature(function, eval_str=True)
        parameters = list(whole.parameters.values())[1:]
        self.__name__ = function.__name__
        self.__signature__ = whole.replace(parameters=parameters)
        self.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}

    def __call__(self, **values: object) -> int:
        return self._finish(values, self)


def load(function: str) -> Callable[..., Result]:
    """Import `module:name`. A row of the table that names nothing is a bug, and its test fails."""
    module, _colon, name = function.partition(":")
    loaded: Callable[..., Result] = getattr(import_module(module), name)
    return loaded


def build(name: str, surroundings: Surroundings, before: Mapping[str, object]) -> VerbCommand:
    """The command of verb *name*; *before* holds the global options that stood before the verb."""

    def finish(values: Mapping[str, object], call: _Call) -> int:
        keys = {option.key for option in (*GLOBAL_OPTIONS, TRY_OPTION, LETTER_OPTION)}
        after = {key: value for key, value in values.items() if key in keys and value not in (None, False)}
        cli = Cli(surroundings, read_options({**before, **after}), name)
        result = call.function(cli, **{key: value for key, value in values.items() if key not in keys})
        return render(cli, result)

    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name=name, cls=VerbCommand, add_help_option=False, help=VERBS[name].summary)(
        _Call(load(VERBS[name].function), finish)
    )
    command = typer.main.get_command(app)
    if not isinstance(command, VerbCommand):
        raise TypeError(name)
    for option, taken in ((LETTER_OPTION, VERBS[name].writes), (TRY_OPTION, VERBS[name].tries)):
        if taken:
            command.params.append(
                TyperOption(param_decls=[option.key, *option.names], is_flag=True, help=_(option.help))
            )
    _add_global_options(command)
    return command


def _add_global_options(command: VerbCommand) -> None:
    taken = {name for param in command.params for name in param.opts}
    for option in GLOBAL_OPTIONS:
        names = [name for name in option.names if name not in taken]
        if names:
            command.params.append(
                TyperOption(param_decls=[option.key, *names], is_flag=option.metavar is None or None, hidden=True)
            )

    def wanted(context: typer.Context, value: bool) -> None:
        if value and not context.resilient_parsing:
            raise HelpWanted

    command.params.append(
        TyperOption(
            param_decls=[_HELP, "--help", "-h"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            hidden=True,
            callback=lambda context, _param, value: wanted(context, value),
        )
    )


def execute(name: str, arguments: Sequence[str], surroundings: Surroundings, before: Mapping[str, object]) -> int:
    """Run verb *name*; its exit code comes back. Raises WrongUse where click raises its own errors."""
    command = build(name, surroundings, before)
    try:
        with command.make_context(name, list(arguments)) as context:
            code: int = command.invoke(context)
            return code
    except HelpWanted:
        surroundings.stdout.write(describe(command, surroundings.width))
        return 0
    except ClickException as error:
        _raise_in_our_words(error, command)


def describe(command: VerbCommand, columns: int) -> str:
    """The help page of *command*."""
    arguments: list[Pair] = []
    options: list[Pair] = []
    usage: list[str] = []
    for param in command.params:
        if isinstance(param, TyperArgument) and not param.hidden:
            arguments.append((_argument_name(param), _with_facts(param, param.help)))
            usage.append(_argument_name(param))
        elif isinstance(param, TyperOption) and not param.hidden:
            options.append((_option_term(param), _with_facts(param, param.help)))
    if options:
        usage.insert(0, _("[OPTIONS]"))
    return verb_page(command.name or "", usage, arguments, options, columns)


def _argument_name(param: TyperArgument) -> str:
    name = _(param.metavar) if param.metavar else (param.name or "").upper()
    name = f"{name}…" if param.nargs == -1 else name
    return name if param.required else f"[{name}]"


def _option_term(param: TyperOption) -> str:
    names = ", ".join(param.opts)
    if param.secondary_opts:
        return f"{names}/{', '.join(param.secondary_opts)}"
    if param.is_flag or param.count:
        return names
    return f"{names} {_(param.metavar) if param.metavar else _value_name(param)}"


def _value_name(param: Parameter) -> str:
    choices = _choices(param)
    if choices:
        return "|".join(choices)
    return _("N") if param.type.name.startswith(("int", "float")) else _("TEXT")


def _choices(param: Parameter) -> list[str]:
    return [str(getattr(choice, "value", choice)) for choice in getattr(param.type, "choices", ())]


def _with_facts(param: TyperArgument | TyperOption, text: str | None) -> str:
    facts = []
    default: Any = param.default
    if param.required and isinstance(param, TyperOption):
        facts.append(_("required"))
    elif param.show_default and not callable(default) and default not in (None, True, False, "", (), []):
        facts.append(_("default: {value}").format(value=getattr(default, "value", default)))
    if isinstance(param, TyperArgument) and _choices(param):
        facts.append("|".join(_choices(param)))
    low, high = _range(param)
    if low is not None or high is not None:
        facts.append(f"{'' if low is None else low}–{'' if high is None else high}")
    told = _(text) if text else ""
    return f"{told} [{_('; ').join(facts)}]".strip() if facts else told


def _raise_in_our_words(error: ClickException, command: VerbCommand) -> NoReturn:
    name = command.name
    if isinstance(error, NoSuchOption):
        raise no_such_option(error.option_name, _option_names(command), name) from error
    if isinstance(error, MissingParameter) and error.param is not None:
        raise WrongUse(_("{name} is missing").format(name=_named(error.param)), mend=help_of(name)) from error
    if isinstance(error, BadParameter) and error.param is not None:
        raise WrongUse(_fault(error, error.param), where=_named(error.param), mend=help_of(name)) from error
    if isinstance(error, BadOptionUsage):
        takes_none = "does not take" in error.message
        told = _("{option} takes no value") if takes_none else _("{option} needs a value")
        raise WrongUse(told.format(option=error.option_name), mend=help_of(name)) from error
    raise WrongUse(error.format_message(), mend=help_of(name)) from error


def _fault(error: BadParameter, param: Parameter) -> str:
    choices = _choices(param)
    if choices:
        return _("must be one of: {choices}").format(choices=", ".join(choices))
    if param.type.name.startswith("int") and "valid" in error.message:
        return _("must be a whole number")
    if param.type.name.startswith("float") and "valid" in error.message:
        return _("must be a number")
    return _range_fault(*_range(param)) or error.message


def _range(param: Parameter) -> tuple[float | None, float | None]:
    return getattr(param.type, "min", None), getattr(param.type, "max", None)


def _range_fault(low: float | None, high: float | None) -> str | None:
    if low is not None and high is not None:
        return _("must be from {low} to {high}").format(low=low, high=high)
    if low is not None:
        return _("must be {low} or more").format(low=low)
    return _("must be {high} or less").format(high=high) if high is not None else None


def _option_names(command: VerbCommand) -> list[str]:
    return [
        name
        for param in command.params
        if isinstance(param, TyperOption)
        for name in (*param.opts, *param.secondary_opts)
    ]


def _named(param: Parameter) -> str:
    if isinstance(param, TyperOption):
        return max(param.opts, key=len)
    return getattr(param, "metavar", None) or (param.name or "").upper()


def offer(name: str, arguments: Sequence[str], unfinished: str, cli: Cli) -> list[tuple[str, str]]:
    """What verb *name* offers for an *unfinished* word after *arguments*: its options, choices, and the desk's own.

    A word that begins with a minus may be an option, or a field of a query negated.
    """
    command = build(name, cli.surroundings, {})
    typed = list(arguments)
    with command.make_context(name, list(typed), resilient_parsing=True, obj=cli) as context:
        found = _offered(context, typed, unfinished)
        if _may_negate(unfinished):
            found += _offered(context, ["--", *typed], unfinished)
    return [(value, _(told) if told else "") for value, told in found]


def _offered(context: Context, typed: Sequence[str], unfinished: str) -> list[tuple[str, str | None]]:
    """What begins with the word, large or small letters: Typer would leave out what is written otherwise."""
    asked, word = _resolve_incomplete(context, list(typed), unfinished)
    if not isinstance(asked, Parameter):
        return [(str(item.value), item.help) for item in asked.shell_complete(context, word)]
    context.meta[UNFINISHED] = word
    found = [(str(item.value), item.help) for item in asked.shell_complete(context, "")]
    return [pair for pair in found if pair[0].casefold().startswith(word.casefold())]


def _may_negate(unfinished: str) -> bool:
    return len(unfinished) > 1 and unfinished[0] == "-" != unfinished[1]
