"""What the app looks like and says: themes of our own, no colour where none is wanted, few toasts at a time."""

from typing import TYPE_CHECKING

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

from cxdesk.screens.session import Session
from cxdesk.screens.theme import THEMES
from cxdesk.text import plain

if TYPE_CHECKING:
    from textual.notifications import Notify, SeverityLevel

MOST_TOASTS = 3
"""More of them would cover what is being typed."""

_OUR_THEMES = {theme.name: theme for theme in THEMES}


class Looks(App[int]):
    """An app over a desk, as *session* has it; it begins in the theme that its person prefers."""

    def __init__(self, session: Session) -> None:
        wanted = session.preferences.theme or session.preferences.picked
        self.set_reactive(App.theme, wanted if self.has_theme(wanted) else THEMES[0].name)
        super().__init__()
        if self.no_color:
            self._leave_colours_out()
        self.session = session
        for theme in THEMES:
            self.register_theme(theme)

    def _leave_colours_out(self) -> None:
        """Textual's own filter leaves greys, each with its code."""
        from textual.filter import Monochrome  # noqa: PLC0415 (most want colours)

        from cxdesk.screens.colourless import Colourless  # noqa: PLC0415 (as above)

        ours = Colourless(lambda: self.theme_variables)
        self._filters = [ours if isinstance(one, Monochrome) else one for one in self._filters]

    def get_theme(self, theme_name: str) -> Theme | None:
        """Our own are known before any is registered: what is set later makes Textual read all style sheets again."""
        return _OUR_THEMES.get(theme_name) or super().get_theme(theme_name)

    def has_theme(self, name: str) -> bool:
        """Whether there is one of that name, ours or Textual's."""
        return name in _OUR_THEMES or name in BUILTIN_THEMES

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The variables of our own, for themes that come with Textual."""
        return {**super().get_theme_variable_defaults(), **THEMES[0].variables}

    def say(self, sentence: str, severity: "SeverityLevel" = "information") -> None:
        """A toast, as long as it takes to read all its lines; stored text in it is only text."""
        seconds = self.NOTIFICATION_TIMEOUT * (1 + sentence.count("\n"))
        self.notify(plain(sentence, lines=True), severity=severity, timeout=seconds, markup=False)

    def on_notify(self, message: "Notify") -> None:
        """Before it is shown: the same stands there once, and the oldest make room, what is wrong only for its like."""
        new = message.notification
        others = [toast for toast in self._notifications if toast.message != new.message]
        good = [toast for toast in others if toast.severity == "information"]
        wrong = [toast for toast in others if toast not in good]
        if new.severity != "information":
            wrong = wrong[-MOST_TOASTS + 1 :]
        room = max(MOST_TOASTS - 1 - len(wrong), 0)
        kept = wrong + good[max(len(good) - room, 0) :]
        for toast in list(self._notifications):
            if toast not in kept:
                self._unnotify(toast, refresh=False)
