"""One value as people read it: a code, somebody's words, a moment, a due date, a length of time, a corrected fact."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

from cxdesk.catalogue import C_, N_, _

FACTS: Final[Mapping[str, str]] = {
    "received_at": N_("receipt"),
    "severity": N_("severity"),
    "category": N_("category"),
    "product": N_("product"),
    "cause": N_("cause"),
    "unit": N_("unit"),
    "channel": N_("channel"),
    "segment": N_("segment"),
    "value_band": N_("value band"),
    "language": N_("language"),
    "jurisdiction": N_("jurisdiction"),
}
"""Facts of a complaint that may be corrected (`cxdesk.domain.acts.correcting`)."""


def spoken(text: str | None, kind: str = "") -> str:
    """Somebody's words; erased ones (None) say so, and a usual decision is said in the reader's language."""
    if text is None:
        return _("[erased]")
    return C_("decision", text) if kind == "decision" else text


def word(code: object) -> str:
    """A code (status, channel, clock, role …) in the reader's language; one that a desk made up shows itself."""
    return _(str(code)) if code else ""


def words(codes: Iterable[object]) -> str:
    """Several codes in the reader's language."""
    return enumerated(map(word, codes))


def enumerated(things: Iterable[str]) -> str:
    """Things of one kind in a row; what stands between them is another mark in Chinese than between clauses."""
    return C_("things in a row", ", ").join(things)


def instant_text(at: datetime, zone: tzinfo) -> str:
    """A moment in *zone*, labelled with it."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")


def due_text(at: datetime, zone: tzinfo) -> str:
    """A due instant, an exclusive bound (DOMAIN §5): midnight is the end of the day before, so it reads 24:00."""
    local = at.astimezone(zone)
    if (local.hour, local.minute) != (0, 0):
        return local.strftime("%Y-%m-%d %H:%M %Z")
    return (local - timedelta(days=1)).strftime("%Y-%m-%d 24:00 ") + local.strftime("%Z")


def length_text(length: timedelta) -> str:
    """A length of time in its two largest units at most: `3d 4h`, `2h 5min`, `12min`."""
    minutes = max(0, int(length.total_seconds())) // 60
    days, minutes = divmod(minutes, 1440)
    hours, minutes = divmod(minutes, 60)
    if days:
        told = _("{days}d {hours}h") if hours else _("{days}d")
    elif hours:
        told = _("{hours}h {minutes}min") if minutes else _("{hours}h")
    else:
        told = _("{minutes}min")
    return told.format(days=days, hours=hours, minutes=minutes)


def fact_text(fact: str) -> str:
    """What a correction is about, for people: a fact of the complaint, or `verdict:CLOCK:CYCLE:INSTANCE`."""
    if not fact.startswith("verdict:"):
        return _(FACTS.get(fact, fact))
    clock, cycle, instance = fact.removeprefix("verdict:").rsplit(":", 2)
    if (cycle, instance) == ("1", "1"):
        return _("verdict of {clock}").format(clock=word(clock))
    told = _("verdict of {clock} (cycle {cycle}, number {number})")
    return told.format(clock=word(clock), cycle=cycle, number=instance)


def fact_value(fact: str, value: str | None, zone: tzinfo) -> str:
    """A value of that fact as a correction keeps it, for people; None is one that nobody knew."""
    if value is None:
        return _("unknown")
    if fact == "received_at":
        return instant_text(datetime.fromisoformat(value), zone)
    return word(value) if fact == "channel" or fact.startswith("verdict:") else value
