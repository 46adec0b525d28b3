"""Every command has one set of words: help, key, and docs/keys.md say the same."""

from pathlib import Path

from cxdesk.screens.commands import ALL, named
from cxdesk.screens.commands.base import ActCommand
from cxdesk.screens.keys_page import keys_page
from tests.catalogue_tool import PACKAGE, helps


def test_docs_keys_md_is_current() -> None:
    written = (PACKAGE.parent / "docs" / "keys.md").read_text(encoding="utf-8")
    assert written == keys_page(), "python -m cxdesk.screens.keys_page > docs/keys.md"


def test_every_command_has_a_name_of_its_own_and_a_sentence_of_help() -> None:
    assert len({command.name for command in ALL}) == len(ALL)
    for command in ALL:
        assert command.sentence().endswith("."), command.name
        assert named(command.name) is command


def test_the_help_of_every_command_is_in_the_catalogue() -> None:
    files = Path(PACKAGE / "screens" / "commands").glob("*.py")
    extracted = {sentence for file in files for sentence in helps(file.read_text(encoding="utf-8"))}
    assert {command.sentence() for command in ALL} <= extracted


def test_no_two_acts_of_one_status_share_a_key() -> None:
    from cxdesk.domain.permissions import FROM  # noqa: PLC0415 (here alone)

    acts = [command for command in ALL if issubclass(command, ActCommand)]
    for one in acts:
        for other in acts:
            shared = set(one.keys.split(",")) & set(other.keys.split(",")) - {""}
            if one is not other and shared:
                assert not FROM[one.act] & FROM[other.act], (one.name, other.name)
