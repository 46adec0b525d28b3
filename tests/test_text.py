"""Text is made safe for a terminal, fits its cells, and is found again."""

import re
import sqlite3
import sys
import unicodedata
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from cxdesk import text as words_of
from cxdesk.text import cut, fit, fold, index_tokens, match_query, plain, width, wrap

ANY_TEXT = st.text(st.characters(), max_size=60)
TRICKY = st.text(
    st.sampled_from(
        "a \t\n\r\x1b\x00\x9b[]\u202e\u2066\u200d\ufe0f\ufe0e😀👩❤\U0001f3fd退款，\u0915\u094d\u200c\u0301\ud83d\ufeff"
        "\u2028\U000e0041\ufdfa"
    ),
    max_size=24,
)
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=12)


# ---- safe for a terminal ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2Jgone", "␛[2Jgone"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x9b31mred", "‹U+009B›31mred"),
        ("a\x00b\x7f", "a␀b␡"),
        ("tab\there", "tab here"),
        ("exe\u202etxt.gpj", "exe‹U+202E›txt.gpj"),
        ("\u2066isolated\u2069", "‹U+2066›isolated‹U+2069›"),
        ("zero\u200bwidth\ufeff", "zero‹U+200B›width‹U+FEFF›"),
        ("half \ud83d", "half ‹U+D83D›"),
        ("tag\U000e0041", "tag‹U+E0041›"),
        ("\ufdd0\U0010ffff", "‹U+FDD0›‹U+10FFFF›"),
        ("line\u2028para\u2029", "line‹U+2028›para‹U+2029›"),
        ("blank \u3164 name", "blank ‹U+3164› name"),
        ("x\ufe0f\ufe01\ufe02", "x\ufe0f‹U+FE01›‹U+FE02›"),
        ("a\u200db", "a‹U+200D›b"),
    ],
)
def test_what_could_steer_a_terminal_or_hide_is_shown_as_a_symbol(hostile: str, shown: str) -> None:
    assert plain(hostile) == shown


@pytest.mark.parametrize(
    "innocent",
    [
        "",
        "Refund, please.",
        "我要退款！",
        "café — naïve",
        "👩‍👩‍👧 ❤️‍🔥 👍🏽",
        "می‌خواهم",
        "क्‍ष",
        "[/] [@click=x]",
        "日本語 한국어",
    ],
)
def test_ordinary_text_in_any_script_is_left_alone(innocent: str) -> None:
    assert plain(innocent) == innocent


def test_line_breaks_stay_only_where_lines_are_wanted() -> None:
    assert plain("a\r\nb\nc\rd", lines=True) == "a\nb\nc␍d"
    assert plain("a\r\nb\nc") == "a␊b␊c"


@given(ANY_TEXT | TRICKY, st.booleans())
def test_plain_text_is_settled_after_one_pass_and_can_be_written_anywhere(text: str, lines: bool) -> None:
    once = plain(text, lines=lines)
    assert plain(once, lines=lines) == once
    once.encode("utf-8")
    assert all(
        character == "\n" or unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} for character in once
    )


def test_every_control_and_bidi_character_of_unicode_is_neutral() -> None:
    bidi = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN", "B", "S"}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in {"Cc", "Cs"} or unicodedata.bidirectional(character) in bidi:
            assert character not in plain(f"a{character}b"), hex(code)


# ---- cells -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("abc", 3),
        ("退款", 4),
        ("ｆｕ", 4),
        ("e\u0301", 1),
        ("👩‍👩‍👧", 2),
        ("👍🏽", 2),
        ("❤️", 2),
        ("🇩🇪", 2),
        ("ｶﾞ", 2),
    ],
)
def test_width_counts_terminal_cells(text: str, cells: int) -> None:
    assert width(text) == cells


def test_width_agrees_with_the_library_that_draws_the_tables() -> None:
    samples = [
        "投诉编号：CX-1042",
        "naïve café",
        "한국어 텍스트",
        "カタカナ",
        "👩‍💻 ok",
        "❤️‍🔥",
        "ไม่พอใจ",
        "…—“”",
        "①②㈱",
        "مرحبا",
    ]
    assert {sample: width(sample) for sample in samples} == {sample: cell_len(sample) for sample in samples}


def test_fit_fills_exactly_the_cells_and_never_half_a_character() -> None:
    assert fit("退款", 6) == "退款  "
    assert fit("退款要求", 6) == "退款… "
    assert fit("abc", 2) == "a…"
    assert fit("退", 1) == "…"
    assert fit("退", 0) == ""


@given(ANY_TEXT | TRICKY, st.integers(0, 30))
def test_fit_is_exact_and_cut_is_a_beginning(text: str, cells: int) -> None:
    safe = plain(text)
    assert width(fit(safe, cells)) == cells
    assert safe.startswith(cut(safe, cells))
    assert width(cut(safe, cells)) <= cells


def test_wrap_breaks_between_words_and_anywhere_in_chinese() -> None:
    assert wrap("the goods came late", 10) == ["the goods", "came late"]
    assert wrap("我要求退款，谢谢。", 8) == ["我要求退", "款，谢", "谢。"]
    assert wrap("我要求退款，谢谢。", 10) == ["我要求退", "款，谢谢。"]
    assert wrap("one\n\ntwo", 10) == ["one", "", "two"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]


