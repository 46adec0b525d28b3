"""Message-IDs and reply addresses that carry an unguessable reply token (DOMAIN §8)."""

import hmac
import re
from typing import NamedTuple

TOKEN_CHARACTERS = 20

_OURS = re.compile(
    r"(?P<letter>[a-z][a-z_-]{1,40})\.(?P<ref>[A-Za-z0-9-]{1,60})\.(?P<nonce>[0-9a-f]{12})\."
    rf"(?P<token>[0-9a-f]{{{TOKEN_CHARACTERS}}})@(?P<domain>[A-Za-z0-9.-]{{1,253}})"
)
_PLUS = re.compile(
    rf"[^@+]{{1,64}}\+(?P<ref>[A-Za-z0-9]{{1,8}}-[0-9]{{1,15}})\.(?P<token>[0-9a-f]{{{TOKEN_CHARACTERS}}})@.+"
)


class Quoted(NamedTuple):
    """What somebody quotes of ours: the reference of a complaint, and the token that is to prove it."""

    ref: str
    token: str
    message_id: str = ""


def reply_token(secret: str, ref: str, recipient: str) -> str:
    """HMAC of the desk's secret over reference and recipient: who quotes it is whom we wrote to."""
    return hmac.digest(secret.encode(), f"{ref}\n{recipient.casefold()}".encode(), "sha256").hex()[:TOKEN_CHARACTERS]


def is_token(secret: str, quoted: Quoted, recipient: str) -> bool:
    """Whether the quoted token is the one for letters to *recipient* about that complaint."""
    return hmac.compare_digest(reply_token(secret, quoted.ref, recipient), quoted.token)


def message_id(secret: str, ref: str, letter: str, recipient: str, domain: str, nonce: str) -> str:
    """The Message-ID of one letter, fixed before its first attempt; *nonce* tells letters of one kind apart."""
    return f"<{letter}.{ref}.{nonce}.{reply_token(secret, ref, recipient)}@{domain}>"


def quoted_ids(text: str) -> list[Quoted]:
    """Everything in *text* that has the form of our Message-IDs, in its order, each once."""
    found = {match[0]: Quoted(match["ref"], match["token"], f"<{match[0]}>") for match in _OURS.finditer(text)}
    return list(found.values())


def reply_address(address: str, ref: str, token: str) -> str:
    """*address* with what routes a reply to it: `care+CX-7.TOKEN@example.org`."""
    local, _at, domain = address.rpartition("@")
    return f"{local}+{ref}.{token}@{domain}"


def quoted_address(address: str) -> Quoted | None:
    """What a reply address says; None for any other. References come back in capitals: servers change the case."""
    match = _PLUS.fullmatch(address.strip())
    return Quoted(match["ref"].upper(), match["token"].lower()) if match else None
