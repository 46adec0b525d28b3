"""Letters: templates in, letters out, linted (DOMAIN §8, STANDARDS §7.2–7.4); nothing here sends or stores."""

from cxdesk.letters.compose import Letter, check_template, compose
from cxdesk.letters.dates import Due, DuePrecision, date_text, due_text
from cxdesk.letters.facts import LetterFacts, NoticeRow, known_names
from cxdesk.letters.kinds import EXTRAS, LetterKind
from cxdesk.letters.lint import Finding, FindingSeverity, lint
from cxdesk.letters.shipped import LANGUAGES, load_templates, shipped, template_for
from cxdesk.letters.template import TemplateError

__all__ = [
    "EXTRAS",
    "LANGUAGES",
    "Due",
    "DuePrecision",
    "Finding",
    "FindingSeverity",
    "Letter",
    "LetterFacts",
    "LetterKind",
    "NoticeRow",
    "TemplateError",
    "check_template",
    "compose",
    "date_text",
    "due_text",
    "known_names",
    "lint",
    "load_templates",
    "shipped",
    "template_for",
]
