"""What the own mail server found about a sender's address (RFC 8601): the one witness that is believed (TRAPS 47)."""

import re
from typing import Final

SPOOFED: Final = "spoofed"

_HEAD_BYTES: Final = 256 * 1024
_FIELD: Final = re.compile(rb"^authentication-results:((?:.*(?:\r?\n[ \t].*)*))", re.IGNORECASE | re.MULTILINE)
_END: Final = re.compile(rb"\r?\n\r?\n")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_RESULT: Final = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)", re.IGNORECASE)


def suspicion(raw: bytes, authserv: str) -> str:
    """SPOOFED when the topmost Authentication-Results of our own server *authserv* says so; "" without one.

    DMARC decides where it was asked; else an SPF that failed without a signature that holds.
    """
    if not authserv:
        return ""
    head = _END.split(raw[:_HEAD_BYTES], maxsplit=1)[0]
    for field in _FIELD.finditer(head):
        said = _COMMENT.sub(" ", field[1].decode("latin-1"))
        server, _semicolon, results = said.partition(";")
        if (server.split() or [""])[0].casefold() != authserv.casefold():
            continue
        found: dict[str, set[str]] = {}
        for method, result in _RESULT.findall(results):
            found.setdefault(method.casefold(), set()).add(result.casefold())
        if "dmarc" in found:
            return SPOOFED if "fail" in found["dmarc"] else ""
        return SPOOFED if "fail" in found.get("spf", set()) and "pass" not in found.get("dkim", set()) else ""
    return ""
