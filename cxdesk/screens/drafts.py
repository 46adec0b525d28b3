"""What was typed and not saved, kept in the desk's folder until it is saved or thrown away: it survives a crash.

One file a form, agent and complaint, readable by its owner alone; written whole or not at all.
"""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

FOLDER = "drafts"


class Drafts:
    """The drafts of one agent on one desk."""

    def __init__(self, desk: Path, login: str) -> None:
        self._folder = desk / FOLDER
        self._login = login

    def load(self, form: str, refs: tuple[str, ...]) -> dict[str, str]:
        """What was typed into *form* about *refs*; nothing when there is no draft, or none that can be read."""
        try:
            said = json.loads(self._path(form, refs).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(name): str(text) for name, text in said.items()} if isinstance(said, dict) else {}

    def keep(self, form: str, refs: tuple[str, ...], values: Mapping[str, str]) -> None:
        """Keep what was typed; nothing typed is no draft."""
        if not any(text.strip() for text in values.values()):
            self.drop(form, refs)
            return
        path = self._path(form, refs)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        passing = path.with_suffix(".new")
        descriptor = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(dict(values), file, ensure_ascii=False)
        passing.replace(path)

    def drop(self, form: str, refs: tuple[str, ...]) -> None:
        """The draft is not wanted any more."""
        self._path(form, refs).unlink(missing_ok=True)

    def _path(self, form: str, refs: tuple[str, ...]) -> Path:
        about = sha256("\n".join((self._login, *refs)).encode()).hexdigest()[:16]
        return self._folder / f"{form}-{about}.json"
