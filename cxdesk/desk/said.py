"""Which words of a mail a complaint keeps: what the desk has already is left out, and nothing else (DOMAIN §8).

The reader of mail drops quotations and signatures by their shape. Whether a quotation can be missed only the desk
knows: its own letters and what the customer wrote before stand in the complaint anyway. A message that was passed on,
or an answer that stands where nobody looked for one, is nowhere else.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cxdesk.catalogue import _
from cxdesk.desk.inbound import MailIn

LONGEST_TEXT = 50_000
"""Characters of a message that become words of a complaint; the whole of it stays in the raw message."""

_MARKS = re.compile(r"^[\s>|]+")
_NO_LETTERS = re.compile(r"[\W_]+")
_FRAME = re.compile(
    r"\W*(?:from|sent|date|to|cc|subject|reply-to|von|gesendet|datum|an|betreff|de|envoyé|à|objet"
    r"|发件人|寄件者|发送时间|发送日期|日期|时间|收件人|抄送|主题|回复)\W*[:：].*"
    r"|[^\w-]*+-{2,}+(?:.{0,60}?-{2,}+)?[^\w-]*+|\W*(?:sent from|get outlook|发自我的).{0,60}"
    r"|.{0,300}(?:wrote|schrieb|écrit|写道)\s*[:：]?.{0,3}"
    r"|.{0,200}<[^<>\s@]{1,200}@[^<>\s@]{1,200}>.{0,60}[:：]",
    re.IGNORECASE,
)
"""A line that mail programs put around what they quote; seen in a time that grows with its length and no faster."""
_NOTHING = re.compile(r"[\s>|_=*.\-\u200b-\u200f\u2060\ufeff]*")
"""No word, and no other answer either, as a question mark is one, or a raised thumb."""


_SHORT = 24
"""Bytes of letters: fewer are in anybody's text, so `No` and `I accept option 1` are ours as a whole line alone."""
_SIGNATURE = "--"
_SIGNATURE_LINES = 25
_CARD_LINES = 6
"""A signature below its mark; what is longer may be an answer."""


class Known:
    """What the desk has in its words already, for comparisons that no layout disturbs."""

    def __init__(self, texts: Iterable[str]) -> None:
        lines = [line for text in texts for line in text.split("\n")]
        self._lines = frozenset(map(_letters, lines))
        self._whole = "".join(map(_letters, lines))

    def has(self, line: str) -> bool:
        """Whether the line is there; one that carries marks of quotation, or is long, also as a part."""
        bare = _MARKS.sub("", line)
        letters = _letters(bare)
        if not letters or letters in self._lines:
            return bool(letters)
        return (_is_marked(line) or len(letters.encode()) > _SHORT) and letters in self._whole


@dataclass(frozen=True, slots=True)
class Said:
    """The words to keep and how many lines of the message are not among them.

    `own` are the lines that the writer wrote, as far as anybody can tell; `silent` tells that there are none, and that
    nothing is quoted but what is known.
    """

    text: str
    left_out: int = 0
    own: str = ""
    silent: bool = False


def in_full(mail: MailIn) -> str:
    """A new matter in all its words: what it quotes or passes on may be the matter itself."""
    return _bounded(mail.full_text.strip() or mail.text.strip())


def in_reply(mail: MailIn, letters: Iterable[str], told: Iterable[str]) -> Said:
    """An answer without what it quotes of our *letters* and of what is *told* in the complaint already.

    All of it where the reader left out anything that is in neither.
    """
    full, text = mail.full_text.strip() or mail.text.strip(), mail.text.strip()
    if _NOTHING.fullmatch(full):
        return Said("", silent=True)
    letters = list(letters)
    ours, known = Known(letters), Known([*letters, *told])
    left_out = _left_out(full, text)
    quotes, misses = _judged(left_out, known)
    if misses or not text:
        own = _own(full, ours)
        return Said(_bounded(full), own=own)
    own = _own(text, ours)
    silent = not own and not _judged(full.split("\n"), known)[1] and any(map(ours.has, full.split("\n")))
    if quotes:
        return Said(_bounded(text), sum(bool(_letters(line)) for line in left_out), own, silent)
    return Said(_bounded(full), own=own, silent=silent)


def _left_out(full: str, text: str) -> list[str]:
    """The lines of the message that the reader's text has not."""
    kept = Counter(line.strip() for line in text.split("\n"))
    left: list[str] = []
    for line in full.split("\n"):
        if kept[line.strip()]:
            kept[line.strip()] -= 1
        else:
            left.append(line)
    return left


def _judged(lines: Iterable[str], known: Known) -> tuple[bool, bool]:
    """Whether the lines quote what is known, and whether anything of them would be missed.

    That is what is quoted and not known, and whatever follows a quotation, or what introduces one, without being known.
    Before it stands a signature, which is no longer than that.
    """
    quotes = is_below = False
    signature = 0
    for line in lines:
        if not _letters(line):
            continue
        if _is_frame(line):
            is_below = True
        elif known.has(line):
            quotes = is_below = True
        elif is_below or _is_marked(line) or signature == _SIGNATURE_LINES:
            return quotes, True
        else:
            signature += 1
    return quotes, False


def _own(text: str, ours: Known) -> str:
    """The lines that are neither quoted, nor ours, nor put there by a mail program, nor a signature."""
    own: list[str] = []
    signs = 0
    for line in text[:LONGEST_TEXT].split("\n"):
        if _is_marked(line) or ours.has(line):
            signs = 0
        elif line.strip() == _SIGNATURE:
            signs = _CARD_LINES
        elif signs:
            signs -= 1
        elif not _is_frame(line):
            own.append(line)
    return "\n".join(own).strip()


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith((">", "|"))


def _is_frame(line: str) -> bool:
    """Whether the line is one that mail programs put around what they quote."""
    return _FRAME.fullmatch(_MARKS.sub("", line)) is not None


def _letters(line: str) -> str:
    return _NO_LETTERS.sub("", line).casefold()


def _bounded(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT] + "\n" + _("[… the rest stands in the message itself]")
