"""Codes are stored in events for ever, so they must not hold anybody's words (DOMAIN §10)."""

import re
from functools import lru_cache
from typing import Final

from cxdesk.catalogue import _
from cxdesk.domain.decision import Refused

LONGEST: Final = 120
_PERSONAL: Final = re.compile(r"@|\+?\d(?:[\s().-]*\d){6,}")
"""An address, or a number long enough to be called."""


@lru_cache(maxsize=1024)
def is_code(text: str) -> bool:
    """Whether *text* may stand in an event: one short line without an address or a telephone number."""
    return bool(text.strip()) and len(text) <= LONGEST and text.isprintable() and not _PERSONAL.search(text)


def check_codes(**codes: str | None) -> None:
    """Raise Refused, about its name here, for a code that could be somebody's words; None and "" are no codes."""
    for name, code in codes.items():
        if code and not is_code(code):
            raise Refused(
                _("{name} is a code, kept for ever: one line, {most} characters at most, no address, no number").format(
                    name=name.replace("_", " "), most=LONGEST
                ),
                told=False,
                about=name,
            )
