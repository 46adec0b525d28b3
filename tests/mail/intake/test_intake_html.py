"""HTML as a person would read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.mail.intake import html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It <b>leaks</b>.", "It leaks."),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/><br>three", "one\ntwo\n\nthree"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<div><div><div>one</div></div></div>two", "one\ntwo"),
        ("a  \n b", "a b"),
        ("a <i> b</i>", "a b"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("x<blockquote>one<blockquote>two</blockquote></blockquote>y", "x\n\n> one\n>\n> > two\n\ny"),
        ("<head><title>t</title></head><style>p{}</style><script>'<p>'</script>seen", "seen"),
        ("<style>never ends", "never ends"),
        ("<!-- <p>hidden --> seen", "seen"),
        ("<!-- never ends", "never ends"),
        ("<!DOCTYPE html><?xml version='1'?>seen", "seen"),
        ("&lt;b&gt; &amp; &#21457;&#x7968; &nope;", "<b> & 发票 &nope;"),
        (f"&#{'9' * 5000};", "\ufffd"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ('<a title="a > b" href="https://shop.example/x">here</a>', "here (https://shop.example/x)"),
        ('<a href="https://shop.example/">shop.example</a>', "shop.example"),
        ('<a href="mailto:a@example.org">a@example.org</a>', "a@example.org"),
        ("<a href='javascript:alert(1)'>here</a>", "here"),
        ('<img alt="the broken lid" src=x>', "[the broken lid]"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p", "<p"),
        ('<p class="never>x</p>', "x"),
        ("</blockquote></p></pre>x", "x"),
        ("my money&nbsp;back", "my money back"),
        ("<P>ONE</P><o:p>&nbsp;</o:p>", "ONE"),
        ("", ""),
    ],
)
def test_a_page_reads_as_a_person_reads_it(source: str, text: str) -> None:
    assert html.text(source)[0].strip() == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<div>Kaput.</div><div class="gmail_signature">Kim</div>', "Kaput.\n--\nKim"),
        ('<div>Kaput.</div>-- <br><div class="gmail_signature">Kim</div>', "Kaput.\n--\nKim"),
        ('<div>Kaput.</div><pre class="moz-signature">-- \nKim</pre>', "Kaput.\n\n--\nKim"),
        ('<div>Kaput.</div><div id="ms-outlook-mobile-signature"></div><p>', "Kaput."),
        ('<div>Kaput.</div><div class="ydp3yahoo_quoted"><p>Dear', "Kaput.\n\n> Dear"),
        ('<div>Kaput.</div><div id="x_divRplyFwdMsg">Od: X</div><div>Dear', "Kaput.\n\n> Od: X\n> Dear"),
        ('<div id="divRplyFwdMsg">Od: X</div><div>Kaput.</div>', "Od: X\nKaput."),
    ],
)
def test_what_mail_programs_call_signature_and_copy_is_marked_as_such(source: str, text: str) -> None:
    """A copy with nothing above it is forwarded, and the message itself."""
    assert html.text(source)[0].strip() == text


def test_what_is_cut_short_is_told() -> None:
    assert html.text("<b>x" * 20, tags=10) == ("x" * 9, -1)
    assert html.text("<b>x" * 5, tags=10) == ("xxxxx", 5)


@given(st.text(alphabet=st.sampled_from("<>/!-?abpq\"'= &#;x9\n")))
def test_no_markup_raises(source: str) -> None:
    html.text(source)


@given(st.text())
def test_text_without_markup_keeps_its_words(words: str) -> None:
    plain = words.replace("<", "").replace("&", "")
    assert html.text(plain)[0].split() == plain.replace("\u200b", " ").split()
