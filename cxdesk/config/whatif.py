"""Another file's words laid over the desk's own: for trying a policy or a calendar before it is taken."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from cxdesk.catalogue import _
from cxdesk.config.holidays import FOLDER
from cxdesk.config.load import open_file
from cxdesk.config.standards import Config, load, read_config
from cxdesk.config.table import Table
from cxdesk.errors import WrongUse

_BY_NAME = ("desk", "calendar", "policy")
"""Sections of which the other file may give some, and keep the rest."""


def load_over(settings: Path, file: Path) -> Config:
    """*file* as if it were laid over *settings*: its calendars, policies and desk keys by name, its rules and other
    sections whole. Raises ConfigError for what is wrong in it, WrongUse where there is none, DeskUnavailable
    where it cannot be read."""
    if not file.exists():
        raise WrongUse(_("there is no file {file}").format(file=file))
    said, ours = open_file(file), open_file(settings)
    data: dict[str, object] = {**ours.data, **said.data}
    for key in _BY_NAME:
        below, above = ours.data.get(key), said.data.get(key)
        if isinstance(below, dict) and isinstance(above, dict):
            data[key] = {**below, **above}
    return read_config(Table(data, (), said.findings), settings)


def load_with(settings: Path, store: Callable[[Path], object]) -> Config:
    """The desk's settings as they would read after *store* wrote its files; the desk's folder is left alone."""
    with tempfile.TemporaryDirectory(prefix="cxdesk-") as name:
        folder = Path(name)
        shutil.copy2(settings, folder / settings.name)
        own = settings.parent / FOLDER
        if own.is_dir():
            shutil.copytree(own, folder / FOLDER)
        store(folder)
        return load(folder / settings.name)
