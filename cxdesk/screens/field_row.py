"""One question of a form on the screen: its label, where the answer is typed, and what is wrong with it."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Checkbox, Input, Static, TextArea
from textual.widgets.input import Selection

from cxdesk.catalogue import _
from cxdesk.screens.fields import YES, Field, Kind
from cxdesk.text import plain

if TYPE_CHECKING:
    from textual.widget import Widget


class Tick(Checkbox):
    """`[x]` or `[ ]`: its mark, not its colour, shows whether it is ticked; Space turns it."""

    def render(self) -> Content:
        """The mark and the words."""
        label = self.label.stylize_before(self.get_visual_style("toggle--label"))
        return Content("[x] " if self.value else "[ ] ") + label


class FieldRow(Vertical):
    """A label, its field, and below them the error, when there is one."""

    def __init__(self, field: Field, value: str, number: int = 1) -> None:
        super().__init__(id=f"row-{field.name}", classes="form-row")
        self.field = field
        self._number = number
        self._begun_with = value
        self._blamed: str | None = None
        self._entry = self._made(value)

    def _made(self, value: str) -> "Widget":
        name = f"field-{self.field.name}"
        if self.field.kind is Kind.TEXT:
            area = TextArea(plain(value, lines=True), id=name, show_line_numbers=False, tab_behavior="focus")
            area.highlight_cursor_line = False
            return area
        if self.field.kind is Kind.YES_NO:
            return Tick(Content(_(self.field.hint)), value == YES, id=name)
        return Input(plain(value), id=name)

    def compose(self) -> ComposeResult:
        """Side by side."""
        with Horizontal(classes="form-line"):
            label = _(self.field.label) + (" *" if self.field.required else "")
            label += f" {self._number}" if self._number > 1 else ""
            yield Static(Content(label), classes="form-label")
            yield self._entry
        yield Static("", classes="form-wrong")

    @property
    def value(self) -> str:
        """What stands in it."""
        entry = self._entry
        if isinstance(entry, Checkbox):
            return YES if entry.value else ""
        return entry.text if isinstance(entry, TextArea) else entry.value if isinstance(entry, Input) else ""

    @property
    def is_touched(self) -> bool:
        """Whether something else stands in it than what it began with."""
        return self.value != self._begun_with

    def begin_with(self, value: str) -> None:
        """Put in what is known, unless somebody typed already; typing goes over it."""
        if not self.is_touched:
            self._begun_with = value
            self.fill(value)

    def write(self, value: str) -> None:
        """Replace what stands in it. A code is replaced again by typing; free words are gone on with."""
        entry = self._entry
        if isinstance(entry, Checkbox):
            entry.value = value == YES
        elif isinstance(entry, TextArea):
            entry.text = plain(value, lines=True)
        elif isinstance(entry, Input):
            entry.value = plain(value)
            is_replaced = entry.has_focus and self.field.complete is not None and not self.field.is_free
            entry.selection = Selection(0 if is_replaced else len(entry.value), len(entry.value))

    def fill(self, value: str) -> None:
        """Put in what nobody typed here: typing replaces it, as where a field came filled."""
        self.write(value)
        if isinstance(self._entry, Input) and self._entry.has_focus:
            self._entry.select_all()

    def go(self) -> None:
        """Put the cursor into it."""
        self._entry.focus()

    def blame(self, told: str) -> None:
        """Say beside it what is wrong, put the cursor there and show both: the focus would show the field alone."""
        beside = self.query_one(".form-wrong", Static)
        beside.update(Content(plain(f"▲ {told}", lines=True)))
        beside.add_class("-wrong")
        self._blamed = self.value
        if isinstance(self._entry, Input) and self.field.complete is None:
            self._entry.select_on_focus = False  # what is wrong in it is mended, not typed anew
        self._entry.focus(scroll_visible=False)
        self.call_after_refresh(self.scroll_visible, animate=False, immediate=True)

    @property
    def fault(self) -> str:
        """What is said to be wrong with it."""
        return str(self.query_one(".form-wrong", Static).render())

    def forgive(self) -> None:
        """What was wrong stands there no more: something else does."""
        if self._blamed is not None and self.value != self._blamed:
            self.clear()

    def clear(self) -> None:
        """Nothing is wrong with it."""
        beside = self.query_one(".form-wrong", Static)
        beside.remove_class("-wrong")
        beside.update("")
        self._blamed = None
        if isinstance(self._entry, Input):
            self._entry.select_on_focus = True
