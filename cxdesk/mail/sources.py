"""The sources that `[mail.in]` names, ready to be fetched from."""

from collections.abc import Collection
from functools import partial

from cxdesk.config.settings import MailSource, SourceKind
from cxdesk.desk import Desk
from cxdesk.mail.receiving import Source
from cxdesk.mail.settings import PasswordSource, SecretReader


def sources_of(desk: Desk, secrets: SecretReader, only: Collection[str] = ()) -> list[Source]:
    """Every source of the desk, or *only* those of these names, in the order of desk.toml."""
    chosen = [one for one in desk.settings.mail.incoming.sources if not only or one.name in only]
    return [_source(desk, one, secrets) for one in chosen]


# Each kind loads its own machinery: imaplib and ssl are dear, and a folder needs neither.


def _source(desk: Desk, one: MailSource, secrets: SecretReader) -> Source:
    path = desk.folder / one.path
    if one.kind is SourceKind.MAILDIR:
        from cxdesk.mail.boxes import MaildirSource  # noqa: PLC0415 (see above)

        return MaildirSource(one.name, path, one.then)
    if one.kind is SourceKind.MBOX:
        from cxdesk.mail.boxes import MboxSource  # noqa: PLC0415 (see above)

        return MboxSource(one.name, path)
    from cxdesk.mail.imap import ImapSource  # noqa: PLC0415 (see above)

    return ImapSource(
        one,
        partial(secrets, _password(desk, one)),
        position=partial(desk.mail_position, one.name),
        move_on=partial(desk.move_mail_position, one.name),
        now=desk.now,
        oldest=desk.settings.mail.incoming.oldest,
    )


def _password(desk: Desk, one: MailSource) -> PasswordSource:
    return PasswordSource(
        one.password_env or None,
        None if one.password_file is None else desk.folder / one.password_file,
        one.password_keyring or None,
        one.username,
    )


def own_addresses(desk: Desk) -> tuple[str, ...]:
    """The addresses under which the desk itself writes: what comes from them is no customer's."""
    mail = desk.settings.mail
    return tuple(address for address in (mail.sender_address, mail.reply_to) if address)
