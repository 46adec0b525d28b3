"""The keys of a place, with what each command does: the same words as everywhere."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cxdesk.catalogue import N_, _
from cxdesk.desk.value_words import enumerated
from cxdesk.screens.commands.everywhere import TakeBack
from cxdesk.screens.keys_page import keys_of, label_with_keys, undoable
from cxdesk.screens.report import Reading
from cxdesk.text import fit, hang, plain, wrap
from cxdesk.widgets.keys import Keys

if TYPE_CHECKING:
    from cxdesk.screens.place import Place

KEY_CELLS, LABEL_CELLS = 14, 13
FRAME_CELLS = 6
"""Border, padding and the bar at the right."""


class HelpScreen(Reading):
    """What may be done now stands first; the rest says that it is not possible now."""

    CSS = """
    HelpScreen { align: center middle; background: $backdrop; }
    #help { width: 90%; height: auto; max-height: 90%; border: round $primary; background: $surface; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", N_("Back"), tooltip=N_("Close the help."), id="help-back"),
    ]

    def __init__(self, place: "Place") -> None:
        super().__init__()
        self._place = place

    def compose(self) -> ComposeResult:
        """A line a command."""
        with VerticalScroll(id="help"):
            yield Static(Content("\n".join(self._lines())))
        yield Keys()

    def _lines(self) -> Iterator[str]:
        cells = max(self.app.size.width * 9 // 10 - FRAME_CELLS, 40)
        commands = self._place.vocabulary().values()
        keymap = self._place.desk_app.session.preferences.keys
        offered = [command for command in commands if command.is_offered(self._place)]
        yield _("Keys of this place")
        if self._place.order:
            yield from wrap(_(self._place.order), cells)
        yield ""
        for command in offered:
            keys = keys_of(command, keymap)
            yield from hang(f"{fit(keys, KEY_CELLS)} {fit(_(command.label), LABEL_CELLS)} ", command.help(), cells)
        rest = [command for command in commands if command not in offered]
        if rest:
            yield ""
            yield _("Not possible now")
            yield from wrap(enumerated(label_with_keys(one, keymap) for one in rest), cells)
        if acts := enumerated(_(label) for label in undoable(commands)):
            yield ""
            told = _("{key} takes back: {acts}. It asks first where figures count that, or the customer is written to.")
            yield from wrap(told.format(key=keys_of(TakeBack, keymap), acts=acts), cells)
        if config := self._place.desk_app.session.config:
            yield ""
            told = _("Your own theme, language and keys stand in {path}; docs/keys.md shows how.")
            yield from wrap(plain(told.format(path=config)), cells)
