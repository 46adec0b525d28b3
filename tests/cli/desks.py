"""A desk on a stage, and complaints in it, made by the verbs themselves."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Played, Stage

HOSTILE = "[bold]x[/] \x1b[31mred\x9b2J\u202egnp\x07 第三次报修了"
STEERING = set("\x1b\x9b\x07\u202e")


def make_desk(stage: Stage, *more: str) -> Path:
    """A rehearsal desk in Berlin with the manager ann; later verbs of the stage use it as ann."""
    folder = stage.cwd / "desk"
    done(stage.play("init", str(folder), "--timezone", "Europe/Berlin", "--rehearsal", "--as", "ann", *more))
    stage.env |= {"CXDESK_DESK": str(folder), "CXDESK_AGENT": "ann"}
    return folder


def done(played: Played) -> Played:
    """The verb did what it was asked."""
    assert played.code == 0, played.err
    return played


def data_of(stage: Stage, *arguments: str) -> Any:
    """The data of a verb's JSON."""
    return json.loads(done(stage.play(*arguments, "--json")).out)["data"]


def log(stage: Stage, *more: str) -> str:
    """Log a complaint and answer its reference."""
    given = {"--channel": "phone", "--subject": "Late"}
    options = [part for pair in given.items() if pair[0] not in more for part in pair]
    return str(data_of(stage, "log", *options, *more)["ref"])
