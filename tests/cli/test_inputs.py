"""Texts from files and stdin, references, a person's yes, and one act over several references."""

import json

import pytest

from cxdesk.cli import failures
from cxdesk.cli.table import VERBS, Chapter, Verb
from tests.cli.conftest import Stage


@pytest.fixture(autouse=True)
def _sample_verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("options", "act"):
        monkeypatch.setitem(VERBS, name, Verb(f"tests.cli.samples:{name}", "a sample", Chapter.READ))


def words(stage: Stage, text: str) -> str:
    played = stage.play("options", "CX-7", "2", "--json", "--text", text)
    assert played.code == 0, played.err
    return str(json.loads(played.out)["data"]["text"])


def test_a_text_comes_from_the_option_a_file_or_stdin(stage: Stage) -> None:
    (stage.cwd / "words.txt").write_text("\ufeff从文件\n", encoding="utf-8")
    stage.stdin = "from stdin\n"
    assert words(stage, "as said") == "as said"
    assert words(stage, "@words.txt") == "从文件\n"
    assert words(stage, "-") == "from stdin\n"
    assert words(stage, "@@home") == "@home"


def test_stdin_is_read_once_and_the_second_reader_is_told_who_has_it(stage: Stage) -> None:
    played = stage.play("options", "CX-7", "2", "--text", "-", "--more", "-")
    assert played.code == 2
    assert played.err.startswith("cxdesk: --more: standard input can be read once, and --text reads it")


def test_a_file_that_cannot_be_read_is_wrong_use(stage: Stage) -> None:
    (stage.cwd / "latin").write_bytes(b"\xff")
    assert stage.play("options", "CX-7", "2", "--text", "@absent").code == 2
    played = stage.play("options", "CX-7", "2", "--text", "@latin")
    assert played.err == "cxdesk: --text: latin is not UTF-8; convert it first, for example with iconv\n"


def test_references_from_stdin_are_the_first_words_of_its_lines_each_once(stage: Stage) -> None:
    stage.stdin = "CX-2  late parcel\n\nCX-4\nCX-2\n"
    document = json.loads(stage.play("act", "CX-6", "-", "--json").out)
    assert [row["ref"] for row in document["data"]["done"]] == ["CX-6", "CX-2", "CX-4"]


def test_no_reference_at_all_is_exit_1(stage: Stage) -> None:
    assert stage.play("act").code == 1
    assert stage.play("act", "-").code == 1


@pytest.mark.parametrize(
    ("references", "code", "last"),
    [
        (["CX-2", "CX-4"], 0, "2 complaints done"),
        (["CX-2", "CX-3"], 5, "1 complaint done, 1 refused"),
        (["CX-1", "CX-3"], 1, "0 complaints done, 2 refused"),
        (["CX-2"], 0, "CX-2 assigned"),
    ],
)
def test_one_report_says_what_was_done_and_what_was_refused(
    stage: Stage, references: list[str], code: int, last: str
) -> None:
    played = stage.play("act", *references)
    assert played.code == code
    assert played.out.splitlines()[-1] == last
    document = json.loads(stage.play("act", *references, "--json").out)
    assert document["exit_code"] == code


def test_a_refusal_of_the_only_reference_passes_on(stage: Stage) -> None:
    assert stage.play("act", "CX-3") == (1, "", "cxdesk: CX-3 is closed; cxdesk reopen CX-3\n")


def test_a_yes_is_asked_for_on_a_terminal_only(stage: Stage) -> None:
    assert stage.play("act", "CX-2", "--ask", "--yes").code == 0
    played = stage.play("act", "CX-2", "--ask")
    assert played.code == 2
    assert "add --yes" in played.err
    stage.stdin_is_terminal = True
    for answer, code in {"y\n": 0, "yes\n": 0, "n\n": 1, "\n": 1, "": 1}.items():
        stage.stdin = answer
        assert stage.play("act", "CX-2", "--ask").code == code


def test_a_sentence_with_its_own_full_stop_gets_no_second_mark_before_the_mend() -> None:
    assert failures.Failure(2, "write the one you mean.", mend="--dates ymd").line().endswith("mean; --dates ymd")
