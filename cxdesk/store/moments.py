"""Instants as the store keeps them: integer microseconds UTC."""

from datetime import UTC, datetime, timedelta

NEVER = 9223372036854775807
"""Stands for "no such moment" where a key may not be NULL; it sorts last."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_us(at: datetime) -> int:
    """Microseconds since 1970 UTC of an aware instant."""
    return (at - _EPOCH) // _MICROSECOND


def from_us(microseconds: int) -> datetime:
    """The aware UTC instant."""
    return _EPOCH + timedelta(0, 0, microseconds)


def maybe_us(at: datetime | None) -> int | None:
    """As `to_us`, None for None."""
    return None if at is None else to_us(at)


def maybe_from_us(microseconds: int | None) -> datetime | None:
    """As `from_us`, None for None and for NEVER."""
    return None if microseconds is None or microseconds == NEVER else from_us(microseconds)
