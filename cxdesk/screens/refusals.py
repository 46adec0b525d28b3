"""What a refusal says in a screen: acts by their labels and keys, where a command line has verbs and options.

The one place for that: a `CxdeskError` itself speaks to whoever types commands.
"""

from collections.abc import Mapping, Sequence

from cxdesk.catalogue import _
from cxdesk.desk.value_words import enumerated
from cxdesk.domain.decision import Refused
from cxdesk.domain.words import Act
from cxdesk.errors import CxdeskError
from cxdesk.screens.commands import DOING, Command, named
from cxdesk.screens.fields import NO_LETTER
from cxdesk.screens.keys_page import keys_of, label_with_keys

MOST_ACTS = 6
"""So many of the acts that are possible instead are named; the line of keys has them all."""

_LINE, _OPTION = "cxdesk ", "--"


def reason(error: CxdeskError) -> str:
    """Why, and nothing else: one line in a report."""
    return error.why_calling(_quoted) if isinstance(error, Refused) else error.what


def advice(error: CxdeskError, keys: Mapping[str, str]) -> str:
    """The key of the act that mends it, or the mend in words; "" where no screen has it. *keys* are the user's own."""
    if isinstance(error, Refused) and error.mend_act is not None:
        command = _of_verb(error.mend_act.value)
        pressed = keys_of(command, keys) if command is not None else ""
        return _("Press {key}: {label}.").format(key=pressed, label=_(command.label)) if command and pressed else ""
    mend = error.mend or ""
    if mend.startswith((_LINE, _OPTION)):
        return ""
    return mend.replace(_OPTION + NO_LETTER.name, f"“{_(NO_LETTER.label)}”")


def told(error: CxdeskError, keys: Mapping[str, str]) -> str:
    """Why, what is possible instead, and what mends it, a line each."""
    return "\n".join(part for part in (reason(error), _instead(error, keys), advice(error, keys)) if part)


def most_telling(errors: Sequence[CxdeskError]) -> CxdeskError | None:
    """Of acts that share a key the refusal that says more than that status or role are wrong; None of none."""
    return min(errors, key=lambda error: isinstance(error, Refused) and error.told, default=None)


def _instead(error: CxdeskError, keys: Mapping[str, str]) -> str:
    if not (isinstance(error, Refused) and error.told and error.allowed):
        return ""
    names = {act.value for act in error.allowed}
    acts = [label_with_keys(one, keys) for one in DOING if one.name in names and one.keys]
    more = " …" if len(acts) > MOST_ACTS else ""
    return _("possible now: {acts}").format(acts=enumerated(acts[:MOST_ACTS]) + more)


def _of_verb(verb: str) -> type[Command] | None:
    """Commands are called what their verbs are called."""
    try:
        return named(verb)
    except KeyError:
        return None


def _quoted(act: Act) -> str:
    command = _of_verb(act.value)
    return f"“{_(command.label)}”" if command is not None else act.value
