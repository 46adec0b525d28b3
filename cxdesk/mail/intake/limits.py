"""How much of a message is looked at: bounds that hold before anything is parsed (TRAPS 41).

Each is far above what people's mail has, and low enough that the worst message inside all of them costs less than
two seconds and 512 MiB.
"""

from dataclasses import dataclass, field
from typing import Final

RAW_BYTES: Final = 25 * 1024 * 1024
HEADER_BLOCK_BYTES: Final = 256 * 1024
ALL_HEADERS_BYTES: Final = 1024 * 1024
HEADERS: Final = 1_000
HEADER_BYTES: Final = 128 * 1024
PARAMETER_HEADER_CHARACTERS: Final = 16 * 1024
ENCODED_WORDS: Final = 2_000
BRACKETS: Final = 50
ADDRESSES: Final = 1_000
REFERENCES: Final = 100
SUBJECT_CHARACTERS: Final = 998
NAME_CHARACTERS: Final = 200
ADDRESS_CHARACTERS: Final = 320
IDENTIFIER_CHARACTERS: Final = 900

PARTS: Final = 1_000
DEPTH: Final = 25
BOUNDARY_CANDIDATES: Final = 50_000

TEXT_BYTES: Final = 4 * 1024 * 1024
TEXT_CHARACTERS: Final = 500_000
TEXT_LINES: Final = 10_000
HTML_TAGS: Final = 100_000
ATTACHMENTS: Final = 500
ATTACHMENT_NAME_BYTES: Final = 200
PROBLEMS: Final = 40


@dataclass(slots=True)
class Findings:
    """What was wrong with one message, each said once, in words for an agent; what of
    the budget is left, and the character set the message speaks of first."""

    problems: list[str] = field(default_factory=list)
    parts_left: int = PARTS
    candidates_left: int = BOUNDARY_CANDIDATES
    header_bytes_left: int = ALL_HEADERS_BYTES
    text_bytes_left: int = TEXT_BYTES
    tags_left: int = HTML_TAGS
    exhausted: bool = False
    hint: str = ""

    def add(self, problem: str) -> None:
        if problem not in self.problems and len(self.problems) < PROBLEMS:
            self.problems.append(problem)
