"""Who hears of an escalation at each level, and which level lies above another (DOMAIN §7)."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from cxdesk.domain.policy import Step

Levels: TypeAlias = Mapping[int, tuple[str, ...]]
"""Roles, `owner` and logins by level."""

DEFAULT_LEVELS: Final[Levels] = {1: ("owner",), 2: ("supervisor",), 3: ("manager",)}


def levels_of(levels: Levels, ladder: "Iterable[Step]") -> Levels:
    """The levels that have somebody: as the desk lists them, else whom the ladder's own steps of that level tell."""
    told: dict[int, tuple[str, ...]] = {}
    for step in ladder:
        if step.level > 0 and step.notify:
            told[step.level] = tuple(dict.fromkeys((*told.get(step.level, ()), *step.notify)))
    listed = {level: to for level, to in levels.items() if to}
    return dict(sorted((told | listed).items()))


def top_of(levels: Levels) -> int:
    """The highest level that has somebody; 0 where none has."""
    return max((level for level, to in levels.items() if to), default=0)


def above(levels: Levels, level: int) -> int | None:
    """The next level up that has somebody; None at the top."""
    return min((one for one, to in levels.items() if to and one > level), default=None)
