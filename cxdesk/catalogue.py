"""The one catalogue through which every string a person reads passes (gettext; English and Chinese)."""


def _(message: str) -> str:
    """The sentence in the language in use."""
    return message


def N_(message: str) -> str:  # noqa: N802 (the name gettext's tools look for)
    """Mark a sentence for the catalogue without translating it yet."""
    return message
