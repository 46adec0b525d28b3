"""Whether the standards have the people they name: levels with somebody, leaders who can be told, hours that exist.

Settings alone cannot tell, for people stand in the database: what is doubtful here works, and reaches nobody.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from cxdesk.catalogue import _
from cxdesk.config import Problem
from cxdesk.desk import DATABASE, SETTINGS
from cxdesk.desk.opened import Opened
from cxdesk.desk.telling import LEADERS
from cxdesk.domain.levels import levels_of
from cxdesk.domain.words import Role
from cxdesk.store import people, sqlite
from cxdesk.store.people import Agent

if TYPE_CHECKING:
    from cxdesk.config.standards import Config

_ROLES = frozenset(role.value for role in Role if role is not Role.SYSTEM)


class Staffing(Opened):
    """The desk's people held against its standards."""

    def leaders_unreachable(self) -> Problem | None:
        """That no supervisor or manager has an address, so that nobody above the owner can be told (DOMAIN §7)."""
        leaders = [agent for agent in self._staff() if agent.role in LEADERS]
        if any(agent.email for agent in leaders):
            return None
        login = leaders[0].login if leaders else "LOGIN"
        return Problem(
            _("agents"),
            0,
            "",
            _("no supervisor or manager has an e-mail address: nobody above the owner hears of an escalation"),
            f"cxdesk agent edit {login} --email ADDRESS",
        )

    def staff_doubts(self, config: "Config") -> tuple[Problem, ...]:
        """What *config*, as written, asks of people who are not there."""
        staff = self._staff()
        silent = self.leaders_unreachable()
        return (
            *(() if silent is None else (silent,)),
            *_hours_doubts(staff, config.calendars),
            *dict.fromkeys(_level_doubts(staff, config)),
        )

    def _staff(self) -> list[Agent]:
        with sqlite.translated(self.folder / DATABASE):
            return people.agents(self._connection, active_only=True)


def _hours_doubts(staff: Iterable[Agent], calendars: Collection[str]) -> Iterator[Problem]:
    known = ", ".join(sorted(calendars))
    for agent in staff:
        if agent.hours and agent.hours not in calendars:
            yield Problem(
                _("agents"),
                0,
                agent.login,
                _("the hours of {login} are a calendar that does not exist: {name}; there are: {known}").format(
                    login=agent.login, name=agent.hours, known=known
                ),
                f"cxdesk agent edit {agent.login} --hours NAME",
            )


def _level_doubts(staff: Iterable[Agent], config: "Config") -> Iterator[Problem]:
    """Levels and steps that tell nobody who is here; the next role up stands in for a role that has nobody."""
    logins = {agent.login for agent in staff}
    manned = {agent.role.value for agent in staff}
    if Role.MANAGER.value in manned:
        manned |= {Role.AGENT.value, Role.SUPERVISOR.value}
    listed = config.ladders.levels
    named = [(f"escalation.levels.{level}", level, to) for level, to in levels_of(listed, ()).items()]
    ladders = [(f"policy.{name}.ladder", standard.policy.ladder) for name, standard in config.standards.items()]
    ladders += [(f"rule[{number}].then.ladder", rule.then.ladder or ()) for number, rule in enumerate(config.rules, 1)]
    named += [(key, step.level, step.notify) for key, ladder in ladders for step in ladder if step.level > 0]
    for key, level, to in named:
        strangers = [name for name in to if name != "owner" and name not in logins | _ROLES]
        for name in strangers:
            yield Problem(
                SETTINGS,
                0,
                key,
                _("level {level} tells {name}, who is no role and no agent at work").format(level=level, name=name),
                "cxdesk agent list",
            )
        if not any(name == "owner" or name in logins | manned for name in to):
            yield Problem(
                SETTINGS,
                0,
                key,
                _("level {level} has nobody: {names}").format(level=level, names=", ".join(to)),
                _("name a role, an agent at work, or “owner”"),
            )
