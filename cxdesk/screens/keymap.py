"""The user's keys: which commands they are for, and which of ours they take away."""

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import combinations

from textual.keys import Keys

from cxdesk.catalogue import _
from cxdesk.screens.commands import ALL, named
from cxdesk.screens.keys_page import each, key_names


def known_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """Those of *keys* that are for a command, without blanks."""
    names = {command.name for command in ALL}
    return {name: ",".join(each(said)) for name, said in keys.items() if name in names}


def warnings(keys: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each name that is no command's or no key's, and for each key that two commands would have."""
    known = known_keys(keys)
    if unknown := sorted(keys.keys() - known.keys()):
        yield _("no command is called {names}; docs/keys.md lists them").format(names=", ".join(unknown))
    keys_said = {name: each(said) for name, said in known.items()}
    for name, said in keys_said.items():
        for key in said:
            if not _is_key(key):
                yield _("{command}: there is no key {key}").format(command=_(named(name).label), key=key)
            for other in _losing(name, key, known):
                yield _("{key} is {command} now, as config.toml says; it was {other}").format(
                    key=key_names(key), command=_(named(name).label), other=_(named(other).label)
                )

    for name, other in combinations(keys_said, 2):
        for key in set(keys_said[name]) & set(keys_said[other]):
            if not _share(name, other):
                yield _("{key} is both {command} and {other} in config.toml: one of them does not get it").format(
                    key=key_names(key), command=_(named(name).label), other=_(named(other).label)
                )


def _is_key(said: str) -> bool:
    """Whether a terminal can send it: a character, or a key that Textual or Unicode has a name for."""
    key = said.rpartition("+")[2] or "+"
    if len(key) == 1 or key in {known.value for known in Keys}:
        return True
    with suppress(KeyError):
        return bool(unicodedata.lookup(key.replace("_", " ")))
    return False


def _share(name: str, other: str) -> bool:
    """Whether two commands have a key together by themselves: they are never offered together."""
    return bool(set(each(named(name).keys)) & set(each(named(other).keys)))


def _losing(name: str, key: str, keys: Mapping[str, str]) -> list[str]:
    """The commands that have *key* no more; two that always shared one are never offered together."""
    sharing = [one.name for one in ALL if key in each(one.keys)]
    return [] if name in sharing else [other for other in sharing if other not in keys]
