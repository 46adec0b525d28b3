"""Where a sample lives: a rehearsal desk of its own, known by the file that tells how it was made."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cxdesk.catalogue import _
from cxdesk.config.edit import set_value
from cxdesk.demo.stories import stories
from cxdesk.desk import SETTINGS, Agent, Desk, NewDesk, make
from cxdesk.desk.ports import Now, Randomness
from cxdesk.domain.words import Role
from cxdesk.errors import DeskUnavailable

MARK: Final = "demo.json"
"""What was played on the desk; only a desk of ours has it."""

_ZONES: Final = {"en": "Europe/London", "zh": "Asia/Shanghai"}


_COLLEAGUES: Final = (
    Agent("agent1", "agent1", Role.AGENT),
    Agent("agent2", "agent2", Role.AGENT),
    Agent("lead", "lead", Role.SUPERVISOR, email="lead@desk.example.org"),
    Agent("quality", "quality", Role.QUALITY),
)
"""Logins and no people; notices go to one address, for every letter takes its time."""


def is_demo(folder: Path) -> bool:
    """Whether the desk in *folder* is one of ours."""
    return (folder / MARK).is_file()


def refuse_other(folder: Path) -> None:
    """Raise DeskUnavailable where a sample would land on something that is none: nobody's desk or files are touched."""
    if is_demo(folder) or not folder.exists():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise DeskUnavailable(
            _("{folder} holds something else, and a demo goes only into an empty folder").format(folder=folder),
            mend="cxdesk demo",
        )


def make_demo(folder: Path, *, now: datetime, randomness: Randomness, language: str, os_user: str) -> None:
    """An empty rehearsal desk with its agents, opened before the first story; whoever tries it out is the manager."""
    opened_at = _opened_at(now)

    def clock() -> datetime:
        return opened_at

    new = NewDesk(
        login="manager",
        agent_name=_("Manager"),
        name=_("Sample Telecom customer care"),
        timezone=_ZONES[language],
        language=language,
        rehearsal=True,
        os_user=os_user,
    )
    make(folder, new, now=clock, randomness=randomness)
    set_value(folder / SETTINGS, "mail.from", "complaints@desk.example.org")
    with _managed(folder, clock, randomness) as desk:
        for colleague in _COLLEAGUES:
            desk.add_agent(colleague)


def _managed(folder: Path, clock: Now, randomness: Randomness) -> Desk:
    return Desk.open(folder, agent="manager", now=clock, randomness=randomness)


def _opened_at(now: datetime) -> datetime:
    """Some days before the earliest story begins."""
    longest = max(-(story.received.days or 0) for story in stories())
    return now - timedelta(days=longest * 7 // 5 + 10)


def leave_mark(folder: Path, played: dict[str, Any]) -> None:
    """Keep what was played, so that opening the demo again shows the same."""
    (folder / MARK).write_text(json.dumps(played, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def played_before(folder: Path) -> dict[str, Any]:
    """What `leave_mark` kept; raises DeskUnavailable when the file is damaged."""
    path = folder / MARK
    try:
        played = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DeskUnavailable(
            _("the demo in {folder} cannot be read").format(folder=folder), mend="cxdesk demo"
        ) from error
    return dict(played)
