"""Lives of sample complaints, lived through `Desk` with a clock that is turned: every status, options, breaches."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from samples import CATEGORIES, HOSTILE, PRODUCTS, is_chinese, mixed, narrative

from cxdesk.desk import Answers, Desk, NewComplaint, NewDesk, Received, make, option
from cxdesk.domain.words import OptionType, Outcome, Role, Severity
from cxdesk.store.people import Agent

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
"""When every desk made here stands; a Monday noon."""
_STAFF = (("bob", Role.AGENT), ("ann", Role.MANAGER), ("sue", Role.SUPERVISOR), ("quinn", Role.QUALITY))


class Scene:
    """A desk, its clock, and the complaint at hand."""

    def __init__(self, folder: Path, *, hostile: bool) -> None:
        self.at = NOW - timedelta(days=120)
        self.hostile = hostile
        self.number = 0
        self.ref = ""
        self._random = Random(1)  # noqa: S311 (a sample that is the same every time keeps no secrets)
        new = NewDesk(login="ann", agent_name="Ann (sample)", name="Sample desk", timezone="UTC", rehearsal=True)
        make(folder, new, now=self.now, randomness=self._random.randbytes)
        self._desks = {login: self._open(folder, login) for login in ("ann",)}
        for login, role in _STAFF:
            if login != "ann":
                self.ann.add_agent(Agent(login, f"{login.title()} (sample)", role, team="desk"))
                self._desks[login] = self._open(folder, login)

    def _open(self, folder: Path, login: str) -> Desk:
        return Desk.open(folder, agent=login, now=self.now, randomness=self._random.randbytes)

    def now(self) -> datetime:
        """The present, as far as it was turned."""
        return self.at

    def on(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)

    @property
    def ann(self) -> Desk:
        """The manager's desk."""
        return self._desks["ann"]

    @property
    def bob(self) -> Desk:
        """The agent's desk."""
        return self._desks["bob"]

    @property
    def quinn(self) -> Desk:
        """The desk of quality, who revisits."""
        return self._desks["quinn"]

    def shut(self) -> None:
        """Close everything."""
        for desk in self._desks.values():
            desk.shut()

    def logged(self) -> None:
        """The next complaint comes in, and is acknowledged by phone."""
        self.number += 1
        number = self.number
        text = HOSTILE[number % len(HOSTILE)] if self.hostile else narrative(number)
        chinese = is_chinese(number)
        self.ref = self.bob.log(
            NewComplaint(
                channel=("phone", "web", "counter", "letter")[number % 4],
                subject=text[:60],
                text=text,
                customer=Received(
                    name=f"样例客户 {number}" if chinese else f"Sample Customer {number}",
                    key=f"T{number}",
                    language="zh" if chinese else "en",
                    segment="vip" if number % 10 == 0 else "standard",
                ),
                severity=(Severity.S2, Severity.S3, Severity.S3, Severity.S4)[mixed(number, 21) % 4],
                category=CATEGORIES[mixed(number, 16) % len(CATEGORIES)],
                product=PRODUCTS[mixed(number, 15) % len(PRODUCTS)],
                safety=number % 97 == 0,
            )
        ).ref
        self.on(minutes=20)
        self.bob.acknowledge(self.ref, "phone", "Called back.")


def received(scene: Scene) -> None:
    """Nobody has begun."""
    scene.logged()


def investigating(scene: Scene) -> None:
    """The desk has the next move."""
    received(scene)
    scene.bob.take(scene.ref)
    scene.bob.start(scene.ref)
    scene.on(hours=1)


def waiting(scene: Scene) -> None:
    """The customer has the next move, or a third party."""
    investigating(scene)
    until = NOW + timedelta(days=5)
    if scene.number % 2:
        scene.bob.ask(scene.ref, "Which number is on the label?", until)
    else:
        scene.bob.refer(scene.ref, "The carrier looks for it.", until)


def offered(scene: Scene) -> None:
    """Two options lie with the customer."""
    investigating(scene)
    scene.bob.find_cause(scene.ref, "process", "A step was left out.", "logistics")
    scene.bob.offer(
        scene.ref,
        option(OptionType.REFUND, "Twenty back.", value=Decimal("20"), currency="EUR"),
        option(OptionType.APOLOGY, "A letter of apology.", promised_at=NOW + timedelta(days=4)),
    )
    scene.on(hours=5)


def fulfilling(scene: Scene) -> None:
    """An option is accepted, its delivery is owed."""
    offered(scene)
    scene.bob.accept(scene.ref, 1, "Said yes on the phone.")


def resolved(scene: Scene) -> None:
    """The remedy is delivered; the revisit is planned."""
    fulfilling(scene)
    scene.on(hours=3)
    scene.bob.fulfil(scene.ref, "Credit note.")


def remedied(scene: Scene) -> None:
    """Confirmed at the revisits that were drawn, and closed."""
    resolved(scene)
    for visit in scene.quinn.complaint(scene.ref).planned_revisits:
        scene.at = max(scene.at, visit.opens_at) + timedelta(hours=10)
        scene.quinn.revisit_done(scene.ref, Answers(resolved=True, satisfaction=4), number=visit.number)
    scene.quinn.close(scene.ref)


def returned(scene: Scene) -> None:
    """It did not hold: a second cycle."""
    resolved(scene)
    scene.on(days=2)
    scene.bob.return_(scene.ref, "It broke again.")


def answered(scene: Scene) -> None:
    """A final response, closed without agreement."""
    investigating(scene)
    scene.bob.find_cause(scene.ref, "policy", "As agreed in the contract.", "sales")
    scene.on(days=1)
    scene.ann.final(scene.ref, "Not upheld.", "The contract says so.", "The ombudsman.")
    scene.ann.close(scene.ref, Outcome.FINAL_RESPONSE, reason="answered")


def withdrawn(scene: Scene) -> None:
    """The customer took it back."""
    received(scene)
    scene.on(hours=2)
    scene.bob.withdraw(scene.ref, "Found it in the garage.")


def declined(scene: Scene) -> None:
    """Not for this desk."""
    received(scene)
    scene.ann.decline(scene.ref, "Another firm.", "The other firm.", notice_sent=True)


def merged(scene: Scene) -> None:
    """The same matter twice."""
    investigating(scene)
    master = scene.ref
    received(scene)
    scene.ann.merge(scene.ref, master)


OPEN: tuple[Callable[[Scene], None], ...] = (
    received, investigating, waiting, offered, fulfilling, resolved, investigating, returned,
)  # fmt: skip
OVER: tuple[Callable[[Scene], None], ...] = (remedied, answered, withdrawn, declined, answered, remedied)
ONCE = (merged,)
"""Lives of two complaints, which cannot be copied one by one."""


def played(scene: Scene, count: int) -> Iterator[str]:
    """*count* complaints, each with its own life: what is over first, then what is open, some of it late already."""
    lives = [OVER[place % len(OVER)] for place in range(count // 2)]
    began = scene.at
    for place, life in enumerate(lives):
        scene.at = began + timedelta(days=place % 40, hours=9 + place % 8 - 12)
        life(scene)
        yield scene.ref
    for place in range(count - len(lives)):
        scene.at = NOW - timedelta(days=1 + place % 9, hours=place % 5)
        OPEN[place % len(OPEN)](scene)
        yield scene.ref
    scene.at = NOW
    scene.ann.sweep()
