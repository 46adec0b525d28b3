"""The desk.toml that `init` writes: it loads clean, says what it was given, and its comments are true."""

import re
from datetime import date
from pathlib import Path

import pytest

from cxdesk.config import load, snapshot_of
from cxdesk.config.presets import preset_names
from cxdesk.config.template import render_desk_toml
from cxdesk.domain.policy import Facts
from cxdesk.errors import WrongUse

NAMES = ["Care", 'A "quoted" \\ name', "客户服务\n部", "@timezone@", "'x' # y"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_the_template_loads_clean_and_says_what_it_was_given(tmp_path: Path, language: str, name: str) -> None:
    path = tmp_path / "desk.toml"
    text = render_desk_toml(name, "Asia/Shanghai", "CN", language, "cn-telecom", group="care")
    path.write_text(text, encoding="utf-8")
    config = load(path)
    assert (config.desk.name, config.desk.country, config.desk.language) == (name, "CN", language)
    assert (config.desk.timezone, config.desk.group) == ("Asia/Shanghai", "care")
    assert config.warnings == ()
    policy = snapshot_of(config, {}, "").policy_for(Facts(date(2026, 3, 2)))
    assert policy.preset == "cn-telecom"


@pytest.mark.parametrize("preset_name", preset_names())
def test_every_preset_makes_a_desk(tmp_path: Path, preset_name: str) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(render_desk_toml("Care", "UTC", "", "fr", preset_name), encoding="utf-8")
    assert load(path).desk.language == "en"


def test_an_unknown_preset_is_refused_before_anything_is_written() -> None:
    with pytest.raises(WrongUse, match="no preset"):
        render_desk_toml("Care", "UTC", "", "en", "iso1002-default")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_comments_offer_works_when_it_is_taken(tmp_path: Path, language: str) -> None:
    """Every commented-out setting, uncommented, is a setting of this version."""
    text = render_desk_toml("Care", "UTC", "", language, "iso10002-default")
    offered = re.sub(r"(?m)^# ?(?=\[|[a-z_-]+ = |$)", "", text).replace('transport = "maildir"', "# chosen below")
    path = tmp_path / "desk.toml"
    path.write_text(offered, encoding="utf-8")
    config = load(path)
    assert config.settings.mail.host == "mail.example.org"
    assert config.rules[0].when.segment == {"vip"}
    assert config.floor
    assert config.desk.causes


def test_both_languages_offer_the_same_settings() -> None:
    def keys(language: str) -> list[str]:
        text = render_desk_toml("Care", "UTC", "", language, "iso10002-default")
        return re.findall(r"(?m)^(?:# ?)?(\[+[a-z.]+\]+|[a-z_-]+) ?(?:=|$|#)", text)

    assert keys("en") == keys("zh")
    assert len(keys("en")) > 50
