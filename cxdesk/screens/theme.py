"""The looks: dark, light, and one of high contrast, in which every text stands at least 7:1 against its ground."""

from pathlib import Path

from textual.theme import Theme

CONTRAST = "cxdesk-contrast"

THEMES = (
    Theme(
        "cxdesk",
        primary="#4fa3d9",
        secondary="#7fb2a5",
        accent="#e0a84f",
        warning="#e8b04a",
        error="#f07a6a",
        success="#7bc47f",
        foreground="#e2e4e6",
        background="#15181b",
        surface="#1b1f23",
        panel="#262c32",
        variables={
            "backdrop": "#15181b 60%",
            "late": "#ff8f7e",
            "soon": "#f0c060",
            "faint": "#9aa3ab",
            "cursor": "#2f5f86",
            "on-cursor": "#ffffff",
            "picked": "#8fd0ff",
        },
    ),
    Theme(
        "cxdesk-light",
        primary="#1c5f94",
        secondary="#2f6e60",
        accent="#8a5200",
        warning="#8a5200",
        error="#a81e12",
        success="#1e6b28",
        foreground="#1c1e20",
        background="#fafafa",
        surface="#f1f1ef",
        panel="#e3e4e4",
        dark=False,
        variables={
            "backdrop": "#fafafa 60%",
            "late": "#a81e12",
            "soon": "#7a4700",
            "faint": "#585d62",
            "cursor": "#1c5f94",
            "on-cursor": "#ffffff",
            "picked": "#0b5394",
        },
    ),
    Theme(
        CONTRAST,
        primary="#ffffff",
        secondary="#ffffff",
        accent="#ffff00",
        warning="#ffff00",
        error="#ffb3a7",
        success="#90ff90",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#000000",
        text_alpha=1.0,
        variables={
            "backdrop": "#000000 0%",
            "late": "#ffb3a7",
            "soon": "#ffff00",
            "faint": "#e0e0e0",
            "cursor": "#ffff00",
            "on-cursor": "#000000",
            "picked": "#80ffff",
            "block-cursor-background": "#ffff00",
            "block-cursor-foreground": "#000000",
            "block-hover-background": "#000000",
            "input-cursor-background": "#ffff00",
            "input-cursor-foreground": "#000000",
            "input-selection-background": "#005a9c",
            "border": "#ffffff",
            "border-blurred": "#ffffff",
            "scrollbar": "#ffffff",
            "scrollbar-background": "#000000",
        },
    ),
)
"""Each has the variables that only this program's styles use, beside Textual's own."""


def stylesheet(name: str) -> str:
    """The style sheet of that name beside the screens; it is found in a zip too, where a CSS path is not."""
    path = Path(__file__).with_name(f"{name}.tcss")
    loader = getattr(__spec__, "loader", None)
    if loader is not None and hasattr(loader, "get_data"):  # importlib.resources would load zipfile for the first frame
        return bytes(loader.get_data(str(path))).decode("utf-8")
    return path.read_text(encoding="utf-8")
