"""What `log` asks a person at a terminal: every answer is looked at before the next question, and asked for again."""

import shlex
from collections.abc import Callable, Collection, Mapping
from typing import Any

from cxdesk.catalogue import _
from cxdesk.cli.context import Cli
from cxdesk.config import load_settings
from cxdesk.desk import SETTINGS
from cxdesk.errors import NotDone
from cxdesk.mail.addresses import BadAddress, check_address
from cxdesk.text import width

_SUBJECT_CELLS = 80

Check = Callable[[str], str]
"""What is wrong with an answer, as a sentence; "" when nothing is."""


def ask_missing(cli: Cli, said: Mapping[str, Any]) -> dict[str, str]:
    """The answers to what *said* leaves open, by the names of `intake.FIELDS`; empty elsewhere than on a terminal.

    Raises NotDone when the input ends: an end is no answer.
    """
    stdin = cli.surroundings.stdin
    if not (stdin.is_terminal and cli.surroundings.stderr_is_terminal) or stdin.taken_by is not None:
        return {}
    found: dict[str, str] = {}
    if not (said["subject"] or said["text"]):
        if not any(said[name] for name in ("customer", "email", "phone", "key", "customer_number")):
            found |= _customer(cli)
        found |= _subject(_answer(cli, _("What happened?"), _needed))
    if not said["channel"]:
        cli.place().require()
        channels = load_settings(cli.place().path / SETTINGS, despite_mail=True).desk.channels
        question = _("How did it come in? ({channels})").format(channels=_(", ").join(channels))
        found["channel"] = _answer(cli, question, lambda text: _known(text, channels))
    return {name: answer for name, answer in found.items() if answer}


def typed_again(answers: Mapping[str, str]) -> str:
    """The options that stand for *answers*, so that what somebody typed is not lost with a refusal."""
    return shlex.join(["cxdesk", "log", *(part for name, said in answers.items() for part in (f"--{name}", said))])


def _customer(cli: Cli) -> dict[str, str]:
    name = _answer(cli, _("Who complains? (name, empty when unknown)"))
    email = _answer(cli, _("E-mail? (empty when there is none)"), _address)
    phone = "" if email else _answer(cli, _("Phone? (empty when there is none)"))
    return {"customer": name, "email": email, "phone": phone}


def _subject(told: str) -> dict[str, str]:
    """One answer is the subject; one too long for a line is the text, of which the desk makes a subject."""
    return {"subject" if width(told) <= _SUBJECT_CELLS else "text": told}


def _answer(cli: Cli, question: str, wrong: Check = lambda _text: "") -> str:
    around = cli.surroundings
    while True:
        around.stderr.write(f"{question} ")
        around.stderr.flush()
        line = around.stdin.stream.readline()
        if not line:
            around.stderr.write("\n")
            raise NotDone(_("nothing was logged"))
        fault = wrong(line.strip())
        if not fault:
            return line.strip()
        around.stderr.write(f"{fault}\n")


def _needed(text: str) -> str:
    return "" if text else _("A few words are needed.")


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        check_address(text)
    except BadAddress as error:
        return str(error)
    return ""


def _known(text: str, channels: Collection[str]) -> str:
    if text in channels:
        return ""
    return _("One of these is needed: {channels}").format(channels=_(", ").join(channels))
