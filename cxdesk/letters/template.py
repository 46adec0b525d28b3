"""The template language: variables, conditional parts, comments; no code, no attributes, no loops.

    Subject: We have your complaint, {{ref}}

    {{! a remark nobody receives }}
    {{#owner_name}}{{owner_name}} looks after it.{{/owner_name}}{{^owner_name}}Our team does.{{/owner_name}}

A value is inserted once and never read again as template. A line whose tags all came out empty is dropped,
so that the space between paragraphs stays right when conditional parts vanish.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from cxdesk.catalogue import _
from cxdesk.errors import DeskUnavailable

_TAG: Final = re.compile(r"\{\{([#^/!]?)((?:(?!\{\{|\}\}).)*)\}\}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_SUBJECT: Final = re.compile(r"(?i)subject:")
_MAX_SUBJECT: Final = 250
_MAX_DEPTH: Final = 20

Sigil = Literal["text", "name", "#", "^", "/"]


class TemplateError(DeskUnavailable):
    """A template that cannot be read; *line* counts from 1 in its file."""

    def __init__(self, what: str, *, file: str, line: int, mend: str) -> None:
        super().__init__(what, where=f"{file}:{line}", mend=mend)
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of one template line: literal text, a variable, or the start or end of a conditional part."""

    sigil: Sigil
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter's words: the subject is one line, the body ends with one line break."""

    subject: str
    body: str
    origins: tuple[int, ...]

    def template_line(self, line: int) -> int:
        """The template's line that line *line* of `text` came from."""
        return self.origins[line - 1] if line <= len(self.origins) else self.origins[-1]

    @property
    def text(self) -> str:
        """The letter as a template would write it; the form that the lint reads."""
        return f"Subject: {self.subject}\n\n{self.body}"


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template; rendering it cannot fail."""

    subject: tuple[Token, ...]
    body: tuple[Token, ...]
    subject_line: int

    @property
    def names(self) -> frozenset[str]:
        """Every fact the template prints."""
        return frozenset(token.value for token in (*self.subject, *self.body) if token.sigil == "name")

    def render(self, values: Mapping[str, str]) -> Rendered:
        """*values* holds the present facts, already made plain; what is missing or blank counts as absent."""
        subject = " ".join("".join(text for _line, text in _fill(self.subject, values)).split())
        lines = _tidy(_fill(self.body, values))
        return Rendered(
            subject=subject[:_MAX_SUBJECT].rstrip(),
            body="".join(f"{text}\n" for _line, text in lines),
            origins=(self.subject_line, self.subject_line + 1, *(line for line, _text in lines)),
        )


def parse(source: str, *, file: str, known: Collection[str]) -> Template:
    """Raises TemplateError, which names *file*, the line and the mend; *known* are the names it may use."""
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((number for number, line in enumerate(lines, 1) if not _is_aside(line)), len(lines))
    head = lines[first - 1]
    named = _SUBJECT.match(head)
    if named is None:
        raise TemplateError(
            _("the template does not begin with its subject"),
            file=file,
            line=first,
            mend=_("begin with a line “Subject: …”, then an empty line, then the letter"),
        )
    if len(lines) > first and lines[first].strip():
        raise TemplateError(
            _("the line after the subject is not empty"),
            file=file,
            line=first + 1,
            mend=_("put an empty line between the subject and the letter"),
        )
    subject = _tokens([head[named.end() :].strip()], first, file, known)
    body = _tokens([f"{line}\n" for line in lines[first:]], first + 1, file, known)
    for part in (subject, body):
        _check_nesting(part, file)
    return Template(subject, body, first)


def _is_aside(line: str) -> bool:
    """Blank, or nothing but comments: may stand above the subject."""
    return not re.sub(r"\{\{!.*?\}\}", "", line).strip()


def _tokens(lines: list[str], first: int, file: str, known: Collection[str]) -> tuple[Token, ...]:
    return tuple(token for number, line in enumerate(lines, first) for token in _line(line, number, file, known))


def _line(line: str, number: int, file: str, known: Collection[str]) -> list[Token]:
    tokens: list[Token] = []
    end = 0
    for tag in _TAG.finditer(line):
        tokens += _literal(line[end : tag.start()], number, file)
        end = tag.end()
        if tag[1] == "!":
            tokens.append(Token("text", "", number))
            continue
        tokens.append(Token(_sigil(tag[1]), _known_name(tag[2].strip(), number, file, known), number))
    tokens += _literal(line[end:], number, file)
    return tokens


def _sigil(mark: str) -> Sigil:
    match mark:
        case "#":
            return "#"
        case "^":
            return "^"
        case "/":
            return "/"
    return "name"


def _literal(text: str, number: int, file: str) -> list[Token]:
    if "{{" in text or "}}" in text:
        raise TemplateError(
            _("braces open or close without their other half"),
            file=file,
            line=number,
            mend=_("write {example} on one line").format(example="{{name}}"),
        )
    return [Token("text", text, number)] if text else []


def _known_name(name: str, number: int, file: str, known: Collection[str]) -> str:
    if name in known and _NAME.fullmatch(name):
        return name
    raise TemplateError(
        _("“{name}” is no fact of this letter").format(name=name),
        file=file,
        line=number,
        mend=_("use one of: {names}").format(names=", ".join(sorted(known))),
    )


def _check_nesting(tokens: tuple[Token, ...], file: str) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.sigil in ("#", "^"):
            opened.append(token)
            if len(opened) > _MAX_DEPTH:
                raise TemplateError(
                    _("conditional parts are nested too deeply"),
                    file=file,
                    line=token.line,
                    mend=_("nest at most {count} of them").format(count=_MAX_DEPTH),
                )
        if token.sigil != "/":
            continue
        if not opened or opened[-1].value != token.value:
            raise TemplateError(
                _("{tag} closes nothing that is open here").format(tag=f"{{{{/{token.value}}}}}"),
                file=file,
                line=token.line,
                mend=_unclosed_mend(opened[-1]) if opened else _("remove it, or open the part before it"),
            )
        opened.pop()
    if opened:
        raise TemplateError(
            _("a conditional part is never closed"),
            file=file,
            line=opened[-1].line,
            mend=_unclosed_mend(opened[-1]),
        )


def _unclosed_mend(opener: Token) -> str:
    return _("close {opener} (line {line}) with {closer} first").format(
        opener=f"{{{{{opener.sigil}{opener.value}}}}}",
        line=opener.line,
        closer=f"{{{{/{opener.value}}}}}",
    )


def _fill(tokens: tuple[Token, ...], values: Mapping[str, str]) -> list[tuple[int, str]]:
    """The output of each template line by its number, without the lines whose tags all came out empty."""
    shown: list[bool] = []
    by_line: dict[int, list[str]] = {}
    tagged: set[int] = set()
    for token in tokens:
        out = by_line.setdefault(token.line, [])
        if token.sigil != "text" or not token.value:
            tagged.add(token.line)
        if token.sigil in ("#", "^"):
            shown.append(bool(values.get(token.value, "").strip()) is (token.sigil == "#"))
        elif token.sigil == "/":
            shown.pop()
        elif all(shown):
            out.append(values.get(token.value, "") if token.sigil == "name" else token.value)
    kept: list[tuple[int, str]] = []
    for number, out in by_line.items():
        text = "".join(out)
        joins_the_line_before = bool(kept) and not kept[-1][1].endswith("\n")
        if text and (text.strip() or number not in tagged or joins_the_line_before):
            kept.append((number, text))
    return kept


def _tidy(parts: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Single blank lines between paragraphs, none at the ends, no gap where a part of a sentence vanished."""
    whole = "".join(text for _number, text in parts)
    origins = [number for number, text in parts for _break in range(text.count("\n"))]
    tidied: list[tuple[int, str]] = []
    for index, raw in enumerate(whole.split("\n")):
        text = re.sub(r"^ (?=\S)", "", re.sub(r"(?<=\S) {2,}(?=\S)", " ", raw)).rstrip()
        if text or (tidied and tidied[-1][1]):
            tidied.append((origins[min(index, len(origins) - 1)] if origins else 1, text))
    while tidied and not tidied[-1][1]:
        tidied.pop()
    return tidied
