"""What the screens begin with: who looks, the views, the first rows; read in one go before anybody asks for them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cxdesk.desk.noticing import Pulse, pulse

if TYPE_CHECKING:
    from cxdesk.desk.watching import Viewer, Watch, Window

FIRST_VIEW = "my-desk"
WHERE_WORK_IS = "all-open"
"""What is shown at the beginning to whoever owns nothing."""

FIRST_ROWS = 40
"""So many rows are read before anybody knows how many the screen holds."""


class Beginning(NamedTuple):
    """The views' queries by name, and the *window* of the *view* shown first; *pulse* is the desk's before that."""

    viewer: "Viewer"
    queries: Mapping[str, str]
    view: str
    window: "Window"
    pulse: Pulse


def begin(door: "Watch") -> Beginning:
    """The beginning of a day at the desk."""
    before, queries = pulse(door, None), door.views()
    view = FIRST_VIEW if FIRST_VIEW in queries else next(iter(queries), "")
    window = door.window(queries.get(view, ""), below=FIRST_ROWS)
    if not window.rows and view == FIRST_VIEW and WHERE_WORK_IS in queries:
        others = door.window(queries[WHERE_WORK_IS], below=FIRST_ROWS)
        view, window = (WHERE_WORK_IS, others) if others.rows else (view, window)
    return Beginning(door.viewer, queries, view, window, before)
