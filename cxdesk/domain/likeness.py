"""How much two texts are about the same: what they share of their words, CJK text by pairs of characters."""

from cxdesk.text import index_tokens

ALIKE = 0.5
"""From here on two complaints of different people probably tell of one event."""


def likeness(one: str, other: str) -> float:
    """The share of common words among all words of both (Jaccard), 0 to 1; 0 where either says nothing."""
    left, right = set(index_tokens(one).split()), set(index_tokens(other).split())
    if not left or not right:
        return 0.0
    return len(left & right) / len(left | right)
