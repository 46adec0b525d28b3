"""What a person wrote in a reply, without what their mail program quoted, signed and added."""

from collections.abc import Sequence
from typing import Final

from cxdesk.mail.intake import reply_words as words

# What a line is. As letters they make of a message one string, which can be searched for its shape.
_EMPTY: Final = "e"
_TEXT: Final = "t"
_QUOTE: Final = "q"
_ATTRIBUTION: Final = "a"
_HEADER: Final = "h"
_DIVIDER: Final = "d"
_SIGNATURE: Final = "s"
_RULE: Final = "r"
_MOBILE: Final = "m"

_LONGEST_LINE: Final = 500
_LONGEST_MARK: Final = 160
_ATTRIBUTION_LENGTH: Final = 400
_VERB_LENGTH: Final = 30
_DATED_LINES: Final = 7
_OTHER_LINES: Final = 3
_HEADER_LINES: Final = 30
_HEADER_WRAPS: Final = 3
_SIGNATURE_LINES: Final = 20
_CARD_LINES: Final = 9
_FOOTER_LINES: Final = 12
_SHORT_FOOTER: Final = 3
_INTERLEAVED_LINES: Final = 7


def trimmed(text: str, *, signed: str = "") -> str:
    """The reply in *text*; all of it when nothing else would be left, the message itself when it was only forwarded.

    *signed* is the sender's address: alone on the last line it is what programs put there for a signature.
    A reply above, below or between the quotes is found, and a signature goes. The time grows with the length of the
    text and no faster: every expression sees one line of bounded length, or a few joined.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if "-----BEGIN PGP SIGNED MESSAGE-----" in lines:
        lines = _without_armour(lines)
    reply = _Reply(lines, _kinds(lines))
    reply.cut_copy()
    reply.cut_signature()
    reply.drop_mobile_lines()
    reply.cut_quotes()
    left = reply.text() or _without_empty_ends(lines)
    above, _break, last = left.rpartition("\n\n")
    return above.rstrip() if signed and above.strip() and last.strip().casefold() == signed.casefold() else left


def _without_armour(lines: Sequence[str]) -> list[str]:
    """The words that were signed within the text (RFC 9580 7), without what signs them."""
    kept: list[str] = []
    waits_for: str | None = None
    for line in lines:
        if waits_for is not None:
            waits_for = None if line == waits_for else waits_for
        elif line == "-----BEGIN PGP SIGNED MESSAGE-----":
            waits_for = ""
        elif line == "-----BEGIN PGP SIGNATURE-----":
            waits_for = "-----END PGP SIGNATURE-----"
        else:
            kept.append(line.removeprefix("- ") if line.startswith("- -") else line)
    return kept


class _Reply:
    """The lines that are left, with what each of them is."""

    def __init__(self, lines: list[str], kinds: str) -> None:
        self.lines, self.kinds = lines, kinds

    def cut_copy(self) -> None:
        """End before the older message that stands below; when nothing stands above it, it is the message."""
        for _level in range(2):
            found = next((place for place, kind in enumerate(self.kinds) if kind in (_DIVIDER, _HEADER)), None)
            if found is None:
                return
            if _TEXT in self.kinds[:found] or _QUOTE in self.kinds[:found]:
                self._keep(0, found)
                return
            after = found
            while after < len(self.kinds) and self.kinds[after] in (_DIVIDER, _HEADER, _RULE, _EMPTY):
                after += 1
            self._keep(after, len(self.lines))

    def cut_signature(self) -> None:
        """End before the signature, or before a rule with nothing but an address or a footer below it."""
        first = self.kinds.find(_TEXT)
        if first < 0:
            return
        for place in range(first, len(self.kinds)):
            if self.kinds[place] == _SIGNATURE and self._below(place).count(_TEXT) <= _SIGNATURE_LINES:
                self._keep(0, place)
                return
            if self.kinds[place] == _RULE and self._is_footer(place):
                self._keep(0, place)
                return

    def drop_mobile_lines(self) -> None:
        """Drop `Sent from my telephone` where the reply, or a part of it, ends; elsewhere it is part of a sentence."""
        dropped = set()
        following = ""
        for place in range(len(self.kinds) - 1, -1, -1):
            kind = self.kinds[place]
            if kind == _MOBILE and following != _TEXT:
                dropped.add(place)
            elif kind != _EMPTY:
                following = _TEXT if kind == _MOBILE else kind
        self._drop(dropped)
        self.kinds = self.kinds.replace(_MOBILE, _TEXT)

    def cut_quotes(self) -> None:
        """Leave what stands above the first quote, below it, or, when they alternate, both with the quotes between."""
        place = self.kinds.find(_ATTRIBUTION)
        if place >= 0:
            end = place
            while end < len(self.kinds) and self.kinds[end] in (_ATTRIBUTION, _EMPTY):
                end += 1
            above, below = self.kinds[:place], self.kinds[end:]
            if _TEXT in above and not _alternates(below):
                self._keep(0, place)
            elif _TEXT not in above and _answers_below(below):
                self._keep(end + below.rfind(_QUOTE) + 1, len(self.lines))
        self._drop({place for place, kind in enumerate(self.kinds) if kind == _ATTRIBUTION})
        if _TEXT in self.kinds:
            self._keep(0, len(self.kinds.rstrip(_QUOTE + _EMPTY + _RULE)))

    def text(self) -> str:
        end = len(self.kinds.rstrip(_EMPTY + _RULE))
        return _without_empty_ends(self.lines[: end or len(self.lines)])

    def _below(self, place: int) -> str:
        """The kinds after *place* up to where something is quoted."""
        below = self.kinds[place + 1 :]
        return below[: min(found if (found := below.find(kind)) >= 0 else len(below) for kind in "qa")]

    def _is_footer(self, place: int) -> bool:
        below = self._below(place)
        texts = [
            self.lines[place + 1 + number].strip() for number, kind in enumerate(below) if kind in (_TEXT, _MOBILE)
        ]
        if len(texts) > _FOOTER_LINES or (texts and place + 1 + len(below) < len(self.kinds)):
            return False
        if len(texts) <= _SHORT_FOOTER and self.lines[place].lstrip()[:2] == "__":
            return True
        return not texts or any(words.CONTACT.search(text[:_LONGEST_LINE]) for text in texts)

    def _keep(self, start: int, end: int) -> None:
        self.lines, self.kinds = self.lines[start:end], self.kinds[start:end]

    def _drop(self, places: set[int]) -> None:
        if places:
            self.lines = [line for place, line in enumerate(self.lines) if place not in places]
            self.kinds = "".join(kind for place, kind in enumerate(self.kinds) if place not in places)


def _alternates(below: str) -> bool:
    """Whether answers stand between the quotes, or a long one below them."""
    if not below.startswith(_QUOTE):
        return False
    last = below.rfind(_QUOTE)
    if _ATTRIBUTION in below[:last]:
        return False
    return _TEXT in below[:last] or below[last:].count(_TEXT) >= _INTERLEAVED_LINES


def _answers_below(below: str) -> bool:
    """Whether one quote is followed by one answer."""
    last = below.rfind(_QUOTE)
    return below.startswith(_QUOTE) and _TEXT in below[last:] and _TEXT not in below[:last]


def _without_empty_ends(lines: Sequence[str]) -> str:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end])


# ---- what each line is ------------------------------------------------------------------------------------


def _kinds(lines: Sequence[str]) -> str:
    # Marks of direction stand around what is written from right to left.
    lines = [line if line.isascii() else words.UNSEEN.sub("", line) for line in lines]
    # The largest mail provider of China writes HTML blanks into its plain text.
    kinds = [_kind(line[:_LONGEST_LINE].replace("&nbsp;", " ")) for line in lines]
    fields = [_field(line) if kind == _HEADER else "" for line, kind in zip(lines, kinds, strict=True)]
    closing = [_closes(line) for line in lines]
    for place, line in enumerate(lines):
        if (
            line.strip() in ("| |", "||")
            and [each.strip() for each in lines[place + 1 : place + _CARD_LINES]].count("|") > 1
        ):
            kinds[place] = _SIGNATURE  # the card that the program of the largest mail provider of China puts there
    place = 0
    while place < len(lines):
        length = _header_block(lines, fields, kinds, place) or _foreign_block(lines, place)
        if length:
            kinds[place : place + length] = [_HEADER] * length
        else:
            length = _attribution(lines, kinds, closing, place)
            kinds[place : place + length] = [_ATTRIBUTION] * length
        if kinds[place] == _HEADER and not length:
            kinds[place] = _TEXT
        place += max(length, 1)
    return "".join(kinds)


def _field(line: str) -> str:
    match = words.HEADER.match(line[:_LONGEST_LINE])
    return (match.lastgroup or "") if match else ""


_FULL_LINES: Final = (
    (words.TRACKER, _EMPTY),
    (words.SIGNATURE, _SIGNATURE),
    (words.RULE, _RULE),
    (words.DIVIDER, _DIVIDER),
    (words.FORWARD, _DIVIDER),
    (words.FRAMED, _DIVIDER),
    (words.REPLY_ABOVE, _DIVIDER),
)


def _kind(line: str) -> str:
    """What the line is by itself; a line of a header is one only in the company of others."""
    if words.QUOTE.match(line):
        return _QUOTE
    if "<" in line and words.RUN_ON.match(line):
        return _DIVIDER
    if len(line) <= _LONGEST_MARK:
        for mark, kind in _FULL_LINES:
            if mark.fullmatch(line):
                return kind
    if words.HEADER.match(line):
        return _HEADER
    return _MOBILE if len(line) <= _LONGEST_MARK and words.MOBILE.fullmatch(line) else _TEXT


def _header_block(lines: Sequence[str], fields: Sequence[str], kinds: Sequence[str], start: int) -> int:
    """How many lines from *start* are the header of a copied message: a From and two more, wrapped lines between."""
    if not fields[start]:
        return 0
    named: set[str] = set()
    length = wraps = 0
    for place in range(start, min(len(fields), start + _HEADER_LINES)):
        if fields[place]:
            named.add(fields[place])
            length, wraps = place - start + 1, 0
        elif wraps == _HEADER_WRAPS or kinds[place] not in (_TEXT, _EMPTY):
            break
        else:
            wraps += 1
    # Who travels from Paris to London writes no address, and no time of day.
    is_block = "from" in named and len(named) >= 3 and any(map(words.OF_MAIL.search, lines[start : start + length]))
    return length if is_block or (named == {"from", "sent"} and length == 2) else 0


def _foreign_block(lines: Sequence[str], start: int) -> int:
    """How many lines from *start* are such a header in a language unknown here: a name with its address, when, more."""
    if not words.LABELLED_SENDER.fullmatch(lines[start][:_LONGEST_LINE]):
        return 0
    end = start + 1
    while end < min(len(lines), start + _HEADER_LINES) and words.LABELLED.match(lines[end][:_LONGEST_LINE]):
        end += 1
    second = lines[start + 1][:_LONGEST_LINE] if end - start >= 3 else ""
    return end - start if words.HOUR.search(second) and words.YEAR.search(second) else 0


def _closes(line: str) -> bool:
    """Whether an introduction can end here: with a verb or a mark. Quickly seen, so that few lines are joined."""
    return (
        line.endswith((":", "：", ">", "--", "*", "_"))
        or "GMT" in line
        or words.WROTE.search(line[-_VERB_LENGTH:]) is not None
    )


def _attribution(lines: Sequence[str], kinds: Sequence[str], closing: Sequence[bool], start: int) -> int:
    """How many lines from *start* say who wrote, and when, what follows; 0 when they do not."""
    if kinds[start] not in (_TEXT, _HEADER) or not any(closing[start : start + _DATED_LINES]):
        return 0
    first = lines[start][:_LONGEST_LINE]
    is_dated = words.STARTER.match(first) is not None and any(char.isdigit() for char in first)
    if not (is_dated or "<" in first or "@" in first or _may_introduce(first)):
        return 0
    joined = first.strip()
    for place in range(start, min(len(lines), start + (_DATED_LINES if is_dated else _OTHER_LINES))):
        if place > start:
            if not _continues(lines[place], kinds[place], joined, is_dated=is_dated):
                return 0
            joined = f"{joined} {lines[place].strip()}".strip()
        if len(joined) > _ATTRIBUTION_LENGTH:
            return 0
        if closing[place] and _attributes(joined, is_quoted=_next_kind(kinds, place + 1) == _QUOTE):
            return place - start + 1
    return 0


def _may_introduce(first: str) -> bool:
    """Whether an introduction can begin so without an address in its first line: it says wrote, or when."""
    if words.WROTE.search(first) or words.QUOTING.match(first):
        return True
    return not first.endswith(words.SENTENCE_ENDS) and words.DATED.search(first) is not None


def _continues(line: str, kind: str, joined: str, *, is_dated: bool) -> bool:
    is_open = joined.count("<") > joined.count(">")
    if kind in (_EMPTY, _QUOTE):
        return is_open or (kind == _EMPTY and is_dated and not joined.endswith((".", "!", "?", ":")))
    if kind not in (_TEXT, _HEADER):
        return False
    return is_open or not (words.STARTER.match(line) and any(char.isdigit() for char in line[:40]))


def _attributes(joined: str, *, is_quoted: bool) -> bool:
    """Whether the line is a mail program's, not a person's who tells what somebody wrote: that one has no address."""
    said = joined.strip(" *_-")
    has_day, has_hour = bool(words.DAY.search(said)), bool(words.HOUR.search(said))
    if words.DATED_NAME.fullmatch(said):
        return is_quoted or said.endswith((":", "：")) or "GMT" in said
    ends_in_name = words.DATED_AT_END.search(said) or (has_hour and words.NAMED_AT_END.search(said))
    if words.QUOTING.match(said) or (has_day and ends_in_name):
        return True
    wrote = words.WROTE.search(said)
    if wrote is None or not _ends_after(said[wrote.end() :]):
        return wrote is None and is_quoted and has_hour and _names_and_dates(said)
    has_address = bool(words.ADDRESS_MARK.search(said))
    if is_quoted:
        return has_address or has_day or has_hour
    if has_address:
        return wrote.end() < len(said) or joined.endswith("--")
    return has_day and has_hour and not words.NARRATIVE.search(said[: wrote.start()])


def _names_and_dates(said: str) -> bool:
    """Whether it introduces a quotation in a language unknown here: a bracketed address, a date and a colon."""
    is_dated = words.DAY.search(said) or words.YEAR.search(said)
    return bool(is_dated) and said.endswith((":", "：")) and words.BRACKETED.search(said) is not None


def _ends_after(rest: str) -> bool:
    return not rest or rest.endswith((":", "：", ":>", ": >"))


def _next_kind(kinds: Sequence[str], start: int) -> str:
    return next((kind for kind in kinds[start : start + 4] if kind != _EMPTY), "")
