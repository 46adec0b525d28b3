"""Customers and agents: added, changed, merged; each change is an event of their own stream (DOMAIN §10)."""

import sqlite3
from dataclasses import replace

from cxdesk.catalogue import _
from cxdesk.desk import DATABASE
from cxdesk.desk.core import Core
from cxdesk.desk.opened import UnknownAgent, UnknownCustomer
from cxdesk.desk.ports import Received
from cxdesk.desk.receiving import add_customer, checked, new_customer
from cxdesk.domain import events as e
from cxdesk.domain.deeds import Deed
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import SYSTEM, Role
from cxdesk.errors import NotDone
from cxdesk.store import people, search, sqlite, streams
from cxdesk.store.moments import to_us
from cxdesk.store.people import Agent, Customer


class Peopling(Core):
    """Who complains, and who works the desk."""

    # Agents

    def agents(self, *, active_only: bool = False) -> list[Agent]:
        """The desk's agents by login."""
        with sqlite.translated(self.folder / DATABASE):
            return people.agents(self._connection, active_only=active_only)

    def agent(self, login: str) -> Agent:
        """One agent; raises UnknownAgent."""
        with sqlite.translated(self.folder / DATABASE):
            found = people.agent(self._connection, login)
        if found is None:
            raise UnknownAgent(login)
        return found

    def add_agent(self, agent: Agent) -> Agent:
        """A new agent; a manager adds them. Raises NotDone where the login exists."""
        agent = _checked(agent)
        self._check_hours(agent.hours)
        with self._writing() as connection:
            doer = self.doer(Deed.AGENTS)
            if people.agent(connection, agent.login) is not None:
                raise NotDone(
                    _("{login} is an agent already").format(login=agent.login), mend=f"cxdesk agent edit {agent.login}"
                )
            self._write_agent(connection, agent, doer)
        return agent

    def edit_agent(self, agent: Agent) -> Agent:
        """An agent as they are from here on; the last active manager stays one."""
        agent = _checked(agent)
        with self._writing() as connection:
            doer = self.doer(Deed.AGENTS)
            before = self.agent(agent.login)
            if agent.hours != before.hours:
                self._check_hours(agent.hours)
            managers = [one.login for one in people.agents(connection, active_only=True) if one.role is Role.MANAGER]
            if managers == [before.login] and (agent.role is not Role.MANAGER or not agent.active):
                raise NotDone(_("{login} is the last manager; name another one first").format(login=agent.login))
            self._write_agent(connection, agent, doer)
        return agent

    def _check_hours(self, name: str) -> None:
        """Raise NotDone for a calendar that is not in force: notices would come at any hour."""
        calendars = self.snapshot.calendars
        if name and name not in calendars:
            raise NotDone(
                _("there is no calendar {name}; there are: {known}").format(
                    name=name, known=", ".join(sorted(calendars))
                ),
                mend="cxdesk calendar show",
            )

    def _write_agent(self, connection: sqlite3.Connection, agent: Agent, doer: Actor) -> None:
        number = people.agent_number(connection, agent.login)
        people.save_agent(connection, agent)
        event = e.AgentSaved(agent.login, agent.role, agent.active, agent.team)
        self._append_one(connection, streams.AGENT, number, event, doer)

    # Customers

    def customer(self, number: int) -> Customer:
        """The customer, or the one a duplicate was merged into; raises UnknownCustomer."""
        with sqlite.translated(self.folder / DATABASE):
            found = people.customer(self._connection, people.canonical(self._connection, number))
        if found is None:
            raise UnknownCustomer(number)
        return found

    def customers(self, words: str = "", limit: int = 50) -> list[Customer]:
        """Customers by words of a name or key, by how an address or number begins, or by a domain; the newest first."""
        with sqlite.translated(self.folder / DATABASE):
            if not words.strip():
                return people.newest_customers(self._connection, limit)
            return people.customers(self._connection, streams.storable(words), limit)

    def add_customer(self, who: Received) -> Customer:
        """A customer known before they complain; raises NotDone for a key or address that is known already."""
        doer = self.doer(Deed.CUSTOMERS)
        who = checked(who, self.settings.desk.segments)
        if not who.is_known:
            raise NotDone(_("a customer needs a name, an address, a number or a key"))
        with self._writing() as connection:
            known = people.find_customer(connection, key=who.key, email=who.email, phone=who.phone)
            if known is not None:
                raise NotDone(_("that is customer {number} already").format(number=known))
            customer = new_customer(people.next_customer_id(connection), who)
            add_customer(connection, customer, self.now())
            event = e.CustomerAdded(customer.segment, customer.value_band)
            self._append_one(connection, streams.CUSTOMER, customer.id, event, doer)
        return customer

    def edit_customer(self, number: int, changes: Received) -> Customer:
        """Fill in or change what is given; an address is added, none is taken away."""
        doer = self.doer(Deed.CUSTOMERS)
        changes = checked(changes, self.settings.desk.segments)
        with self._writing() as connection:
            before = self.customer(number)
            after = _changed(before, changes)
            fields = tuple(
                name
                for name in ("key", "name", "language", "segment", "value_band", "emails", "phones")
                if getattr(before, name) != getattr(after, name)
            )
            if not fields:
                return before
            for taken in people.known_by(connection, key=changes.key, email=changes.email, phone=changes.phone):
                if taken != before.id:
                    raise NotDone(
                        _("that key or address belongs to customer {number}").format(number=taken),
                        mend=f"cxdesk customer merge {before.id} --into {taken}",
                    )
            _write_change(connection, before, after, to_us(self.now()))
            self._append_one(connection, streams.CUSTOMER, after.id, e.CustomerChanged(fields), doer)
        return after

    def merge_customers(self, source: int, into: int) -> Customer:
        """One person, one customer: *source* becomes an alias; no complaint's past is edited (DOMAIN §10)."""
        doer = self.doer(Deed.MERGE_CUSTOMERS)
        with self._writing() as connection:
            leaving, staying = self.customer(source), self.customer(into)
            if leaving.id == staying.id:
                raise NotDone(_("these are the same customer already"))
            people.merge_customers(connection, leaving.id, staying.id)
            self._append_one(connection, streams.CUSTOMER, leaving.id, e.CustomerMerged(staying.id), doer)
        return self.customer(into)