def test_wrap_refuses_a_line_in_which_nothing_fits() -> None:
    with pytest.raises(ValueError, match="at least 2 cells"):
        wrap("退款", 1)


@given(ANY_TEXT | TRICKY, st.integers(2, 30))
def test_wrap_keeps_every_character_but_spaces_and_no_line_is_too_wide(text: str, cells: int) -> None:
    safe = plain(text, lines=True)
    lines = wrap(safe, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == safe.replace(" ", "").replace("\n", "")


# ---- search ----------------------------------------------------------------------------------------------


def found(document: str, words: str, *, prefix: bool = False) -> bool:
    """Does a real contentless FTS5 table find the document by a person's words?"""
    expression = match_query(words, prefix=prefix)
    if not expression:
        return False
    with closing(sqlite3.connect(":memory:")) as db, db:
        db.execute("CREATE VIRTUAL TABLE search USING fts5(body, content='', tokenize='unicode61')")
        db.execute("INSERT INTO search(rowid, body) VALUES (1, ?)", (index_tokens(document),))
        rows = db.execute("SELECT rowid FROM search WHERE search MATCH ?", (expression,)).fetchall()
    return rows == [(1,)]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("客户申请退款未到账", "退款"),
        ("客户申请退款", "款"),
        ("客户申请退款", "客"),
        ("客户申请退款", "申请退款"),
        ("订单iPhone12退款了", "iphone12退款"),
        ("订单iPhone12退款了", "订单iphone12"),
        ("退款iphone", "退款iphone"),
        ("要退 b", '"退 b"'),
        ("REFUND ＣＡＦÉ", "refund cafe"),
        ("See CX-1042 now", "cx-1042"),
        ("late delivery again", '"late delivery"'),
        ("late delivery again", "“late delivery” AGAIN"),
        ("한국어로 불만", "국어"),
        ("サポートの対応", "ポート"),
        ("re\u200bfund", "refund"),
        ("Straße", "STRASSE"),
        ("𠮷野家", "𠮷野"),
    ],
)
def test_words_find_the_text(document: str, words: str) -> None:
    assert found(document, words)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("款退", "退款"),
        ("退货 付款", "退款"),
        ("申请退，款未到", "退款"),
        ("delivery late", '"late delivery"'),
        ("late", "late delivery"),
        ("refunded", "refund"),
        ("cx 1043", "CX-1042"),
    ],
)
def test_words_do_not_find_another_text(document: str, words: str) -> None:
    assert not found(document, words)


def test_the_last_word_may_go_on_only_when_asked() -> None:
    assert found("refunded at once", "at refu", prefix=True)
    assert not found("refunded at once", "refu at", prefix=True)
    assert not found("refunded at once", '"refu"', prefix=True)


@pytest.mark.parametrize("nothing", ["", "   ", '""', '"', "***", "😀", "\x00", "(:)", "\ud800", "--"])
def test_words_without_a_letter_or_digit_search_nothing(nothing: str) -> None:
    assert match_query(nothing) == ""


@settings(max_examples=60)
@given(CHINESE, CHINESE, st.data())
def test_any_piece_of_a_chinese_run_finds_it(run: str, before: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    assert found(f"{before}，{run} ok", run[start:end])


FTS_TRAPS = st.text(st.sampled_from("\"“*^:(){}+-退款é a\x00\ud800'NEARODTcol,😀ー가\u0301٣Ⅷ"), max_size=30)


@settings(max_examples=150)
@given(ANY_TEXT | FTS_TRAPS, st.booleans())
def test_whatever_is_typed_gives_a_valid_search(words: str, prefix: bool) -> None:
    found("some 文字", words, prefix=prefix)


@settings(max_examples=60)
@given(ANY_TEXT | FTS_TRAPS)
def test_a_text_is_found_by_each_of_its_own_words(text: str) -> None:
    for word in text.split():
        unquoted = word.translate({ord(quote): None for quote in '"“”＂'})
        if unquoted == word and match_query(word) and max(word) < "\ue000":
            assert found(text, word), word


def test_a_very_long_search_is_cut_and_still_valid() -> None:
    assert found("w0 w31", " ".join(f"w{number}" for number in range(5000))) is False
    assert match_query("退款" * 100_000)


@given(ANY_TEXT | TRICKY, ANY_TEXT | TRICKY)
def test_a_long_text_is_folded_as_a_short_one_is(one: str, other: str) -> None:
    """Long ones are normalised in pieces: no piece ends where a mark could join what stands before it."""
    joined = f"{one}e{other}长{one}"
    long = "长" * 64 + "ａ" + joined
    assert fold(long) == fold("长") * 64 + fold("ａ" + joined)


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_query_tells_the_same_characters_as_cjk_as_the_index_does() -> None:
    run = re.compile(words_of._CJK_RUN)
    near = {ord(edge) + step for edge in words_of._CJK for step in (-1, 0, 1)}
    assert [hex(code) for code in near if words_of._is_cjk(chr(code)) is not bool(run.match(chr(code)))] == []
