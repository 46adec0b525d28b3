"""The command line. Its door is `main`; a verb is a function that returns a result and prints nothing.

How a verb is declared
----------------------
1. Write it in the file of its group (`cxdesk/cli/acts.py`): a function whose first parameter is the `Cli`, the others
   ordinary typer parameters, the return value one of `results.Table | Document | Lines`::

       def accept(
           cli: Cli,
           reference: Annotated[str, typer.Argument(help=N_("the complaint"), autocompletion=complete("references"))],
           number: Annotated[int, typer.Argument(help=N_("the option's number"))],
           evidence: Annotated[str, typer.Option(help=N_("how the customer said so; @file and - are read"))],
       ) -> Document:
           words = inputs.text(cli, evidence, option="--evidence")
           with cli.desk() as desk:
               return changed(desk.accept(reference, number, words))

   `cli` carries all that a process knows of its surroundings (streams, clock, login, format); nothing else may look.
   A table whose rows are read while they are written (`export`) returns a generator that holds the desk open itself.
   `log --json -` is the global switch and a positional `-`: declare an argument for the source.
   Help is marked with `N_` and translated when it is shown; what the function says passes through `_` at call time.
2. Add its row to `table.VERBS`: the words people type, where the function stands, one line of help. A group of verbs
   (`revisit list`) is a name with a space. `query=True` moves a leading `-status:waiting` into the query. A verb that
   must start as fast as SQLite loads names a `light` way beside it (`light.py`; `list` shows how).
3. Raise a `cxdesk.errors` class for what a person can mend; `failures` makes one line and the exit code of it.
4. What it may not import goes into the table of `tests/cli/test_imports.py`.

The examples that stay: `config path` in `config.py`, and completion in `completion.py`.
"""

import gc
import sys

from cxdesk import __version__

NEW_OBJECTS_BEFORE_A_SWEEP = 100_000


def main(argv: list[str] | None = None) -> int:
    """Run one command line and answer its exit code; `--version` is answered before anything else is imported.

    The collector is told that a command line loads much and drops little: sweeping what was just imported, and once
    more while the interpreter ends, would cost a tenth of every command. What must reach a file is closed by its owner.
    """
    arguments = sys.argv[1:] if argv is None else argv
    if arguments == ["--version"] and _print_version():
        return 0
    from cxdesk.cli.run import run  # noqa: PLC0415 (--version pays for nothing it does not use)

    gc.set_threshold(NEW_OBJECTS_BEFORE_A_SWEEP)
    try:
        return run(arguments)
    finally:
        gc.freeze()


def _print_version() -> bool:
    """Whether the version could be printed; `run` answers for an output that takes nothing."""
    if sys.stdout is None:
        return False
    try:
        sys.stdout.write(f"cxdesk {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True
