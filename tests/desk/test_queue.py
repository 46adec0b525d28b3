"""The light door reads a desk's words as the settings whole do, and leaves to them what they would refuse."""

import os
import tomllib
from pathlib import Path

import pytest

from cxdesk.config import load_settings
from cxdesk.desk import NewDesk, make
from cxdesk.desk.queue import light_vocabulary, vocabulary
from cxdesk.store import sqlite
from tests.cli.conftest import NOON

PLAIN = {
    "an empty file": "",
    "lists of its own": '[desk]\nreference = "BV"\nsegments = ["a", "b"]\ncategories = ["late", "lost"]\nproducts = []',
    "causes": '[causes]\nlate-delivery = "Delivered late"\nwrong-advice = "Told wrongly"',
    "channels added and put off": '[channel.kiosk]\ntier = "field"\n[channel.chat]\noff = true',
    "no letters before the number": '[desk]\nreference = ""',
}
ODD = {
    "one word alone": '[desk]\nunits = "warehouse"',
    "a number in a list": "[desk]\nproducts = [1]",
    "a section that is none": 'causes = "late"',
    "a channel that is none": '[channel]\nkiosk = "field"',
    "letters that are none": "[desk]\nreference = 7",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    make(folder, NewDesk(login="ann"), now=lambda: NOON, randomness=os.urandom)
    return folder


@pytest.mark.parametrize("name", PLAIN)
def test_the_short_way_reads_the_same_words(desk: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "desk.toml").write_text(PLAIN[name], encoding="utf-8")
    connection = sqlite.connect(desk / "cxdesk.db", readonly=True)
    light = light_vocabulary(tomllib.loads(PLAIN[name]), connection)
    whole = vocabulary(load_settings(tmp_path / "desk.toml"), connection)
    connection.close()
    assert light is not None
    assert light.reference == whole.reference
    assert dict(light.values) == dict(whole.values)
    assert list(light.values["channel"]) == list(whole.values["channel"])
    assert light.teams == whole.teams


@pytest.mark.parametrize("name", ODD)
def test_what_is_not_plain_is_left_to_the_settings_whole(desk: Path, name: str) -> None:
    connection = sqlite.connect(desk / "cxdesk.db", readonly=True)
    light = light_vocabulary(tomllib.loads(ODD[name]), connection)
    connection.close()
    assert light is None
