"""`config …`: where the configuration is and what it says."""

from cxdesk.catalogue import _
from cxdesk.cli.context import Cli
from cxdesk.cli.place import DESK_FILE, Origin
from cxdesk.cli.results import Lines


def path(cli: Cli) -> Lines:
    """The desk directory this command line would use; why is said on stderr, so that `cd "$(…)"` works."""
    place = cli.place()
    reasons = {
        Origin.OPTION: _("named by {source}").format(source="--desk"),
        Origin.ENVIRONMENT: _("named by {source}").format(source="CXDESK_DESK"),
        Origin.UPWARD: _("the nearest {file} upward from here").format(file=DESK_FILE),
        Origin.USER: _("the user's own desk, for no other is named or near"),
    }
    hints = [reasons[place.origin]]
    if not place.exists:
        hints.append(_("there is no desk yet; make one with: {command}").format(command=f"cxdesk init {place.path}"))
    data = {"path": place.path, "origin": place.origin, "exists": place.exists}
    return Lines([str(place.path)], data, hints=hints)
