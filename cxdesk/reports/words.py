"""The desk's codes in the words of people, as far as a report shows them; a code without a word shows itself."""

from collections.abc import Mapping

from cxdesk.catalogue import N_
from cxdesk.desk.value_words import FACTS as CORRECTED
from cxdesk.reports.result import Code

CLOCKS: Mapping[str, str] = {
    "acknowledge": N_("acknowledgement"),
    "respond": N_("first reply"),
    "update": N_("progress update"),
    "offer": N_("first option"),
    "resolve": N_("resolution"),
    "fulfil": N_("delivery of the remedy"),
    "promise": N_("promise"),
    "revisit": N_("revisit"),
}

OUTCOMES: Mapping[str, str] = {
    "remedied": N_("remedied"),
    "final_response": N_("final response"),
    "no_response": N_("no response"),
    "withdrawn": N_("withdrawn"),
    "declined": N_("declined"),
    "merged": N_("merged"),
    "external": N_("decided outside"),
}

ACKNOWLEDGEMENTS: Mapping[str, str] = {
    "owed": N_("owed by a call or letter"),
    "queued": N_("waiting to be sent"),
    "failed": N_("failed"),
    "bounced": N_("came back"),
}

MARKS: Mapping[str, str] = {
    "corrected": N_("corrected"),
    "dated_back": N_("dated back"),
    "self_approved": N_("approved by its proposer"),
    "other_account": N_("approved from another account"),
}

VERDICTS: Mapping[str, str] = {
    "met": N_("met"),
    "breached": N_("breached"),
    "cancelled": N_("cancelled"),
    "unknown": N_("unknown"),
}

FACTS: Mapping[str, str] = {"verdict": N_("verdict"), **CORRECTED}
"""What may be corrected."""


def coded(words: Mapping[str, str], value: str) -> Code:
    """The code with its word."""
    return Code(value, words.get(value, ""))
