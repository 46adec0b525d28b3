"""The sections that say who the desk is and how it writes: everything of desk.toml but the standards."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cxdesk.catalogue import _
from cxdesk.config.incoming import read_incoming
from cxdesk.config.settings import (
    DEFAULT_CHANNELS,
    LETTERS_OF_ACTS,
    MORE_LETTERS_OF_ACTS,
    Channel,
    DeskSettings,
    Language,
    LetterSettings,
    MailSection,
    ReportSettings,
    Security,
    Tier,
    Transport,
)
from cxdesk.config.shapes import (
    ADDRESS,
    address,
    country_of,
    file_of,
    refuse_password,
    shaped,
    span,
    subdivision_of,
    zone,
)
from cxdesk.config.table import Table

_PREFIX: Final = re.compile(r"[A-Z][A-Z0-9]{0,7}")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def read_desk(root: Table) -> DeskSettings:
    """[desk], [channel.NAME] and [causes]."""
    table, plain = root.table("desk"), DeskSettings()
    settings = DeskSettings(
        name=table.text("name", plain.name),
        timezone=zone(table, "timezone", plain.timezone),
        language=table.choice("language", Language, plain.language),
        country=country_of(table),
        subdivision=subdivision_of(table),
        currency=shaped(table, "currency", _CURRENCY, _('write the three capital letters of the currency: "EUR"')),
        group=table.text("group"),
        reference=shaped(table, "reference", _PREFIX, _('write up to 8 capitals and digits: "CX"')) or plain.reference,
        policy=table.text("policy", plain.policy),
        calendar=table.text("calendar", plain.calendar),
        backdate=span(table, "backdate", plain.backdate),
        segments=table.texts("segments", plain.segments),
        value_bands=table.texts("value_bands", plain.value_bands),
        categories=table.texts("categories"),
        products=table.texts("products"),
        units=table.texts("units"),
        causes=_texts_by_name(root.table("causes")),
        channels=_read_channels(root),
    )
    table.close()
    return settings


def read_mail(root: Table) -> MailSection:
    """[mail]; what the transport needs and lacks is a problem here, before the first letter."""
    table, plain = root.table("mail"), MailSection()
    section = MailSection(
        transport=table.choice("transport", Transport, plain.transport),
        sender_address=address(table, "from", plain.sender_address),
        sender_name=table.text("name"),
        reply_to=address(table, "reply_to", ""),
        folder=Path(table.text("folder", str(plain.folder))),
        host=table.text("host"),
        port=table.integer("port", 0, least=1, most=65535) or None,
        security=table.choice("security", Security, plain.security),
        username=table.text("username"),
        password_env=table.text("password_env"),
        password_file=file_of(table, "password_file"),
        password_keyring=table.text("password_keyring"),
        ca_file=file_of(table, "ca_file"),
        timeout_seconds=table.integer("timeout", plain.timeout_seconds, least=1, most=60),
        command=table.texts("command"),
        text_only=table.flag("text_only"),
        html=table.flag("html", default=plain.html),
        per_domain=table.integer("per_domain", plain.per_domain, least=1, most=100_000),
        plus_addressing=table.flag("plus_addressing"),
        null_return_path=table.flag("null_return_path"),
        incoming=read_incoming(table.table("in")),
    )
    _check_mail(table, section)
    refuse_password(table)
    table.close()
    return section


def _check_mail(table: Table, section: MailSection) -> None:
    if section.transport is Transport.MAILDIR:
        return
    if "from" not in table:
        table.refuse(
            "from",
            _("the transport {transport} needs an address to write from").format(transport=section.transport.value),
            _('write from = "care@example.org"'),
        )
    if section.transport is Transport.SMTP:
        _check_server(table, section)
    elif not section.command or not all(section.command):
        table.refuse(
            "command",
            _("the transport {transport} needs its program").format(transport=section.transport.value),
            _('write command = ["/usr/sbin/sendmail"]: the program and its words, one by one'),
        )


def _check_server(table: Table, section: MailSection) -> None:
    if not section.host:
        table.refuse("host", _("the transport smtp needs a host"), _('write host = "mail.example.org"'))
    named = [name for name in ("password_env", "password_file", "password_keyring") if getattr(section, name)]
    if section.username and len(named) != 1:
        table.refuse(
            "username",
            _("a username needs its password, kept in one place"),
            _('write password_env = "NAME_OF_VARIABLE", password_file = "FILE" or password_keyring = "SERVICE"'),
        )
    if named and not section.username:
        table.refuse(named[0], _("a password was named, but no username"))


def read_letters(root: Table) -> LetterSettings:
    """[letters]."""
    table = root.table("letters")
    settings = LetterSettings(
        contact=table.text("contact"),
        hours=table.text("hours"),
        signature=table.text("signature"),
        privacy=table.text("privacy"),
        accessibility=table.text("accessibility"),
        may_ask=table.text("may_ask"),
        safety=table.text("safety"),
        send=_letters_to_send(table),
    )
    table.close()
    return settings


def _letters_to_send(table: Table) -> tuple[str, ...]:
    named = table.texts("send", LetterSettings().send)
    known = (*LETTERS_OF_ACTS, *MORE_LETTERS_OF_ACTS)
    for name in named:
        if name not in known:
            table.refuse(
                "send",
                _("“{name}” is no letter that an act writes by itself").format(name=name),
                _("name some of: {names}").format(names=", ".join(known)),
            )
    return named


def read_report(root: Table) -> ReportSettings:
    """[report]."""
    table = root.table("report")
    addresses = table.texts("email")
    for text in addresses:
        if not ADDRESS.fullmatch(text):
            table.refuse(
                "email", _("“{text}” is no address").format(text=text), _('write email = ["name@example.org"]')
            )
    settings = ReportSettings(
        time=shaped(table, "time", _TIME, _('write a time of day: "18:00"')),
        email=addresses,
    )
    table.close()
    return settings


def read_views(root: Table) -> Mapping[str, str]:
    """[views]: the desk's own; `store.views` has those that every desk has, which "" removes."""
    return _texts_by_name(root.table("views"))


def _texts_by_name(table: Table) -> Mapping[str, str]:
    texts = {name: table.text(name) for name in table.data}
    table.close()
    return texts


def _read_channels(root: Table) -> Mapping[str, Channel]:
    channels = dict(DEFAULT_CHANNELS)
    for name, table in root.named("channel"):
        plain = channels.get(name, Channel(Tier.DIGITAL_ASSISTED))
        channels[name] = Channel(table.choice("tier", Tier, plain.tier), table.money("cost", plain.cost) or plain.cost)
        if table.flag("off"):
            del channels[name]
        table.close()
    return channels
