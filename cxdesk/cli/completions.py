"""What the desk offers for a half-typed word: references, agents, views, policies, codes (hook: `completers`)."""

from collections.abc import Iterable

from cxdesk.cli.context import Cli
from cxdesk.cli.listing import COLUMNS
from cxdesk.config import Settings, load_settings
from cxdesk.config.presets import preset_names
from cxdesk.desk import SETTINGS
from cxdesk.desk.queue import Queue
from cxdesk.domain.words import CORRECTABLE, OptionType, Severity
from cxdesk.errors import NotDone

Pairs = Iterable[tuple[str, str]]
MOST = 50


def _settings(cli: Cli) -> Settings:
    return load_settings(cli.place().path / SETTINGS)


def _starting(prefix: str, pairs: Pairs) -> Pairs:
    wanted = prefix.casefold()
    return [pair for pair in pairs if pair[0].casefold().startswith(wanted)]


def _plain(prefix: str, values: Iterable[str]) -> Pairs:
    return _starting(prefix, ((value, "") for value in values))


def references(cli: Cli, prefix: str) -> Pairs:
    """Open complaints by reference with their subjects."""
    with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
        found = desk.open_like(prefix.upper(), MOST)
    return [(line.ref, line.subject or "") for line in found]


def agents(cli: Cli, prefix: str) -> Pairs:
    """Active agents by login, with their names."""
    with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
        return _starting(prefix, desk.agents())


def teams(cli: Cli, prefix: str) -> Pairs:
    """The teams that agents are in."""
    with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
        return _plain(prefix, desk.teams())


def views(cli: Cli, prefix: str) -> Pairs:
    """Views with their queries."""
    with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
        return _starting(prefix, desk.views().items())


def policies(cli: Cli, prefix: str) -> Pairs:
    """The policies in force."""
    with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
        return _plain(prefix, desk.policies())


def pause_reasons(cli: Cli, prefix: str) -> Pairs:
    """The reasons to wait that the policies in force list."""
    with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
        return _plain(prefix, desk.pause_reasons())


def clocks(cli: Cli, prefix: str) -> Pairs:
    """The clocks of the policies in force."""
    with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
        return _plain(prefix, desk.clocks())


def causes(cli: Cli, prefix: str) -> Pairs:
    """Cause codes with what they mean; those in use on a desk that lists none."""
    listed = _settings(cli).desk.causes
    if listed:
        return _starting(prefix, listed.items())
    with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
        return _plain(prefix, desk.in_use("cause", MOST))


def query(cli: Cli, prefix: str) -> Pairs:
    """Fields, and values of a field, for the last term of a query."""
    before = prefix[: prefix.rfind(" ") + 1]
    with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
        return [(before + term, "") for term in desk.terms(prefix)]


def options(cli: Cli, prefix: str) -> Pairs:
    """The numbers of a complaint's options, with what they offer; *prefix* is the reference and the number begun."""
    ref, _space, number = prefix.partition(" ")
    try:
        with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
            found = desk.card(ref).options
    except NotDone:
        return []
    return _starting(number, ((str(one["number"]), f"{one['type']}: {one['text'] or ''}") for one in found))


def corrections(cli: Cli, prefix: str) -> Pairs:
    """What of a complaint may be corrected, its verdicts too; *prefix* is the reference and the fact begun."""
    ref, _space, fact = prefix.partition(" ")
    try:
        with Queue.open(cli.place().path, agent=cli.login, now=cli.now()) as desk:
            clocks = desk.card(ref).clocks
    except NotDone:
        return []
    decided = [
        (f"verdict:{one['clock']}:{one['cycle']}:{one['instance']}", str(one["corrected"] or one["verdict"]))
        for one in clocks
        if one["verdict"] not in {"running", "paused", "merged"}
    ]
    return _starting(fact, [*((name, "") for name in CORRECTABLE), *decided])


def option_types(_cli: Cli, prefix: str) -> Pairs:
    """The types with which an option begins."""
    return _plain(prefix, (f"{kind.value}:" for kind in OptionType))


def channels(cli: Cli, prefix: str) -> Pairs:
    """Channels."""
    return _plain(prefix, _settings(cli).desk.channels)


def categories(cli: Cli, prefix: str) -> Pairs:
    """Categories."""
    return _plain(prefix, _settings(cli).desk.categories)


def products(cli: Cli, prefix: str) -> Pairs:
    """Products."""
    return _plain(prefix, _settings(cli).desk.products)


def units(cli: Cli, prefix: str) -> Pairs:
    """Units."""
    return _plain(prefix, _settings(cli).desk.units)


def segments(cli: Cli, prefix: str) -> Pairs:
    """Segments."""
    return _plain(prefix, _settings(cli).desk.segments)


def value_bands(cli: Cli, prefix: str) -> Pairs:
    """Value bands."""
    return _plain(prefix, _settings(cli).desk.value_bands)


def severities(_cli: Cli, prefix: str) -> Pairs:
    """S1 to S4."""
    return _plain(prefix, (severity.value for severity in Severity))


def presets(_cli: Cli, prefix: str) -> Pairs:
    """Shipped standards."""
    return _plain(prefix, preset_names())


def languages(_cli: Cli, prefix: str) -> Pairs:
    """Languages of letters and reports."""
    return _plain(prefix, ("en", "zh"))


def columns(_cli: Cli, prefix: str) -> Pairs:
    """Columns of a list; what stands before the last comma stays."""
    before, comma, last = prefix.rpartition(",")
    return [(f"{before}{comma}{name}", "") for name in COLUMNS if name.startswith(last.casefold())]
