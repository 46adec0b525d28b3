"""The one catalogue through which every string a person reads passes (gettext; English and Chinese).

English is the text in the source and costs nothing; the Chinese catalogue is read when its first string is asked
for. `python -m tests.catalogue_tool` keeps `cxdesk/locale` in step with the source.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import GNUTranslations

LANGUAGES = ("en", "zh")

_in_use = "en"


def known(language: str) -> str:
    """The language of LANGUAGES that serves a tag such as zh-Hans or de_AT: Chinese for any zh, else English."""
    return "zh" if language.strip().lower().startswith("zh") else "en"


def use(language: str) -> None:
    """Set the language of this process; a tag that is not known is English."""
    global _in_use  # noqa: PLW0603 (the words of a process have one language, as a terminal has)
    _in_use = known(language)


def language() -> str:
    """The language in use, one of LANGUAGES."""
    return _in_use


def from_environment(env: Mapping[str, str]) -> str:
    """The language a person's environment asks for: CXDESK_LANG, then LC_ALL, LC_MESSAGES, LANG as POSIX has it."""
    return known(next(filter(None, map(env.get, ("CXDESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))), "en"))


def _(message: str) -> str:
    """The sentence in the language in use."""
    return message if _in_use == "en" else in_language(_in_use, message)


def in_language(language: str, message: str) -> str:
    """The sentence in a customer's language, whatever the process speaks."""
    if not message or known(language) == "en":
        return message
    return _chinese().gettext(message)


def C_(context: str, message: str) -> str:  # noqa: N802 (of the family of `_` and `N_`)
    """The word in the sense of *context*, in the language in use: one English word may be several Chinese ones."""
    return message if _in_use == "en" else in_context(_in_use, context, message)


def in_context(language: str, context: str, message: str) -> str:
    """As `C_` in a customer's language; a word that the catalogue has in no such sense is translated as ever."""
    if not message or known(language) == "en":
        return message
    found = _chinese().pgettext(context, message)
    return found if found != message else _chinese().gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The sentence for that *number* in the language in use."""
    if _in_use == "en":
        return one if number == 1 else many
    return _chinese().ngettext(one, many, number)


def N_(message: str) -> str:  # noqa: N802 (the name gettext's tools look for)
    """Mark a sentence for the catalogue without translating it yet."""
    return message


def NC_(_context: str, message: str) -> str:  # noqa: N802 (as above)
    """Mark a word for the catalogue in the sense of a context, without translating it yet."""
    return message


@cache
def _chinese() -> "GNUTranslations":
    from gettext import GNUTranslations  # noqa: PLC0415 (English needs neither module)
    from importlib.resources import files  # noqa: PLC0415 (as above)

    with files("cxdesk").joinpath("locale", "zh_CN", "LC_MESSAGES", "cxdesk.mo").open("rb") as compiled:
        return GNUTranslations(compiled)