def _write_change(connection: sqlite3.Connection, before: Customer, after: Customer, now: int) -> None:
    people.save_customer(connection, after, now)
    for kind, known, values in (("email", before.emails, after.emails), ("phone", before.phones, after.phones)):
        for value in values:
            if value not in known:
                people.add_point(connection, after.id, kind, value)
    words = (search.customer_words(one.name, one.key) for one in (before, after))
    search.index_customer(connection, after.id, *words)


def _changed(before: Customer, changes: Received) -> Customer:
    return replace(
        before,
        key=changes.key or before.key,
        name=changes.name or before.name,
        language=changes.language or before.language,
        segment=changes.segment or before.segment,
        value_band=changes.value_band or before.value_band,
        emails=_with(before.emails, "email", changes.email),
        phones=_with(before.phones, "phone", changes.phone),
    )


def _with(known: tuple[str, ...], kind: str, value: str) -> tuple[str, ...]:
    same = {people.folded(kind, one) for one in known}
    return known if not value or people.folded(kind, value) in same else (*known, value)


def _checked(agent: Agent) -> Agent:
    """The agent as the store can keep them; raises NotDone for what is no login."""
    if agent.login == SYSTEM or agent.role is Role.SYSTEM:
        raise NotDone(_("{login} is the desk itself, not an agent").format(login=SYSTEM))
    if not agent.login or any(not (c.isalnum() or c in "._-") for c in agent.login):
        raise NotDone(_("a login is made of letters, digits, dot, dash and underscore"))
    return replace(
        agent,
        name=streams.storable(agent.name),
        team=streams.storable(agent.team),
        email=streams.storable(agent.email),
        os_users=tuple(map(streams.storable, agent.os_users)),
        skills=tuple(map(streams.storable, agent.skills)),
    )
