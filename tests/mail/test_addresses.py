"""Which text is an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.mail.addresses import BadAddress, Mailbox, check_address, check_domain


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sample@customer.example", "sample@customer.example"),
        ("  Sample.Name+tag@CUSTOMER.Example ", "Sample.Name+tag@customer.example"),
        ("o'brien_1@sub.customer.example", "o'brien_1@sub.customer.example"),
        ("root@localhost", "root@localhost"),
        ("li@例子.中国", "li@xn--fsqu00a.xn--fiqs8s"),
        ("li@例子。中国", "li@xn--fsqu00a.xn--fiqs8s"),
        ("li@bücher.example", "li@xn--bcher-kva.example"),
        (f"{'a' * 64}@b.example", f"{'a' * 64}@b.example"),
    ],
)
def test_an_address_comes_back_bare_with_an_ascii_domain(text: str, address: str) -> None:
    assert check_address(text) == address
    assert check_address(address) == address


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("sample", "no @"),
        ("sample@", "not valid"),
        ("@customer.example", "not valid"),
        ("a@b@customer.example", "not valid"),
        ("sam ple@customer.example", "holds a blank"),
        ("sample@customer.example\n", "a control character or an odd blank"),
        ("sample@customer.example\r\nBcc: other@customer.example", "a control character or an odd blank"),
        ("sam\u3000ple@customer.example", "a control character or an odd blank"),
        ("sam\x00ple@customer.example", "a control character or an odd blank"),
        ("sam\u202eple@customer.example", "a control character or an odd blank"),
        ("Sample <sample@customer.example>", "one bare address"),
        ("<sample@customer.example>", "one bare address"),
        ("a@b.example,c@d.example", "one bare address"),
        ("a@b.example;c@d.example", "one bare address"),
        ("a@b.example，c@d.example", "one bare address"),
        ("team:a@b.example;", "one bare address"),
        ('"sample"@customer.example', "one bare address"),
        ("sample@[127.0.0.1]", "one bare address"),
        ("sample@127.0.0.1", "not valid"),
        ("sample@customer", "no ending"),
        ("sample@-customer.example", "not valid"),
        ("sample@customer..example", "not valid"),
        ("sample@customer.example..", "not valid"),
        ("sample@cust_omer.example", "not valid"),
        (".sample@customer.example", "not valid"),
        ("sam..ple@customer.example", "not valid"),
        ("张三@customer.example", "beyond ASCII"),
        ("li@straße.example", "two different ones"),
        (f"{'a' * 65}@b.example", "not valid"),
        (f"a@{'b' * 64}.example", "not valid"),
        (f"a@{'例' * 80}.example", "not valid"),
        (f"{'a' * 64}@{'.'.join(['b' * 60] * 4)}", "too long"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadAddress, match=why) as caught:
        check_address(text)
    assert str(caught.value).isprintable()


@given(st.text(max_size=60) | st.from_regex(r"[^@]{1,10}@[^@]{1,20}", fullmatch=True))
def test_any_text_is_an_address_or_refused_and_never_anything_else(text: str) -> None:
    try:
        address = check_address(text)
    except BadAddress as refusal:
        shown = str(refusal)
    else:
        shown = address
        assert address.isascii()
        assert " " not in address
        assert check_address(address) == address
    assert shown.isprintable()


def test_the_dot_of_the_root_behind_a_domain_falls_away() -> None:
    """Some phones write it, and servers refuse it."""
    assert check_address("sample@customer.example.") == "sample@customer.example"


def test_a_mailbox_knows_its_domain() -> None:
    assert Mailbox("Li@例子.中国").domain == "xn--fsqu00a.xn--fiqs8s"
    assert check_domain("CXDESK.example") == "cxdesk.example"
