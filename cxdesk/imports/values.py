"""Words of other systems for statuses, channels, severities and languages, in English and Chinese."""

import re
from functools import lru_cache

from cxdesk.domain.words import Outcome, Severity, Status

MISSING = frozenset(("", "N/A", "n/a", "NA", "#N/A", "NaN", "nan", "None", "none", "NULL", "null", "(null)", "-", "--"))
_OPEN = (Status.INVESTIGATING, None)
_STATUSES: dict[str, tuple[Status, Outcome | None]] = {
    **dict.fromkeys(("new", "received", "open", "reopened", "submitted", "registered"), (Status.RECEIVED, None)),
    **dict.fromkeys(("信息审核", "待受理", "已受理", "新建", "待处理", "未处理"), (Status.RECEIVED, None)),
    **dict.fromkeys(("in progress", "investigating", "assigned", "active", "started", "pending"), _OPEN),
    **dict.fromkeys(("厂家受理", "处理中", "办理中", "调查中"), _OPEN),
    # The company never answered in time: the answer is still owed, and no outcome of ours would be true.
    "untimely response": _OPEN,
    **dict.fromkeys(("waiting", "on hold", "pending customer response", "待客户回复"), (Status.WAITING, None)),
    **dict.fromkeys(("resolved", "solved", "answered", "已解决", "已答复"), (Status.RESOLVED, None)),
    "处理反馈": (Status.RESOLVED, Outcome.FINAL_RESPONSE),
    **dict.fromkeys(("closed", "completed", "done", "finished"), (Status.CLOSED, None)),
    **dict.fromkeys(("已关闭", "已办结", "办结", "已结案", "已完成"), (Status.CLOSED, None)),
    "用户评分": (Status.CLOSED, Outcome.FINAL_RESPONSE),
    **dict.fromkeys(("withdrawn", "cancelled", "canceled", "已撤销", "已撤诉"), (Status.CLOSED, Outcome.WITHDRAWN)),
    **dict.fromkeys(("declined", "rejected", "不予受理"), (Status.CLOSED, Outcome.DECLINED)),
    **dict.fromkeys(("duplicate", "merged"), (Status.CLOSED, Outcome.MERGED)),
}
_OUTCOMES: dict[str, Outcome] = {
    "remedied": Outcome.REMEDIED,
    "refunded": Outcome.REMEDIED,
    "final response": Outcome.FINAL_RESPONSE,
    "no response": Outcome.NO_RESPONSE,
    "withdrawn": Outcome.WITHDRAWN,
    "declined": Outcome.DECLINED,
    "merged": Outcome.MERGED,
    "external": Outcome.EXTERNAL,
}
_CHANNELS = (  # the first whose word occurs: "Web Referral" came from an authority, "e-mail In" is no letter
    ("email", ("email", "e-mail", "邮箱", "电子邮件")),
    ("authority", ("authority", "referral", "regulator", "监管", "12345", "12315")),
    ("social", ("social", "twitter", "facebook", "微博", "小红书", "抖音")),
    ("chat", ("chat", "whatsapp", "在线客服", "微信")),
    ("phone", ("phone", "call", "voice", "hotline", "电话", "热线", "来电")),
    ("counter", ("counter", "walk", "in person", "branch", "柜台", "门店", "来访")),
    ("letter", ("letter", "postal", "fax", "mail", "信件", "来信")),
    ("web", ("web", "online", "internet", "portal", "app", "site", "网站", "网络", "线上", "小程序")),
)
_SEVERITIES = {
    **dict.fromkeys(("s1", "critical", "urgent", "p1", "特急", "紧急", "严重"), Severity.S1),
    **dict.fromkeys(("s2", "high", "p2", "高"), Severity.S2),
    **dict.fromkeys(("s3", "medium", "normal", "p3", "中", "一般"), Severity.S3),
    **dict.fromkeys(("s4", "low", "p4", "低"), Severity.S4),
}
_LANGUAGES = {
    "english": "en",
    "chinese": "zh",
    "mandarin": "zh",
    "中文": "zh",
    "汉语": "zh",
    "英文": "en",
    "英语": "en",
}
_NOTABLE_HAN = 0.1
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1024)
def status_of(word: str) -> tuple[Status, Outcome | None] | None:
    """Our status, and the outcome where the word tells it; None for a word nobody knows."""
    plain = " ".join(word.casefold().replace("_", " ").replace("-", " ").split())
    if plain in _STATUSES:
        return _STATUSES[plain]
    if plain in tuple(Status):
        return Status(plain), None
    if plain.startswith("closed "):  # "Closed with explanation", "Closed without relief"
        return Status.CLOSED, None
    return None


def outcome_of(word: str) -> Outcome | None:
    """Our outcome for a word, if it is one."""
    return _OUTCOMES.get(" ".join(word.casefold().replace("_", " ").replace("-", " ").split()))


@lru_cache(maxsize=1024)
def channel_of(word: str) -> str | None:
    """Our channel for another system's word."""
    plain = word.casefold()
    return next((channel for channel, words in _CHANNELS if any(part in plain for part in (channel, *words))), None)


def severity_of(word: str) -> Severity | None:
    """Our severity for another system's priority; 1 is the gravest in both."""
    return _SEVERITIES.get(word.casefold().strip())


def language_of(word: str) -> str:
    """`zh-CN`, `Chinese`, `中文` → `zh`; a code stays the code of its language."""
    plain = word.strip().casefold()
    return _LANGUAGES.get(plain) or plain.replace("_", "-").split("-")[0]


def guess_language(text: str) -> str:
    """`zh` where at least a tenth of the letters are Han, else `en`: one Chinese name does not make a Chinese text."""
    if text.isascii():
        return "en"
    head = text[:400]
    han = sum(map(len, _HAN.findall(head)))
    return "zh" if han and han >= _NOTABLE_HAN * sum(map(len, _LETTERS.findall(head))) else "en"
