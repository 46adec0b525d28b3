"""`agent …`: the people who work the desk."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

import typer

from cxdesk.catalogue import N_, _, ngettext
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Column, Document, Fields, Heading, Kind, Table, Tone
from cxdesk.desk import Agent
from cxdesk.desk.value_words import word
from cxdesk.domain.words import Role
from cxdesk.errors import WrongUse
from cxdesk.mail.addresses import BadAddress, check_address


class RoleName(StrEnum):
    """What a person may be; `system` is the desk itself."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    QUALITY = "quality"
    AUDITOR = "auditor"


Login = Annotated[str, typer.Argument(metavar=N_("LOGIN"), help=N_("the login"), autocompletion=complete("agents"))]
Name = Annotated[str | None, typer.Option(help=N_("the name, as customers read it"))]
Team = Annotated[str | None, typer.Option(help=N_("the team"), autocompletion=complete("teams"))]
Email = Annotated[str | None, typer.Option(help=N_("where notices go"))]
Authority = Annotated[str | None, typer.Option(help=N_("up to what an option may cost without approval"))]
Accounts = Annotated[list[str] | None, typer.Option("--os-user", help=N_("an account under which they work"))]
Skills = Annotated[list[str] | None, typer.Option("--skill", help=N_("what they are good at"))]
Hours = Annotated[str | None, typer.Option(help=N_("the calendar of hours in which notices may come"))]


def list_(cli: Cli) -> Table:
    """The desk's agents."""
    with cli.desk(readonly=True) as desk:
        rows = [_row(one) for one in desk.agents()]
    columns = [
        Column("login", _("Login")),
        Column("name", _("Name")),
        Column("role", _("Role"), show=word),
        Column("team", _("Team")),
        Column("email", _("E-mail")),
        Column("authority", _("Authority"), Kind.NUMBER),
        Column("os_users", _("Accounts")),
        Column("active", _("Active"), Kind.FLAG),
    ]
    return Table(columns, rows, tone=lambda row: Tone.PLAIN if row["active"] else Tone.FAINT)


def add(
    cli: Cli,
    login: Annotated[str, typer.Argument(metavar=N_("LOGIN"), help=N_("the login"))],
    role: Annotated[RoleName, typer.Option(help=N_("what they may do"))] = RoleName.AGENT,
    name: Name = None,
    team: Team = None,
    email: Email = None,
    authority: Authority = None,
    os_user: Accounts = None,
    skill: Skills = None,
    hours: Hours = None,
) -> Document:
    """A new agent."""
    blank = Agent(login, login, Role.AGENT)
    agent = _changed(blank, role, name, team, email, authority, os_user, skill, hours)
    with cli.desk() as desk:
        return _told(desk.add_agent(agent), _("{login} is an agent of this desk"))


def edit(
    cli: Cli,
    login: Login,
    role: Annotated[RoleName | None, typer.Option(help=N_("what they may do"))] = None,
    name: Name = None,
    team: Team = None,
    email: Email = None,
    authority: Authority = None,
    os_user: Accounts = None,
    skill: Skills = None,
    hours: Hours = None,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help=N_("whether they work here"))] = None,
) -> Document:
    """Change what is given; accounts and skills replace those known."""
    if all(each is None for each in (role, name, team, email, authority, os_user, skill, hours, active)):
        raise WrongUse(_("nothing to change was given"), mend="cxdesk agent edit --help")
    with cli.desk() as desk:
        before = desk.agent(login)
        after = _changed(before, role, name, team, email, authority, os_user, skill, hours)
        if active is not None:
            after = replace(after, active=active)
        return _told(desk.edit_agent(after), _("{login} changed"))


def off(cli: Cli, login: Login) -> Document:
    """Somebody works here no more; their complaints stay theirs until they are assigned anew."""
    with cli.desk() as desk:
        agent = desk.edit_agent(replace(desk.agent(login), active=False))
        left = desk.find_refs(f"owner:{login} open")
        done = _told(agent, _("{login} works here no more"))
    if not left:
        return done
    told = ngettext("{count} open complaint is still theirs", "{count} open complaints are still theirs", len(left))
    command = f"cxdesk assign --query 'owner:{login} open' --to LOGIN"
    mend = _("give them to somebody: {command}").format(command=command)
    return done._replace(hints=[f"{told.format(count=len(left))}; {mend}"])


def _changed(
    agent: Agent,
    role: RoleName | None,
    name: str | None,
    team: str | None,
    email: str | None,
    authority: str | None,
    os_users: list[str] | None,
    skills: list[str] | None,
    hours: str | None,
) -> Agent:
    return replace(
        agent,
        role=agent.role if role is None else Role(role.value),
        name=agent.name if name is None else name,
        team=agent.team if team is None else team,
        email=agent.email if email is None else _address(email),
        authority=agent.authority if authority is None else _amount(authority),
        os_users=agent.os_users if os_users is None else tuple(os_users),
        skills=agent.skills if skills is None else tuple(skills),
        hours=agent.hours if hours is None else hours,
    )


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        return check_address(text)
    except BadAddress as error:
        raise WrongUse(str(error), where="--email") from error


def _amount(text: str) -> Decimal | None:
    """An amount of money; "" takes the own limit away, so that the role's counts."""
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise WrongUse(_("must be an amount of money, such as 250"), where="--authority")
    return amount


def _row(one: Agent) -> dict[str, object]:
    return {
        "login": one.login,
        "name": one.name,
        "role": one.role,
        "team": one.team or None,
        "email": one.email or None,
        "authority": one.authority,
        "os_users": one.os_users,
        "skills": one.skills,
        "hours": one.hours or None,
        "active": one.active,
    }


def _told(one: Agent, sentence: str) -> Document:
    pairs: list[tuple[str, object]] = [
        (_("name"), one.name),
        (_("role"), word(one.role)),
        (_("team"), one.team),
        (_("e-mail"), one.email),
        (_("authority"), one.authority),
        (_("accounts"), one.os_users),
    ]
    known = [(label, value) for label, value in pairs if value not in (None, "", ())]
    return Document([Heading(sentence.format(login=one.login)), Fields(known)], _row(one))
