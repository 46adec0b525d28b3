"""Keep cxdesk/locale in step with the source: python -m tests.catalogue_tool extract | compile | missing

extract   update cxdesk.po from the source: new sentences come in untranslated, translations stay, unused ones go
compile   write cxdesk.mo from cxdesk.po
missing   list the sentences that have no translation, or one whose {placeholders} differ; exit 1 when there are any

A command's docstring is its help, so the docstrings of the classes in `screens/commands` are sentences too.
"""

import ast
import io
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "cxdesk"
PO = PACKAGE / "locale" / "zh_CN" / "LC_MESSAGES" / "cxdesk.po"
MO = PO.with_suffix(".mo")
# No dates and no tool's version: the same sentences give the same bytes.
HEADER = "Language: zh_CN\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"
COMMANDS = "screens/commands"
KEYWORDS = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "in_language": (2,),
    "C_": ((1, "c"), 2),
    "NC_": ((1, "c"), 2),
    "in_context": ((2, "c"), 3),
}


def source_sentences(package: Path = PACKAGE) -> Catalog:
    """Every sentence that the source marks."""
    catalog = Catalog(locale="zh_CN", charset="utf-8")
    for file, _line, sentence, _comments, context in extract_from_dir(
        package, [("**.py", "python")], keywords=KEYWORDS
    ):
        if sentence:
            catalog.add(sentence, locations=[(f"cxdesk/{Path(file).as_posix()}", 0)], context=context)
    for path in sorted((package / COMMANDS).glob("*.py")):
        for sentence in helps(path.read_text(encoding="utf-8")):
            catalog.add(sentence, locations=[(f"cxdesk/{COMMANDS}/{path.name}", 0)])
    return catalog


def helps(source: str) -> Iterator[str]:
    """The docstrings of the commands of a file, each as one line: classes that have a label for the footer."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and any(_labels(statement) for statement in node.body):
            yield " ".join((ast.get_docstring(node) or "").split())


def _labels(statement: ast.stmt) -> bool:
    """Whether it is `label = …`."""
    if not isinstance(statement, ast.Assign):
        return False
    return any(isinstance(target, ast.Name) and target.id == "label" for target in statement.targets)


def translations(po: bytes) -> Catalog:
    """The sentences of a .po file."""
    return read_po(io.BytesIO(po), locale="zh_CN", charset="utf-8")


def extracted(po: bytes, source: Catalog) -> bytes:
    """The .po file brought up to the source."""
    catalog = translations(po)
    catalog.update(source, no_fuzzy_matching=True)
    out = io.BytesIO()
    write_po(out, catalog, width=110, omit_header=True, include_lineno=False, ignore_obsolete=True, sort_output=True)
    header = "".join(f'"{line}\\n"\n' for line in HEADER.splitlines())
    return f'# cxdesk in Chinese (Simplified)\nmsgid ""\nmsgstr ""\n{header}\n'.encode() + out.getvalue().lstrip(b"\n")


def compiled(po: bytes) -> bytes:
    """The .mo file (GNU format, no hash table) of all translated sentences, in the order of their bytes."""
    pairs = {b"": HEADER.encode()}
    for message in sentences(translations(po)):
        if message.string and not message.fuzzy:
            # GNU gettext's mark between a context and its word.
            context = f"{message.context}\x04" if message.context else ""
            pairs[(context + "\0".join(_ids(message))).encode()] = "\0".join(_strings(message)).encode()
    keys = sorted(pairs)
    text, tables = b"", []
    start = 28 + 16 * len(keys)
    for column in (keys, [pairs[key] for key in keys]):
        for entry in column:
            tables.append((len(entry), start + len(text)))
            text += entry + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    return head + b"".join(struct.pack("<2I", *row) for row in tables) + text


def sentences(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalog if message.id)


def missing(po: bytes, source: Catalog) -> list[str]:
    """The sentences of the source that a Chinese reader would not get, or not whole."""
    known = translations(po)
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in sentences(source)
        if not _whole(known, message)
    ]


def _whole(known: Catalog, message: Message) -> bool:
    found = known.get(message.id, message.context)
    if found is None or found.fuzzy or not all(_strings(found)):
        return False
    return all(_placeholders(_ids(message)[-1]) == _placeholders(string) for string in _strings(found))


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _placeholders(sentence: str) -> list[str]:
    return sorted(re.findall(r"\{[^{}]*\}", sentence))


def main(arguments: list[str]) -> int:
    """One of the three verbs."""
    match arguments:
        case ["extract"]:
            PO.parent.mkdir(parents=True, exist_ok=True)
            PO.write_bytes(extracted(PO.read_bytes() if PO.exists() else b"", source_sentences()))
        case ["compile"]:
            MO.write_bytes(compiled(PO.read_bytes()))
        case ["missing"]:
            lacking = missing(PO.read_bytes(), source_sentences())
            sys.stdout.writelines(f"{sentence}\n" for sentence in lacking)
            return 1 if lacking else 0
        case _:
            sys.stderr.write(f"{__doc__}")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
