"""[mail.in]: where mail comes from, each source checked before the first look at it."""

from pathlib import Path
from typing import Final

from cxdesk.catalogue import _
from cxdesk.config.settings import AfterClosing, Fetched, IncomingSettings, MailSource, Security, SourceKind
from cxdesk.config.shapes import file_of, refuse_password, span
from cxdesk.config.table import Table

_ON_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_THEN: Final = {
    SourceKind.IMAP: (Fetched.SEEN, Fetched.DELETE, Fetched.LEAVE),
    SourceKind.MAILDIR: (Fetched.DELETE, Fetched.SEEN),
    SourceKind.MBOX: (Fetched.DELETE,),
}
"""What each kind can do with a fetched message, the usual first; a mbox that keeps all would be read anew each time."""


def read_incoming(table: Table) -> IncomingSettings:
    """The settings under `[mail.in]`; problems stay with the table."""
    plain = IncomingSettings()
    settings = IncomingSettings(
        after_closing=table.choice("after_closing", AfterClosing, plain.after_closing),
        reopen_within=span(table, "reopen_within", plain.reopen_within),
        oldest=span(table, "oldest", plain.oldest),
        per_hour=table.integer("per_hour", plain.per_hour, least=1, most=10_000),
        authserv=table.text("authserv"),
        sources=tuple(_source(name, source) for name, source in table.named("source")),
    )
    table.close()
    return settings


def _source(name: str, table: Table) -> MailSource:
    if "kind" not in table:
        table.refuse("", _("this source does not say what it is"), _('write kind = "imap", "maildir" or "mbox"'))
    kind = table.choice("kind", SourceKind, SourceKind.IMAP)
    source = MailSource(
        name=name,
        kind=kind,
        path=Path(table.text("path")),
        host=table.text("host"),
        port=table.integer("port", 0, least=1, most=65535) or None,
        security=table.choice("security", Security, Security.TLS),
        username=table.text("username"),
        password_env=table.text("password_env"),
        password_file=file_of(table, "password_file"),
        password_keyring=table.text("password_keyring"),
        ca_file=file_of(table, "ca_file"),
        mailbox=table.text("mailbox", "INBOX"),
        then=table.choice("then", Fetched, _THEN[kind][0]),
        timeout_seconds=table.integer("timeout", 30, least=1, most=600),
    )
    if not refuse_password(table) and "kind" in table:
        _check(table, source)
    table.close()
    return source


def _check(table: Table, source: MailSource) -> None:
    if source.then not in _THEN[source.kind]:
        known = ", ".join(one.value for one in _THEN[source.kind])
        usual = _THEN[source.kind][0].value
        table.refuse(
            "then",
            _("a source of this kind knows: {known}").format(known=known),
            _("write {written}").format(written=f'then = "{usual}"'),
        )
    if source.kind is not SourceKind.IMAP:
        if source.path == Path():
            table.refuse("path", _("this source needs the path of its mail"), _('write path = "/var/mail/desk"'))
        return
    if not source.host or not source.username:
        table.refuse("", _("the kind imap needs a host and a username"), _('write host = "imap.example.org"'))
    named = sum(bool(one) for one in (source.password_env, source.password_file, source.password_keyring))
    if named != 1:
        table.refuse(
            "username",
            _("a username needs its password, kept in one place"),
            _('write password_env = "NAME_OF_VARIABLE" or password_file = "FILE"'),
        )
    if source.security is Security.NONE and source.host not in _ON_LOOPBACK:
        table.refuse(
            "security",
            _("a password is not sent unencrypted to {host}: use security starttls or tls").format(host=source.host),
        )
