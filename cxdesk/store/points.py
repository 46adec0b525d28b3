"""How addresses and numbers of people are compared; apart from `people`, whose types a list has no time to load."""

from cxdesk.text import fold


def folded(kind: str, value: str) -> str:
    """How an address or number is compared: case and spacing do not make another person; "" for none at all."""
    if kind == "phone":
        return "".join(character for character in fold(value) if character.isdigit() or character == "+")
    # The dot of the root, which some phones add behind a domain, makes no other address.
    return fold(value).strip().removesuffix(".") if kind == "email" else fold(value).strip()
