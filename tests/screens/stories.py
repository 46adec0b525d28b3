"""Complaints with everything about them that a screen may have to show."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from cxdesk.desk import Desk, NewComplaint, Received, option
from cxdesk.domain.events import Assessed
from cxdesk.domain.words import Direction, OptionType, Role, Severity
from cxdesk.mail.intake.incoming import Incoming
from cxdesk.store.people import Agent
from tests.screens.stage import Stage

WANG = "wang@customer.example"

MAIL = Incoming(
    subject="Re: 宽带三天没有修好",
    sender=WANG,
    sender_name="王小明",
    to=("complaints@desk.example",),
    message_id="reply@customer.example",
    language="zh",
    text="我同意方案一。",
    full_text="我同意方案一。",
)


def fixed_days(stage: Stage) -> None:
    """Days are drawn from a secret that every run of a test has."""
    (stage.folder / "secret").write_text("a secret of the tests\n", encoding="ascii")


def told(stage: Stage) -> str:
    """A grave complaint in Chinese: late, escalated, corrected, an option open that a mail seems to accept."""
    fixed_days(stage)
    clock = stage.clock
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT, email="bob@desk.example"))
        who = Received(name="王小明", email=WANG, phone="+44 20 7946 0000", segment="vip")
        desk.log(NewComplaint(channel="web", subject="账单看不懂", text="账单看不懂。", customer=who))
        text = (
            "第三次报修了，宽带三天没有修好。\n"
            "师傅来过一次，说是线路问题，之后再也没有消息。请尽快处理，否则我要投诉到主管部门。"
        )
        new = NewComplaint(channel="phone", subject="宽带三天没有修好", text=text, customer=who, remedy_sought="退款")
        ref = desk.log(new).ref
        clock.on(hours=1)
        desk.assess(ref, Assessed(Severity.S3, "network", vulnerable=True))
        desk.take(ref)
        desk.start(ref)
        desk.contact(ref, Direction.OUT, "phone", "We are looking for the fault.", minutes=5)
        desk.promise(ref, "A call on Friday", clock.at + timedelta(days=4))
        clock.on(days=7)
        desk.sweep()
        desk.correct(ref, "severity", "S1", "The line is an alarm's as well")
        desk.escalate(ref, "It is the third time")
        desk.find_cause(ref, "line fault", "Water in the street cabinet", "network")
        refund = option(
            OptionType.REFUND,
            "三个月月租退款",
            value=Decimal(90),
            currency="EUR",
            valid_until=clock.at + timedelta(days=5),
        )
        desk.offer(ref, refund, option(OptionType.INFORMATION, "An account of what happened"))
        clock.on(minutes=30)
        filed(desk, replace(MAIL, references=(letter_id(desk, ref),)))
        stranger = replace(MAIL, sender="stranger@else.example", subject=f"Re: [{ref}]", message_id="x@else.example")
        filed(desk, stranger)
        clock.on(minutes=15)
    return ref


def letter_id(desk: Desk, ref: str) -> str:
    """The Message-ID of the first letter about it."""
    return desk.show(ref).letters[0].message_id.strip("<>")


def filed(desk: Desk, mail: Incoming) -> None:
    """A mail comes in."""
    number, _is_new = desk.keep_mail(mail.message_id.encode(), "test")
    desk.file_mail(number, mail)


def delivered(desk: Desk, name: str, *days: date, language: str = "", owner: str = "bob", subject: str = "") -> str:
    """Accepted and delivered; its revisits are on *days*, the drawn ones moved there, more scheduled."""
    who = Received(
        name=name, phone=f"+44 20 7946 00{len(name):02}", email=f"{len(name)}{name[:1].lower()}@customer.example"
    )
    if not name.isascii():
        who = replace(who, email="zh@customer.example")
    subject = subject or ("宽带没有修好" if language == "zh" else f"Late parcel of {name}")
    ref = desk.log(NewComplaint(channel="phone", subject=subject, customer=who, text=subject, language=language)).ref
    desk.assess(ref, Assessed(Severity.S2))
    desk.assign(ref, owner)
    desk.start(ref)
    desk.find_cause(ref, "delivery", "The van broke down", "transport")
    desk.offer(
        ref, option(OptionType.REFUND, "退款" if language == "zh" else "Money back", value=Decimal(5), currency="EUR")
    )
    desk.accept(ref, 1, "said on the phone")
    desk.fulfil(ref, "Transfer 1")
    planned = [visit.number for visit in desk.complaint(ref).planned_revisits]
    for number, day in zip(planned, days, strict=False):
        desk.move_revisit(ref, day, "to suit the customer", number=number)
    for day in days[len(planned) :]:
        desk.schedule_revisit(ref, day)
    return ref
