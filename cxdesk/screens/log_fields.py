"""What is asked when a complaint is logged, in the order of a telephone call; the answers as the desk takes them."""

from typing import TYPE_CHECKING

from cxdesk.catalogue import N_
from cxdesk.domain.words import Severity
from cxdesk.screens import choices
from cxdesk.screens.fields import HAPPENED, NO_LETTER, Field, FieldWrong, Kind, Said

if TYPE_CHECKING:
    from cxdesk.desk import NewComplaint

WHO = ("customer", "email", "phone", "key")
"""Fields in which typing finds known customers."""

KNOWN = "known"
"""Beside the fields: the number of the known customer who was chosen."""

FIELDS = (
    Field(
        "customer",
        N_("Customer"),
        hint=N_("Who complains; typing finds those we know."),
        blamed_for=("known_customer",),
        is_free=True,
    ),
    Field("email", N_("E-mail"), hint=N_("Where the acknowledgement goes."), is_free=True),
    Field("phone", N_("Telephone"), hint=N_("A number to call."), is_free=True),
    Field("key", N_("Customer no."), hint=N_("The customer's key in your own system."), is_free=True),
    Field("subject", N_("Subject"), hint=N_("What it is about, in a line.")),
    Field("text", N_("What happened"), Kind.TEXT, hint=N_("In the customer's own words.")),
    Field("channel", N_("Channel"), required=True, hint=N_("How it came in."), complete=choices.channels),
    Field("severity", N_("Severity"), hint=N_("S1, the gravest, to S4."), complete=choices.severities),
    Field("category", N_("Category"), complete=choices.categories, is_free=True),
    Field("product", N_("Product"), complete=choices.products, is_free=True),
    Field("remedy", N_("Remedy sought"), hint=N_("What the customer wants: refund, an apology …")),
    Field("owner", N_("Owner"), hint=N_("Who owns it from now on."), complete=choices.agents),
    Field(
        "language",
        N_("Language"),
        hint=N_("In which we write to the customer; empty: as they write themselves."),
        complete=choices.languages,
    ),
    Field("segment", N_("Segment"), complete=choices.segments, is_free=True),
    Field("safety", N_("Safety"), Kind.YES_NO, hint=N_("somebody's health or safety is at stake")),
    Field("vulnerable", N_("Vulnerable"), Kind.YES_NO, hint=N_("the customer needs special care")),
    *HAPPENED,
    NO_LETTER,
)

FIRST = {"channel": "phone"}


def writes(said: Said) -> bool:
    """Whether the desk acknowledges it with a letter; else that is owed by a call or a letter."""
    return not said.yes(NO_LETTER.name)


def new_complaint(said: Said) -> "NewComplaint":
    """What the desk is given; raises FieldWrong."""
    from cxdesk.desk import NewComplaint, Received  # noqa: PLC0415 (on the writer's thread)

    return NewComplaint(
        channel=said.channel(),
        subject=said.text("subject"),
        text=said.text("text"),
        customer=Received(
            name=said.text("customer"),
            email=_address(said),
            phone=said.text("phone"),
            key=said.text("key"),
            language=said.text("language"),
            segment=said.text("segment"),
        ),
        known_customer=said.number(KNOWN),
        severity=said.code("severity", Severity),
        category=said.text("category") or None,
        product=said.text("product") or None,
        remedy_sought=said.text("remedy"),
        language=said.text("language") or None,
        owner=said.text("owner") or None,
        safety=said.yes("safety"),
        vulnerable=said.yes("vulnerable"),
        received_at=said.moment("at"),
        reason=said.text("reason"),
    )


def _address(said: Said) -> str:
    """Raises FieldWrong for an address nobody could write to."""
    from cxdesk.mail.addresses import BadAddress, check_address  # noqa: PLC0415 (as above)

    text = said.text("email")
    try:
        return check_address(text) if text else ""
    except BadAddress as error:
        raise FieldWrong("email", str(error)) from error
