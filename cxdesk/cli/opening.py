"""Opening the desk for a command: the one place where the command line meets the desk."""

from cxdesk.cli.context import Cli
from cxdesk.desk import Desk
from cxdesk.desk.ports import AfterCommit


def open_desk(cli: Cli, *, readonly: bool, after_commit: AfterCommit | None, despite_mail: bool) -> Desk:
    """The desk of this command line. Raises DeskUnavailable when it cannot be read or written."""
    return Desk.open(
        cli.place().path,
        agent=cli.login,
        os_user=cli.surroundings.os_user,
        now=cli.now,
        randomness=cli.surroundings.randomness,
        after_commit=after_commit,
        readonly=readonly,
        clock_replaced=cli.replaced_now() is not None,
        despite_mail=despite_mail,
    )
