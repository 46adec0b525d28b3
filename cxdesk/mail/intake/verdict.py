"""Who speaks in a message: a person, or one of the machines that must not change a complaint (TRAPS 36, 37 and §2)."""

import re
from collections.abc import Collection
from email.message import Message
from typing import Final

from cxdesk.mail.intake import absences, charsets, headers, notices, notifications, phrases, reply, reports
from cxdesk.mail.intake.incoming import Verdict

_LONGEST_VALUE: Final = 4_000
_OWN_MARK: Final = "X-Cxdesk-Desk"
_BULK: Final = frozenset({"bulk", "junk", "auto_reply", "auto-reply", "autoreply"})
_SUPPRESSED: Final = frozenset({"all", "autoreply", "oof", "dr"})
_LIST_HEADERS: Final = (
    "List-Id", "List-Post", "List-Unsubscribe", "List-Help", "List-Subscribe", "List-Archive", "List-Owner",
    "Mailing-List", "X-Mailing-List", "X-Mailman-Version", "X-BeenThere", "X-List", "X-Listname", "X-Google-Group-Id",
)  # fmt: skip
_NO: Final = frozenset({"", "no", "false", "0", "none", "off"})
_NULL_PATHS: Final = frozenset({"", "<>", "<mailer-daemon>", "mailer-daemon", "<#@[]>"})
_COMPLAINT: Final = re.compile(
    r"\s*complaint about message from|\s*abuse report|\s*email feedback report", re.IGNORECASE
)


class _Sight:
    """What the judgement looks at, each read once and only when needed: the message is anybody's."""

    def __init__(self, message: Message, text: str) -> None:
        self.message = message
        self.text = text[: reports.LONGEST]
        self.values: dict[str, list[str]] = {}
        for name, value in message.raw_items():
            self.values.setdefault(name.lower(), []).append(_text(str(value)[:_LONGEST_VALUE]))
        self.subject = headers.decoded(self.first("Subject"))
        self.report = self._report_type()
        self.senders = [each.lower() for each in reports.addresses(self.first("From"))]

    def first(self, name: str) -> str:
        return self.values.get(name.lower(), [""])[0].strip()

    def all(self, name: str) -> list[str]:
        return self.values.get(name.lower(), [])

    def words(self, name: str) -> set[str]:
        """The values of a header without their parameters and comments, in lower case."""
        found = (re.split(r"[;,(]", value) for value in self.all(name))
        return {piece.strip().lower() for pieces in found for piece in pieces}

    @property
    def has_null_path(self) -> bool:
        return "return-path" in self.values and self.first("Return-Path").lower() in _NULL_PATHS

    @property
    def is_from_mailer(self) -> bool:
        """Whether the mail system itself writes: by its address, its name, or no address at all."""
        written = headers.decoded(self.first("From"))
        name = written.split("<", 1)[0] if "<" in written else written
        return (
            any(phrases.MACHINE.fullmatch(sender.partition("@")[0]) for sender in self.senders)
            or bool(phrases.MACHINE_NAME.search(name))
            or phrases.MACHINE_BROKEN.search(written) is not None
        )

    def _report_type(self) -> str:
        kind, parameters = headers.parameters(self.first("Content-Type"))
        return parameters.get("report-type", "").lower() or ("report" if kind == "multipart/report" else "")


def judge(message: Message, own_addresses: Collection[str], text: str) -> tuple[Verdict, str]:
    """The verdict, and as a code what gave it away; ("customer", "") when nothing did.

    *own_addresses* are those the desk is written to at, *text* is what can be read of the message. The surest marks
    are asked first: a list mail that says it is automatic is that, and one by a person is still from a list.
    """
    sight = _Sight(message, text)
    for rule in (_feedback, _report, _ours, _bounce, _declared, _answering, _list, _impersonal):
        found = rule(sight, own_addresses)
        if found is not None:
            return found
    return Verdict.CUSTOMER, ""


_Found = tuple[Verdict, str] | None


def _feedback(sight: _Sight, _own: Collection[str]) -> _Found:
    """A provider tells of a reader's complaint (RFC 5965), in Microsoft's way, or as a notification in JSON."""
    kinds = {reports.type_of(part) for part, depth in reports.parts(sight.message) if depth <= 1}
    if sight.report == "feedback-report" or "message/feedback-report" in kinds:
        return Verdict.FEEDBACK, "feedback-report"
    if _COMPLAINT.match(sight.subject) and "message/rfc822" in kinds:
        return Verdict.FEEDBACK, "abuse-complaint"
    if sight.first("X-Apple-Unsubscribe").lower() == "true":
        return Verdict.FEEDBACK, "unsubscribe"
    if notifications.read(sight.text).kind == "complaint":
        return Verdict.FEEDBACK, "abuse-complaint"
    return None


