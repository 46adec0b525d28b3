"""What a verb is given to talk with."""

from io import StringIO

import pytest

from cxdesk.cli.context import Cli
from cxdesk.cli.options import Options
from tests.cli.conftest import Stage


@pytest.mark.parametrize(
    ("terminal", "quiet", "shown"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_progress_is_for_a_terminal_that_is_not_quiet(
    stage: Stage, *, terminal: bool, quiet: bool, shown: bool
) -> None:
    stage.terminal = terminal
    cli = Cli(stage.surroundings(), Options(quiet=quiet))
    assert list(cli.progress(range(5), "rows", every=2)) == [0, 1, 2, 3, 4]
    assert isinstance(cli.surroundings.stderr, StringIO)
    assert cli.surroundings.stderr.getvalue() == ("\rrows: 2\rrows: 4\r\x1b[K" if shown else "")


def test_a_hint_cannot_steer_the_terminal(stage: Stage) -> None:
    cli = Cli(stage.surroundings())
    cli.hint("for \x1b[2J")
    assert isinstance(cli.surroundings.stderr, StringIO)
    assert cli.surroundings.stderr.getvalue() == "for ␛[2J\n"
