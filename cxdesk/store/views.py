"""Queries with a name: those every desk has, and a desk's own beside them (`[views]` of desk.toml)."""

from collections.abc import Mapping
from types import MappingProxyType

VIEWS: Mapping[str, str] = MappingProxyType(
    {
        "my-desk": "owner:me open",
        "unassigned": "owner:none open",
        "breached": "overdue",
        "due-today": "due:today",
        "waiting": "waiting",
        "options-open": "option:open open",
        "to-approve": "option:proposed open",
        "revisits-due": "revisit:due,missed",
        "mail-failed": "mail:failed",
        "unacknowledged": "-acknowledged",
        "all-open": "open",
        "closed": "status:closed",
    }
)


def views(own: Mapping[str, str]) -> dict[str, str]:
    """All views by name, the built-in ones first; a desk's own query replaces one of the same name, "" removes it."""
    return {name: query for name, query in {**VIEWS, **own}.items() if query}
