"""Where templates come from: the ones in the box, and the desk's own folder."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from cxdesk.catalogue import _
from cxdesk.errors import DeskUnavailable
from cxdesk.letters.kinds import LetterKind

LANGUAGES: Final = ("en", "zh")
_FILE_NAME: Final = re.compile(r"(?P<kind>[a-z-]+)\.(?P<language>[A-Za-z]{2,3}(?:[-_][A-Za-z]+)?)\.txt")
_MAX_BYTES: Final = 100_000


def base_language(tag: str) -> str:
    """ "zh-Hans-CN" and "zh_CN" are "zh": one letter per language, whatever the region."""
    return re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]


def language_for(wanted: str, desk_language: str) -> str:
    """The language of the shipped letter: the customer's, else the desk's, else English."""
    return next((tag for tag in map(base_language, (wanted, desk_language)) if tag in LANGUAGES), "en")


@cache
def shipped(kind: LetterKind, language: str) -> str:
    """The template in the box; *language* is one of LANGUAGES."""
    from importlib.resources import files  # noqa: PLC0415 (only a letter without an edited template needs it)

    folder = files("cxdesk").joinpath("presets", "letters", language)
    return folder.joinpath(f"{kind}.txt").read_text(encoding="utf-8")


def load_templates(folder: Path) -> dict[tuple[LetterKind, str], str]:
    """The desk's edited templates, by kind and base language; no folder is no templates.

    Raises DeskUnavailable for a .txt whose name is no "kind.language.txt", that is no UTF-8, or that is
    unreadable or too large: a template that is silently left out would be believed to be in force.
    """
    if not folder.is_dir():
        return {}
    templates: dict[tuple[LetterKind, str], str] = {}
    for path in sorted(folder.glob("*.txt")):
        key = _key(path)
        if key in templates:
            raise DeskUnavailable(
                _("two templates are for the same letter and language"),
                where=str(path),
                mend=_("keep one of them"),
            )
        templates[key] = _text(path)
    return templates


def template_for(
    templates: Mapping[tuple[LetterKind, str], str], kind: LetterKind, language: str, desk_language: str
) -> tuple[str, str | None]:
    """The language to write in and the desk's template for it; None where the shipped one is meant.

    The customer's language comes first, even when only the shipped letter has it.
    """
    for tag in map(base_language, (language, desk_language, "en")):
        if (kind, tag) in templates:
            return tag, templates[kind, tag]
        if tag in LANGUAGES:
            return tag, None
    return "en", None


def _key(path: Path) -> tuple[LetterKind, str]:
    named = _FILE_NAME.fullmatch(path.name)
    if named is None or named["kind"] not in set(LetterKind):
        raise DeskUnavailable(
            _("“{file}” is no name of a letter's template").format(file=path.name),
            where=str(path),
            mend=_("name it KIND.LANGUAGE.txt, KIND being one of: {kinds}").format(kinds=", ".join(LetterKind)),
        )
    return LetterKind(named["kind"]), base_language(named["language"])


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DeskUnavailable(
            _("the template cannot be read: {reason}").format(reason=error.strerror or ""),
            where=str(path),
            mend=_("make the file readable, or remove it"),
        ) from error
    if len(data) > _MAX_BYTES:
        raise DeskUnavailable(
            _("the template is larger than {limit} bytes").format(limit=_MAX_BYTES),
            where=str(path),
            mend=_("shorten it"),
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DeskUnavailable(
            _("the template is not UTF-8 text"),
            where=f"{path}:{line}",
            mend=_("save it again as UTF-8"),
        ) from error
