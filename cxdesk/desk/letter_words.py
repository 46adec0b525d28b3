"""What people call each letter; the code (`cxdesk.letters.LetterKind`) stays the word of files and machines."""

from collections.abc import Mapping
from typing import Final

from cxdesk.catalogue import C_, N_, _, in_language

# Literals, not LetterKind: showing a history loads no letters (BUDGETS).
LETTERS: Final[Mapping[str, str]] = {
    "acknowledgement": N_("acknowledgement"),
    "progress-update": N_("progress update"),
    "delay-notice": N_("notice of delay"),
    "options": N_("letter of options"),
    "acceptance-record": N_("record of acceptance"),
    "summary-resolution": N_("summary of the resolution"),
    "final-response": N_("final response"),
    "closure": N_("notice of closing"),
    "extension-notice": N_("notice of extension"),
    "information-request": N_("request for information"),
    "decline-notice": N_("notice of declining"),
    "withdrawal-confirmation": N_("confirmation of withdrawal"),
    "recourse-notice": N_("notice of recourse"),
    "survey-invitation": N_("invitation to a survey"),
    "revisit-script": N_("script of a revisit"),
    "escalation-notice": N_("notice of escalation"),
    "report-cover": N_("cover of a report"),
}
"""Names by the code; a code that is not here shows itself."""


def letter_state(state: str) -> str:
    """Where a letter stands, told beside what customers accept: a server that took it over is no customer."""
    return _("sent") if state == "accepted" else C_("letter", state)


def letter_name(code: str, language: str = "") -> str:
    """The letter's name, in *language* or the reader's."""
    name = LETTERS.get(code, code)
    return in_language(language, name) if language else _(name)
