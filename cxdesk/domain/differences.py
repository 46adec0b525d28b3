"""What two snapshots say differently, setting by setting, under the names of desk.toml (DOMAIN §6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cxdesk.domain.plain import to_plain
from cxdesk.domain.snapshot import Snapshot

_WINDOWS = ("week", "exceptions", "breaks")
_RENAMED = {"visits": "revisits", "rules": "rule", "timezone": "desk.timezone", "default_policy": "desk.policy"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting; an empty side has nothing there, and of a list each side holds only what the other lacks."""

    key: str
    before: str
    after: str


def differences(before: Snapshot, after: Snapshot) -> tuple[Difference, ...]:
    """What taking *after* instead of *before* changes, by key."""
    old, new = dict(_settings(before)), dict(_settings(after))
    keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return tuple(_difference(key, old.get(key, ()), new.get(key, ())) for key in keys)


def _difference(key: str, old: tuple[str, ...], new: tuple[str, ...]) -> Difference:
    gone = [item for item in old if item not in new]
    come = [item for item in new if item not in old]
    if not (gone or come):  # the same in another order
        return Difference(key, ", ".join(old), ", ".join(new))
    return Difference(key, ", ".join(gone), ", ".join(come))


def _settings(snapshot: Snapshot) -> Iterator[tuple[str, tuple[str, ...]]]:
    plain: dict[str, Any] = to_plain(snapshot)
    for name, standard in plain.pop("standards").items():
        yield from _flat(f"policy.{name}", _policy(standard))
    for name, calendar in plain.pop("calendars").items():
        yield from _flat(f"calendar.{name}", _calendar(calendar))
    for key, value in plain.items():
        yield from _flat(_RENAMED.get(key, key), value)


def _policy(standard: Mapping[str, Any]) -> dict[str, Any]:
    """A policy with its targets by severity beside their clocks."""
    policy = {_RENAMED.get(key, key): value for key, value in standard["policy"].items() if key != "name"}
    clocks = {clock["name"]: _nameless(clock) for clock in policy.pop("clocks", ())}
    for clock, targets in standard.get("by_severity", {}).items():
        clocks.setdefault(clock, {})["by_severity"] = targets
    return {**policy, "clock": clocks}


def _calendar(calendar: Mapping[str, Any]) -> dict[str, Any]:
    """A calendar whose windows read `09:00-17:00`; a day without one is closed all day."""
    spoken = {
        kind: {day: ["-".join(window) for window in windows] or ["closed"] for day, windows in calendar[kind].items()}
        for kind in _WINDOWS
        if kind in calendar
    }
    return {**_nameless(calendar), **spoken}


def _nameless(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != "name"}


def _flat(key: str, value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _flat(f"{key}.{name}", item)
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) and "name" in item for item in value):
        for item in value:
            yield from _flat(f"{key}.{item['name']}", _nameless(item))
    else:
        yield key, tuple(map(_text, value)) if isinstance(value, list) else (_text(value),)


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "+".join(map(_text, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
