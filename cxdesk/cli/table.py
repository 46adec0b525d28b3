"""Every verb: the words people type, where its function stands, its one line of help. Listing imports nothing."""

from enum import StrEnum
from typing import NamedTuple

from cxdesk.catalogue import N_


class Chapter(StrEnum):
    """The parts of the help page, in its order."""

    READ = N_("Read the desk")
    ACTS = N_("Work on a complaint")
    OFFERS = N_("Options and outcomes")
    FOLLOW = N_("Follow up and escalate")
    MAIL = N_("Mail")
    DATA = N_("Import, export, reports")
    PEOPLE = N_("People")
    RULES = N_("Service standards")
    TRUST = N_("Set up and look after the desk")


class Verb(NamedTuple):
    """One row of the table; *function* is `module:name`, imported only when the verb is used."""

    function: str
    summary: str
    chapter: Chapter
    query: bool = False
    """Whether its positional words are a query, so that `-status:waiting` is a word and not an option."""


VERBS: dict[str, Verb] = {
    "config path": Verb(
        "cxdesk.cli.config:path", N_("print the desk directory that would be used, and why"), Chapter.TRUST
    ),
}
GROUPS: dict[str, str] = {
    "config": N_("the desk's configuration"),
}
"""What each first word of a two-word verb is about."""


def is_group(words: str) -> bool:
    """Whether *words* begin longer verbs."""
    return any(name.startswith(f"{words} ") for name in VERBS)


def next_words(words: str) -> dict[str, str]:
    """What may follow *words* (empty: at the root), each with its untranslated line of help."""
    prefix = f"{words} " if words else ""
    found: dict[str, str] = {}
    for name, verb in VERBS.items():
        if not name.startswith(prefix):
            continue
        word, _space, rest = name.removeprefix(prefix).partition(" ")
        found.setdefault(word, GROUPS.get(prefix + word, "") if rest else verb.summary)
    return found
