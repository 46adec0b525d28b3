"""The desk put together from its parts."""

from cxdesk.desk.attaching import Attaching
from cxdesk.desk.drafting import Drafting
from cxdesk.desk.explaining import Explaining
from cxdesk.desk.foreseeing import Foreseeing
from cxdesk.desk.hours import Hours
from cxdesk.desk.importing import Importing
from cxdesk.desk.mailing import Mailing
from cxdesk.desk.sheet import Sheet
from cxdesk.desk.simulating import Simulating
from cxdesk.desk.sweeping import Sweeping
from cxdesk.desk.trusting import Trusting


class Desk(
    Sweeping, Simulating, Hours, Sheet, Mailing, Explaining, Importing, Attaching, Trusting, Drafting, Foreseeing
):
    """An open desk; see `cxdesk.desk` for how to open one."""
