"""Which text is a mail address that any server can deliver to."""

import re
from dataclasses import dataclass
from typing import Final

from cxdesk.catalogue import _

_LONGEST_ADDRESS: Final = 254
LONGEST_LOCAL: Final = 64
_LONGEST_DOMAIN: Final = 253
_LONGEST_LABEL: Final = 63
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_BLANKS_AROUND: Final = " \t\u00a0\u3000"
# IDNA 2003, which the standard library speaks, maps these to other names than browsers and registries do.
_AMBIGUOUS_IN_DOMAINS: Final = frozenset("ßς\u200c\u200d")


class BadAddress(ValueError):
    """The text is no address the desk could write to; the message says why."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address with the name shown beside it. The address is kept as `check_address` returns it."""

    address: str
    name: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", check_address(self.address))

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def check_address(text: str) -> str:
    """The one bare address in `text`, its domain in lower-case ASCII; BadAddress says what is wrong.

    Blanks around it are dropped, the part before the @ keeps its case. Syntax only: whether anybody reads it is
    known after sending. Quoted local parts, names, lists, groups and IP literals are refused. RFC 5321 §4.1.2.
    """
    address = text.strip(_BLANKS_AROUND)
    shown = ascii(address[:80])[1:-1] if not address.isprintable() else address[:80]
    if not address:
        raise BadAddress(_("the address is empty"))
    if not address.isprintable():
        raise BadAddress(_("the address “{address}” holds a control character or an odd blank").format(address=shown))
    if any(char in '<>"(),:;[]\\，；' for char in address):
        raise BadAddress(
            _("“{address}” is not one bare address: write it without name, brackets, quotes or list").format(
                address=shown
            )
        )
    if " " in address:
        raise BadAddress(_("the address “{address}” holds a blank").format(address=shown))
    local, at, domain = address.rpartition("@")
    if not at:
        raise BadAddress(_("the address “{address}” has no @").format(address=shown))
    if not local.isascii():
        raise BadAddress(
            _("the part before the @ of “{address}” has letters beyond ASCII: few servers take them").format(
                address=shown
            )
        )
    if len(local) > LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        raise BadAddress(_("the part before the @ of “{address}” is not valid").format(address=shown))
    checked = f"{local}@{check_domain(domain)}"
    if len(checked) > _LONGEST_ADDRESS:
        raise BadAddress(_("the address “{address}” is too long").format(address=shown))
    return checked


def check_domain(text: str) -> str:
    """The domain in lower-case ASCII (IDNA); BadAddress when it could not be the domain of an address.

    A name without a dot is refused as a slip of the pen, `localhost` apart; the dot of the root at its end falls away.
    """
    if _AMBIGUOUS_IN_DOMAINS.intersection(text):
        raise BadAddress(
            _("the domain “{domain}” can be read as two different ones: write its xn-- form").format(
                domain=ascii(text[:80])[1:-1]
            )
        )
    domain = (text if text.isascii() else _to_ascii(text)).lower().removesuffix(".")
    labels = domain.split(".")
    if (
        len(domain) > _LONGEST_DOMAIN
        or not all(_LABEL.fullmatch(label) and len(label) <= _LONGEST_LABEL for label in labels)
        or labels[-1].isdigit()
    ):
        raise BadAddress(_("the domain “{domain}” is not valid").format(domain=ascii(text[:80])[1:-1]))
    if len(labels) == 1 and domain != "localhost":
        raise BadAddress(_("the domain “{domain}” has no ending such as .com or .cn").format(domain=domain))
    return domain


def _to_ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadAddress(_("the domain “{domain}” is not valid").format(domain=ascii(domain[:80])[1:-1])) from None