def _report(sight: _Sight, _own: Collection[str]) -> _Found:
    """A report in parts: of a failure, or of anything else (reading, success, DMARC), which is automatic."""
    notified = notifications.read(sight.text).kind
    if notified:
        return (Verdict.BOUNCE, "notification") if notified == "bounce" else (Verdict.AUTOMATIC, "delivery-report")
    deepest = 2 if sight.report or sight.is_from_mailer or sight.has_null_path else 1
    if reports.has_report(sight.message, deepest) or sight.report == "delivery-status":
        reported = reports.reported(sight.message)
        if reported == []:
            return Verdict.AUTOMATIC, "delivery-report"
        return Verdict.BOUNCE, _delayed_or("delivery-report", sight)
    if reports.has_kind(sight.message, "message/disposition-notification"):
        return Verdict.AUTOMATIC, "disposition-notification"
    if sight.report in {"disposition-notification", "tlsrpt", "dmarc"}:
        return Verdict.AUTOMATIC, sight.report
    return None


def _ours(sight: _Sight, own_addresses: Collection[str]) -> _Found:
    """What the desk sent itself: from an address of its own, or under its mark with a Message-ID of its domain."""
    own = {address.strip().lower() for address in own_addresses}
    domains = {address.rpartition("@")[2] for address in own}
    message_id = headers.message_id(sight.first("Message-ID")).lower()
    if sight.first(_OWN_MARK) and message_id.rpartition("@")[2] in domains:
        return Verdict.OURS, "own-message-id"
    if any(_untagged(sender) in own or sender in own for sender in sight.senders):
        return Verdict.OURS, "own-address"
    return None


def _bounce(sight: _Sight, _own: Collection[str]) -> _Found:
    """A letter that came back, told in prose. Who only writes about a failed delivery is a customer."""
    in_subject = notices.fails(sight.subject)
    said = notices.notice(sight.text)
    if sight.first("X-Failed-Recipients"):
        return Verdict.BOUNCE, _delayed_or("failed-recipients", sight)
    if sight.is_from_mailer:
        if notices.arrived(sight.subject):
            return None
        fails = in_subject or notices.fails(said) or notices.fails(reports.readable(sight.message))
        return (Verdict.BOUNCE, _delayed_or("mailer-daemon", sight)) if fails else None
    if sight.report and in_subject:
        return Verdict.BOUNCE, _delayed_or("delivery-report", sight)
    if _is_notice(sight, said, in_subject=in_subject):
        return Verdict.BOUNCE, _delayed_or("notice" if sight.senders else "null-sender", sight)
    return None


def _is_notice(sight: _Sight, said: str, *, in_subject: bool) -> bool:
    """Whether a notice of failure under an unknown name comes from a server: two marks of one are asked for."""
    strangers = {address.lower() for name in ("From", "To") for address in reports.addresses(sight.first(name))}
    names_somebody = notices.fails(said) and bool(notices.told(said, strangers))
    if sight.has_null_path or not sight.senders:
        return in_subject or (names_somebody and _is_technical(sight, said))
    if not in_subject or (phrases.PASSED_ON.match(sight.subject) and not notices.fails(reply.trimmed(said))):
        return False  # a person's own words stand above the notice that is handed on
    if any(phrases.FIRST_LINE.match(line[:400]) for line in said.lstrip().splitlines()[:2]) and _returns(sight):
        return True
    return (
        names_somebody
        and notices.tells_of_mail(said)
        and (_is_technical(sight, said) or notices.lists(said, strangers))
    )


def _is_technical(sight: _Sight, said: str) -> bool:
    """Whether a mail server speaks: it gives a code, or the letter comes back with the words."""
    return bool(
        reports.enhanced(said)
        or reports.REPLY_CODE.search(said)
        or len(said) < len(sight.text.rstrip())
        or _returns(sight)
    )


def _returns(sight: _Sight) -> bool:
    """Whether a letter comes back beside the words."""
    return any(reports.type_of(part) in reports.COPIES for part, depth in reports.parts(sight.message) if depth == 1)


