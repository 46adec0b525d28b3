"""Every string a person reads passes one catalogue, in English and Chinese."""

import ast
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from cxdesk import catalogue
from cxdesk.catalogue import C_, N_, _, from_environment, in_context, in_language, known, language, ngettext, use
from cxdesk.desk.value_words import spoken
from cxdesk.domain.words import OptionState, OptionType, Outcome, PromiseState, RevisitState, Role, Status
from cxdesk.letters.facts import CHANNELS, CLOCKS
from cxdesk.letters.kinds import LetterKind
from tests.catalogue_tool import MO, PACKAGE, PO, compiled, extracted, main, missing, source_sentences

KNOWN_SENTENCE = "That date is outside the years 1 to 9999."
IN_CHINESE = "该日期超出了公元 1 年至 9999 年的范围。"


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use("en")


def test_a_sentence_is_english_until_chinese_is_in_use() -> None:
    assert _(KNOWN_SENTENCE) == KNOWN_SENTENCE
    use("zh_CN")
    assert language() == "zh"
    assert _(KNOWN_SENTENCE) == IN_CHINESE


def test_a_customer_is_written_to_in_their_language_whatever_the_process_speaks() -> None:
    assert in_language("zh-Hans", KNOWN_SENTENCE) == IN_CHINESE
    use("zh")
    assert in_language("en", KNOWN_SENTENCE) == KNOWN_SENTENCE


def test_a_sentence_without_translation_stays_english() -> None:
    use("zh")
    assert _("No catalogue holds this sentence.") == "No catalogue holds this sentence."
    assert _("") == ""
    assert N_("marked only") == "marked only"


def test_numbers_choose_the_english_form_and_chinese_has_one() -> None:
    assert [ngettext("{n} cow", "{n} cows", number) for number in (0, 1, 2)] == ["{n} cows", "{n} cow", "{n} cows"]
    use("zh")
    assert ngettext("{n} cow", "{n} cows", 1) in {"{n} cow", "{n} cows"}


