"""Whether a customer's words seem to answer what was offered: a hint to the agent, never an acceptance (DOMAIN §8)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What the customer seems to say."""

    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an agent may want to record; `option` is None where it is not clear which one is meant."""

    answer: Answer
    option: int | None = None


LOOKED_AT = 600
"""An answer stands at the beginning; further down people tell what they do not accept about the world."""

_REFUSES = re.compile(
    r"\b(?:not|never|cannot|can['’]?t|don['’]?t|won['’]?t|unable to|nor)\b(?:\s+\w+){0,3}?\s+"
    r"(?:accept\w*|agree\w*|take|want|satisf\w+)"
    r"|\b(?:refuse|reject|decline|turn down)\b|\bunacceptable\b"
    r"|(?:不|无法|不能|没法|难以|绝不|拒绝|不会|不愿意?|不想)(?:再)?(?:接受|同意|认可|选择)|拒绝|不满意",
    re.IGNORECASE,
)
_ACCEPTS = re.compile(
    r"\b(?:accept(?:ed|s|ing)?|agree[ds]?|(?:i|we)(?:['’]ll| will| would like to)? (?:take|choose|pick))\b"
    r"|接受|同意|认可|(?:我)?选(?:择|用)?(?:方案|选项|第)",
    re.IGNORECASE,
)
_NUMERALS = "一二三四五六七八九"
_NUMBER = re.compile(
    r"(?:\boption|\bnumber|\bno\.|accept(?:ed)?|agree to|take|choose|refuse|reject|decline"
    r"|方案|选项|第|接受|同意|拒绝|#)"
    rf"\s*(?:option|number|方案|选项|第|#)?\s*([0-9]{{1,2}}|[{_NUMERALS}])(?![0-9])",
    re.IGNORECASE,
)


def proposal(text: str, offered: Sequence[int]) -> Proposal | None:
    """What *text* seems to answer to the options *offered* (their numbers); None where nothing is, or it says nothing.

    A refusal is looked for first: "I do not accept" holds the word of an acceptance.
    """
    said = text.strip()[:LOOKED_AT]
    if not offered or not said:
        return None
    refused = _REFUSES.search(said)
    found = refused or _ACCEPTS.search(said)
    if found is None:
        return None
    answer = Answer.REFUSE if refused else Answer.ACCEPT
    return Proposal(answer, _meant(said, found.start(), offered))


def _meant(said: str, start: int, offered: Sequence[int]) -> int | None:
    """The option that is named from the answer on, else before it; the only one there is where none is named."""
    numbers = [_number(match[1]) for match in _NUMBER.finditer(said, max(0, start - 40))]
    if not numbers:
        return offered[0] if len(offered) == 1 else None
    named = [number for number in dict.fromkeys(numbers) if number in offered]
    return named[0] if len(named) == 1 else None


def _number(text: str) -> int:
    return _NUMERALS.index(text) + 1 if text in _NUMERALS else int(text)
