"""Stored text on its way to people and to the search index: made safe, measured in cells, cut, folded.

Everything a customer wrote passes `plain` before it reaches a terminal, a pipe or a widget. What `plain`
returns is still only text: markup is neutral because faces never parse it (`Content(…)`, `rich.text.Text(…)`).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby
from operator import add

_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
# Scripts in which a joiner or non-joiner between letters is spelling, not a trick.
_JOINING = "\u0620-\u06ff\u0710-\u074f\u0750-\u077f\u08a0-\u08e1\u08e3-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff"
_VARIATION = "\ufe00-\ufe0f\U000e0100-\U000e01ef"

_ALWAYS = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\xad"  # C0 without \n, DEL, C1, soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # letters and marks that show nothing
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # spaces of no width, bidi, separators
    "\ud800-\udfff\ufdd0-\ufdef"  # lone surrogates, noncharacters
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # invisible, tags
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
)
# Patterns are compiled at their first use: that costs 5 ms, which a command with plain ASCII need not pay.
_SUSPECT = f"[{_ALWAYS}{_VARIATION}\u200c\u200d]"  # one class: a clean text is seen to be clean fast
_HOSTILE = (
    f"[{_ALWAYS}]"
    # A variation selector stays as the first one after something that shows; a run of them can smuggle bytes.
    f"|(?:^|(?<=[\\s{_VARIATION}]))[{_VARIATION}]"
    # A joiner stays inside an emoji sequence; joiner and non-joiner stay after a letter of a joining script.
    f"|\u200d(?!(?:(?<=[{_EMOJI}]\u200d)|(?<=[{_EMOJI}]\ufe0f\u200d))[{_EMOJI}]|(?<=[{_JOINING}]\u200d))"
    f"|(?<![{_JOINING}])\u200c"
)


def plain(text: str, *, lines: bool = False) -> str:
    """The text as it may reach a terminal or a pipe: nothing in it moves a cursor, hides or reorders.

    Controls come out as control pictures (`␛`), other invisible characters as `‹U+202E›`, so that a person
    sees that something was there; tabs become one space. Line breaks stay with *lines*, else show as `␊`.
    Calling it again changes nothing. Not for markup: what parses markup must not be given this text as such.
    """
    if text.isascii() and text.isprintable():
        return text
    safe = text.replace("\r\n", "\n")
    if re.search(_SUSPECT, safe):
        safe = re.sub(_HOSTILE, _shown, safe)
    return safe if lines else safe.replace("\n", "␊")


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x09:
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"‹U+{code:04X}›"


# ---- cells -----------------------------------------------------------------------------------------------


_EMOJI_LIKE = f"[{_EMOJI}#*0-9\xa9\xae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299]"
_COMPOSED = "[\u200d\ufe0f\U0001f3fb-\U0001f3ff]"
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})


@lru_cache(maxsize=8192)
def _cells(character: str) -> int:
    if unicodedata.category(character) in _UNSEEN or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """What a terminal draws as one thing, with its cells: a base and its marks, or an emoji sequence."""
    start, cells, emoji, joined = 0, 0, False, False
    for index, character in enumerate(text):
        size = _cells(character)
        drawn_into = joined or (emoji and "\U0001f3fb" <= character <= "\U0001f3ff")
        if size and index > start and not drawn_into:
            yield text[start:index], cells
            start, cells = index, 0
        if index == start:
            emoji = re.match(_EMOJI_LIKE, character) is not None
        if not drawn_into:
            cells = max(cells, size)
        if emoji and character == "\ufe0f":
            cells = 2
        joined = emoji and character == "\u200d"
    if text:
        yield text[start:], cells


def width(text: str) -> int:
    """Terminal cells the text takes: East Asian wide 2, combining 0, an emoji sequence 2."""
    if text.isascii():
        return len(text)
    if not re.search(_COMPOSED, text):
        return sum(map(_cells, text))
    return sum(cells for _, cells in _clusters(text))


def cut(text: str, cells: int) -> str:
    """The longest beginning that fits *cells*, never through a character and its marks; not padded."""
    if text.isascii():
        return text[: max(cells, 0)]
    taken, used = [], 0
    for cluster, size in _clusters(text):
        used += size
        if used > cells:
            break
        taken.append(cluster)
    return "".join(taken)


def fit(text: str, cells: int, *, ellipsis: str = "…") -> str:
    """The text in exactly *cells*: padded with spaces, or cut and ended with the *ellipsis* where it fits."""
    if width(text) > cells:
        room = cells - width(ellipsis)
        text = cut(text, room) + ellipsis if room >= 0 else cut(text, cells)
    return text + " " * (cells - width(text))


# Closing punctuation does not begin a line.
_NEVER_FIRST = frozenset("，。、；：？！）］｝》」』】〉〕”’…—～·,.;:?!)]}%")
# Opening punctuation does not end one.
_NEVER_LAST = frozenset("（［｛《「『【〈〔“‘([{")


def wrap(text: str, cells: int) -> list[str]:
    """Lines of at most *cells* (≥ 2): broken at spaces, anywhere between CJK characters, at *text*'s own breaks.

    A word longer than a line is cut. Spaces at a break are dropped; nothing else is.
    """
    if cells < 2:
        raise ValueError("a line needs at least 2 cells: a Chinese character takes two")
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph, cells)]


def hang(begun: str, text: str, cells: int) -> list[str]:
    """*begun* and after it *text*, whose further lines stand under where it began."""
    room = max(cells - width(begun), 2)
    first, *rest = wrap(text, room)
    return [begun + first, *(" " * width(begun) + line for line in rest)]


def _wrap_paragraph(paragraph: str, cells: int) -> list[str]:
    if width(paragraph) <= cells:
        return [paragraph]
    lines: list[str] = []
    line, used = "", 0
    for piece, size in _pieces(paragraph, cells):
        if used + size > cells:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        if piece == " " and not line and lines:
            continue
        line, used = line + piece, used + size
    if line or not lines:
        lines.append(line.rstrip(" "))
    return lines


def _pieces(paragraph: str, cells: int) -> Iterator[tuple[str, int]]:
    """What must stay together on a line, with its cells; nothing is wider than a line."""
    piece, used = "", 0
    for cluster, size in _clusters(paragraph):
        sticks = bool(piece) and cluster != " " and piece != " "
        belongs = cluster in _NEVER_FIRST or (bool(piece) and piece[-1] in _NEVER_LAST)
        sticks = sticks and (belongs or (size < 2 and _cells(piece[-1]) < 2))
        if not sticks or used + size > cells:
            if piece:
                yield piece, used
            piece, used = "", 0
        piece, used = piece + cluster, used + size
    if piece:
        yield piece, used


# ---- search ----------------------------------------------------------------------------------------------

# Han (with its iteration mark and zero), kana, bopomofo and Hangul: no spaces tell their words apart.
_CJK = (
    "\u1100\u11ff\u3005\u3005\u3007\u3007\u3041\u3096\u309d\u309f\u30a1\u30fa\u30fc\u30ff\u3105\u312f\u31a0\u31bf"
    "\u31f0\u31ff\u3400\u4dbf\u4e00\u9fff\ua960\ua97f\uac00\ud7ff\uf900\ufaff"
    "\U0001b000\U0001b16f\U00020000\U0003ffff"
)
"""First and last of each range, in ascending order."""
_CJK_RUN = f"[{''.join(f'{first}-{last}' for first, last in zip(_CJK[::2], _CJK[1::2], strict=True))}]+"
_TOKENS = f"(?=({_CJK_RUN[:-1]}{{1,2}}|[^{_CJK_RUN[1:]}))(?:{_CJK_RUN[:-1]}|[^{_CJK_RUN[1:]})"
"""Each character of a CJK run with the one after it, if any, and what stands between the runs."""
_IGNORED = f"[\xad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff{_VARIATION}]"
_CHANGEABLE = "[\0-\x7f]?[^\0-\x7f\u3001\u3002\u4e00-\u9fff]+"
_LONG = 64
"""Characters from which compiling a pattern pays."""
_UNSEARCHABLE = "[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
_TERM = '["“”]([^"“”]*)(?:["“”]|$)|([^\\s"“”]+)'
_MOST_TERMS = 32
_LONGEST_TERM = 200


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written)


def fold(text: str) -> str:
    """The text for matching only: compatibility forms, case, and characters that show nothing made equal."""
    if text.isascii():
        return text.lower()
    same_width = _same_width(text)
    folded = _pattern(_IGNORED).sub("", same_width).casefold()
    return folded if folded == same_width else unicodedata.normalize("NFKC", folded)


def _same_width(text: str) -> str:
    """NFKC. Long texts are normalised only where something can change: what lies between costs most of the time.

    No Han and no ASCII character joins what stands before it, and of the two only ASCII is joined by a mark behind it.
    """
    if len(text) < _LONG:
        return unicodedata.normalize("NFKC", text)
    return _pattern(_CHANGEABLE).sub(_normalised, text)


def _normalised(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def index_tokens(text: str) -> str:
    """The text for an FTS5 `unicode61` index: folded; each CJK run as overlapping bigrams and its last character.

    申请退款 → `申请 请退 退款 款`: every pair of characters is a token, and every single one begins a token.
    """
    folded = _pattern(_UNSEARCHABLE).sub(" ", fold(text))
    return folded if folded.isascii() else " ".join(_pattern(_TOKENS).findall(folded))


def _bigrams(run: str) -> Iterable[str]:
    return map(add, run, run[1:])


def match_query(words: str, *, prefix: bool = False) -> str:
    """The FTS5 MATCH expression that finds texts with all of a person's *words*; "" when nothing can be searched.

    A CJK run finds itself anywhere inside a longer one, a single CJK character too; text in quotes, and a word
    with punctuation inside (CX-1042), is a phrase. With *prefix* the last unquoted word may go on. Every input
    gives a valid expression: operators, quotes and controls are only text. Beyond 32 terms the rest is left out.
    """
    folded = fold(words)
    if not folded.isprintable():
        folded = _pattern(_UNSEARCHABLE).sub(" ", folded)
    found = [(match[1] if match[1] is not None else match[2], match[1] is None) for match in re.finditer(_TERM, folded)]
    searchable = [(term[:_LONGEST_TERM], bare) for term, bare in found if any(map(str.isalnum, term))]
    terms = [
        _phrase(term, prefix=prefix and bare and place == len(searchable))
        for place, (term, bare) in enumerate(searchable, start=1)
    ]
    return " AND ".join(dict.fromkeys(terms[:_MOST_TERMS]))


def _cjk_runs(term: str) -> Iterator[tuple[int, str]]:
    """Each CJK run with its place. A few words are looked at one by one: compiling `_CJK_RUN` would take longer."""
    start = 0
    for is_cjk, marks in groupby(term, _is_cjk):
        run = "".join(marks)
        if is_cjk:
            yield start, run
        start += len(run)


def _is_cjk(character: str) -> bool:
    first = bisect_right(_CJK, character) - 1
    return first % 2 == 0 or (first > 0 and _CJK[first] == character)


def _phrase(term: str, *, prefix: bool) -> str:
    """One quoted phrase whose tokens stand in the index one after the other."""
    tokens: list[str] = []
    end = 0
    for start, run in _cjk_runs(term):
        tokens += [term[end:start], *_bigrams(run), run[-1]]
        end = start + len(run)
    rest = term[end:]
    if any(map(str.isalnum, rest)) or not tokens:
        tokens.append(rest)
        open_ended = prefix and rest[-1].isalnum()
    elif len(tokens) > 2 and len(tokens[-2]) == 2 and tokens[-2][1] == tokens[-1]:
        tokens.pop()  # the run may go on in the text, and then its last character is no token of its own
        open_ended = False
    else:
        open_ended = True
    quoted = " ".join(token for token in tokens if token.strip())
    return f'"{quoted}"' + ("*" if open_ended else "")
