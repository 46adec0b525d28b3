"""Bounces written as prose: which lines of a notice name the letters that did not arrive, whoever's server wrote it."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from cxdesk.mail.intake.alternatives import one_of
from cxdesk.mail.intake.incoming import Bounced
from cxdesk.mail.intake.reports import ADDRESS, LONGEST, RECIPIENTS, REPLY_CODE, bare, enhanced, is_permanent

_FAILURE_WORDS: Final = r"""
    undeliver(?:able|ed)|non[- ]?deliver(?:y|able)
    delivery (?:status )?(?:notification|report|failure|failed|problem|error|has failed|to the following)
    (?:not|n't|cannot|could not|unable to|failed to|was not|problem|trouble) (?:be )?(?:deliver|sent|reach|relay|send)
    returned (?:mail|e-?mail|message|to sender)|returning (?:message|mail) to sender|mail system error
    mail (?:delivery )?fail|failure (?:notice|notification|delivery)|delivery (?:status|subsystem)
    fail(?:ed|ure)[: ]+mail|message you sent blocked|did not reach|not accepted
    recipient(?:s|\(s\))? (?:failed|rejected|was rejected|unknown|address rejected)
    address(?:es|\(es\))? (?:had|failed|rejected|couldn't|could not|not found)
    permanent (?:fatal )?(?:delivery )?errors?
    (?:unknown|invalid|no such) (?:\w+ ){0,3}(?:user|recipient|mailbox|address)|user (?:unknown|not found)
    host unknown|mailbox (?:is )?(?:full|unavailable|not found)|over quota|quota exceeded
    (?:message|mail) (?:was |has been )?(?:delayed|rejected|blocked)
    delivery warning|(?:full|exceeded) mailbox|(?:has been|was) postponed
    delivery (?:attempts|has been delayed|delayed|incomplete)|delayed mail|warning: (?:message|could not)
    (?:cannot|can't) be delivered
    退信|退回|(?:投递|传递)失败|发送失败|无法(?:投递|送达|发送|到达|传递)|未能(?:投递|送达|发送|传递)
    不能(?:投递|送达)|投递(?:状态|报告|错误|延迟)|系统退|收件人.{0,12}不存在|退信|無法(?:投遞|送達|傳送|寄達|傳遞)
    未能(?:傳送|送達|投遞)|傳送失敗|投遞失敗|寄送失敗|送信できません|配信(?:できません|エラー|不能|に失敗)
    送信エラー|メールエラー|宛先.{0,12}(?:見つかりません|存在しません|不明)|送信に失敗|배달(?:되지|할 수 없|실패)
    전송(?:되지|할 수 없|\s?실패)|반송|수신(?:자|인).{0,12}(?:없|찾을)
    не (?:может быть |было |был[ао]? )?(?:доставлен|отправлен)|недоставленн|невозможно доставить
    не удалось доставить|возвращ[её]нн|unzustellbar|nicht zu(?:ge)?stell
    zustellung.{0,30}(?:fehlgeschlagen|gescheitert|nicht möglich)|konnte nicht .{0,40}zugestellt|fehlgeschlagen
    non remis|n'a pas (?:pu|été) .{0,20}(?:délivr|delivr|remis|livr|achemin|distribu)
    échec de (?:la )?(?:remise|livraison|distribution)|non distribuable
    no (?:se )?(?:pudo|ha podido|puede|ha sido|fue) (?:ser )?(?:entreg|enviar)|no entregad|error de entrega
    não (?:pôde|foi|pode) (?:ser )?(?:entreg|enviad)|impossibile (?:recapitare|consegnare)
    mancat[ao] (?:recapito|consegna)|non (?:è stato|recapit|consegn)|niet (?:worden )?(?:bezorgd|afgeleverd)
    onbestelbaar|nie (?:może być |został[ao]? )?dostarczon|niedoręcz|kunde inte levereras|kunne ikke leveres
    olevererbart|ei voitu toimittaa
"""
_FAILURE: Final = re.compile(one_of(_FAILURE_WORDS), re.IGNORECASE)
_ARRIVED: Final = re.compile(
    r"\s*(?:relayed|delivered|expanded|zugestellt|übermittelt|remis|entregado|已送达|已传递|已中继)\s*[:：]"
    r"|\s*success(?:ful)?(?:ly)? (?:mail )?deliver",
    re.IGNORECASE,
)
_LETTER_FAILED_WORDS: Final = r"""
    (?:message|mail)\b.{0,200}?(?:could|can|was|has|have|did|is)(?: ?not|n't) (?:be |been )?(?:deliver|sen[dt]|reach)
    deliver\w* of (?:e-?mail|message|mail)|(?:unable|failed|not able) to deliver (?:the |your )?(?:message|e-?mail)
    failed recipient|rcpt to|smtp|user unknown|unknown user|mailbox (?:is )?(?:unavailable|not found)
    邮件.{0,40}(?:无法|未能|不能|失败)|郵件.{0,40}(?:無法|未能|不能|失敗)
"""
_LETTER_FAILED: Final = re.compile(rf"{one_of(_LETTER_FAILED_WORDS)}", re.IGNORECASE | re.DOTALL)
_DELAY_WORDS: Final = r"""
    delayed mail|\(delay\)
    (?:message|mail|delivery|e-?mail)(?: \S{1,40})? (?:has been |is |was )?(?:delayed|postponed)
    been (?:delayed|postponed)|not (?:yet )?been delivered (?:\S+ ){0,12}(?:after|within)|has not yet been
    (?:still|will) be(?:ing)? retried|will (?:be )?(?:retry|retried|keep trying|continue (?:trying|to try))
    delivery attempts will continue|warning (?:message )?only|still awaiting delivery
    no action is required on your part|(?:投递|发送|送达)(?:被)?(?:延迟|推迟|延时)|延迟(?:投递|送达)
    (?:稍后|继续)(?:重试|尝试)|将(?:会)?(?:继续|再次)(?:尝试|投递)|verzögert|retardé|retrasad|atrasad|задержан|遅延
"""
_DELAY: Final = re.compile(rf"{one_of(_DELAY_WORDS)}", re.IGNORECASE)
_GIVEN_UP_WORDS: Final = r"""
    given up|giving up|not going to try again|permanent(?:ly)? (?:error|fail)|failed permanently|final(?:ly)? fail
    no further (?:delivery )?attempt|removed from the (?:mail )?queue|不再(?:尝试|重试|投递)|永久
"""
_GIVEN_UP: Final = re.compile(rf"{one_of(_GIVEN_UP_WORDS)}", re.IGNORECASE)
_COPY_BEGINS_WORDS: Final = r"""
    -*\s*(?:below this line|enclosed|attached|included|here|below|following|this) (?:is|are) (?:a )?copy
    -*\s*(?:below this line|enclosed|attached|included|here|below|this) (?:is|are) the (?:original|header|text|first)
    -{2,} *(?:the )?(?:original|unsent|undelivered|returned|rejected|bounced) (?:message|mail)
    -+ *(?:this is a copy|the (?:header|body)|header|message (?:header|text)|no more than|original message)
    -+ *(?:mensaje original|el mensaje)
    the (?:header|first \d+ lines) (?:and|of)|(?:return-path|received|dkim-signature|mime-version|x-received): ?\S
    [-–—]*\s*(?:原始?邮件(?![信主标])|邮件原文|原信|以下是原|下面是原|原文)|-+\s*原
"""
_COPY_NAMES: Final = r"""
    (?:the )?(?:original|unsent|undelivered|returned|rejected) (?:message|mail)s?(?: headers?| text| contents)?
    (?:your|message) (?:message|mail|text|header|content)s?(?: headers?| text| contents)?
"""
_FOLLOWS: Final = r"(?: is| are)? ?(?:follow|below|attached|included|returned|headers?:|:?\s*-{2,})"
_COPY_BEGINS: Final = re.compile(
    rf"[\s>|*-]*(?:{one_of(_COPY_BEGINS_WORDS)}|{one_of(_COPY_NAMES)}{_FOLLOWS})", re.IGNORECASE
)
_ROLES: Final = frozenset({"postmaster", "mailer-daemon", "mdaemon", "abuse", "hostmaster", "mailadm", "mail-daemon"})
_NOT_THE_RECIPIENT_WORDS: Final = r"""
    <<<|(?:original |envelope[- ])?sender|from|mail from|reply-to|message-?id|return-path|subject|cc|sent|date
    x-[\w-]+|reporting-mta|references|in-reply-to|sender-mta|messagename|发件人|寄件人|from:
"""
_NOT_THE_RECIPIENT: Final = re.compile(rf"[\s>*]*(?:{one_of(_NOT_THE_RECIPIENT_WORDS)})\s*[:>]", re.IGNORECASE)
_SENT_BY: Final = re.compile(
    r"\b(?:sent by|written by|sender|from|mail by)\s*[:：]?\s*$|发件人[:：]?\s*$", re.IGNORECASE
)
_ENVELOPE_TO: Final = re.compile(r"rcpt(?: to)?\s*:", re.IGNORECASE)
_HEADER_TO: Final = re.compile(r"[\s>*]*(?:to|cc)\s*:", re.IGNORECASE)
_BY_NAME_WORDS: Final = r"""
    recipients?(?:\(s\))?|address(?:es|ee|\(es\))?|users?(?: ?id)?|rcpt(?: to)?
    (?:deliver\w*|addressed|message|mail|sent|reach|undeliverable|delivery) (?:\w+ ){0,3}to|attempts|mailbox|account
    dda:|smtp|gateway for|failed|fails?|rejected|收件人|收信人|收件地址|收件者|邮箱|地址|宛先|受信者|адрес\w*
    получател\w*|destinatari\w*|destinataire|empfänger\w*|an|para|à
"""
_BY_NAME: Final = re.compile(rf"(?:{one_of(_BY_NAME_WORDS)})[^@]{{0,50}}$", re.IGNORECASE)
_LEAD: Final = re.compile(r"[\s>*•·\-|\"'“”<(\[:]{0,40}")
_AFTER_ALONE: Final = re.compile(r"[>\"'”)\]]{0,3}\s*(?:[:：;,.(<\[|=-]|\.\.\.|$)|[>\"'”]{0,3}\s")
_ORIGINALLY: Final = re.compile(
    r"\((?:expanded|generated) from:?\s|original (?:address|recipient)\s*:|was addressed to", re.IGNORECASE
)


_ALIAS_LINES: Final = 3
_BEGINNING: Final = 4_000
_LONGEST_LINE: Final = 4_000
_PER_LINE: Final = 50
_MENTIONS: Final = 1_000


class _Weight(IntEnum):
    """How surely a line names a recipient; of all that a notice names, only the surest kind counts."""

    MENTIONED = 1
    SUMMARY = 2
    ANSWERED = 3
    NAMED = 4
    LISTED = 5
    ORIGINALLY = 6


@dataclass(frozen=True, slots=True)
class _Mention:
    address: str
    weight: _Weight
    line: int


def notice(text: str) -> str:
    """What the server itself says: *text* up to where the copy of the letter begins."""
    kept: list[str] = []
    for line in text[:LONGEST].splitlines():
        if len(line) < 200 and any(kept) and _COPY_BEGINS.match(line):
            break
        kept.append(line.rstrip())
    return "\n".join(kept)


def is_delayed(text: str) -> bool:
    """Whether the server goes on trying."""
    return bool(_DELAY.search(text)) and not _GIVEN_UP.search(text)


def fails(text: str) -> bool:
    """Whether the beginning of *text* tells of a letter that did not arrive, in any language known here."""
    return bool(_FAILURE.search(text[:_BEGINNING]))


def arrived(subject: str) -> bool:
    """Whether a server says by its subject that the letter went its way."""
    return _ARRIVED.match(subject) is not None


def tells_of_mail(text: str) -> bool:
    """Whether it is a letter that *text* says did not arrive: a customer who misses a parcel names none."""
    return bool(_LETTER_FAILED.search(text[:_BEGINNING]))


def lists(text: str, strangers: Collection[str]) -> bool:
    """Whether *text* gives an address a line of its own, as servers do that give no code."""
    return any(
        mention.weight is _Weight.LISTED and _may_bounce(mention.address, strangers)
        for mention in _mentions(text.splitlines())
    )


def told(text: str, strangers: Collection[str]) -> list[Bounced]:
    """The recipients that the notice *text* names, each with the code nearest to it.

    *strangers* are addresses in lower case that cannot have bounced: the writer of the notice and who it was sent to.
    They count only when nothing else is named, because people do write to themselves.
    """
    lines = text.splitlines()
    mentions = list(_mentions(lines))
    chosen = _surest(mention for mention in mentions if _may_bounce(mention.address, strangers))
    if not chosen:
        chosen = _surest(mention for mention in mentions if mention.weight >= _Weight.NAMED)
    if not chosen:
        return []
    first: dict[str, _Mention] = {}
    for mention in chosen[:_MENTIONS]:
        first.setdefault(mention.address.casefold(), mention)
    named = list(first.values())[:RECIPIENTS]
    delayed = is_delayed(text)
    found: list[Bounced] = []
    for mention, following in zip(named, [*named[1:], None], strict=True):
        why = _reason(lines, mention, following.line if following else None, alone=len(named) == 1)
        status = enhanced(why)
        permanent = not delayed and is_permanent(status, why)
        found.append(Bounced(recipient=mention.address, status=status, permanent=permanent))
    return found


def _surest(mentions: Iterable[_Mention]) -> list[_Mention]:
    found: list[_Mention] = []
    for mention in mentions:
        if mention.weight is _Weight.ORIGINALLY:
            # An alias leads to another address; the letter was to the one it stands for.
            while found and mention.line - found[-1].line <= _ALIAS_LINES:
                if found.pop().weight is _Weight.LISTED:
                    break
        found.append(replace(mention, weight=min(mention.weight, _Weight.LISTED)))
    surest = max((mention.weight for mention in found), default=_Weight.MENTIONED)
    return [mention for mention in found if mention.weight == surest]


def _may_bounce(address: str, strangers: Collection[str]) -> bool:
    folded = address.casefold()
    return folded not in strangers and folded.partition("@")[0] not in _ROLES


def _mentions(lines: list[str]) -> Iterator[_Mention]:
    """Each address with its weight; what stands deeper below a listed address explains it and lists nothing new."""
    depth: int | None = None
    introduced = ""
    for number, line in enumerate(lines):
        if not line.strip():
            depth = None
            continue
        is_sender = bool(_SENT_BY.search(introduced[-40:]))
        introduced = line
        if "@" not in line or len(line) > _LONGEST_LINE:
            continue
        indent = len(line) - len(line.lstrip(" \t>*"))
        explains = depth is not None and indent > depth
        for place, match in enumerate(ADDRESS.finditer(line)):
            if place == _PER_LINE:
                break
            weight = _weight(line, match.start(), match.end(), first=place == 0, explains=explains)
            if weight is _Weight.LISTED:
                depth = indent
            if weight and not is_sender and not match[1].startswith("/"):
                yield _Mention(bare(match), weight, number)


def _weight(line: str, start: int, end: int, *, first: bool, explains: bool) -> _Weight | None:
    """How surely the address from *start* to *end* of *line* failed; None for one that sent, or got, the notice."""
    before, after = line[:start], line[end:]
    if _NOT_THE_RECIPIENT.match(line) and not _ENVELOPE_TO.search(before):
        return None
    if _ORIGINALLY.search(before):
        return _Weight.ORIGINALLY
    if explains:
        return _Weight.ANSWERED
    if first and _LEAD.fullmatch(before) and _AFTER_ALONE.match(after):
        return _Weight.LISTED
    return _weight_within(before)


def _weight_within(before: str) -> _Weight:
    """The weight of an address in the midst of a line, by what stands *before* it."""
    if _HEADER_TO.match(before):
        return _Weight.SUMMARY
    if before.lstrip()[:3] == ">>>" or REPLY_CODE.match(before.lstrip(" <>-")):
        return _Weight.ANSWERED
    return _Weight.NAMED if _BY_NAME.search(before[-80:]) else _Weight.MENTIONED


def _reason(lines: list[str], mention: _Mention, end: int | None, *, alone: bool) -> str:
    """The words about one recipient: from its line to the next one's, and wherever it is named again with a code."""
    own = "\n".join(lines[mention.line : end])
    if alone or enhanced(own) or REPLY_CODE.search(own):
        return own if enhanced(own) or not alone else "\n".join([own, *lines])
    return "\n".join([own, *(line for line in lines if mention.address in line)])
