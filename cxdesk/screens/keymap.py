"""The user's keys: which commands they are for, and which of ours they take away."""

from collections.abc import Iterator, Mapping

from cxdesk.catalogue import _
from cxdesk.screens.commands import ALL, named
from cxdesk.screens.keys_page import key_names


def known_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """Those of *keys* that are for a command, without blanks."""
    names = {command.name for command in ALL}
    return {name: ",".join(_each(said)) for name, said in keys.items() if name in names}


def warnings(keys: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each name that is no command's, and for each key of another command that is the user's now."""
    known = known_keys(keys)
    if unknown := sorted(keys.keys() - known.keys()):
        yield _("no command is called {names}; docs/keys.md lists them").format(names=", ".join(unknown))
    for name, said in known.items():
        for key in said.split(","):
            for other in _losing(name, key, known):
                yield _("{key} is {command} now, as config.toml says; it was {other}").format(
                    key=key_names(key), command=_(named(name).label), other=_(named(other).label)
                )


def _losing(name: str, key: str, keys: Mapping[str, str]) -> list[str]:
    """The commands that have *key* no more; two that always shared one are never offered together."""
    sharing = [one.name for one in ALL if key in _each(one.keys)]
    return [] if name in sharing else [other for other in sharing if other not in keys]


def _each(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",") if key.strip()]
