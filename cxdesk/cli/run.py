"""One command line from its arguments to its exit code: find the verb by the table, run it, answer every error."""

import os
import sys
from collections.abc import Sequence
from typing import TextIO

from cxdesk import __version__, catalogue
from cxdesk.catalogue import _
from cxdesk.cli import failures
from cxdesk.cli.options import BY_NAME, ROOT_OPTIONS, take_global
from cxdesk.cli.suggestions import no_such_option, no_such_verb, verb_missing
from cxdesk.cli.surroundings import Surroundings, of_process
from cxdesk.cli.table import VERBS, is_group
from cxdesk.errors import WrongUse

_ROOT_NAMES = [name for names, _metavar, _help in ROOT_OPTIONS for name in names]


def run(arguments: Sequence[str], surroundings: Surroundings | None = None) -> int:
    """Run *arguments* (without the program's name); whatever happens, an exit code comes back (CLI.md)."""
    around = of_process() if surroundings is None else surroundings
    catalogue.use(catalogue.from_environment(around.env))
    spoken = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    trace = "--traceback" in spoken or around.env.get("CXDESK_TRACEBACK", "0") not in ("", "0")
    as_json = "--json" in spoken
    try:
        code = _dispatch(arguments, around)
        around.stdout.flush()
    except BrokenPipeError:
        _abandon(around.stdout)
        return failures.CLOSED_PIPE
    except OSError as error:
        if not _takes_nothing(around.stdout):
            return _tell(error, around, _verb_of(spoken), as_json=as_json, trace=trace)
        code = _tell(failures.AnswerLost(error), around, _verb_of(spoken), as_json=False, trace=trace)
        _abandon(around.stdout)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (the edge: every error becomes a line and a code)
        cause = error.cause if isinstance(error, failures.Truncated) else error
        whole = as_json and not isinstance(error, failures.Truncated | KeyboardInterrupt)
        code = _tell(cause, around, _verb_of(spoken), as_json=whole, trace=trace)
    return code


def _tell(error: BaseException, around: Surroundings, verb: str, *, as_json: bool, trace: bool) -> int:
    """Report *error*; an output that cannot take even that (closed, full) changes nothing about the exit code."""
    if isinstance(error, BrokenPipeError):
        _abandon(around.stdout)
        return failures.CLOSED_PIPE
    code = failures.explain(error).exit_code
    try:
        failures.report(error, around, verb, as_json=as_json, trace=trace)
        around.stdout.flush()
        around.stderr.flush()
    except OSError:
        _abandon(around.stdout)
    return code


def _takes_nothing(stream: TextIO) -> bool:
    """Whether it was the answer that failed, not the work: what could not be written is still there to fail again."""
    try:
        stream.flush()
    except OSError:
        return True
    return False


def _abandon(stream: TextIO) -> None:
    """Lead a dead stdout to nowhere, or the interpreter fails on it once more while it shuts down."""
    if stream is not sys.stdout:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _dispatch(arguments: Sequence[str], around: Surroundings) -> int:
    from cxdesk.cli.completion import VARIABLE, write_candidates  # noqa: PLC0415 (--version stays bare)

    if VARIABLE in around.env:
        write_candidates(arguments, around)
        return 0
    arguments = _readable(arguments)
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:], "--help"]
    values: dict[str, object] = {}
    words = ""
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        taken = take_global(arguments, position)
        if taken is not None:
            key, value, position = taken
            values[key] = value
            continue
        position += 1
        if argument.startswith("-") and argument != "-":
            return _root_option(argument, arguments[position:], words, around)
        verb = f"{words} {argument}".strip()
        if verb in VERBS:
            return _run_verb(verb, arguments[position:], around, values)
        if not is_group(verb):
            raise no_such_verb(argument, words)
        words = verb
    if words:
        raise verb_missing(words)
    return _without_verb(around, values)


def _run_verb(verb: str, arguments: Sequence[str], around: Surroundings, values: dict[str, object]) -> int:
    if VERBS[verb].light:
        from cxdesk.cli.light import run_light  # noqa: PLC0415 (only some verbs have a short way)

        code = run_light(verb, arguments, around, values)
        if code is not None:
            return code
    from cxdesk.cli.command import execute  # noqa: PLC0415 (Typer comes with a verb)

    return execute(verb, arguments, around, values)


def _without_verb(around: Surroundings, values: dict[str, object]) -> int:
    """`cxdesk` alone: the screens on a terminal, the help elsewhere."""
    if around.stdin.is_terminal and around.stdout_is_terminal and "tui" in VERBS:
        return _run_verb("tui", [], around, values)
    return _show_help("", around)


def _root_option(argument: str, rest: Sequence[str], words: str, around: Surroundings) -> int:
    """An option before any verb that is none of every verb's: help, version, completion."""
    name, _equals, joined = argument.partition("=")
    if name in ("--help", "-h"):
        return _show_help(words, around)
    if name == "--version":
        around.stdout.write(f"cxdesk {__version__}\n")
        return 0
    if name in ("--install-completion", "--show-completion"):
        return _completion(name, joined or (rest[0] if rest else None), around)
    raise no_such_option(name, [*BY_NAME, *_ROOT_NAMES], words)


def _show_help(words: str, around: Surroundings) -> int:
    from cxdesk.cli.help import group_page, root_page  # noqa: PLC0415 (verbs need no help pages)

    around.stdout.write(group_page(words, around.width) if words else root_page(around.width))
    return 0


def _completion(option: str, shell_named: str | None, around: Surroundings) -> int:
    from cxdesk.cli.completion import SCRIPTS, after_install, install, which_shell  # noqa: PLC0415 (rarely used)

    shell = which_shell(shell_named, around)
    if option == "--show-completion":
        around.stdout.write(SCRIPTS[shell])
        return 0
    around.stdout.write(f"{install(shell, around)}\n")
    around.stderr.write(after_install(shell) + "\n")
    return 0


def _readable(arguments: Sequence[str]) -> list[str]:
    """Arguments as UTF-8 whatever the locale decoded them as. Raises WrongUse for bytes that no database would take."""
    readable: list[str] = []
    for number, argument in enumerate(arguments, 1):
        try:
            readable.append(argument.encode("utf-8", "surrogateescape").decode("utf-8"))
        except UnicodeError as error:
            raise WrongUse(_("argument {number} is not UTF-8").format(number=number)) from error
    return readable


def _verb_of(arguments: Sequence[str]) -> str:
    """The verb as far as it can be read, for the envelope of a failure."""
    words = ""
    position = 0
    while position < len(arguments):
        word = arguments[position]
        option = BY_NAME.get(word)
        position += 2 if option is not None and option.metavar is not None else 1
        if word.startswith("-"):
            continue
        longer = f"{words} {word}".strip()
        if longer in VERBS or not is_group(longer):
            return longer if longer in VERBS else words
        words = longer
    return words
