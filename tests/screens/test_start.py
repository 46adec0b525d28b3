"""What stands between starting the screens and the first queue: nothing that could as well come after (BUDGETS)."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cxdesk.desk import DATABASE, Desk, NewComplaint
from tests.desks import Clock, new_desk

LATER = (
    "ssl",
    "smtplib",
    "typer",
    "dateutil",
    "pydantic",
    "sqlite_utils",
    "textual.scrollbar",
    "textual.widgets._text_area",
    "textual.widgets._footer",
    "cxdesk.cli.render",
    "cxdesk.cli.results",
    "cxdesk.config",
    "cxdesk.desk.core",
    "cxdesk.domain.evolve",
    "cxdesk.screens.asking",
    "cxdesk.screens.commands",
    "cxdesk.screens.complaint",
    "cxdesk.screens.fields",
    "cxdesk.screens.form",
    "cxdesk.screens.modal",
    "cxdesk.screens.palette",
    "cxdesk.screens.performing",
    "cxdesk.widgets.filter",
)
"""Forms, commands, settings, the domain, TLS, scrollbars: whoever needs one of them needs a queue first."""

CHANGES, VIEWER = 2, 1
PAGE = 5
"""Of what is late and of what is not: their keys, their rows; and which of them have an answer nobody recorded."""

SCRIPT = """
import json, os, sys, time
from datetime import UTC, datetime
from pathlib import Path

from cxdesk.cli import tui
from cxdesk.screens.session import Session

folder = Path(sys.argv[1])
asked, frames, layouts, styled = [], [], [], []


def now():
    return datetime(2026, 3, 2, 12, tzinfo=UTC)


def open_watch():
    from cxdesk.desk.watching import Watch

    watch = Watch.open(folder, agent="ann", now=now)
    watch._connection.set_trace_callback(asked.append)
    return watch


tui._load_asyncio()
tui._load_what_reads()
session, _opened = tui.begun(Session(folder, open_watch, lambda _after: None, now))
from cxdesk.app import CxdeskApp
from cxdesk.screens.desk import DeskScreen
from textual.css.stylesheet import Stylesheet


class Started(CxdeskApp):
    def get_default_screen(self):
        # However busy the machine is, the rows are there when the screen is made: asked is what comes before them.
        while not self.reader.is_idle:
            time.sleep(0.001)
        return super().get_default_screen()

    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        rows = [row for shown in screen.query("Rows") for row in shown.stretch.rows]
        frames.append(len(rows))
        if rows:
            told = {"loaded": list(sys.modules), "asked": asked, "frames": frames}
            print(json.dumps({**told, "layouts": len(layouts), "styled": styled}), flush=True)
            os._exit(0)


def spied(kind, name, note):
    whole = getattr(kind, name)

    def noted(self, *args, **options):
        note(*args)
        return whole(self, *args, **options)

    setattr(kind, name, noted)


spied(DeskScreen, "_refresh_layout", lambda *_args: layouts.append(1))
spied(Stylesheet, "apply", lambda node, *_rest: styled.append(type(node).__name__))
Started(session).run(headless=True, size=(80, 24))
"""


class Start(NamedTuple):
    """What was loaded, asked of the database, drawn, laid out and styled until the first queue stood there."""

    folder: Path
    loaded: list[str]
    asked: list[str]
    frames: list[int]
    layouts: int
    styled: list[str]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """The desk of an agent with thirty complaints, begun in a process of its own."""
    clock = Clock()
    folder = new_desk(tmp_path_factory.mktemp("start") / "desk", clock)
    with Desk.open(folder, agent="ann", now=clock, randomness=os.urandom) as desk:
        for number in range(30):
            desk.take(desk.log(NewComplaint(channel="phone", subject=f"late {number}")).ref)
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}" + SCRIPT, str(folder)]
    played = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    told: dict[str, Any] = json.loads(played.stdout.splitlines()[-1])
    return Start(folder, **told)


def test_the_first_queue_waits_for_no_module_that_it_does_not_show(start: Start) -> None:
    assert "cxdesk.screens.desk" in start.loaded
    assert [name for name in LATER if name in start.loaded] == []


def test_the_first_rows_stand_in_the_first_frame_of_one_layout(start: Start) -> None:
    assert start.frames == [30]
    assert start.layouts == 1


def test_each_widget_is_styled_once_but_for_the_list_that_gets_the_focus(start: Start) -> None:
    widgets = ("Header", "Views", "Static", "Rows", "Preview", "Keys")
    assert {name: start.styled.count(name) for name in widgets} == {
        **dict.fromkeys(widgets, 1),
        "Static": 2,  # there are two
        "Rows": 2,
    }


def test_before_the_first_queue_nothing_is_asked_but_what_tells_of_changes_who_looks_and_one_page(start: Start) -> None:
    """No view is counted, no complaint read whole, nothing that grows with the desk walked through."""
    selects = [text for text in map(str.strip, start.asked) if text.upper().startswith("SELECT")]
    with closing(sqlite3.connect(start.folder / DATABASE)) as connection:
        plans = [row[3] for text in selects for row in connection.execute("EXPLAIN QUERY PLAN " + text)]
    walked = [plan.split()[1] for plan in plans if plan.startswith("SCAN ") and " USING INDEX " not in plan]
    assert set(walked) <= {"drafts", "CONSTANT", "wanted"}
    assert [text for text in selects if "count(" in text and "FROM complaints" in text] == []
    assert len(selects) == CHANGES + VIEWER + PAGE
