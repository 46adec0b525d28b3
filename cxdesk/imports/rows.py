"""What a reader yields: a row, or a bad row with its reason; and the error for a file that cannot be read."""

import re
from typing import NamedTuple

from cxdesk.errors import WrongUse

MAX_RECORD = 1_048_576
"""Characters of one record; a longer one is rejected, so that no file can fill the memory."""

UNDECODED = re.compile("[\ud800-\udfff]")
"""A byte that did not decode stands in the text as a lone surrogate, which no real text holds."""


class Row(NamedTuple):
    """One record: the physical line where it begins (1-based) and its fields by column."""

    line: int
    fields: dict[str, str]


class BadRow(NamedTuple):
    """One record that cannot be used: why, and its text (bytes that do not decode as `\\xNN`)."""

    line: int
    reason: str
    raw: str


class UnreadableFile(WrongUse):
    """Nothing of the file can be read; the message names the mend."""


def visible(text: str) -> str:
    """Text that can be stored and shown: a byte that did not decode becomes `\\xNN`."""
    return UNDECODED.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC00 <= code <= 0xDCFF else f"\\u{code:04x}"
