"""Mail that comes in: raw bytes to an `Incoming`, whatever the world sends (DOMAIN §8).

    from cxdesk.mail.intake import read

    incoming = read(raw, own_addresses=["help@example.org"])

`read` never raises. What comes from outside is read by `read_apart`, in a process with limits of its own.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxdesk.mail.intake.child import Apart, read_apart
    from cxdesk.mail.intake.incoming import Attachment, Bounced, Incoming, Verdict
    from cxdesk.mail.intake.reader import read

__all__ = ["Apart", "Attachment", "Bounced", "Incoming", "Verdict", "read", "read_apart"]

# Reading mail loads the email package; the verbs that only name an Incoming need not.
_HOMES = {
    "cxdesk.mail.intake.child": ("Apart", "read_apart"),
    "cxdesk.mail.intake.incoming": ("Attachment", "Bounced", "Incoming", "Verdict"),
    "cxdesk.mail.intake.reader": ("read",),
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 (only on the first use of a name)

    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(name)
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found
