"""What lies upon a screen for a moment, and screens with nothing on them: at both sizes and in both languages."""

import pytest

from cxdesk.catalogue import use
from cxdesk.domain.words import Role
from cxdesk.store.people import Agent
from tests.screens import acted
from tests.screens.stage import LARGE, SMALL, Played, Stage, check_screen
from tests.screens.test_forms import look_at

ASKED = ("w", *"Which parcel?", "tab", *"+3bd")


class Shots:
    """Screens one after the other, each under its name."""

    def __init__(self, played: Played) -> None:
        self._played = played
        self._told: list[str] = []

    async def take(self, name: str, *keys: str, leave: tuple[str, ...] = ("escape",)) -> None:
        """The screen after *keys*, without toasts; *leave* are the keys that lead back."""
        await self._played.press(*keys)
        self._played.app.clear_notifications()
        self._played.app.screen.refresh()
        await self._played.settle()
        self._told.append(f"# {name}\n{self._played.text()}")
        await self._played.press(*leave)

    def text(self) -> str:
        """All of them."""
        return "\n\n".join(self._told)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_dialog(stage: Stage, size: tuple[int, int], language: str) -> None:
    with stage.desk() as desk:
        resolved, begun, owned = acted.resolved(desk), acted.begun(desk), acted.owned(desk)
    stage.size = size
    use(language)

    async def scene(played: Played) -> None:
        shots = Shots(played)
        await look_at(played, resolved)
        await shots.take("the outcome of a revisit in two keys", "v")
        await look_at(played, begun)
        await shots.take("the keys of the place", "question_mark")
        await shots.take("the palette", "ctrl+p")
        await shots.take("asked before what cannot be undone", "X", *"No", "ctrl+s", leave=("n", "ctrl+g"))
        await shots.take("what an act would do", *ASKED, "ctrl+t", leave=("escape", "ctrl+g"))
        await played.press("o", *"apology", "tab", *"We are sorry")
        with stage.desk() as desk:
            desk.add_agent(Agent("bob", "Sample Colleague", Role.AGENT))
        with stage.desk("bob") as desk:
            desk.note(begun, "They called again")
        await shots.take("what others did meanwhile", "ctrl+s", leave=("ctrl+g",))
        await look_at(played, begun, owned)
        await shots.take("a report of done and refused", "space", "space", "b")
        check_screen(f"dialogs-{language}-{size[0]}", shots.text())

    stage.play(scene)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_place_with_nothing_on_it(stage: Stage, size: tuple[int, int], language: str) -> None:
    stage.size = size
    use(language)

    async def scene(played: Played) -> None:
        shots = Shots(played)
        await shots.take("the desk", leave=())
        await shots.take("a filter that finds nothing", "slash", *"status:closed")
        await shots.take("a query that cannot be read", "slash", *"late colour:red")
        await shots.take("a complaint to log", "n", leave=("ctrl+g",))
        await shots.take("the agenda", "2")
        check_screen(f"empty-{language}-{size[0]}", shots.text())

    stage.play(scene)
