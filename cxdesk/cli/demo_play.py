"""One complaint played on the sample: every step is a command line that really runs, at its own time."""

import re
from collections.abc import Callable, Iterable, Sequence
from email.message import EmailMessage
from io import StringIO
from pathlib import Path
from typing import Any, Final

from cxdesk import catalogue
from cxdesk.cli.demo_page import WIDEST
from cxdesk.cli.surroundings import OnceReadable, Surroundings
from cxdesk.demo.stage import Stage
from cxdesk.demo.stories import data

INDENT: Final = 2
"""Cells by which an answer stands in from the edge."""

Step = dict[str, object]
_HEADERS: Final = ("From", "To", "Subject", "Date", "Auto-Submitted")


def play(
    stage: Stage,
    around: Surroundings,
    folder: Path,
    watched: Callable[[Iterable[str]], Iterable[str]],
) -> tuple[str, list[Step]]:
    """Tell the stories and play the complaint between them; its reference, and what was done and answered."""
    steps: list[Step] = []
    ref = ""
    day = stage.today
    for told in data(f"play.{catalogue.language()}.toml")["step"]:
        at = stage.at(told["when"], before=day, ref=ref)
        for _received in watched(stage.until(at)):
            pass
        stage.settle()
        day = (at.astimezone(stage.calendar.zone) - at.resolution).date()
        before = _letters(folder)
        words = [word.format(ref=ref) for word in told["command"]]
        answer = _run(stage, around, folder, told["by"], words)
        ref = ref or _first_reference(answer)
        step: Step = {
            "at": at.isoformat(),
            "agent": told["by"],
            "title": told.get("title", ""),
            "command": words,
            "answer": answer,
        }
        if told.get("letter"):
            step["letters"] = [_decoded(path) for path in sorted(_letters(folder) - before)]
        steps.append(step)
    return ref, steps


def _run(stage: Stage, around: Surroundings, folder: Path, agent: str, words: Sequence[str]) -> str:
    """What the command line wrote, both streams in the order a terminal shows them."""
    from cxdesk.cli.run import run  # noqa: PLC0415 (it is what runs this verb, too)

    out = StringIO()
    env = {name: value for name, value in around.env.items() if name != "CXDESK_NOW"}
    inner = around._replace(
        stdin=OnceReadable(StringIO(), is_terminal=False),
        stdout=out,
        stderr=out,
        env={**env, "CXDESK_DESK": str(folder), "CXDESK_AGENT": agent, "NO_COLOR": "1"},
        clock=stage.clock,
        stdout_is_terminal=False,
        stderr_is_terminal=False,
        width=min(around.width, WIDEST) - INDENT,
    )
    language = catalogue.language()
    code = run(words, inner)
    catalogue.use(language)
    if code:
        raise RuntimeError(code, list(words), out.getvalue())
    return out.getvalue().rstrip("\n")


def _first_reference(answer: str) -> str:
    found = re.search(r"\bCX-\d+", answer)
    if found is None:
        raise RuntimeError(answer)
    return found[0]


def _letters(folder: Path) -> set[Path]:
    return set((folder / "mail" / "out" / "new").glob("*"))


def _decoded(path: Path) -> dict[str, Any]:
    """A letter as its reader sees it."""
    from email import message_from_bytes, policy  # noqa: PLC0415 (only the step that shows a letter needs it)

    letter = message_from_bytes(path.read_bytes(), EmailMessage, policy=policy.default)
    plain = letter.get_body(("plain",)) or letter
    return {
        "file": str(path),
        "headers": {name: str(letter[name]) for name in _HEADERS if letter[name]},
        "body": plain.get_content().rstrip("\n"),
    }
