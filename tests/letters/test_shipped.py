from pathlib import Path

import pytest

from cxdesk.errors import DeskUnavailable
from cxdesk.letters import LANGUAGES, LetterKind, known_names, load_templates, shipped, template_for
from cxdesk.letters.template import parse

ACKNOWLEDGEMENT = LetterKind.ACKNOWLEDGEMENT


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_uses_the_same_facts_in_every_language(kind: LetterKind) -> None:
    used = [parse(shipped(kind, tag), file=tag, known=known_names(kind)).names for tag in LANGUAGES]
    assert used[0] == used[1]


def test_the_desks_templates_are_found_by_letter_and_language(tmp_path: Path) -> None:
    (tmp_path / "acknowledgement.en.txt").write_text("Subject: a\n\nb\n", encoding="utf-8")
    (tmp_path / "final-response.zh-CN.txt").write_text("Subject: 答复\n\n内容\n", encoding="utf-8-sig")
    (tmp_path / "README.md").write_text("not a template", encoding="utf-8")
    assert load_templates(tmp_path) == {
        (ACKNOWLEDGEMENT, "en"): "Subject: a\n\nb\n",
        (LetterKind.FINAL_RESPONSE, "zh"): "Subject: 答复\n\n内容\n",
    }


def test_no_folder_is_no_templates(tmp_path: Path) -> None:
    assert load_templates(tmp_path / "templates") == {}


def test_a_wrong_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "acknowledgement.zh.txt"
    path.write_bytes(b"Subject: x\n\n" + "您好".encode("gb18030"))
    with pytest.raises(DeskUnavailable, match="not UTF-8") as caught:
        load_templates(tmp_path)
    assert caught.value.where == f"{path}:3"
    assert caught.value.mend == "save it again as UTF-8"


@pytest.mark.parametrize("name", ["acknowledgment.en.txt", "acknowledgement.txt", "Options.en.txt"])
def test_a_misnamed_template_is_not_silently_left_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Subject: a\n\nb\n", encoding="utf-8")
    with pytest.raises(DeskUnavailable, match="is no name of a letter's template") as caught:
        load_templates(tmp_path)
    assert "acknowledgement" in (caught.value.mend or "")


def test_two_templates_for_one_letter_and_language_are_refused(tmp_path: Path) -> None:
    for name in ("options.zh.txt", "options.zh-CN.txt"):
        (tmp_path / name).write_text("Subject: a\n\nb\n", encoding="utf-8")
    with pytest.raises(DeskUnavailable, match="two templates"):
        load_templates(tmp_path)


def test_an_unreadable_or_huge_template_is_named(tmp_path: Path) -> None:
    (tmp_path / "options.en.txt").mkdir()
    with pytest.raises(DeskUnavailable, match="cannot be read"):
        load_templates(tmp_path)
    (tmp_path / "options.en.txt").rmdir()
    (tmp_path / "options.en.txt").write_text("x" * 100_001, encoding="utf-8")
    with pytest.raises(DeskUnavailable, match="larger than"):
        load_templates(tmp_path)


@pytest.mark.parametrize(
    ("wanted", "desk", "expected"),
    [
        ("en-GB", "zh", ("en", "own english")),
        ("zh", "en", ("zh", None)),
        ("fr", "de", ("fr", "own french")),
        ("it", "zh", ("zh", None)),
        ("it", "pt", ("en", "own english")),
    ],
)
def test_the_customers_language_comes_before_an_edited_template(
    wanted: str, desk: str, expected: tuple[str, str | None]
) -> None:
    templates = {(ACKNOWLEDGEMENT, "en"): "own english", (ACKNOWLEDGEMENT, "fr"): "own french"}
    assert template_for(templates, ACKNOWLEDGEMENT, wanted, desk) == expected
