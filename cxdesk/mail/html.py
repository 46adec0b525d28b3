"""A letter's words as simple HTML, from one template: no picture, no link that counts, no font to load."""

import re
from html import escape
from typing import Final

_PAGE: Final = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="viewport" content="width=device-width">
<title>{subject}</title>
</head>
<body style="margin:0;padding:1.5em;font:16px/1.5 sans-serif;color:#1a1a1a;background:#ffffff">
<div style="max-width:40em">
{paragraphs}
</div>
</body>
</html>
"""
_PARAGRAPH: Final = '<p style="margin:0 0 1em 0">{lines}</p>'
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]+")


def page(subject: str, text: str, language: str) -> str:
    """Paragraphs where the text has blank lines, line breaks where it has line breaks; every word is escaped."""
    parts = re.split(r"\n[ \t]*\n+", _plain(text).strip("\n"))
    paragraphs = [_PARAGRAPH.format(lines="<br>\n".join(escape(line) for line in part.split("\n"))) for part in parts]
    return _PAGE.format(
        language=escape(language), subject=escape(" ".join(_plain(subject).split())), paragraphs="\n".join(paragraphs)
    )


def _plain(text: str) -> str:
    """Without the characters that HTML cannot hold."""
    return _CONTROLS.sub(" ", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
