"""What may have been meant by a misspelt word, and which page explains it."""

from collections.abc import Sequence

from cxdesk.catalogue import _
from cxdesk.cli.table import VERBS, is_group, next_words
from cxdesk.errors import WrongUse


def suggestion(word: str, known: Sequence[str]) -> str | None:
    """`did you mean …?` for a misspelt *word*, or None when nothing is near."""
    from difflib import get_close_matches  # noqa: PLC0415 (only a misspelt word pays for it)

    near = get_close_matches(word, known, n=3)
    return _("did you mean {words}?").format(words=", ".join(near)) if near else None


def help_of(words: str | None) -> str:
    """Where the help on *words* (a verb, a group, nothing) is."""
    return _("see {command}").format(command=" ".join(filter(None, ["cxdesk", words, "--help"])))


def no_such_option(option: str, known: Sequence[str], words: str | None) -> WrongUse:
    """The error for an option that nobody declared, with those it may have meant."""
    return WrongUse(
        _("there is no option {option}").format(option=option), mend=suggestion(option, known) or help_of(words)
    )


def no_such_verb(word: str, group: str) -> WrongUse:
    """The error for a *word* that is no verb (of *group*, or of the root when that is empty)."""
    given = f"{group} {word}".strip()
    known = list(next_words(group))
    elsewhere = [name for name in VERBS if name.split(" ")[-1] == word]
    named = _("did you mean {words}?").format(words=", ".join(elsewhere)) if elsewhere else None
    told = named or suggestion(word, known) or help_of(group)
    return WrongUse(_("there is no verb {words}").format(words=given), mend=told)


def verb_missing(group: str) -> WrongUse:
    """The error for a *group* without the verb that should follow."""
    assert is_group(group)  # noqa: S101 (a caller that asks about anything else is a bug)
    words = ", ".join(next_words(group))
    return WrongUse(_("{group} needs one of: {words}").format(group=group, words=words), mend=help_of(group))
