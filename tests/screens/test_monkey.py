"""A monkey at the keys, on a desk of hostile texts that others work at: nothing ends, steers or breaks.

The short one is the same at every run; the long ones are run by hand (endurance).
"""

from random import Random

import pytest
from textual import events
from textual.keys import _character_to_key

from cxdesk.catalogue import use
from cxdesk.desk import Desk, NewComplaint, Received
from cxdesk.domain.words import Role
from cxdesk.errors import CxdeskError
from cxdesk.screens.asking import Asking
from cxdesk.screens.place import Place
from cxdesk.store.people import Agent
from tests.resting import rested
from tests.screens.samples import HOSTILE, logged
from tests.screens.stage import LARGE, SMALL, Played, Stage
from tests.screens.test_complaint import delivered_hostile

SIZES = (SMALL, LARGE, (40, 12), (200, 60), (20, 5), (1, 1))
MOVES = (*"jkGghl[]/?n12", "space", "enter", "escape", "tab", "shift+tab", "pagedown", "pageup", "f5", "ctrl+p", "up")
IN_FORMS = (
    "tab",
    "down",
    "up",
    "ctrl+s",
    "ctrl+s",
    "ctrl+t",
    "ctrl+n",
    "ctrl+g",
    "escape",
    "enter",
    "ctrl+c",
    "ctrl+u",
)
WORDS = (
    HOSTILE,
    "\x1b]52;c;aGVsbG8=\x07",
    "\x9b2J",
    "\u202e\u2066",
    "[/]",
    "[@click=app.quit]x[/]",
    "$x {0} %s",
    "e" + "\u0301" * 300,
    "👩\u200d👩\u200d👧" * 30,
    "宽带三天没有修好" * 20,
    "one\ntwo\tthree\r",
    *("S2", "ann", "yes", "refund", "25 EUR", "tomorrow", "+3bd", "9999-12-31", "CX-1", "phone", "99999999999", "-1"),
)
STEERING = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


class Monkey:
    """Does what *random* says; the same to the same desk."""

    def __init__(self, stage: Stage, random: Random) -> None:
        self._stage = stage
        self._random = random

    async def play(self, played: Played, steps: int) -> None:
        """Take so many steps, looking at the screen after each."""
        for _step in range(steps):
            await self._step(played)
            await rested(played.app, played._is_answered)
            if played.app._exit:
                return  # it found Quit in the palette
            assert not set(played.text()) & (STEERING - {"\n"})
        await played.settle()

    async def _step(self, played: Played) -> None:
        chance, app, screen = self._random.random(), played.app, played.app.screen
        if chance < 0.04:
            await played._pilot.resize_terminal(*self._random.choice(SIZES))
        elif chance < 0.1:
            self._somebody_else()
            app._look()
        elif chance < 0.15:
            app.post_message(events.Paste(self._random.choice(WORDS)))
        elif isinstance(screen, Asking) and chance < 0.6:
            row = self._random.choice(list(screen._rows.values()))
            row.go()
            await rested(app, played._is_answered)
            choices = [word for word, _meaning in screen._choices.get(row.field.name, ())]
            app.post_message(events.Paste(self._random.choice(choices or WORDS)))
        elif isinstance(screen, Asking):
            self._strike(played, self._random.choice(IN_FORMS))
        else:
            keys = self._offered(screen)
            self._strike(played, self._random.choice(keys if keys and chance < 0.6 else MOVES))

    def _offered(self, screen: object) -> list[str]:
        """The keys of the acts that may be done now."""
        if not (isinstance(screen, Place) and screen.is_mounted):
            return []
        offered = [one.keys for one in screen.vocabulary().values() if one.is_offered(screen)]
        return [keys for keys in offered if keys and keys not in {*MOVES, "q"} and "," not in keys]

    def _strike(self, played: Played, key: str) -> None:
        name = _character_to_key(key) if len(key) == 1 else key
        played.app.post_message(events.Key(name, key if len(key) == 1 else None))

    def _somebody_else(self) -> None:
        """One act of another process, on whatever it likes."""
        random = self._random
        ref, other = random.sample(["CX-1", "CX-2", "CX-3", "CX-4"], 2)
        words = random.choice(WORDS)
        with self._stage.desk(random.choice(("ann", "bob"))) as desk:
            acts = (
                lambda: desk.note(ref, words),
                lambda: desk.take(ref),
                lambda: desk.merge(ref, other),
                lambda: desk.withdraw(ref, words),
                lambda: desk.reopen(ref, words),
                lambda: desk.escalate(ref, words),
                lambda: desk.assign(ref, "bob"),
                desk.apply_policy,
                desk.sweep,
                lambda: _log(desk, words),
            )
            try:
                random.choice(acts)()
            except CxdeskError:
                return  # it may not be done: nobody else's screen hears of it


def _log(desk: Desk, words: str) -> object:
    who = Received(name=words[:100], email="sample@customer.example")
    return desk.log(NewComplaint(channel="phone", subject=words, text=words, customer=who))


def hostile(stage: Stage) -> None:
    """Four complaints, of which one has a hostile text wherever there can be one."""
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", HOSTILE[:100], Role.AGENT))
        delivered_hostile(stage, desk)
        for words in WORDS[1:4]:
            logged(desk, words, name=words, text=words)


def at_the_keys(stage: Stage, seed: int, steps: int) -> None:
    """Let it play, and look whether the desk is whole."""
    random = Random(seed)  # noqa: S311 (the same at every run)
    hostile(stage)
    stage.size = random.choice(SIZES[:4])
    use(random.choice(("en", "zh")))

    async def scene(played: Played) -> None:
        await Monkey(stage, random).play(played, steps)

    stage.play(scene)
    with stage.desk() as desk:
        assert not desk.verify()


def test_a_monkey_breaks_nothing(stage: Stage) -> None:
    at_the_keys(stage, 5, 45)


@pytest.mark.endurance
@pytest.mark.parametrize("seed", range(40))
def test_forty_monkeys_break_nothing(stage: Stage, seed: int) -> None:
    at_the_keys(stage, seed, 500)
