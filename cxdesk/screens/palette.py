"""What the palette finds: commands of the place, views, themes, and complaints by reference."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.message import Message

from cxdesk.catalogue import _
from cxdesk.screens.place import Place
from cxdesk.screens.theme import THEMES
from cxdesk.text import plain
from cxdesk.widgets.reader import Lane
from cxdesk.widgets.views import title

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxdesk.app import CxdeskApp
    from cxdesk.screens.commands import Command

MOST_REFS = 10

LEAST = 1e6
"""What is not possible now stands below all that is."""


class _Answer:
    """Takes one message and wakes whoever waits for it on the event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Message] = self._loop.create_future()

    def post_message(self, message: Message) -> bool:
        self._loop.call_soon_threadsafe(self._set, message)
        return True

    def _set(self, message: Message) -> None:
        if not self.future.done():
            self.future.set_result(message)


class _Refs(Message):
    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__()
        self.found = found


class DeskPalette(CommandPalette):
    """Textual's own, asking in the reader's language; a list that was not drawn yet has no pages to turn."""

    def __init__(self) -> None:
        super().__init__(placeholder=_("An act, a view, a theme, or a reference …"), id="--command-palette")

    def dismiss(self, result: None = None) -> AwaitComplete:
        """A second click beside it, struck before it was gone, takes away nothing else."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).scrollable_content_region.size:
            super()._action_command_list(action)


class DeskProvider(Provider):
    """Everything by its words; a complaint by the beginning of its reference."""

    async def discover(self) -> Hits:
        """All that is possible now."""
        for label, does, run in self._entries():
            yield DiscoveryHit(Content(label), run, label, does)

    async def search(self, query: str) -> Hits:
        """What matches what was typed."""
        matcher = self.matcher(query)
        found = 0
        for label, does, run in self._entries():
            score = matcher.match(label)
            if score > 0:
                found += 1
                yield Hit(score, matcher.highlight(label), run, label, does)
        answer = _Answer()
        app = cast("CxdeskApp", self.app)
        app.reader.ask(Lane.PALETTE, answer, lambda door: _Refs(door.refs(query.strip(), MOST_REFS)))
        message = await answer.future
        if isinstance(message, _Refs):
            found += len(message.found)
            for ref, subject in message.found:
                yield Hit(1.0, Content(plain(f"{ref}  {subject}")), partial(app.open_complaint, ref), ref)

        for place, command in self._impossible():
            label = _(command.label)
            if (score := matcher.match(label)) > 0:
                found += 1
                run = partial(place.tell_why_not, (command,))
                told = _("Not possible now: Enter says why.")
                yield Hit(score / LEAST, matcher.highlight(label).stylize("dim"), run, label, told)
        if not found:
            yield Hit(1.0, Content(_("Nothing is called like that.")), lambda: None, "")

    def _impossible(self) -> "Iterator[tuple[Place, Command]]":
        """What this place has, and nobody can do now."""
        place = self.screen
        if isinstance(place, Place):
            for command in place.vocabulary().values():
                if not command.is_offered(place) and command.why_not(place) is not None:
                    yield place, command

    def _entries(self) -> "Iterator[tuple[str, str, Callable[[], object]]]":
        place = self.screen
        if isinstance(place, Place):
            for command in place.vocabulary().values():
                if command.is_offered(place) and command.name != "palette":
                    yield _(command.label), command.help(), partial(command.run, place)
            app = cast("CxdeskApp", self.app)
            for name in app.queries if place.has_views else ():
                yield _("View: {name}").format(name=title(name)), "", partial(place.choose_view, name)
            for theme in THEMES:
                yield _("Theme: {name}").format(name=theme.name), "", partial(app.pick_theme, theme.name)