@pytest.mark.parametrize(
    ("tag", "served"),
    [
        ("zh", "zh"),
        ("zh_CN.UTF-8", "zh"),
        ("ZH-hant", "zh"),
        ("en_GB", "en"),
        ("C.UTF-8", "en"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_a_tag_is_served_in_one_of_the_two_languages(tag: str, served: str) -> None:
    assert known(tag) == served


@pytest.mark.parametrize(
    ("env", "served"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LC_ALL": "en_US", "CXDESK_LANG": "zh"}, "zh"),
        ({"CXDESK_LANG": "", "LC_ALL": "", "LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_environment_names_the_language(env: dict[str, str], served: str) -> None:
    assert from_environment(env) == served


def test_english_loads_no_translation_code() -> None:
    code = "import sys; from cxdesk.catalogue import _; _('x'); sys.exit('gettext' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)


def test_chinese_is_found_inside_a_zip(tmp_path: Path) -> None:
    bundle = tmp_path / "cxdesk.zip"
    with zipfile.ZipFile(bundle, "w") as packed:
        for file in (PACKAGE / "__init__.py", PACKAGE / "catalogue.py", MO):
            packed.write(file, file.relative_to(PACKAGE.parent))
    asked = f"c.in_language('zh', {KNOWN_SENTENCE!r}) == {IN_CHINESE!r}"
    code = f"import cxdesk.catalogue as c; assert '.zip' in c.__file__; assert {asked}"
    environment = {"PYTHONPATH": str(bundle), "PYTHONIOENCODING": "utf-8"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env=environment)


# ---- the tool --------------------------------------------------------------------------------------------


@pytest.fixture
def small_source(tmp_path: Path) -> Path:
    (tmp_path / "room.py").write_text(
        '_("Hello {name}")\nN_("later")\nngettext("{n} day", "{n} days", n)\nin_language(tag, N_("Yours"))\n'
        'in_language(tag, "Theirs")\nother("not ours")\n',
        encoding="utf-8",
    )
    return tmp_path


def test_marked_sentences_are_extracted_and_nothing_else(small_source: Path) -> None:
    found = {message.id for message in source_sentences(small_source) if message.id}
    assert found == {"Hello {name}", "later", ("{n} day", "{n} days"), "Yours", "Theirs"}


def test_the_docstring_of_a_command_is_a_sentence_in_one_line(small_source: Path) -> None:
    commands = small_source / "screens" / "commands"
    commands.mkdir(parents=True)
    (commands / "acts.py").write_text(
        'class Base:\n    """Not shown."""\n\n\nclass Take(Base):\n    """Become\n    the owner."""\n\n'
        '    label = "Take"\n',
        encoding="utf-8",
    )
    found = {message.id for message in source_sentences(small_source) if message.id}
    assert "Become the owner." in found
    assert "Not shown." not in found


def test_extracting_keeps_translations_adds_new_sentences_and_drops_unused_ones(small_source: Path) -> None:
    before = 'msgid "Hello {name}"\nmsgstr "你好，{name}"\n\nmsgid "gone"\nmsgstr "没了"\n'.encode()
    after = extracted(before, source_sentences(small_source))
    assert "你好，{name}" in after.decode()
    assert "gone" not in after.decode()
    assert extracted(after, source_sentences(small_source)) == after


def test_missing_lists_untranslated_sentences_and_lost_placeholders(small_source: Path) -> None:
    source = source_sentences(small_source)
    po = extracted(b"", source).decode().replace('msgid "later"\nmsgstr ""', 'msgid "later"\nmsgstr "以后"')
    po = po.replace('msgid "Hello {name}"\nmsgstr ""', 'msgid "Hello {name}"\nmsgstr "你好，{nom}"')
    assert missing(po.encode(), source) == ["Hello {name}", "{n} day", "Yours", "Theirs"]


def test_an_unknown_verb_of_the_tool_prints_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate"]) == 2
    assert "extract | compile | missing" in capsys.readouterr().err


# ---- completeness: these hold once every room's sentences are extracted, translated and compiled -----------------


def test_every_sentence_of_the_source_is_whole_in_chinese() -> None:
    assert missing(PO.read_bytes(), source_sentences()) == []


def test_the_compiled_catalogue_is_what_the_translations_compile_to() -> None:
    assert MO.read_bytes() == compiled(PO.read_bytes())


@pytest.mark.parametrize(
    "codes",
    [Status, Outcome, Role, OptionType, OptionState, RevisitState, PromiseState, LetterKind, CHANNELS, CLOCKS],
    ids=lambda codes: getattr(codes, "__name__", codes[0] if isinstance(codes, tuple) else ""),
)
def test_every_code_that_people_see_has_a_chinese_word_and_no_two_of_a_kind_share_one(codes: Iterable[str]) -> None:
    words = [in_language("zh", str(code)) for code in codes]
    assert all(not word.isascii() for word in words)
    assert len(set(words)) == len(words)


def test_the_catalogue_module_names_its_languages() -> None:
    assert set(catalogue.LANGUAGES) == {"en", "zh"}


def test_one_english_word_is_several_chinese_ones() -> None:
    """A complaint that is not upheld is 不予支持; a message that is turned away 拒收 (STANDARDS §7.4)."""
    assert C_("decision", "rejected") == "rejected"
    assert in_context("zh", "decision", "rejected") == "不予支持"
    use("zh")
    assert (C_("decision", "rejected"), _("rejected")) == ("不予支持", "拒收")
    assert (C_("letter", "accepted"), _("accepted")) == ("邮件服务器已接收", "已接受")
    assert (C_("option", "open"), _("open")) == ("待客户答复", "未结")
    assert spoken("rejected", "decision") == "不予支持"
    assert C_("letter", "queued") == _("queued") != "queued"


def test_a_word_marked_in_a_context_reaches_the_compiled_catalogue(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text('NC_("fruit", "date"); _("date"); in_context(language, "fruit", "pear")')
    source = source_sentences(tmp_path)
    po = extracted(b"", source).replace(
        b'msgctxt "fruit"\nmsgid "date"\nmsgstr ""', 'msgctxt "fruit"\nmsgid "date"\nmsgstr "椰枣"'.encode()
    )
    assert sorted((message.context or "", str(message.id)) for message in source if message.id) == [
        ("", "date"), ("fruit", "date"), ("fruit", "pear")
    ]  # fmt: skip
    assert missing(po, source) == ["date", "pear"]
    assert b"fruit\x04date" in compiled(po)


def test_no_sentence_hides_where_the_extraction_does_not_look() -> None:
    found = {
        one for message in source_sentences() for one in ([message.id] if isinstance(message.id, str) else message.id)
    }
    hidden = [
        f"{path.name}: {node.args[0].value}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "N_"}
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and node.args[0].value not in {"", *found}
    ]
    assert hidden == []
