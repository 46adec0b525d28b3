"""The words and forms that no letter of a complaints desk may carry, by language (STANDARDS §7.3)."""

import re
from collections.abc import Mapping
from typing import Final

from cxdesk.letters.dates import MONTHS

_MONTH = "|".join(MONTHS)
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


# L7: regret about the customer's feelings instead of the event, blame, and the wall of "policy".
HURTFUL: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _any_of(
        r"(?i:\b(?:sorry|regret|apologi[sz]e)\b[^.\n]{0,30}\b(?:you|if you) (?:feel|felt)\b)",
        r"(?i:\bany inconvenience\b)",
        r"(?i:\binconvenience (?:this )?may have\b)",
        r"(?i:\byou (?:have |had |may have |must have |clearly |obviously )*misunder(?:stood|stand))",
        r"(?i:\byour misunderstanding\b)",
        r"(?i:\byou (?:failed|neglected) to\b)",
        r"(?i:\byou should have\b)",
        r"(?i:\byour (?:own )?fault\b)",
        r"(?i:\bas you (?:should|must|will) (?:be aware|know)\b)",
        r"(?i:\b(?:it is|it's|that is|that's) (?:just |simply )?(?:our|company) policy\b)",
        r"(?i:\bnothing (?:more )?(?:that )?we can do\b)",
    ),
    "zh": _any_of(
        r"(?<![父母双娘至乡近相])亲(?=[\s，,！!。~～：:、]|$)|亲亲|亲爱的|么么",
        r"您(?:可能|也许|或许|应该)?(?:是)?误(?:解|会)了?",
        r"按(?:照)?(?:规定|制度|流程)就是(?:这样|如此)",
        r"(?:如|若|如果|倘若)(?:有|给您带来)(?:任何|了)?(?:的)?不便",
        r"(?:是|属于)您(?:自己|本人|自身)的?(?:原因|问题|责任|过错)",
        r"您(?:本)?应该?早",
        r"这是?(?:公司|我们)的?规定",
        r"我们也没(?:有)?办法",
    ),
}

# L2: a day that moves with the reader, or that no ledger can hold.
RELATIVE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _any_of(
        r"(?i:\b(?:tomorrow|yesterday|tonight)\b)",
        r"(?i:\b(?:next|this coming) (?:week|month|mon|tues|wednes|thurs|fri)\w*)",
        rf"\b(?:by|on|until|before) {_WEEKDAY}\b(?!,? \d)",
        r"(?i:\b(?:with)?in (?:the next )?(?:\d+|one|two|three|four|five|six|seven|ten|fourteen)"
        r"(?: to \d+|[-–]\d+)? (?:business |working |calendar )?(?:hour|day|week)s?\b)",
    ),
    "zh": _any_of(
        r"明[天日](?!\w*[厂公])|后天|昨[天日]|下(?:个)?(?:周|星期|月)|本周内",
        r"[\d一二三四五六七八九十两]+个?(?:小时|工作日|自然日|日|天|周|星期)(?:之)?内",
    ),
}

# L2: a date that two readers read as two days, or as two years.
INCOMPLETE: Final = _any_of(
    r"(?<![\d./])\d{1,2}([./])\d{1,2}\1(?:\d{4}|\d{2})(?![\d/]|\.\d)",
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH})\b(?!,? \d{{4}})",
    rf"\b(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?\b(?!,? \d{{4}})(?! \d)",
    r"(?<![年\d])(?<!年 )\d{1,2} ?月 ?\d{1,2} ?[日号]",
)

VAGUE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _any_of(
        r"(?i:\bas soon as possible\b)", r"(?i:\basap\b)", r"(?i:\b(?:shortly|soon)\b)", r"(?i:\bin due course\b)"
    ),
    "zh": _any_of(r"尽快|尽早|近期|近日|不久|第一时间|稍后"),
}

# L8: marks of words that were written for colleagues.
INTERNAL: Final = _any_of(
    r"(?i:\binternal (?:note|only|use|comment)s?\b)",
    r"(?i:\[internal\])",
    r"(?i:\bnot for (?:the )?customers?\b)",
    r"内部(?:备注|使用|资料|意见|记录)|仅限内部|不对外|勿(?:告知|转发)(?:客户|顾客)",
)

# L11: a team may own a promise where no person is named.
A_TEAM: Final = _any_of(r"(?i:\bcomplaints? team\b)", r"投诉处理(?:团队|部门|小组|中心)")
PROMISE: Final = _any_of(
    r"(?i:\b(?:we|I) (?:will|shall)\b)", r"(?i:\byou will (?:\w+ )?(?:have|hear|receive)\b)", r"我们?(?:将|会)|最迟于"
)
