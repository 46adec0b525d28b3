"""Opening the desk for a command: the one place where the command line meets the desk."""

from cxdesk.catalogue import _
from cxdesk.cli.context import Cli
from cxdesk.desk import Desk
from cxdesk.errors import DeskUnavailable


def open_desk(cli: Cli) -> Desk:
    """The desk of this command line. Raises DeskUnavailable when no desk was made there."""
    place = cli.place()
    if not place.exists:
        raise DeskUnavailable(
            _("there is no desk in {folder}").format(folder=place.path),
            mend=_("make one with: {command}").format(command=f"cxdesk init {place.path}"),
        )
    return Desk.open(place.path, agent=cli.login, os_user=cli.surroundings.os_user, now=cli.now)
