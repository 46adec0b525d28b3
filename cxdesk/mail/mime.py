"""The letter as octets: headers no text can break out of, and a body that survives any server.

The header folding of the `email` package differs between Python releases, and that of 3.11 writes a long
Message-ID among the references as encoded words, so that no reply finds its way back. Here values are written and
folded by us, and the package, told to leave them alone, does the rest.
"""

import base64
import hashlib
import re
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any, Final

from cxdesk.mail import html
from cxdesk.mail.addresses import Mailbox
from cxdesk.mail.message import ACKNOWLEDGEMENT, OutgoingMail, is_message_id

_LINE: Final = 76
_LONGEST_WORD: Final = 200
_REFERENCES_KEPT: Final = 20
_FOLD: Final = "\r\n "
# All that str.splitlines or a mail reader could take for the end of a line, and the other controls.
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_PLAIN_BODY: Final = re.compile(r"[\t\n -~]*")


class _AsWritten(EmailPolicy):
    """Headers go out as they were set; parts that need encoding get seven-bit ones, for servers without 8BITMIME."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        return name, value

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}\r\n"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


_POLICY: Final = _AsWritten(linesep="\r\n", cte_type="7bit", utf8=False)


def write(mail: OutgoingMail) -> bytes:
    """The whole message; see `cxdesk.mail.message.build`."""
    message = EmailMessage(policy=_POLICY)
    for name, value in _headers(mail):
        message[name] = value
    body = _body(mail.body)
    message.set_content(body, charset="utf-8", cte=_encoding(body))
    if mail.html:
        page = html.page(mail.subject, body, mail.language)
        message.add_alternative(page, subtype="html", charset="utf-8", cte=_encoding(page))
        for part in message.iter_parts():
            del part["MIME-Version"]
        # Drawn from the letter: the same letter is the same octets at every attempt, whatever the hour.
        message.set_boundary(f"=_{hashlib.sha256(mail.message_id.encode()).hexdigest()[:32]}_=")
    # After the content: setting that drops every Content- header there was.
    message["Content-Language"] = mail.language
    return message.as_bytes()


def _headers(mail: OutgoingMail) -> list[tuple[str, str]]:
    headers = [
        ("Date", format_datetime(mail.date)),
        ("From", _mailbox("From", mail.sender)),
        ("To", _mailbox("To", mail.recipient)),
        ("Subject", _text("Subject", mail.subject)),
        ("Message-ID", mail.message_id),
    ]
    if mail.reply_to is not None:
        headers.append(("Reply-To", mail.reply_to))
    headers += _threading(mail)
    headers.append(("X-Cxdesk-Desk", mail.desk))
    if mail.automatic:
        headers += _automatic(mail.kind)
    return headers


def _automatic(kind: str) -> list[tuple[str, str]]:
    """The marks by which other robots keep silent: RFC 3834, and what TRAPS §2 found understood.

    Precedence says `auto_reply`, not `bulk`: helpdesks know both, but servers drop the bounces of bulk mail.
    """
    return [
        ("Auto-Submitted", "auto-replied" if kind == ACKNOWLEDGEMENT else "auto-generated"),
        ("X-Auto-Response-Suppress", "DR, RN, OOF, AutoReply"),
        ("Precedence", "auto_reply"),
        ("X-Autoreply", "yes"),
    ]


def _threading(mail: OutgoingMail) -> list[tuple[str, str]]:
    headers = []
    parent = mail.in_reply_to if mail.in_reply_to and is_message_id(mail.in_reply_to) else None
    if parent:
        headers.append(("In-Reply-To", parent))
    known = [reference for reference in mail.references if is_message_id(reference)]
    if parent and parent not in known:
        known.append(parent)
    if len(known) > _REFERENCES_KEPT:
        known = [known[0], *known[1 - _REFERENCES_KEPT :]]
    if known:
        headers.append(("References", _FOLD.join(known)))
    return headers


def _mailbox(header: str, mailbox: Mailbox) -> str:
    name = _one_line(mailbox.name or "")
    if not name:
        return mailbox.address
    if len(name) > _LINE - len(header) or not name.isascii() or "=?" in name:
        shown = _encoded_words(header, name)
    elif _ATOMS.fullmatch(name):
        shown = name
    else:
        shown = '"' + re.sub(r'([\\"])', r"\\\1", name) + '"'
    last_line = len(header) + 2 + len(shown) if _FOLD not in shown else len(shown) - shown.rindex(_FOLD)
    gap = " " if last_line + len(mailbox.address) + 3 <= _LINE else _FOLD
    return f"{shown}{gap}<{mailbox.address}>"


def _text(header: str, text: str) -> str:
    line = _one_line(text)
    if not line:
        return ""
    words = line.split(" ")
    if not line.isascii() or "=?" in line or any(not 0 < len(word) <= _LONGEST_WORD for word in words):
        return _encoded_words(header, line)
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) + 1 > _LINE - (len(header) + 2 if len(lines) == 1 else 1):
            lines.append(word)
        else:
            lines[-1] += " " + word
    return _FOLD.join(lines)


def _encoded_words(header: str, text: str) -> str:
    """RFC 2047, base64 of UTF-8, no character split between two words and no line above 76 characters."""
    words: list[bytes] = []
    chunk = b""
    for char in text:
        octets = char.encode()
        # 12 for "=?utf-8?B?" and "?=", and four letters for three octets
        room = (_LINE - (len(header) + 2 if not words else 1) - 12) // 4 * 3
        if len(chunk) + len(octets) > room:
            words.append(chunk)
            chunk = b""
        chunk += octets
    words.append(chunk)
    return _FOLD.join(f"=?utf-8?B?{base64.b64encode(word).decode('ascii')}?=" for word in words)


def _one_line(text: str) -> str:
    return _CONTROLS.sub(" ", _encodable(text)).strip(" ")


def _body(text: str) -> str:
    return _encodable(text).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def _encodable(text: str) -> str:
    """Half a surrogate pair, left by a broken decoding somewhere, becomes the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _encoding(body: str) -> str:
    """Plain while it is safe, readable while most is ASCII, else base64 (Chinese: a third of its quoted size)."""
    if _PLAIN_BODY.fullmatch(body) and all(len(line) <= _LINE for line in body.split("\n")):
        return "7bit"
    beyond = sum(1 for char in body if not " " <= char <= "~")
    return "quoted-printable" if beyond * 6 < len(body) else "base64"
