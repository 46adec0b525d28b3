"""`config get` and `config set`: one value changes, every other character stays, and nothing broken is ever written."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.config import ConfigError
from cxdesk.config.edit import get, parse_key, set_value
from cxdesk.config.layout import scan
from cxdesk.errors import NotDone, WrongUse

TEXT = """# the desk
[desk] # who we are
name = "Care"   # shown everywhere
segments = [
  "standard", # most
  "vip",
]

# mail goes out like this
[mail]
timeout = 10

[policy.standard.clock.resolve]
target = "20d"
by_severity = { S1 = "3d" }

[[rule]]
name = "first"
when = { segment = "vip" }
then = { calendar = "desk" }
[[rule]]
name = "second"
rank = 2
then = { policy = "standard" }
"""


def desk(tmp_path: Path, text: str = TEXT) -> Path:
    path = tmp_path / "desk.toml"
    path.write_bytes(text.encode())
    return path


def after(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("desk.name", "Care"),
        ("mail.timeout", 10),
        ("policy.standard.clock.resolve.by_severity.S1", "3d"),
        ("rule[2].name", "second"),
        ("desk.segments[1]", "standard"),
    ],
)
def test_a_value_is_found_by_its_key(tmp_path: Path, key: str, value: object) -> None:
    assert get(desk(tmp_path), key) == value


@pytest.mark.parametrize(("key", "mend"), [("desk.nam", "name"), ("dekst.name", "desk"), ("rule[3].name", "")])
def test_a_key_that_is_not_there_is_said_so(tmp_path: Path, key: str, mend: str) -> None:
    with pytest.raises(NotDone) as refused:
        get(desk(tmp_path), key)
    assert mend in str(refused.value.mend)


@pytest.mark.parametrize(
    ("key", "text", "old", "new"),
    [
        ("desk.name", 'Our "Care" 客户', 'name = "Care"   #', 'name = "Our \\"Care\\" 客户"   #'),
        ("desk.name", "42", 'name = "Care"', 'name = "42"'),
        ("mail.timeout", "20", "timeout = 10", "timeout = 20"),
        ("policy.standard.clock.resolve.target", "15d", '"20d"', '"15d"'),
        ("rule[2].rank", "5", "rank = 2", "rank = 5"),
        ("desk.segments", '["vip", "gold"]', '[\n  "standard", # most\n  "vip",\n]', '["vip", "gold"]'),
        ("desk.reference", "QX", '  "vip",\n]\n', '  "vip",\n]\nreference = "QX"\n'),
        ("rule[1].rank", "7", '"desk" }\n[[rule]]', '"desk" }\nrank = 7\n[[rule]]'),
        ("report.time", "18:00", '"standard" }\n', '"standard" }\n\n[report]\ntime = "18:00"\n'),
    ],
)
def test_one_value_changes_and_the_rest_stays(tmp_path: Path, key: str, text: str, old: str, new: str) -> None:
    path = desk(tmp_path)
    set_value(path, key, text)
    assert after(path) == TEXT.replace(old, new)
    assert list(tmp_path.iterdir()) == [path]


def test_line_ends_of_windows_and_the_mode_of_the_file_stay(tmp_path: Path) -> None:
    path = desk(tmp_path, "\ufeff" + TEXT.replace("\n", "\r\n"))
    path.chmod(0o640)
    set_value(path, "desk.reference", "QX")
    set_value(path, "mail.timeout", "9")
    assert after(path).count("\n") == after(path).count("\r\n") == TEXT.count("\n") + 1
    assert after(path).startswith("\ufeff")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_behind_a_link_is_changed_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = desk(tmp_path / "real")
    link = tmp_path / "desk.toml"
    link.symlink_to(path)
    set_value(link, "desk.name", "New")
    assert link.is_symlink()
    assert get(path, "desk.name") == "New"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("desk.language", "klingon"),
        ("desk.nmae", "A"),
        ("mail.timeout", "soon"),
        ("policy.standard.clock.resolve.target", "6m"),
    ],
)
def test_what_would_break_the_file_is_not_written(tmp_path: Path, key: str, text: str) -> None:
    path = desk(tmp_path)
    with pytest.raises(ConfigError):
        set_value(path, key, text)
    assert after(path) == TEXT


@pytest.mark.parametrize(
    "key",
    [
        "policy.standard.clock.resolve.by_severity.S1",
        "desk",
        "rule",
        "rule[1]",
        "rule[1].when.segment",
        "desk.segments[1]",
    ],
)
def test_what_this_editor_cannot_do_is_left_to_a_person(tmp_path: Path, key: str) -> None:
    path = desk(tmp_path)
    with pytest.raises(WrongUse) as refused:
        set_value(path, key, "x")
    assert "desk.toml" in str(refused.value.mend)
    assert after(path) == TEXT


@pytest.mark.parametrize("key", ["", ".", "desk.", "desk name", "rule[0]", "rule[x].rank", "rule[1", "rule[]"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(WrongUse):
        parse_key(key)


def test_an_absent_entry_of_a_list_is_not_invented(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"no rule\[9\]"):
        set_value(desk(tmp_path), "rule[9].rank", "1")


def test_a_file_without_a_last_line_end_gets_one(tmp_path: Path) -> None:
    path = desk(tmp_path, '[desk]\nname = "A"')
    set_value(path, "desk.reference", "QX")
    assert after(path) == '[desk]\nname = "A"\nreference = "QX"\n'
    path.write_bytes(b"")
    set_value(path, "desk.name", "B")
    assert tomllib.loads(after(path)) == {"desk": {"name": "B"}}


@settings(max_examples=80)
@given(st.text(max_size=30))
def test_any_text_comes_back_as_it_was_set(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = desk(tmp_path_factory.mktemp("desk"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    set_value(path, "desk.name", text)
    assert get(path, "desk.name") == text


def test_the_layout_knows_where_everything_stands() -> None:
    text = '''
a."b.c".'d' = """x
[no]
""" # [not.either]
[[list]]
[list.under]
k = [1, # [
  { x = "]" } ]
[[list]]
e = 'a#b' # c
'''
    layout = scan(text)
    assert layout.line(("a", "b.c", "d")) == 2
    assert layout.tables == {("list", 0): 5, ("list", 0, "under"): 6, ("list", 1): 9}
    assert layout.line(("list", 0, "under", "k", 1, "x")) == 7
    place = layout.keys[("list", 1, "e")]
    assert text[place.start : place.end] == "'a#b'"
    assert layout.line(("a",)) == 2
    assert layout.line(("unsaid",)) == 0
