"""The hash chain over stored events, and the salted digests that tie words to them (DOMAIN §10)."""

import hashlib
from collections.abc import Sequence

GENESIS = bytes(32)
"""What the first event is chained to."""

SALT_BYTES = 16

Column = str | int

_COUNTED = 1024
_SIZES = [size.to_bytes(8) for size in range(_COUNTED)]
"""Lengths as they stand before what they count: nearly every column is that short."""


def digest(salt: bytes, text: str) -> str:
    """The salted SHA-256 of somebody's words, in hex, as the event holds it."""
    return hashlib.sha256(salt + _stored(text)).hexdigest()


def link(previous: bytes, columns: Sequence[Column]) -> bytes:
    """The hash of an event after *previous*, over its stored columns in order, each prefixed with its length."""
    hashed = [previous]
    for column in columns:
        stored = _stored(str(column))
        size = len(stored)
        hashed += (_SIZES[size] if size < _COUNTED else size.to_bytes(8), stored)
    return hashlib.sha256(b"".join(hashed)).digest()


def _stored(text: str) -> bytes:
    """The bytes in the database: `verify` reads those that are no UTF-8 as escapes, so that each is seen."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")
