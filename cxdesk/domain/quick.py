"""Frozen dataclasses that are made as quickly as mutable ones: an import makes millions of them."""

from dataclasses import MISSING, fields
from typing import Any, TypeVar

Record = TypeVar("Record")


def quick(cls: type[Record]) -> type[Record]:
    """Give a frozen dataclass with slots an `__init__` that costs a quarter of its own.

    The one that `dataclass` writes calls `object.__setattr__` for every field. This one fills the instance while it
    belongs to a twin of the same layout that is not frozen. For plain fields alone: no factories, none by keyword only.
    """
    told = fields(cls)  # type: ignore[arg-type]  # whoever is decorated is a dataclass
    if any(field.default_factory is not MISSING or field.kw_only or not field.init for field in told):
        message = f"{cls.__name__} has a field that is not plain"
        raise TypeError(message)
    slots: tuple[str, ...] = cls.__dict__["__slots__"]
    # Both, for a frozen base would hand its own down, and one of them written in Python slows every store.
    open_again = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    twin = type(cls.__name__, cls.__bases__, {"__slots__": slots, **open_again})
    known: dict[str, Any] = {"frozen": cls, "twin": twin, "change": object.__setattr__}
    known |= {f"_{field.name}": field.default for field in told}
    taken = [field.name if field.default is MISSING else f"{field.name}=_{field.name}" for field in told]
    steps = [f"self.{field.name} = {field.name}" for field in told]
    lines = ["change(self, '__class__', twin)", *steps, "self.__class__ = frozen"]
    exec(f"def __init__(self, {', '.join(taken)}):\n    " + "\n    ".join(lines), known)  # noqa: S102 (as dataclasses do)
    made = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = cls.__init__.__annotations__
    cls.__init__ = made  # type: ignore[method-assign]  # of the very same parameters
    return cls
