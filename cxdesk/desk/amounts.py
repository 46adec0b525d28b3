"""Sums of money as people type them."""

from decimal import Decimal, InvalidOperation

from cxdesk.catalogue import _
from cxdesk.errors import WrongUse


def read_amount(text: str, currency: str) -> tuple[Decimal | None, str | None]:
    """`25`, `25,50 EUR`: the sum and its currency, *currency* where none is named; raises WrongUse."""
    if not text:
        return None, None
    amount, _space, named = text.partition(" ")
    try:
        value = Decimal(amount.replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not (named.strip() or "X").isalpha():
        raise WrongUse(_("{text} is no amount; write: 25 EUR").format(text=text))
    return value, named.strip().upper() or currency or None
