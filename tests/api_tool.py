"""The reference of the Python API, made from the docstrings: `python -m tests.api_tool` writes it into docs/python.md.

What stands above the marker is written by hand, and its first example runs as a test.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from cxdesk.desk import Desk
from cxdesk.desk.queue import Queue

PAGE = Path(__file__).resolve().parents[1] / "docs" / "python.md"
MARKER = "<!-- from here on made by `python -m tests.api_tool` -->\n"

MACHINERY = frozenset(
    {"act", "act_on", "act_with", "situation", "signature", "system", "doer", "may_write", "addressed"}
)
"""What the parts of the desk use among themselves."""


def reference() -> str:
    """Every public method and property by the part that has it."""
    parts = [_part(owner) for owner in Desk.__mro__ if owner.__module__.startswith("cxdesk.desk.")]
    return "\n".join(["", *(part for part in parts if part), _part(Queue)])


def _part(owner: type) -> str:
    lines = list(_members(owner))
    if not lines:
        return ""
    module = inspect.getmodule(owner)
    assert module is not None
    return "\n".join([f"## {_heading(module.__doc__ or '')}", "", *lines, ""])


def _heading(text: str) -> str:
    """The first sentence of a module's docstring, without what it refers to."""
    first = re.split(r"[.;](?:\s|$)|\n", re.sub(r"\s*\([^()]*\)", "", text.strip()), maxsplit=1)[0]
    return first.rstrip(".:").replace("`", "")


def _members(owner: type) -> Iterator[str]:
    for name, member in vars(owner).items():
        if name.startswith("_") or name in MACHINERY:
            continue
        if isinstance(member, classmethod | staticmethod):
            yield _line(f"{'Desk' if issubclass(Desk, owner) else owner.__name__}.{name}", member.__func__)
        elif inspect.isfunction(member):
            yield _line(name, member)
        elif (said := inspect.getdoc(member)) and not isinstance(member, type):
            yield f"- `{name}` – {said.splitlines()[0]}"


def _shown(default: object) -> object:
    return _Named(default.__name__) if inspect.isfunction(default) else default


class _Named:
    """A default that is a function, written by its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


def _line(name: str, function: Callable[..., object]) -> str:
    plain = inspect.unwrap(function)
    kept = [
        one.replace(annotation=inspect.Parameter.empty, default=_shown(one.default))
        for one in inspect.signature(plain).parameters.values()
        if one.name not in {"self", "cls"}
    ]
    said = (inspect.getdoc(plain) or "").splitlines()
    return f"- `{name}{inspect.Signature(kept)}` – {said[0] if said else ''}"


def main() -> None:
    """Write the reference behind what is written by hand."""
    by_hand = PAGE.read_text(encoding="utf-8").partition(MARKER)[0]
    PAGE.write_text(by_hand + MARKER + reference(), encoding="utf-8")


if __name__ == "__main__":
    main()
