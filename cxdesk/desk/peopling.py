"""Customers and agents: added, changed, merged; each change is an event of their own stream (DOMAIN §10)."""

import sqlite3
from dataclasses import replace

from cxdesk.catalogue import _
from cxdesk.desk.core import DATABASE, Core, UnknownAgent
from cxdesk.desk.ports import Received
from cxdesk.desk.receiving import customer_words
from cxdesk.domain import events as e
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import SYSTEM, Role
from cxdesk.errors import NotDone
from cxdesk.store import people, search, sqlite, streams
from cxdesk.store.moments import to_us
from cxdesk.store.people import Agent, Customer


class UnknownCustomer(NotDone):
    """No customer has this number."""

    def __init__(self, number: int) -> None:
        super().__init__(_("there is no customer {number}").format(number=number), mend="cxdesk customer list")


class Peopling(Core):
    """Who complains, and who works the desk."""

    # Agents

    def agents(self, *, active_only: bool = False) -> list[Agent]:
        """The desk's agents by login."""
        with sqlite.translated(self.folder / DATABASE):
            return people.agents(self.connection, active_only=active_only)

    def agent(self, login: str) -> Agent:
        """One agent; raises UnknownAgent."""
        with sqlite.translated(self.folder / DATABASE):
            found = people.agent(self.connection, login)
        if found is None:
            raise UnknownAgent(login)
        return found

    def add_agent(self, agent: Agent) -> Agent:
        """A new agent; a manager adds them. Raises NotDone where the login exists."""
        if people.agent(self.connection, agent.login) is not None:
            raise NotDone(
                _("{login} is an agent already").format(login=agent.login), mend=f"cxdesk agent edit {agent.login}"
            )
        return self._save_agent(agent)

    def edit_agent(self, agent: Agent) -> Agent:
        """An agent as they are from here on; the last active manager stays one."""
        before = self.agent(agent.login)
        managers = [one.login for one in self.agents(active_only=True) if one.role is Role.MANAGER]
        if managers == [before.login] and (agent.role is not Role.MANAGER or not agent.active):
            raise NotDone(_("{login} is the last manager; name another one first").format(login=agent.login))
        return self._save_agent(agent)

    def _save_agent(self, agent: Agent) -> Agent:
        doer = self._manager()
        _check_login(agent)
        with self.writing() as connection:
            self._write_agent(connection, agent, doer)
        return agent

    def _write_agent(self, connection: sqlite3.Connection, agent: Agent, doer: Actor) -> None:
        people.save_agent(connection, agent)
        number = people.agent_number(connection, agent.login)
        event = e.AgentSaved(agent.login, agent.role, agent.active, agent.team)
        self._append_one(connection, streams.AGENT, number, event, doer)

    def _manager(self) -> Actor:
        doer = self.actor()
        if doer.role is not Role.MANAGER:
            raise NotDone(_("agents are a manager's to add and change; {login} is not one").format(login=doer.login))
        return doer

    # Customers

    def customer(self, number: int) -> Customer:
        """The customer, or the one a duplicate was merged into; raises UnknownCustomer."""
        with sqlite.translated(self.folder / DATABASE):
            found = people.customer(self.connection, people.canonical(self.connection, number))
        if found is None:
            raise UnknownCustomer(number)
        return found

    def customers(self, words: str = "", limit: int = 50) -> list[Customer]:
        """Customers whose name, key or address holds *words*, the newest first."""
        with sqlite.translated(self.folder / DATABASE):
            return people.customers(self.connection, words, limit)

    def add_customer(self, who: Received) -> Customer:
        """A customer known before they complain; raises NotDone for a key or address that is known already."""
        doer = self.actor()
        if not who.is_known:
            raise NotDone(_("a customer needs a name, an address, a number or a key"))
        with self.writing() as connection:
            known = people.find_customer(connection, key=who.key, email=who.email, phone=who.phone)
            if known is not None:
                raise NotDone(_("that is customer {number} already").format(number=known))
            customer = Customer(
                people.next_customer_id(connection),
                who.key or None,
                who.name,
                who.language or None,
                who.segment or None,
                who.value_band or None,
                None,
                (who.email,) if who.email else (),
                (who.phone,) if who.phone else (),
            )
            self._write_customer(connection, None, customer)
            event = e.CustomerAdded(customer.segment, customer.value_band)
            self._append_one(connection, streams.CUSTOMER, customer.id, event, doer)
        return customer

    def edit_customer(self, number: int, changes: Received) -> Customer:
        """Fill in or change what is given; an address is added, none is taken away."""
        doer = self.actor()
        before = self.customer(number)
        after = _changed(before, changes)
        fields = tuple(
            name
            for name in ("key", "name", "language", "segment", "value_band", "emails", "phones")
            if getattr(before, name) != getattr(after, name)
        )
        if not fields:
            return before
        with self.writing() as connection:
            taken = people.find_customer(connection, key=changes.key, email=changes.email, phone=changes.phone)
            if taken not in {None, before.id}:
                raise NotDone(
                    _("that key or address belongs to customer {number}").format(number=taken),
                    mend=f"cxdesk customer merge {before.id} --into {taken}",
                )
            self._write_customer(connection, before, after)
            self._append_one(connection, streams.CUSTOMER, after.id, e.CustomerChanged(fields), doer)
        return after

    def merge_customers(self, source: int, into: int) -> Customer:
        """One person, one customer: *source* becomes an alias; no complaint's past is edited (DOMAIN §10)."""
        doer = self.actor()
        leaving, staying = self.customer(source), self.customer(into)
        if leaving.id == staying.id:
            raise NotDone(_("these are the same customer already"))
        with self.writing() as connection:
            people.merge_customers(connection, leaving.id, staying.id)
            self._append_one(connection, streams.CUSTOMER, leaving.id, e.CustomerMerged(staying.id), doer)
        return self.customer(into)

    def _write_customer(self, connection: sqlite3.Connection, before: Customer | None, after: Customer) -> None:
        people.save_customer(connection, after, to_us(self.now()))
        for kind, values in (("email", after.emails), ("phone", after.phones)):
            for value in values:
                people.add_point(connection, after.id, kind, value)
        search.index_customer(connection, after.id, customer_words(before) if before else None, customer_words(after))

    def _append_one(
        self, connection: sqlite3.Connection, stream: str, number: int, event: e.Event, doer: Actor
    ) -> None:
        """One event of a stream beside the complaints'."""
        seq = streams.next_seq(connection, stream, number)
        streams.append(
            connection,
            streams.prepare(stream, number, seq, (event,), (), self.now(), self.signature(doer), self._salts),
        )


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


def _check_login(agent: Agent) -> None:
    if agent.login == SYSTEM or agent.role is Role.SYSTEM:
        raise NotDone(_("{login} is the desk itself, not an agent").format(login=SYSTEM))
    if not agent.login or any(not (c.isalnum() or c in "._-") for c in agent.login):
        raise NotDone(_("a login is made of letters, digits, dot, dash and underscore"))
