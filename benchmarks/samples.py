"""Deterministic sample words in two languages, and a file of past complaints: the same number gives the same text."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

_ENGLISH = (
    "The parcel came four days late and nobody answered the phone.",
    "I was charged twice for one order and the refund did not arrive.",
    "The technician did not come although the appointment was confirmed in writing.",
    "My contract was cancelled in March and the fee is still taken every month.",
    "The counter refused to exchange the wrong size and was not friendly about it.",
    "The line has been dead since Monday and this is my third call about it.",
    "Your letter names another customer, with the address and the account number.",
    "The promised credit was not on the bill, again.",
)
_CHINESE = (
    "宽带已经三天没有修好，客服一直没有回复。",
    "同一笔订单扣了两次费用，退款至今没有到账。",
    "约好的师傅没有上门，也没有人打电话说明。",
    "三月份已经解约，每个月仍然继续扣费。",
    "柜台拒绝更换尺码，态度也很不好。",
    "快递延误四天，包装破损，要求道歉和补偿。",
    "收到的信里写着别人的姓名和账号。",
    "承诺的话费返还又没有出现在账单上。",
)
PRODUCTS = ("broadband", "mobile", "delivery", "billing", "device", "contract")
CATEGORIES = ("late delivery", "wrong charge", "no answer", "damaged goods", "privacy", "staff", "contract")
HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred",
    "\u202egnp.exe\u202c \u2066isolated\u2069",
    "[bold red]not markup[/] [link=http://example.org]x[/link] [/]",
    "before\x00after",
    "长" * 10_000,
    "W" + "o" * 9_998 + "w",
    '=HYPERLINK("http://example.org")',
    "\u200b\u200d\ufeff e\u0301\u0302\u0303 👩‍👩‍👧‍👦",
)
"""What texts may hold that terminals, markup, spreadsheets and wrapping have to survive."""
_BASE = datetime(2019, 1, 1, 8, tzinfo=UTC)


def mixed(number: int, salt: int) -> int:
    """A number that looks random and is the same every time."""
    return (number * 2_654_435_761 + salt * 40_503) % 1_000_003


def is_chinese(number: int) -> bool:
    """Every second complaint."""
    return number % 2 == 0


def narrative(number: int) -> str:
    """Three to six sentences, about what the corpus of real complaints has."""
    sentences = _CHINESE if is_chinese(number) else _ENGLISH
    count = 3 + mixed(number, 1) % 4
    return " ".join(sentences[mixed(number, 2 + place) % len(sentences)] for place in range(count))


def past_rows(count: int) -> Iterator[list[str]]:
    """A header and *count* past complaints, nine of ten closed, as another system would export them."""
    yield ["id", "received at", "customer id", "customer", "channel", "product", "category", "text", "status",
           "responded at", "resolved at", "closed at", "response", "old reference"]  # fmt: skip
    for number in range(1, count + 1):
        received = _BASE + timedelta(minutes=mixed(number, 11) % (60 * 24 * 2000))
        responded = received + timedelta(hours=1 + mixed(number, 12) % 200)
        closed = responded + timedelta(hours=mixed(number, 13) % 400)
        is_open = number % 10 == 0
        stamps = [f"{at:%Y-%m-%d %H:%M:%S}" for at in (received, responded, closed)]
        person = 1 + mixed(number, 14) % max(count // 3, 1)
        yield [
            f"H{number}",
            stamps[0],
            f"K{person}",
            f"Sample {person}",
            ("phone", "email", "web")[number % 3],
            PRODUCTS[mixed(number, 15) % len(PRODUCTS)],
            CATEGORIES[mixed(number, 16) % len(CATEGORIES)],
            narrative(number),
            "in progress" if is_open else "closed",
            stamps[1] if not is_open else "",
            stamps[2] if not is_open else "",
            stamps[2] if not is_open else "",
            "" if is_open else ("已退款并致歉。" if is_chinese(number) else "Refunded, with our apology."),
            f"OLD/{number:07d}",
        ]


def write_past(path: Path, count: int) -> None:
    """The rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(past_rows(count))
