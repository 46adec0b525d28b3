"""Moving in the list, the views and the filter."""

from typing import TYPE_CHECKING

from cxdesk.catalogue import N_
from cxdesk.screens.commands.base import Command

if TYPE_CHECKING:
    from cxdesk.screens.place import Place


class _OnTheList(Command):
    shown = False

    def is_offered(self, place: "Place") -> bool:
        return place.listing is not None and not place.listing.is_empty

    def is_early(self, place: "Place") -> bool:
        return place.rows is not None and place.is_arriving


class Down(_OnTheList):
    """Go to the next complaint."""

    name = "move-down"
    keys = "j,down"
    label = N_("Down")

    def run(self, place: "Place") -> None:
        if place.listing is not None:
            place.listing.move(1)


class Up(_OnTheList):
    """Go to the complaint before."""

    name = "move-up"
    keys = "k,up"
    label = N_("Up")

    def run(self, place: "Place") -> None:
        if place.listing is not None:
            place.listing.move(-1)


class PageDown(_OnTheList):
    """Go down by a screen."""

    name = "page-down"
    keys = "pagedown,ctrl+f"
    label = N_("Page down")

    def run(self, place: "Place") -> None:
        if place.listing is not None:
            place.listing.page(1)


class PageUp(_OnTheList):
    """Go up by a screen."""

    name = "page-up"
    keys = "pageup,ctrl+b"
    label = N_("Page up")

    def run(self, place: "Place") -> None:
        if place.listing is not None:
            place.listing.page(-1)


class First(_OnTheList):
    """Go to the first complaint of the list."""

    name = "go-first"
    keys = "g,home"
    label = N_("First")

    def run(self, place: "Place") -> None:
        if place.listing is not None:
            place.listing.go_first()


class Last(_OnTheList):
    """Go to the last complaint of the list, however long it is."""

    name = "go-last"
    keys = "G,end"
    label = N_("Last")

    def run(self, place: "Place") -> None:
        if place.listing is not None:
            place.listing.go_last()


class Select(_OnTheList):
    """Select the complaint, or no longer; acts then apply to all that are selected."""

    name = "select"
    keys = "space"
    label = N_("Select")

    def is_offered(self, place: "Place") -> bool:
        return place.rows is not None and not place.rows.is_empty

    def run(self, place: "Place") -> None:
        if place.rows is not None:
            place.rows.pick()


class Open(_OnTheList):
    """Show the complaint whole."""

    name = "open"
    keys = "enter"
    label = N_("Open")
    shown = True

    def is_offered(self, place: "Place") -> bool:
        return place.rows is not None and not place.rows.is_empty

    def run(self, place: "Place") -> None:
        if place.rows is not None:
            place.rows.open()


class Filter(Command):
    """Narrow the list with a query: words, field:value, a minus for not."""

    name = "filter"
    keys = "slash"
    label = N_("Filter")

    def is_offered(self, place: "Place") -> bool:
        return place.rows is not None

    def run(self, place: "Place") -> None:
        place.filter()


class NextView(Command):
    """Show the next view."""

    name = "next-view"
    keys = "l,right,right_square_bracket"
    label = N_("Next view")
    shown = False

    def is_offered(self, place: "Place") -> bool:
        return place.has_views and len(place.desk_app.queries) > 1

    def run(self, place: "Place") -> None:
        place.turn_view(1)


class PreviousView(Command):
    """Show the view before."""

    name = "previous-view"
    keys = "h,left,left_square_bracket"
    label = N_("View before")
    shown = False

    def is_offered(self, place: "Place") -> bool:
        return place.has_views and len(place.desk_app.queries) > 1

    def run(self, place: "Place") -> None:
        place.turn_view(-1)


class NextTab(Command):
    """Show the next tab."""

    name = "next-tab"
    keys = "l,right,right_square_bracket"
    label = N_("Next tab")

    def is_offered(self, place: "Place") -> bool:
        return place.has_tabs

    def run(self, place: "Place") -> None:
        place.turn_tab(1)


class PreviousTab(Command):
    """Show the tab before."""

    name = "previous-tab"
    keys = "h,left,left_square_bracket"
    label = N_("Tab before")
    shown = False

    def is_offered(self, place: "Place") -> bool:
        return place.has_tabs

    def run(self, place: "Place") -> None:
        place.turn_tab(-1)


TABS: tuple[type[Command], ...] = (NextTab, PreviousTab)
"""On a screen of one complaint."""

STEPS: tuple[type[Command], ...] = (Down, Up, PageDown, PageUp, First, Last)
"""Moving in whatever a screen has to move in."""

MOVING: tuple[type[Command], ...] = (
    Open, Filter, Down, Up, PageDown, PageUp, First, Last, Select, NextView, PreviousView,
)  # fmt: skip
