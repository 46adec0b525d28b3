"""Whether a customer's words seem to answer what was offered: a hint to the agent, never an acceptance (DOMAIN §8).

Read sentence by sentence. Only a plain answer is named; a question, a condition, a hedge, or somebody else who accepts
makes it unclear, and whoever works on it reads the words themselves. Wrong is worse than unclear.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cxdesk.domain import answer_words as words


class Answer(StrEnum):
    """What the customer seems to say; UNCLEAR speaks of the options and has to be read."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an agent may want to record; `option` is None where it is not clear which one is meant, or all are.

    `refused` are further options that are refused in the same words.
    """

    answer: Answer
    option: int | None = None
    refused: tuple[int, ...] = ()


UNCLEAR = Proposal(Answer.UNCLEAR)
LOOKED_AT = 600
"""An answer stands at the beginning; further down people tell what they do not accept about the world."""

_SEARCHED = 5_000
"""How far a sentence is looked for that takes an answer back."""
_SHORT_LINE = 50
"""A mail program breaks longer lines than this; a shorter one ended where its writer ended it."""

_Heard = tuple[Answer, int | None]


def proposal(text: str, offered: Sequence[int]) -> Proposal | None:
    """What *text* seems to answer to the options *offered* (their numbers); None where nothing is, or it says nothing.

    Nobody accepts two options, or the one they refuse: what cannot be so is unclear.
    """
    if not offered or not text.strip():
        return None
    said = unicodedata.normalize("NFKC", text.strip()[:_SEARCHED]).replace("’", "'").replace("‘", "'")
    heard: list[_Heard] = []
    doubt, room = False, LOOKED_AT
    for sentence in _sentences(said):
        found = list(_answers(sentence[:room])) if room > 0 else []
        room -= len(sentence)
        heard += found
        # "Only if you pay the postage" stands alone after the answer it takes back.
        doubt |= bool(words.TAKES_BACK.match(sentence) and not found) or (bool(found) and _is_doubtful(sentence))
    if not heard and len(said) <= LOOKED_AT:
        heard = _bare(said)
    if not heard:
        return None
    return UNCLEAR if doubt else _combined(heard, offered)


def _combined(heard: Sequence[_Heard], offered: Sequence[int]) -> Proposal:
    """All that was heard as one answer."""
    accepted = {option for answer, option in heard if answer is Answer.ACCEPT}
    refused = {option for answer, option in heard if answer is Answer.REFUSE}
    named = {option for option in accepted if option is not None}
    if any(answer is Answer.UNCLEAR for answer, _option in heard) or len(named) > 1 or accepted & refused:
        return UNCLEAR
    turned_down = tuple(sorted(option for option in refused if option is not None and option in offered))
    left = [option for option in offered if option not in turned_down]
    if accepted:
        if None in refused or not left:
            return UNCLEAR
        meant = next(iter(named), None)
        if meant is None and len(left) == 1:
            meant = left[0]
        return Proposal(Answer.ACCEPT, meant if meant in left else None, turned_down)
    if None in refused or not left or not turned_down:
        return Proposal(Answer.REFUSE, offered[0] if len(offered) == 1 and None in refused else None)
    return Proposal(Answer.REFUSE, turned_down[0], turned_down[1:])


# ---- sentences --------------------------------------------------------------------------------------------


def _sentences(said: str) -> Iterator[str]:
    """The sentences in small letters, each with the mark that ends it; a line that a program broke goes on."""
    whole = before = ""
    for line in map(str.strip, said.split("\n")):
        if before and (not line or _ends(before, line)):
            yield from _split(whole)
            whole = ""
        whole, before = f"{whole} {line}".strip(), line
    yield from _split(whole)


def _ends(line: str, following: str) -> bool:
    """Whether a sentence ends between the two lines."""
    if following[0].islower() or words.HANGS.search(line.casefold()):
        return False
    return len(line) < _SHORT_LINE


def _split(whole: str) -> Iterator[str]:
    yield from filter(None, (part.strip() for part in words.SENTENCE.split(whole.casefold())))


def _is_doubtful(sentence: str) -> bool:
    """Whether the sentence asks, depends on something, wavers, tells what others do, or has a but to its answer."""
    if any(doubt.search(sentence) for doubt in words.DOUBTS):
        return True
    return not all(any(_answers(reserve)) for reserve in words.BUT.split(sentence)[1:])


# ---- answers ----------------------------------------------------------------------------------------------


def _answers(sentence: str) -> Iterator[_Heard]:
    """What each clause of the sentence answers, and to which option."""
    for part in words.CLAUSE.split(sentence):
        clause = words.COURTESY.sub("", part).strip(" .!?。,:\"'*-")
        numbers = _numbers(clause)
        answer = _answer(clause, names=bool(numbers))
        if answer is not None:
            yield from ((answer, number) for number in numbers or (None,))


def _answer(clause: str, *, names: bool) -> Answer | None:
    """What one clause answers; *names* tells that an option is named in it."""
    if words.NONE_OF_THEM.fullmatch(clause):
        return Answer.REFUSE
    refuses = words.REFUSES.search(clause)
    agrees = words.AGREES.search(clause) or (words.CHOOSES.search(clause) if names else None)
    if refuses:
        is_other = (
            agrees or words.NOT.search(clause[: refuses.start()]) or words.OTHER_THING.match(clause[refuses.end() :])
        )
        return Answer.UNCLEAR if is_other else Answer.REFUSE
    if agrees is None:
        return Answer.ACCEPT if names and words.NAMED_ALONE.fullmatch(clause) else None
    negations = words.NOT.findall(clause[: agrees.start()])
    if len(negations) > 1 or words.SOMETHING_ELSE.match(clause[agrees.end() :]):
        return Answer.UNCLEAR
    return Answer.REFUSE if negations else Answer.ACCEPT


def _bare(said: str) -> list[_Heard]:
    """A yes, a no or a number that is all the customer says, besides courtesy and a name."""
    lines = [words.POLITE.sub("", line.casefold()).strip(" .!。,") for line in said.split("\n")]
    first, *further = [line for line in lines if line] or [""]
    if any(len(line) > words.LONGEST_NAME or any(map(str.isdigit, line)) for line in further):
        return []
    if number := words.NUMBER_ALONE.fullmatch(first):
        return [(Answer.ACCEPT, int(number[1]))]
    if words.YES.fullmatch(first):
        return [(Answer.ACCEPT, None)]
    return [(Answer.REFUSE, None)] if words.NO.fullmatch(first) else []


def _numbers(clause: str) -> tuple[int, ...]:
    """The options that the clause names, each once."""
    found = [_number(one) for match in words.NAMED.finditer(clause) for one in words.NUMERAL.findall(match[0])]
    return tuple(dict.fromkeys(found))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else words.NUMBERS[text]
