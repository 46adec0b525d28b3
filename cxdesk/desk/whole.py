"""The desk put together from its parts."""

from cxdesk.desk.delivering import Delivering
from cxdesk.desk.standards import Standards
from cxdesk.desk.sweeping import Sweeping
from cxdesk.desk.trusting import Trusting


class Desk(Sweeping, Standards, Delivering, Trusting):
    """An open desk; see `cxdesk.desk` for how to open one."""
