"""Sample complaints on a stage."""

from datetime import timedelta
from zlib import crc32

from cxdesk.desk import Change, Desk, NewComplaint, Received
from tests.screens.stage import Stage

HOSTILE = (
    "\x1b]52;c;aGVsbG8=\x07 \x1b[2J \x9b31m \u202eevil\u202c [/] [/ [@click=app.quit]x[/] \x00 [b]"
    " 👩\u200d👩\u200d👧 ﷽ " + "W" * 10_000
)
"""Everything a customer might send to break a screen (issue 5)."""


def logged(
    desk: Desk, subject: str, *, name: str = "Sample Customer", text: str = "Late.", segment: str = ""
) -> Change:
    """One complaint with an address."""
    who = Received(name=name, email=f"sample{crc32(subject.encode())}@customer.example", segment=segment)
    return desk.log(NewComplaint(channel="phone", subject=subject, text=text, customer=who))


def a_morning(stage: Stage) -> None:
    """Five complaints of ann's in two languages, one of them overdue, and thirty that nobody owns."""
    with stage.desk() as desk:
        desk.take(logged(desk, "宽带三天没有修好", name="王小明", segment="vip").ref)
        stage.clock.at += timedelta(days=9)
        for subject in ("Charged twice", "Wrong size", "订单一直没有发货", "No answer for a week"):
            desk.take(logged(desk, subject, name="Sample 客户").ref)
        for number in range(30):
            logged(desk, f"Late parcel {number}")
