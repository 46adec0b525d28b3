"""The one vocabulary of what can be done, a class a command: key, footer, palette, help, docs/keys.md come from it."""

from cxdesk.screens.commands.acts import ACTS, DOING
from cxdesk.screens.commands.base import ActCommand, Command, bindings_of
from cxdesk.screens.commands.everywhere import EVERYWHERE
from cxdesk.screens.commands.moving import MOVING, STEPS, TABS

__all__ = [
    "ACTS",
    "ALL",
    "DOING",
    "EVERYWHERE",
    "MOVING",
    "STEPS",
    "TABS",
    "ActCommand",
    "Command",
    "bindings_of",
    "named",
]

ALL: tuple[type[Command], ...] = (*DOING, *MOVING, *TABS, *EVERYWHERE)
"""Every command of every screen."""


def named(name: str) -> type[Command]:
    """The command of that name."""
    return _BY_NAME[name]


_BY_NAME = {command.name: command for command in ALL}
