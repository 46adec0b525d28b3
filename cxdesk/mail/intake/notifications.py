"""Bounces and complaints as JSON, as Amazon SES tells them through its notification service."""

import json
from dataclasses import dataclass
from typing import Any, Final

from cxdesk.mail.intake.incoming import Bounced
from cxdesk.mail.intake.reports import LONGEST, addresses, better, enhanced

_KIND: Final = ("notificationType", "eventType")


@dataclass(frozen=True, slots=True)
class Notification:
    """*kind* is "bounce", "complaint", "delivery" or another in lower case; "" when the text is no notification."""

    kind: str = ""
    bounced: tuple[Bounced, ...] = ()


def read(text: str) -> Notification:
    """The notification that *text* begins with, whatever stands after it."""
    # Long lines are folded on their way, also in the midst of a string.
    begun = text[:LONGEST].lstrip().replace("\r", "").replace("\n ", "")
    if not begun.startswith("{") or not any(f'"{name}"' in begun[:20_000] for name in _KIND):
        return Notification()
    try:
        found, _end = json.JSONDecoder(strict=False).raw_decode(begun)
    except (ValueError, RecursionError):
        return Notification()
    kind = next((str(found[name]).lower() for name in _KIND if name in found), "")
    return Notification(kind, _bounced(_mapping(found, "bounce")) if kind == "bounce" else ())


def _bounced(bounce: dict[str, Any]) -> tuple[Bounced, ...]:
    permanent = str(bounce.get("bounceType", "")).lower() == "permanent"
    listed = bounce.get("bouncedRecipients")
    each = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return tuple(
        Bounced(
            recipient=named[0],
            status=better(enhanced(str(one.get("status", ""))), enhanced(str(one.get("diagnosticCode", "")))),
            permanent=permanent,
        )
        for one in each
        if (named := addresses(str(one.get("emailAddress", ""))))
    )


def _mapping(found: dict[str, Any], name: str) -> dict[str, Any]:
    value = found.get(name)
    return value if isinstance(value, dict) else {}