def _declared(sight: _Sight, _own: Collection[str]) -> _Found:
    """The sender says itself that no person wrote: RFC 3834, Microsoft's header, and the many of answering machines."""
    if any(_leading(value) not in {"", "no"} for value in sight.all("Auto-Submitted")):
        return Verdict.AUTOMATIC, "auto-submitted"
    for name, told in phrases.TELLING.items():
        if told.fullmatch(sight.first(name).lower()):
            return Verdict.AUTOMATIC, name
    for name, values in sight.values.items():
        if phrases.HEADER.fullmatch(name) and values[0].strip().lower() not in _NO:
            return Verdict.AUTOMATIC, name
    if phrases.PROGRAM.search(f"{sight.first('X-Mailer')} {sight.first('User-Agent')}"):
        return Verdict.AUTOMATIC, "x-mailer"
    if sight.words("Precedence") & {"auto_reply", "auto-reply"} or sight.words("X-Precedence") & {"auto_reply"}:
        return Verdict.AUTOMATIC, "precedence"
    return None


def _answering(sight: _Sight, _own: Collection[str]) -> _Found:
    """An answering machine without a header to say so, known by its subject or its first lines."""
    if phrases.SUBJECT.match(sight.subject) or phrases.SUBJECT_TAG.search(sight.subject):
        return Verdict.AUTOMATIC, "subject"
    is_answer = bool(sight.first("In-Reply-To") or sight.first("References"))
    if is_answer and phrases.SUBJECT_OF_ABSENCE.match(sight.subject):
        return Verdict.AUTOMATIC, "subject"
    lines = [line[:400] for line in sight.text[:2_000].splitlines() if line.strip()]
    if any(phrases.FIRST_LINE.match(line) for line in lines[:3]):
        return Verdict.AUTOMATIC, "text"
    if is_answer and absences.is_notice(reply.trimmed(sight.text[:_LONGEST_VALUE])):
        return Verdict.AUTOMATIC, "absence"
    return None


def _list(sight: _Sight, _own: Collection[str]) -> _Found:
    """A mailing list carried it, also when a customer wrote it: an answer would go to everybody (TRAPS 37)."""
    for name in _LIST_HEADERS:
        if sight.first(name).lower() not in _NO:
            return Verdict.LIST, name.lower()
    if "list" in sight.words("Precedence") | sight.words("X-Precedence"):
        return Verdict.LIST, "precedence"
    return None


def _impersonal(sight: _Sight, _own: Collection[str]) -> _Found:
    """Nobody who reads an answer: bulk mail, a null return path, the addresses of roles and machines, no sender."""
    senders = sight.senders or reports.addresses(sight.first("Reply-To")) or reports.addresses(sight.first("Sender"))
    marks = (
        (bool((sight.words("Precedence") | sight.words("X-Precedence")) & _BULK), "precedence"),
        (bool(sight.words("X-Auto-Response-Suppress") & _SUPPRESSED), "x-auto-response-suppress"),
        (sight.has_null_path, "null-sender"),
        (sight.first("X-Loop").lower() not in _NO, "x-loop"),
        (not senders, "no-sender"),
        (sight.is_from_mailer, "role-sender"),
        (any(phrases.ROLE.fullmatch(sender.partition("@")[0]) for sender in senders[:1]), "role-sender"),
    )
    return next(((Verdict.AUTOMATIC, reason) for is_marked, reason in marks if is_marked), None)


def _delayed_or(reason: str, sight: _Sight) -> str:
    """ "delayed" for a warning that the server goes on trying; the letter may still arrive."""
    reported = reports.actions(sight.message)
    if reported:
        return "delayed" if reported == {"delayed"} else reason
    said = notices.notice(sight.text)
    return "delayed" if notices.is_delayed(f"{sight.subject}\n{said[:4_000]}") else reason


def _leading(value: str) -> str:
    return re.split(r"[;,(\s]", value.strip().lower(), maxsplit=1)[0]


def _untagged(address: str) -> str:
    """The address without what stands after a + in its local part."""
    local, _at, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _text(value: str) -> str:
    """The value with the octets that were no ASCII read in their likely character set."""
    if value.isascii():
        return value
    try:
        return charsets.decode(value.encode("ascii", "surrogateescape"))[0]
    except UnicodeEncodeError:
        return value
