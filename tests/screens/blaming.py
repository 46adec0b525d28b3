"""What the source says its refusals are about, read from it: what each names, and which name nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cxdesk

SOURCE = Path(cxdesk.__file__).parent
ACTING = (
    *sorted((SOURCE / "domain" / "acts").glob("*.py")),
    *(SOURCE / "domain" / name for name in ("codes.py", "roles.py")),
    *(
        SOURCE / "desk" / f"{name}.py"
        for name in ("acting", "attaching", "core", "correspondence", "opened", "receiving", "settling")
    ),
    SOURCE / "store" / "references.py",
    *sorted((SOURCE / "screens").glob("*_fields.py")),
    *sorted((SOURCE / "screens" / "commands").glob("*.py")),
)
"""Where the acts of forms are refused."""

REFUSING = frozenset({"refusal", "Refused", "NotDone", "WrongUse", "UnknownAgent", "UnknownReference", "__init__"})


class Refusal(NamedTuple):
    """One place where the source refuses: the sentences it may say, and what it may be *about* (a name for a name)."""

    place: str
    sentences: frozenset[str]
    about: frozenset[str]
    variables: frozenset[str]


def refusals() -> Iterator[Refusal]:
    """Every refusal of an act."""
    for path in ACTING:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                yield from _of(function, path.name)


def _of(function: ast.FunctionDef, file: str) -> Iterator[Refusal]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(_is_about(target) for target in node.targets):
            yield Refusal(f"{file}:{node.lineno}", frozenset(), *_named(node.value))
        if not isinstance(node, ast.Call) or _called(node) not in REFUSING:
            continue
        about = next((one.value for one in node.keywords if one.arg == "about"), None)
        named = _named(about) if about is not None else (frozenset[str](), frozenset[str]())
        said = frozenset(sentence for argument in node.args for sentence in _said(argument, function))
        if said or about is not None:
            yield Refusal(f"{file}:{node.lineno}", said, *named)


def _is_about(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr == "about"


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _named(value: ast.expr) -> tuple[frozenset[str], frozenset[str]]:
    """The parameters that an expression may name, and the variables that it takes them from."""
    if isinstance(value, ast.JoinedStr):  # `text {place}`
        value = value.values[0]
    if isinstance(value, ast.IfExp):
        found = [_named(value.body), _named(value.orelse)]
        return frozenset().union(*(one[0] for one in found)), frozenset().union(*(one[1] for one in found))
    if isinstance(value, ast.Constant):
        return frozenset({str(value.value).strip()} - {"", "None"}), frozenset()
    return frozenset(), frozenset({ast.unparse(value)})


def _said(argument: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """The sentences of the catalogue in *argument*, or in what was assigned to the variable that it is."""
    named = {node.id for node in ast.walk(argument) if isinstance(node, ast.Name)}
    assigned = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id in named for one in node.targets)
    ]
    for node in (inner for value in (argument, *assigned) for inner in ast.walk(value)):
        if isinstance(node, ast.Call) and _called(node) == "_" and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)
