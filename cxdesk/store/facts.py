"""What stands about a complaint in other tables, as far as queries ask: the Python face of a query looks at it."""

from datetime import datetime
from typing import NamedTuple

from cxdesk.domain.words import OptionState, RevisitState
from cxdesk.store.outbox import OutboxState


class OptionFact(NamedTuple):
    """One option, as far as queries ask."""

    state: OptionState
    valid_until: datetime | None = None


class RevisitFact(NamedTuple):
    """One planned revisit, as far as queries ask; `due_on` is the drawn local day as ISO text, "" when erased."""

    state: RevisitState
    due_on: str
    closes_at: datetime


class Beside(NamedTuple):
    """What other tables hold about one complaint: only `Query.matches` of a query about such things looks at it.

    `texts` are the indexed entries one by one; `customer_words` is what the search index holds of the customer,
    `customer_stays` are the customers that the complaint's own was merged into, `inbox` the marks of `query_inbox`.
    """

    options: tuple[OptionFact, ...] = ()
    revisits: tuple[RevisitFact, ...] = ()
    mail: tuple[OutboxState, ...] = ()
    texts: tuple[str, ...] = ()
    customer_key: str = ""
    customer_points: tuple[tuple[str, str], ...] = ()
    customer_words: str = ""
    customer_stays: tuple[int, ...] = ()
    inbox: tuple[str, ...] = ()


NOTHING_BESIDE = Beside()
