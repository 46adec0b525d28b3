"""Message-IDs that carry an unguessable reply token (DOMAIN §8)."""

import hmac

TOKEN_CHARACTERS = 20


def reply_token(secret: str, ref: str, recipient: str) -> str:
    """HMAC of the desk's secret over reference and recipient: who quotes it is whom we wrote to."""
    return hmac.digest(secret.encode(), f"{ref}\n{recipient.casefold()}".encode(), "sha256").hex()[:TOKEN_CHARACTERS]


def message_id(secret: str, ref: str, letter: str, recipient: str, domain: str, nonce: str) -> str:
    """The Message-ID of one letter, fixed before its first attempt; *nonce* tells letters of one kind apart."""
    return f"<{letter}.{ref}.{nonce}.{reply_token(secret, ref, recipient)}@{domain}>"
