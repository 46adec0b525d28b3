"""The desk put together from its parts."""

from cxdesk.desk.attaching import Attaching
from cxdesk.desk.delivering import Delivering
from cxdesk.desk.explaining import Explaining
from cxdesk.desk.importing import Importing
from cxdesk.desk.standards import Standards
from cxdesk.desk.sweeping import Sweeping
from cxdesk.desk.trusting import Trusting


class Desk(Sweeping, Standards, Delivering, Explaining, Importing, Attaching, Trusting):
    """An open desk; see `cxdesk.desk` for how to open one."""
