"""Small desks written straight into the tables, so that every expectation of a report can be counted by hand."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cxdesk.domain.calendar import Calendar
from cxdesk.reports.daily import daily
from cxdesk.reports.result import Report
from cxdesk.store import sqlite
from cxdesk.store.moments import NEVER, to_us

WEEKDAYS = Calendar.from_dict(
    {"tz": "Europe/Berlin", "week": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}
)

Turn = tuple[str, str, str]
"""Status, owner, local time from which both hold."""


@dataclass
class Rows:
    """A desk whose times are local to *zone*, as `2026-03-02 10:00`."""

    connection: sqlite3.Connection
    zone: ZoneInfo

    @classmethod
    def make(cls, path: Path, zone: str = "Europe/Berlin") -> "Rows":
        sqlite.create(path)
        return cls(sqlite.connect(path), ZoneInfo(zone))

    def at(self, local: str) -> datetime:
        return datetime.fromisoformat(local).replace(tzinfo=self.zone).astimezone(UTC)

    def us(self, local: str) -> int:
        return to_us(self.at(local))

    def maybe(self, local: str | None) -> int | None:
        return None if local is None else self.us(local)

    def insert(self, table: str, **values: object) -> None:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608 (ours)

    def complaint(
        self,
        received: str,
        *turns: Turn,
        recorded: str | None = None,
        outcomes: Sequence[str] = (),
        **columns: str | int | None,
    ) -> int:
        """A complaint that was received and then took *turns*; each closing has its outcome, each re-opening its event.

        A turn from closed to an open status is a reopening; *columns* are stored as they are.
        """
        (number,) = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM complaints").fetchone()
        history: list[Turn] = [("received", "", received), *turns]
        status, owner, since = history[-1]
        values: dict[str, object] = {
            "id": number, "ref": f"CX-{number}", "seq": 1, "status": status, "channel": "phone", "owner": owner,
            "received_at": self.us(received), "recorded_at": self.us(recorded or received), "acknowledgement": "given",
            "next_due": NEVER, "next_step": NEVER, "policy": "standard", "snapshot": "s",
            "outcome": outcomes[-1] if outcomes and status == "closed" else "",
            "closed_at": self.us(since) if status == "closed" else None,
        }  # fmt: skip
        self.insert("complaints", **{**values, **columns})
        self.event(number, "Logged", received, recorded=recorded)
        left = list(outcomes)
        ends = [self.us(turn[2]) for turn in history[1:]] + [NEVER]
        for place, ((status, owner, since), end) in enumerate(zip(history, ends, strict=True)):
            self.insert("spells", complaint_id=number, number=place + 1, status=status, owner=owner,
                        from_at=self.us(since), to_at=end)  # fmt: skip
            before = history[place - 1][0] if place else ""
            if status == "closed" and not columns.get("imported"):
                self.event(number, "Closed", since, outcome=left.pop(0))
            elif before == "closed":
                self.event(number, "Reopened", since)
            elif status == "resolved":
                self.event(number, "Fulfilled", since)
            elif before == "resolved":
                self.event(number, "Returned", since)
        return int(number)

    def event(
        self, complaint: int, type_: str, at: str, *, recorded: str | None = None, agent: str = "ann",
        os_user: str = "ann", **data: object,
    ) -> None:  # fmt: skip
        (number,) = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM events").fetchone()
        (seq,) = self.connection.execute(
            "SELECT coalesce(max(seq), 0) + 1 FROM events WHERE stream = 'complaint' AND stream_id = ?", (complaint,)
        ).fetchone()
        self.insert("events", id=number, stream="complaint", stream_id=complaint, seq=seq, at=self.us(at),
                    recorded_at=self.us(recorded or at), agent=agent, os_user=os_user, type=type_, version=1,
                    data=json.dumps(data), hash=bytes([number % 256]) * 32)  # fmt: skip

    def clock(
        self, complaint: int, clock: str, due: str | None, verdict: str = "running", stopped: str | None = None,
        **columns: str | int,
    ) -> None:  # fmt: skip
        (instance,) = self.connection.execute(
            "SELECT count(*) + 1 FROM clocks WHERE complaint_id = ? AND clock = ?", (complaint, clock)
        ).fetchone()
        values: dict[str, object] = {
            "complaint_id": complaint, "clock": clock, "cycle": 1, "instance": instance, "kind": "deadline",
            "basis": "target", "policy": "standard", "started_at": 0, "due_at": self.maybe(due), "verdict": verdict,
            "stopped_at": self.maybe(stopped),
        }  # fmt: skip
        self.insert("clocks", **{**values, **columns})

    def letter(self, complaint: int | None, state: str, queued: str, **columns: str | int) -> None:
        (number,) = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM outbox").fetchone()
        values: dict[str, object] = {
            "id": number, "message_id": f"<{number}@desk.example>", "complaint_id": complaint, "letter": "acknowledge",
            "recipient": "sample@customer.example", "name": "Sample Customer", "language": "en", "subject": "s",
            "body": "b", "state": state, "next_try_at": self.us(queued), "queued_at": self.us(queued),
        }  # fmt: skip
        self.insert("outbox", **{**values, **columns})

    def run(self, started: str, finished: str | None = None, kind: str = "sweep") -> None:
        self.insert("runs", kind=kind, started_at=self.us(started), finished_at=self.maybe(finished))

    def report(self, on: str, as_of: str) -> Report:
        return daily(
            self.connection,
            on=date.fromisoformat(on),
            zone=self.zone,
            as_of=self.at(as_of),
            calendar=WEEKDAYS,
            desk_name="Sample desk",
        )


def figures(report: Report, *keys: str) -> list[object]:
    """The values of these figures."""
    found = {figure.key: figure.value for section in report.sections for figure in section.figures}
    return [found[key] for key in keys]


def table(report: Report, key: str) -> list[dict[str, object]]:
    """The rows of a table by the keys of its columns."""
    found = report.table(key)
    assert found is not None
    return [{column.key: cell for column, cell in zip(found.columns, row, strict=True)} for row in found.rows]
