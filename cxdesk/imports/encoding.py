"""Which encoding a file is in: proven by its bytes, or refused with the encodings that would fit."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass, field

from cxdesk.catalogue import _
from cxdesk.imports.rows import UnreadableFile

BOMS = (  # the longer first: UTF-32's mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENOUGH_EVIDENCE = 262_144
OFFERED = ("big5", "shift_jis", "cp949", "windows-1252", "gb18030")
COMMON_HAN = frozenset(
    "的一是不了在有我人这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无力它与长把机十民第公此已工使情明性知全三"
    "又关点正业外将两高间由问很最重并物手应向体政相见被利什二等产或新己制身果加月话合回特代内信表化给位次度任常先通教原东提及比员解"
    "水名真论处走义各入几口认条平系气题活更别打四何电数安少报才结反受量再感建务做接必件计管期市直资命金指许统区保至形便空决科司书非"
    "则放强即难且权完设式路记品住告类求程该规价车厂商客户服投诉请希望维修故障质退款换货收费社街道物业项目号称型款版自动"
)
HAN_MARKS = frozenset("，。、；：？！“”‘’（）《》【】")
PLAUSIBLE_CHINESE = 0.2
"""Share of the commonest characters and marks: Chinese files show 0.35 and more, Korean or western bytes
read as GB18030 less than 0.1, because their codes scatter over all 6,763 characters."""


@dataclass(slots=True)
class Evidence:
    """The lines of a file that hold bytes beyond ASCII, up to a limit, and how many lines were looked at."""

    lines: list[bytes] = field(default_factory=list)
    seen: int = 0

    def decodable(self, encoding: str) -> float:
        """Share of the lines that decode strictly."""
        return sum(_decodes(line, encoding) for line in self.lines) / max(1, len(self.lines))


def detect(chunks: Iterable[bytes], name: str) -> str:
    """The encoding of a file without a word from the caller.

    A mark at the start decides; then strict UTF-8; then GB18030 (never the narrower GBK) when the text reads as
    Chinese. A file mostly ASCII or UTF-8 whose few other lines do not decode is UTF-8 with those lines rejected.
    Latin-1 decodes anything, so it proves nothing: single-byte encodings are offered, never assumed.
    """
    stream = iter(chunks)
    head = next(stream, b"")
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    wide = _wide(head)
    if wide:
        return wide
    evidence = gather(head, stream)
    valid = evidence.decodable("utf-8")
    if valid >= 0.5 or not evidence.lines:
        return "utf-8"
    if evidence.decodable("gb18030") >= 0.5 and _reads_as_chinese(evidence.lines):
        return "gb18030"
    faulty = (1 - valid) * len(evidence.lines)
    if faulty * 2 <= evidence.seen and _decodes(head.split(b"\n", 1)[0], "utf-8"):
        return "utf-8"
    fits = [candidate for candidate in OFFERED if evidence.decodable(candidate) == 1]
    raise UnreadableFile(
        _("the encoding of the file cannot be told: it is neither UTF-8 nor GB18030"),
        where=name,
        mend=_("name it with --encoding; these would decode it: {encodings}").format(encodings=", ".join(fits))
        if fits
        else _("name it with --encoding, or save the file as UTF-8"),
    )


def checked(encoding: str, chunks: Iterable[bytes], name: str) -> str:
    """The encoding the caller named, if it is one, and if the bytes do not prove it wrong."""
    try:
        b"a".decode(encoding)
        canonical = codecs.lookup(encoding).name
    except UnicodeDecodeError:  # a wide encoding: one byte is no character of it
        canonical = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise UnreadableFile(
            _("there is no encoding {encoding}").format(encoding=encoding),
            where=name,
            mend=_("try utf-8, gb18030, utf-16, big5, windows-1252"),
        ) from None
    stream = iter(chunks)
    head = next(stream, b"")
    if canonical == "utf-8" and head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if canonical.startswith(("utf-16", "utf-32")) and not canonical.endswith(("le", "be")):
        return canonical
    if not canonical.startswith("utf"):
        _refuse_garbling(canonical, gather(head, stream), name)
    return canonical


def gather(head: bytes, stream: Iterable[bytes]) -> Evidence:
    """Lines beyond ASCII from the whole file, stopping once there is enough of them."""
    evidence = Evidence()
    found = 0
    rest = b""
    for chunk in _chain(head, stream):
        evidence.seen += chunk.count(b"\n")
        if chunk.isascii() and rest.isascii():
            rest = chunk[chunk.rfind(b"\n") + 1 :]
            continue
        *whole, rest = (rest + chunk).split(b"\n")
        rest = rest[-ENOUGH_EVIDENCE:]
        for line in whole:
            if not line.isascii():
                evidence.lines.append(line)
                found += len(line)
        if found >= ENOUGH_EVIDENCE:
            return evidence
    if rest:
        evidence.seen += 1
        if not rest.isascii():
            evidence.lines.append(rest)
    return evidence


def _refuse_garbling(encoding: str, evidence: Evidence, name: str) -> None:
    beyond = sum(sum(byte > 0x7F for byte in line) for line in evidence.lines[:50])
    if beyond >= 8 and evidence.decodable("utf-8") == 1:
        raise UnreadableFile(
            _("the file is UTF-8; read as {encoding} its text would be garbled").format(encoding=encoding),
            where=name,
            mend=_("leave --encoding out"),
        )


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes throughout, and lines of text in one byte order only."""
    sample = head[:4096]
    if sample.count(0) < max(4, len(sample) / 20):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "ignore")
        if "\n" in text and "\0" not in text and _decodes(sample[: len(sample) // 4 * 2], encoding):
            return encoding
    return None


def _reads_as_chinese(lines: list[bytes]) -> bool:
    text = b"\n".join(lines).decode("gb18030", "ignore")
    beyond = [character for character in text if character > "\x7f"]
    known = sum(character in COMMON_HAN or character in HAN_MARKS for character in beyond)
    return known >= PLAUSIBLE_CHINESE * len(beyond)


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _chain(head: bytes, stream: Iterable[bytes]) -> Iterable[bytes]:
    yield head
    yield from stream
