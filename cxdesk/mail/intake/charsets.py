"""Octets to text under the character set a message names, rightly, wrongly or not at all.

The table of names follows what mail programs mean by them, not what the names say: `gb2312` is read as gb18030,
`iso-8859-1` as windows-1252, `ks_c_5601` as cp949, as browsers do (WHATWG Encoding Standard).
"""

import codecs
import itertools
import re
from typing import Final

# What a name means, letters and digits only.
_MEANT: Final = {
    "gb2312": "gb18030", "gb231280": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "gb18030": "gb18030",
    "windows936": "gb18030", "xgbk": "gb18030", "euccn": "gb18030", "chinese": "gb18030", "gb": "gb18030",
    "gb23121980": "gb18030", "csgb2312": "gb18030", "cngb": "gb18030", "isoir58": "gb18030",
    "hzgb2312": "hz", "hz": "hz",
    "big5": "cp950", "big5tw": "cp950", "cp950": "cp950", "xxbig5": "cp950", "cnbig5": "cp950", "csbig5": "cp950",
    "chinesebig5": "cp950", "big5eten": "cp950", "big5hkscs": "big5hkscs",
    "usascii": "ascii", "ascii": "ascii", "ansix341968": "ascii", "iso646us": "ascii", "us": "ascii", "646": "ascii",
    "cp367": "ascii",
    "iso88591": "cp1252", "latin1": "cp1252", "l1": "cp1252", "88591": "cp1252", "iso8859": "cp1252",
    "windows1252": "cp1252", "cp1252": "cp1252", "ansi": "cp1252", "iso885911": "cp874", "tis620": "cp874",
    "iso88599": "cp1254", "windows874": "cp874",
    "ksc56011987": "cp949", "ksc5601": "cp949", "kscs56011987": "cp949", "euckr": "cp949", "uhc": "cp949",
    "windows949": "cp949", "ksc56011992": "cp949", "korean": "cp949",
    "shiftjis": "cp932", "sjis": "cp932", "xsjis": "cp932", "windows31j": "cp932", "mskanji": "cp932",
    "cp932": "cp932", "ms932": "cp932",
    "iso2022jp": "iso2022_jp_ext", "iso2022jp1": "iso2022_jp_ext", "iso2022jp2": "iso2022_jp_2",
    "iso2022jpms": "iso2022_jp_ext", "csiso2022jp": "iso2022_jp_ext", "jis": "iso2022_jp_ext",
    "xeucjp": "euc_jp", "iso2022kr": "iso2022_kr",
    "utf8": "utf_8", "utf8mb4": "utf_8", "unicode": "utf_8", "unicode11utf8": "utf_8", "utf": "utf_8",
    "utf7": "utf_7", "unicode11utf7": "utf_7", "unicode20utf7": "utf_7", "xunicode20utf7": "utf_7",
    "iso88598i": "iso8859_8", "iso88598e": "iso8859_8", "iso88596i": "iso8859_6", "koi8": "koi8_r",
    "macintosh": "mac_roman", "xmacroman": "mac_roman", "xmaccyrillic": "mac_cyrillic",
}  # fmt: skip
# What the library would look up besides, and what is no character set but a transformation, possibly a slow one.
_TEXTUAL: Final = re.compile(
    r"ascii|utf[-_]?(8|16|32|7)([-_]?(le|be))?|(iso[-_]?)?8859[-_]\d+|iso8859[-_]\d+|cp\d+|koi8[-_][rut]|mac[-_]\w+|"
    r"euc[-_](jp|jis[-_]2004|jisx0213)|shift[-_]jis\w*|iso2022[-_](jp|kr)\w*|johab|hz|gb18030|big5\w*|"
    r"kz1048|ptcp154|tis[-_]620|hp[-_]roman8"
)
_HIGH_RUNS: Final = re.compile(rb"[\x80-\xff]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_ISO_2022_RUN: Final = re.compile(rb"(?:\x1b(\$[@B]|\([BJI]))?([^\x1b]+|\x1b)", re.DOTALL)
_HALF_WIDTH: Final = bytes(octet | 0x80 if 0x21 <= octet <= 0x5F else octet for octet in range(256))
_SAMPLE: Final = 64 * 1024
_FEW_OCTETS: Final = 12
_SINGLE_BYTE_DEFAULTS: Final = frozenset({"ascii", "cp1252"})


def codec(charset: str) -> str | None:
    """The codec to read *charset* with; None for a name that is none."""
    name = charset.partition("*")[0].strip(" \t\"'").lower()[:60]
    meant = _MEANT.get(re.sub(r"[^a-z0-9]", "", name))
    if meant is None and (match := re.fullmatch(r"(?:windows|cp|ibm|x-cp|ms|dos)[-_]?(\d{3,5})", name)):
        meant = f"cp{match[1]}"
    try:
        found = codecs.lookup(meant or name.replace(" ", "")).name
    except (LookupError, ValueError, UnicodeError):
        return None
    return found if _TEXTUAL.fullmatch(found) else None


def decode(data: bytes, charset: str = "", *, hint: str = "") -> tuple[str, bool]:
    """The text and whether it was read faithfully: as named, or in the one other way that fits without loss.

    *hint* is a character set named elsewhere in the same message, tried when nothing better is known.
    No NUL and no lone surrogate comes out.
    """
    named = codec(charset) if charset else None
    faithful = named is not None or not charset
    if data.isascii() and named in {None, "ascii", "cp1252", "utf-8", "gb18030"} and b"\x1b" not in data:
        return clean(data.decode("ascii")), faithful
    if named is None or named in _SINGLE_BYTE_DEFAULTS:
        return _guessed(data, named, codec(hint) if hint else None, faithful)
    # What is ASCII alone and still not what it claims to be would pass for UTF-8.
    for candidate in (named, *(() if data.isascii() else ("utf-8", *_relatives(named)))):
        text = _strictly(data, candidate)
        if text is not None:
            return clean(text), faithful
    if named.startswith("iso2022_jp"):
        return clean(_japanese(data)), True
    return clean(_loosely(data, named)), False


def _relatives(name: str) -> tuple[str, ...]:
    """What is sent under the name of a seven-bit encoding that is none."""
    if name.startswith("iso2022_jp"):
        return ("cp932", "euc_jp")
    return ("gb18030",) if name == "hz" else ("cp949",) if name == "iso2022_kr" else ()


def _guessed(data: bytes, named: str | None, hint: str | None, faithful: bool) -> tuple[str, bool]:
    """Text under a name that says little: UTF-8 shows itself, escapes do, and Chinese nearly does."""
    escaped = _escaped(data)
    if escaped is not None:
        return clean(escaped), faithful
    hinted = (hint, *_relatives(hint)) if hint is not None and named != "cp1252" else ()
    for candidate in ("utf-8", *hinted, _chinese(data) if named != "cp1252" or _is_foreign(data) else None):
        text = _strictly(data, candidate) if candidate else None
        if text is not None:
            return clean(text), faithful
    if named == "cp1252":
        return clean(_loosely(data, "cp1252")), True
    text = _strictly(data, "cp1252")
    return clean(text if text is not None else data.decode("latin-1")), False


def _escaped(data: bytes) -> str | None:
    """Seven-bit text that switches its character set by escape sequences (ISO 2022), named or not."""
    if b"\x1b" not in data:
        return None
    if b"\x1b$)C" in data:
        return _strictly(data, "iso2022_kr")
    if b"\x1b$B" in data or b"\x1b$@" in data or b"\x1b(J" in data:
        strict = _strictly(data, "iso2022_jp_ext")
        return strict if strict is not None else _japanese(data)
    return None


def _japanese(data: bytes) -> str:
    """ISO 2022 as Windows writes it: with characters of its own, which cp932 has and the standard's codec refuses."""
    pieces: list[str] = []
    for run in _ISO_2022_RUN.finditer(data):
        escape, octets = run[1] or b"(B", run[2]
        if escape in {b"$B", b"$@"}:
            octets = bytes(itertools.chain.from_iterable(map(_shifted, octets[::2], octets[1::2])))
        elif escape == b"(I":
            octets = octets.translate(_HALF_WIDTH)
        pieces.append(_loosely(octets, "cp932"))
    return "".join(pieces)


def _shifted(row: int, column: int) -> tuple[int, int]:
    """A character of JIS X 0208 as Shift_JIS has it."""
    lead = (row - 0x21) // 2 + 0x81
    trail = column + (0x1F if row % 2 else 0x7E)
    return (lead if lead < 0xA0 else lead + 0x40) & 0xFF, (trail + (row % 2 and trail >= 0x7F)) & 0xFF


def _chinese(data: bytes) -> str | None:
    """gb18030 or cp950 when the high octets come as such text has them: in pairs, most of them ideographs."""
    sample = data[:_SAMPLE]
    runs = _HIGH_RUNS.findall(sample)
    if not runs:
        return None
    paired = sum(len(run) for run in runs if len(run) % 2 == 0)
    total = sum(map(len, runs))
    if paired * 10 >= total * 9 and total >= 2 * len(runs) + 2 and _ideographs(sample, "gb2312"):
        return "gb18030"
    return next((name for name in ("cp950", "gb18030") if total >= 6 and _ideographs(sample, name)), None)


def _is_foreign(data: bytes) -> bool:
    """Whether too many octets are no ASCII for the languages of western Europe, which add some letters to it."""
    high = sum(map(len, _HIGH_RUNS.findall(data[:_SAMPLE])))
    return high >= _FEW_OCTETS and high * 2 > len(data[:_SAMPLE].translate(None, b" \t\r\n"))


def _ideographs(sample: bytes, name: str) -> bool:
    """Whether the sample reads as everyday Chinese: ideographs and their punctuation, and nearly nothing else."""
    text = sample.decode(name, "ignore")
    foreign = [char for char in text if char >= "\x80"]
    everyday = sum("\u4e00" <= char <= "\u9fa5" or char in "，。、；：？！“”‘’（）《》　…—" for char in foreign)
    read = sum(2 for _ in foreign)
    return bool(foreign) and everyday * 20 >= len(foreign) * 19 and read * 20 >= 19 * sum(b >= 0x80 for b in sample)


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError, LookupError):
        return None


def _loosely(data: bytes, name: str) -> str:
    try:
        return data.decode(name, "replace")
    except (UnicodeError, ValueError, LookupError):
        return data.decode("latin-1")


def clean(text: str) -> str:
    """The text without NUL and byte order marks; a lone surrogate becomes the replacement character."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if text.startswith("\ufeff"):
        text = text.lstrip("\ufeff")
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
