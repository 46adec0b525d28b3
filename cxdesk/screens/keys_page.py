"""`docs/keys.md`, made from the commands: `python -m cxdesk.screens.keys_page > docs/keys.md`."""

import sys
from collections.abc import Iterable, Mapping

from cxdesk.catalogue import _
from cxdesk.screens.commands import ALL, DOING, EVERYWHERE, MOVING, TABS, ActCommand, Command, named
from cxdesk.screens.commands.everywhere import TakeBack
from cxdesk.screens.theme import CONTRAST, THEMES

_NAMES = {
    "slash": "/",
    "full_stop": ".",
    "question_mark": "?",
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "comma": ",",
    "plus": "+",
}


def key_names(keys: str) -> str:
    """Textual's names of keys as they stand on a keyboard."""
    return " ".join(_name(key.strip()) for key in keys.split(",") if key)


def _name(key: str) -> str:
    modifiers, plus, last = key.rpartition("+")
    plain_name = last.upper() if plus or len(last) > 1 else last
    return f"{modifiers.title()}{plus}{_NAMES.get(last, plain_name)}"


def each(keys: str) -> list[str]:
    """Textual's names of keys, one by one."""
    return [key.strip() for key in keys.split(",") if key.strip()]


def keys_of(command: Command | type[Command], own: Mapping[str, str] | None = None) -> str:
    """Its keys as they stand on a keyboard, where *own* has none for it; both of what has two."""
    own = own or {}
    first, second = command.chord
    if first and command.name not in own:
        before = key_names(_left(named(first), own))
        return ", ".join(f"{before} {key}" for key in (second, command.also) if key)
    return key_names(_left(command, own))


def _left(command: Command | type[Command], own: Mapping[str, str]) -> str:
    """The keys that *own* gives it, else those of ours that *own* gives to none that does not share them anyway."""
    if command.name in own:
        return own[command.name]
    known = {one.name: each(one.keys) for one in ALL if one.name in own} if own else {}
    taken = {key for name, keys in known.items() for key in each(own[name]) if key not in keys}
    return ",".join(key for key in each(command.keys) if key not in taken)


def label_with_keys(command: Command | type[Command], own: Mapping[str, str]) -> str:
    """As in `Offer (o)`; what the palette alone has, or a key pressed after another, has no key of its own."""
    label, keys = _(command.label), keys_of(command, own)
    return _("{label} ({keys})").format(label=label, keys=keys) if keys else label


_EXAMPLE = """```toml
[screens]
theme = "cxdesk-contrast"  # or {themes}, or a theme of Textual's
language = "zh"            # or en

[keys]
assign = "A"
move-down = "j,down,ctrl+n"
```"""


def undoable(commands: Iterable[Command | type[Command]]) -> list[str]:
    """The labels of those acts that can be taken back, to be translated."""
    return [command.label for command in commands if _can_be_undone(command)]


def _can_be_undone(command: Command | type[Command]) -> bool:
    kind = command if isinstance(command, type) else type(command)
    return issubclass(kind, ActCommand) and kind.can_be_undone()


def keys_page() -> str:
    """The page, in English."""
    themes = ", ".join(theme.name for theme in THEMES if theme.name != CONTRAST)
    parts = [
        "# Keys of the screens",
        "Made from the commands in `cxdesk/screens/commands`; do not edit by hand. The name in the last column is what"
        ' `[keys]` of your own `config.toml` calls the command, `assign = "A"`.',
        "`config.toml` lies in `$XDG_CONFIG_HOME/cxdesk`, else in `~/.config/cxdesk`; on Windows in"
        " `%APPDATA%\\cxdesk`. It may hold:",
        _EXAMPLE.replace("{themes}", themes),
        "A theme that was picked in the palette is remembered for the next start; one that `config.toml` names counts"
        " before it.",
        _table("Acts, on the complaint under the cursor or on all that are selected", DOING),
        f"`{keys_of(TakeBack)}` takes back: {', '.join(undoable(DOING))}. Where figures count that, or the customer is"
        " written to, it asks first and says so; whatever else is taken back at once.",
        "In a form every letter is text: `F1` shows its keys and what each field asks for, its lowest line the keys.",
        _table("Moving and choosing", MOVING),
        _table("On one complaint", TABS),
        _table("Everywhere", EVERYWHERE),
    ]
    return "\n\n".join(parts) + "\n"


def _table(title: str, commands: Iterable[type[Command]]) -> str:
    rows = [f"| {_shown(one)} | {one.label} | {one.sentence()} | `{one.name}` |" for one in commands]
    return "\n".join([f"## {title}", "", "| key | | does | name |", "|---|---|---|---|", *rows])


def _shown(command: type[Command]) -> str:
    """What the palette alone has, has no key."""
    keys = keys_of(command)
    return f"`{keys}`" if keys else ""


if __name__ == "__main__":
    sys.stdout.write(keys_page())
