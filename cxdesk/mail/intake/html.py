"""The text that a reader of an HTML mail would see: one pass, no way back, so that no input takes long.

A library builds a tree of the whole first, and the parser of the standard library looks again and again for the end
of what never ends. Mail needs neither: which tags break a line, which quote, and which hide what they hold.
"""

import html
import re
from typing import Final

from cxdesk.mail.intake import limits

_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:_-]{0,40})")
_QUOTE_OR_END: Final = re.compile("[\"'>]")
_SPACES: Final = re.compile(r"[ \t\r\n\f\u200b]+")
_LONG_NUMBER: Final = re.compile(r"&#[xX]?[0-9A-Fa-f]{9,};?")
_HREF: Final = re.compile(r"""\bhref\s*=\s*("[^"]{1,2000}"|'[^']{1,2000}'|[^\s"'>]{1,2000})""", re.IGNORECASE)
_WEB: Final = re.compile(r"https?://[!-~]{1,300}", re.IGNORECASE)
_ALT: Final = re.compile(r"""\balt\s*=\s*("[^"]{1,200}"|'[^']{1,200}')""", re.IGNORECASE)

_HIDDEN: Final = frozenset({"script", "style", "head", "title", "template", "noscript", "xml", "svg", "math", "select"})
_PARAGRAPHS: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre"}
)
_LINE_TAGS: Final = """
    address article aside center dd details div dt fieldset figcaption figure footer form header hr li main nav
    section tbody tfoot thead tr caption summary body html o:p
"""
_LINES: Final = frozenset(_LINE_TAGS.split())
_MARKED: Final = re.compile(
    r"""\b(?:class|id|data-marker)\s*=\s*("[^"]{1,300}"|'[^']{1,300}'|[^\s"'>]{1,300})""", re.IGNORECASE
)
_SIGNATURES: Final = frozenset(
    {"gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "applemailsignature", "bloop_sign"}
    | {"protonmail_signature_block", "zmail_signature_below"}
)
_COPIES: Final = frozenset(
    {
        "divrplyfwdmsg",
        "yahoo_quoted",
        "protonmail_quote",
        "mail-editor-reference-message-container",
        "outlookmessageheader",
    }
)
"""What mail programs call the older message that they put under a reply."""

_BOXES: Final = frozenset({"div", "span", "p", "pre", "table", "td", "blockquote", "section", "font"})
_CELLS: Final = frozenset({"td", "th"})
_DEEPEST_QUOTE: Final = 10


class _Writer:
    """Lines as they come; blanks collapse, a break stands once, and quoted lines carry their marks."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.size = 0
        self.quotes = 0
        self.kept_as_is = 0
        self.link: list[str] | None = None
        self._line: list[str] = []
        self._blank_quotes = -1
        self._space = False
        self.signs = False

    @property
    def has_words(self) -> bool:
        return bool(self._line) or any(line.strip("> ") for line in self.lines)

    @property
    def full(self) -> bool:
        return self.size > limits.TEXT_CHARACTERS

    def text(self, text: str) -> None:
        if self.kept_as_is:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self._put(first)
            for line in rest:
                self.break_line()
                self._put(line)
            return
        collapsed = _SPACES.sub(" ", text)
        stripped = collapsed.strip(" ")
        if not stripped:
            self._space = self._space or bool(collapsed)
            return
        self._put((" " if (self._space or collapsed[0] == " ") and self._line else "") + stripped)
        self._space = collapsed[-1] == " "

    def _put(self, text: str) -> None:
        if text and self.signs:
            self.signs = False
            self.block()
            if "--" not in (text.strip(), "".join(self.lines[-1:]).strip("> ")):
                self._write("--")
        if text:
            self._line.append(text)
            self.size += len(text)
            if self.link is not None:
                self.link.append(text)

    def space(self) -> None:
        self._space = True

    def break_line(self) -> None:
        """End the line, which may be an empty one."""
        self._write("".join(self._line))
        self._line, self._space = [], False

    def block(self) -> None:
        """Begin a new line unless one has just begun."""
        if self._line:
            self.break_line()
        self._space = False

    def paragraph(self) -> None:
        """Leave an empty line, quoted no deeper than what stands on either side of it."""
        self.block()
        self._blank_quotes = min(self.quotes, self._blank_quotes) if self._blank_quotes >= 0 else self.quotes

    def _write(self, line: str) -> None:
        mark = "> " * self.quotes
        if self._blank_quotes >= 0 and self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * min(self._blank_quotes, self.quotes)).rstrip())
        self._blank_quotes = -1
        self.lines.append((mark + line).replace("\xa0", " ").rstrip())
        self.size += len(mark) + 1

    def result(self) -> str:
        self.block()
        return "\n".join(self.lines).strip("\n")


def text(source: str, tags: int = limits.HTML_TAGS) -> tuple[str, int]:
    """What a person reads, in lines, and how many more than the tags there were could have been: -1 when cut short.

    Quotations carry "> ", list items "- ", and a link its address when the words do not say it.
    """
    page = _Page(source)
    left = page.run(tags)
    return page.writer.result(), left


class _Page:
    def __init__(self, source: str) -> None:
        self.source = source
        self.writer = _Writer()
        self._quotes_hold = True
        self._ends: dict[str, int] = {}
        self._lower = source.lower() if len(source.lower()) == len(source) else source
        self._address = ""
        self._copied = False

    def run(self, tags: int) -> int:
        """How many of the *tags* are left at the end; -1 when the end was not reached."""
        source, place = self.source, 0
        for left in range(tags, 0, -1):
            start = source.find("<", place)
            if start < 0:
                self._words(source[place:])
                return left
            self._words(source[place:start])
            place = self._markup(start)
            if self.writer.full:
                break
        return -1

    def _words(self, raw: str) -> None:
        if not raw:
            return
        if "&" in raw:
            # Python refuses to read numbers of thousands of digits.
            raw = html.unescape(_LONG_NUMBER.sub("\ufffd", raw))
        self.writer.text(raw)

    def _markup(self, start: int) -> int:
        """Read what begins at the `<`; where the text goes on."""
        source = self.source
        if source.startswith("<!--", start):
            return self._past("-->", start + 2, start + 4)
        if source.startswith(("<!", "<?"), start):
            return self._past(">", start + 2, start + 2)
        match = _TAG.match(source, start)
        end = self._tag_end(match.end()) if match is not None else -1
        if match is None or end < 0:
            self.writer.text("<")
            return start + 1
        name = match[2].lower()
        attributes = source[match.end() : min(end, match.end() + 8192)]
        if name in _HIDDEN and not match[1] and not attributes.endswith("/"):
            return self._hidden(name, end + 1)
        if match[1]:
            self._close(name)
        else:
            self._open(name, attributes)
        return end + 1

    def _past(self, mark: str, search_from: int, otherwise: int) -> int:
        """After the next *mark*; when there is none, never looked for again."""
        if self._ends.get(mark) == -1:
            return otherwise
        found = self.source.find(mark, search_from)
        if found < 0:
            self._ends[mark] = -1
            return otherwise
        return found + len(mark)

    def _tag_end(self, place: int) -> int:
        """Where the tag ends: a `>` outside quotes, or the first one once quotes proved not to end."""
        source = self.source
        if self._quotes_hold:
            look = place
            while (match := _QUOTE_OR_END.search(source, look)) is not None:
                if match[0] == ">":
                    return match.start()
                close = source.find(match[0], match.end())
                if close < 0:
                    break
                look = close + 1
            self._quotes_hold = False
        if self._ends.get(">") == -1:
            return -1
        end = source.find(">", place)
        if end < 0:
            self._ends[">"] = -1
        return end

    def _hidden(self, name: str, place: int) -> int:
        """Past the end of what shows nothing; a head without end shows what follows it."""
        mark = "</" + name
        if self._ends.get(mark) == -1:
            return place
        found = self._lower.find(mark, place)
        if found < 0:
            self._ends[mark] = -1
            return place
        end = self.source.find(">", found)
        return end + 1 if end >= 0 else len(self.source)

    def _open(self, name: str, attributes: str) -> None:
        writer = self.writer
        if name in _BOXES and attributes:
            self._marked(attributes)
        if name == "br":
            writer.break_line()
        elif name == "blockquote":
            writer.paragraph()
            writer.quotes = min(writer.quotes + 1, _DEEPEST_QUOTE)
        elif name in _PARAGRAPHS:
            writer.paragraph()
            writer.kept_as_is += name == "pre"
        elif name in _LINES:
            writer.block()
            if name == "li":
                writer.text("- ")
        elif name in _CELLS:
            writer.space()
        elif name == "a":
            href = _HREF.search(attributes)
            self._address = html.unescape(href[1].strip("\"'")).strip() if href else ""
            writer.link = []
        elif name == "img" and (alt := _ALT.search(attributes)) is not None:
            writer.text(f"[{html.unescape(alt[1][1:-1])}]")

    def _marked(self, attributes: str) -> None:
        """What the names of a box tell: a signature begins, or the older message below the reply."""
        given = {word for found in _MARKED.finditer(attributes) for word in found[1].strip("\"'").lower().split()}
        if not given:
            return
        # Yahoo and Outlook on the web put a prefix of their own before the names.
        plain = {
            word[place:] if (place := word.find("yahoo_quoted")) > 0 else word.removeprefix("x_") for word in given
        }
        if plain & _SIGNATURES:
            self.writer.signs = True
        elif plain & _COPIES and not self._copied and self.writer.has_words:
            self.writer.paragraph()
            self.writer.quotes += 1
            self._copied = True

    def _close(self, name: str) -> None:
        writer = self.writer
        if name == "blockquote":
            writer.paragraph()
            writer.quotes = max(writer.quotes - 1, 0)
        elif name in _PARAGRAPHS:
            writer.paragraph()
            writer.kept_as_is = max(writer.kept_as_is - (name == "pre"), 0)
        elif name in _LINES:
            writer.block()
        elif name in _CELLS:
            writer.space()
        elif name == "a" and writer.link is not None:
            words, writer.link = "".join(writer.link).strip(), None
            told = words.lower().rstrip("/… ") in self._address.lower() or self._address.lower() in words.lower()
            if words and not told and _WEB.fullmatch(self._address):
                writer.text(f" ({self._address})")
