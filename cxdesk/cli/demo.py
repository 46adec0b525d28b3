"""`demo`: a desk with a living sample, and one complaint played on it from receipt to closure."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cxdesk import catalogue
from cxdesk.catalogue import N_, _
from cxdesk.cli.context import Cli
from cxdesk.cli.demo_page import page
from cxdesk.cli.demo_play import play
from cxdesk.cli.options import Format
from cxdesk.cli.results import Lines
from cxdesk.demo.place import is_demo, leave_mark, make_demo, played_before, refuse_other
from cxdesk.demo.stage import Stage
from cxdesk.demo.stories import stories

FIRST_AGENT = "agent1"
"""Who looks around in a demo: somebody whose desk is full."""


def demo(
    cli: Cli,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar=N_("DIR"), help=N_("an empty or new folder, or an earlier demo; a fresh one, if not said")
        ),
    ] = None,
) -> Lines:
    """Make a sample desk, play one complaint on it, and say where it is; an earlier demo is shown again."""
    named = str(folder) if folder is not None else cli.options.desk
    chosen = cli.path(named) if named else Path(tempfile.mkdtemp(prefix="cxdesk-demo-"))
    refuse_other(chosen)
    played = played_before(chosen) if is_demo(chosen) else _made(cli, chosen)
    if cli.surroundings.stdin.is_terminal and cli.surroundings.stdout_is_terminal and cli.format is Format.PEOPLE:
        _look_around(cli, chosen)
    return Lines(page(played, chosen, cli.surroundings.width), {**played, "desk": str(chosen)})


def _look_around(cli: Cli, folder: Path) -> None:
    """Open the screens on the demo, as its first agent unless somebody else was named."""
    from cxdesk.cli.tui import tui  # noqa: PLC0415 (off a terminal nobody needs the screens)

    tui(cli._replace(options=cli.options._replace(desk=str(folder), login=cli.options.login or FIRST_AGENT)))


def _made(cli: Cli, folder: Path) -> dict[str, object]:
    """A whole demo or none: what breaks off half way leaves nothing that looks like a desk."""
    try:
        played = _played(cli, folder)
        leave_mark(folder, played)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return played


def _played(cli: Cli, folder: Path) -> dict[str, object]:
    """Build the sample up to now, with the played complaint as one more story in it."""
    around = cli.surroundings
    language = catalogue.language()
    now = cli.now()
    make_demo(folder, now=now, randomness=around.randomness, language=language, os_user=around.os_user)
    with Stage(folder, stories(), now=lambda: now, randomness=around.randomness) as stage:
        ref, steps = play(stage, around, folder, lambda received: cli.progress(received, _("complaints"), every=1))
    zone = stage.calendar.zone.key
    return {"language": language, "zone": zone, "made_at": now.isoformat(), "ref": ref, "steps": steps}
