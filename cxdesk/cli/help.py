"""Help pages, made from the table of verbs and from a verb's own parameters, in the reader's language."""

from collections.abc import Iterable, Sequence
from io import StringIO

from cxdesk.catalogue import _
from cxdesk.cli.options import GLOBAL_OPTIONS, ROOT_OPTIONS
from cxdesk.cli.people import write_wrapped
from cxdesk.cli.table import GROUPS, VERBS, Chapter, next_words
from cxdesk.text import width, wrap

_WIDEST_TERM = 34
_INDENT = "  "
Pair = tuple[str, str]


def root_page(columns: int) -> str:
    """The page of `cxdesk --help`: every verb by chapter; nothing is imported for it."""
    page = StringIO()
    _write_usage(page, "cxdesk", [_("VERB"), "…"], columns)
    page.write("\n")
    write_wrapped(_("The desk for a team that handles customers' complaints."), page, columns, indent=_INDENT)
    for chapter in Chapter:
        write_pairs(page, _("{chapter}:").format(chapter=_(chapter.value)), _chapter_pairs(chapter), columns)
    write_pairs(page, _("Options:"), _root_option_pairs(), columns)
    write_pairs(page, _("Options of every verb:"), global_pairs(), columns)
    return page.getvalue()


def group_page(words: str, columns: int) -> str:
    """The page of a group: the verbs that begin with *words*."""
    page = StringIO()
    _write_usage(page, f"cxdesk {words}", [_("VERB"), "…"], columns)
    if words in GROUPS:
        page.write("\n")
        write_wrapped(_(GROUPS[words]), page, columns, indent=_INDENT)
    write_pairs(
        page, _("Verbs:"), [(word, _(line) if line else "") for word, line in next_words(words).items()], columns
    )
    write_pairs(page, _("Options of every verb:"), global_pairs(), columns)
    return page.getvalue()


def verb_page(name: str, usage: Sequence[str], arguments: Sequence[Pair], options: Sequence[Pair], columns: int) -> str:
    """The page of one verb; its parameters come from `command.describe`."""
    page = StringIO()
    _write_usage(page, f"cxdesk {name}", usage, columns)
    page.write("\n")
    write_wrapped(_(VERBS[name].summary), page, columns, indent=_INDENT)
    write_pairs(page, _("Arguments:"), arguments, columns)
    write_pairs(page, _("Options:"), options, columns)
    write_pairs(page, _("Options of every verb:"), global_pairs(), columns)
    return page.getvalue()


def global_pairs() -> list[Pair]:
    """The options of every verb with their help."""
    pairs: list[Pair] = []
    for option in GLOBAL_OPTIONS:
        names = ", ".join(option.names)
        pairs.append((f"{names} {_(option.metavar)}" if option.metavar else names, _(option.help)))
    return pairs


def write_pairs(page: StringIO, title: str, pairs: Iterable[Pair], columns: int) -> None:
    """A titled list of terms and what they mean, the meaning in one column; nothing when there are none."""
    listed = list(pairs)
    if not listed:
        return
    page.write(f"\n{title}\n")
    room = min(_WIDEST_TERM, max(width(term) for term, _meaning in listed))
    margin = len(_INDENT) + room + 2
    for term, meaning in listed:
        lines = wrap(meaning, max(20, columns - margin)) or [""]
        if width(term) > room:
            page.write(f"{_INDENT}{term}\n")
        else:
            page.write(f"{_INDENT}{term}{' ' * (room - width(term))}  {lines.pop(0)}".rstrip() + "\n")
        for line in lines:
            page.write(f"{' ' * margin}{line}".rstrip() + "\n")


def _write_usage(page: StringIO, called: str, pieces: Sequence[str], columns: int) -> None:
    write_wrapped(" ".join([_("Usage:"), called, *pieces]), page, columns)


def _chapter_pairs(chapter: Chapter) -> list[Pair]:
    return [(name, _(verb.summary)) for name, verb in VERBS.items() if verb.chapter is chapter]


def _root_option_pairs() -> list[Pair]:
    return [
        (f"{', '.join(names)} {_(metavar)}" if metavar else ", ".join(names), _(text))
        for names, metavar, text in ROOT_OPTIONS
    ]
