"""Address headers as people's programs write them, and as they should not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.mail.intake.addresses import bare, mailboxes


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("ann@example.org", [("", "ann@example.org")]),
        ("Ann Sample <ann@example.org>", [("Ann Sample", "ann@example.org")]),
        ('"Sample, Ann" <ann@example.org>', [("Sample, Ann", "ann@example.org")]),
        ("Sample, Ann <ann@example.org>", [("Sample, Ann", "ann@example.org")]),
        ("ann@example.org (Ann Sample)", [("Ann Sample", "ann@example.org")]),
        ("Ann (ann@example.org)", [("Ann", "ann@example.org")]),
        ("=?utf-8?B?5p2O?= <li@example.cn>", [("李", "li@example.cn")]),
        ("=?utf-8?Q?Sample=2C_Ann?= <ann@example.org>", [("Sample, Ann", "ann@example.org")]),
        ("=?utf-8?B?QW5uIDxhbm5AZXhhbXBsZS5vcmc+?=", [("Ann", "ann@example.org")]),
        ("'ann@example.org'", [("", "ann@example.org")]),
        ("\"'ann@example.org'\" <ann@example.org>", [("ann@example.org", "ann@example.org")]),
        ("Ann <mailto:ann@example.org>", [("Ann", "ann@example.org")]),
        ("Ann [mailto:ann@example.org]", [("Ann", "ann@example.org")]),
        ("Ann | [Shop] <ann@example.org>", [("Ann | [Shop]", "ann@example.org")]),
        ("<@relay.example,@other.example:ann@example.org>", [("", "ann@example.org")]),
        ('"Ann Sample"@example.org', [("", '"Ann Sample"@example.org')]),
        ("Ann <ann@example.org", [("Ann", "ann@example.org")]),
        ("Ann <ann@example.org, bob@example.org", [("Ann", "ann@example.org"), ("", "bob@example.org")]),
        ('"Ann <ann@example.org>', [("Ann", "ann@example.org")]),
        ("Ann (at work <ann@example.org>", [("Ann (at work", "ann@example.org")]),
        ("ann@example.org; bob@example.org", [("", "ann@example.org"), ("", "bob@example.org")]),
        ("Team: ann@example.org, bob@example.org;", [("", "ann@example.org"), ("", "bob@example.org")]),
        ("undisclosed-recipients:;", []),
        ("Re: order <ann@example.org>", [("Re: order", "ann@example.org")]),
        ("Mail Delivery System <>", [("Mail Delivery System", "")]),
        ("李＜li@example.cn＞", [("李", "li@example.cn")]),
        ("ann@[192.0.2.1]", [("", "ann@[192.0.2.1]")]),
        ("=?@", []),
        ("=?<a@b>?=,<>", [("=??=", "a@b")]),
        ("", []),
    ],
)
def test_mailboxes_are_found(value: str, found: list[tuple[str, str]]) -> None:
    assert list(mailboxes(value)) == found


def test_each_address_is_listed_once() -> None:
    assert bare("a@x.example, A <a@x.example>, b@x.example, nobody") == ("a@x.example", "b@x.example")


@given(st.text(alphabet=st.sampled_from("ab@.<>()\"\\,;: =?'")))
def test_no_list_of_addresses_raises(value: str) -> None:
    for name, address in mailboxes(value):
        assert "\n" not in name + address


@pytest.mark.corpus
def test_valid_addresses_of_the_corpus_are_found_whole(corpus: Path) -> None:
    lines = (corpus / "05-email" / "flanker" / "mailbox_valid.txt").read_text("utf-8").splitlines()
    assert not [line for line in lines if line and line[0] != "#" and "@" in line and not bare(line)]
