"""What may stand where the cursor is in a half-typed query: for the screens' filter and the shell's completion."""

from cxdesk.domain.words import OptionState, Outcome, Severity, Status
from cxdesk.store.query_beside import MAIL, REVISITS
from cxdesk.store.query_fields import BARE_FLAGS, FIELDS, Vocabulary

_DATES = ("today", "yesterday", '"this week"', '"last month"')
_FIXED: dict[str, tuple[str, ...]] = {
    "status": ("open", *(status.value for status in Status)),
    "outcome": (*(outcome.value for outcome in Outcome), "none"),
    "severity": (*(severity.value for severity in Severity), "none"),
    "level": (">0", ">1"),
    "due": ("today", "..2d", "tomorrow", '"this week"', "none"),
    "received": _DATES,
    "closed": _DATES,
    "waiting": ("yes", "no", "..2d"),
    "option": tuple(state.value for state in OptionState),
    "revisit": REVISITS,
    "mail": MAIL,
    "customer": ("none",),
    "test": ("yes", "no", "any"),
    **dict.fromkeys(("overdue", "safety", "vulnerable", "open", "acknowledged"), ("yes", "no")),
}


def complete(text: str, position: int, known: Vocabulary) -> list[str]:
    """Whole terms that may replace the one that ends at *position* (characters from 0); none inside a quote."""
    before = text[:position]
    if before.count('"') % 2:
        return []
    term = before[before.rfind(" ") + 1 :]
    sign = "-" if term.startswith("-") else ""
    name, colon, typed = term.removeprefix("-").partition(":")
    if not colon:
        offered = [*(f"{field}:" for field in FIELDS), *BARE_FLAGS]
        return [sign + word for word in offered if word.startswith(name.casefold())]
    done, comma, last = typed.rpartition(",")
    given = f"{sign}{name}:{done}{comma}"
    values = _values(name.casefold(), known)
    return [given + value for value in values if value.strip('"').casefold().startswith(last.casefold())]


def _values(name: str, known: Vocabulary) -> list[str]:
    if name == "owner":
        return ["me", "none", *known.teams]
    if name == "team":
        return [*dict.fromkeys(quoted(team) for team in known.teams.values() if team), "mine", "none"]
    return [*_FIXED.get(name, ()), *(quoted(value) for value in known.values.get(name, ()))]


def quoted(value: str) -> str:
    """A value as it stands in a query: in quotes where a space, comma or quote would end it."""
    plain = value.replace('"', "")
    return f'"{plain}"' if any(mark in value for mark in ' ,"，“”\t') else plain
