"""What the queue and its preview say of mail that wants something done, and of what happened."""

from dataclasses import replace
from datetime import timedelta

from cxdesk.catalogue import use
from cxdesk.desk import NewComplaint, Received
from cxdesk.desk.watching import Watch
from cxdesk.domain.words import Role
from cxdesk.store.people import Agent
from tests.screens import acted
from tests.screens.samples import logged
from tests.screens.stage import LARGE, Played, Stage
from tests.screens.stories import MAIL, WANG, filed, letter_id, told


def under_the_queue(text: str) -> list[str]:
    """The lines of the preview, below the titles and the rows."""
    lines = text.splitlines()[:-1]
    last = max(number for number, line in enumerate(lines) if not line.strip())
    return lines[last + 1 :]


def test_an_answer_that_nobody_recorded_is_marked_until_somebody_did(stage: Stage) -> None:
    ref = told(stage)
    stage.size = LARGE

    async def scene(played: Played) -> None:
        row = next(line for line in played.text().splitlines() if f"▲ {ref}" in line)
        assert "✉ 宽带三天没有修好" in row
        assert "✉ the customer seems to accept option 1: record it with accept" in played.text()
        with stage.desk() as desk:
            desk.accept(ref, 1, "as the mail says")
        played.app._look()
        await played.settle()
        assert "✉ 宽带" not in played.text()
        assert "✉ the customer seems" not in played.text()

    stage.play(scene)


def test_where_there_is_little_room_the_glyph_alone_stands_before_the_subject(stage: Stage) -> None:
    ref = told(stage)
    assert any(f"▲ {ref}" in line and "✉ 宽带" in line for line in stage.shot("l", "l").splitlines())


def test_a_long_moment_of_the_preview_is_told_to_its_end(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)
        desk.note(ref, "The parcel was seen in Rotterdam, in Antwerp and in Basel before it was lost for good. " * 2)
    shown = under_the_queue(stage.shot())
    assert shown[0].split()[0] == ref
    assert "…" not in "".join(shown)
    assert "Basel before it was lost for good." in " ".join(" ".join(shown).replace("│", " ").split())


def test_a_moment_for_whose_end_the_preview_has_no_room_says_so(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.note(acted.begun(desk), "The parcel was seen in Rotterdam, in Antwerp and in Basel. " * 12)
    (*others, last) = under_the_queue(stage.shot())
    assert last.endswith(" …")
    assert "…" not in "".join(others)


def test_the_preview_begins_with_what_the_customer_said_and_ends_with_what_went_by_itself(stage: Stage) -> None:
    """Of a long complaint the first lines, and that there is more."""
    text = " ".join(f"Sentence {number} of a long story." for number in range(40))
    with stage.desk() as desk:
        desk.take(logged(desk, "Charged twice", text=text).ref)
        desk.note("CX-1", "Called the bank.")
        stage.clock.at += timedelta(days=9)
        desk.sweep()
    shown = [line for line in under_the_queue(stage.shot()) if "◷" not in line]
    assert shown[1].startswith(" │ Sentence 0 of a long story.")
    assert shown[2].startswith(" │ ")
    assert shown[2].endswith(" …")
    assert shown[3].endswith("ann: note")
    stage.size = LARGE
    lines = [line[23:] for line in stage.shot().splitlines()]
    first = next(number for number, line in enumerate(lines) if line.startswith("│ Sentence 0"))
    assert lines[first + 2].startswith("│ "), "more of it where there is more room"
    story = "\n".join(lines[first:])
    places = [story.index(told) for told in ("Called the bank.", "ann owns it now", "system: ")]
    assert places == sorted(places)


def test_a_closed_complaint_has_no_empty_line_where_clocks_would_stand(stage: Stage) -> None:
    with stage.desk() as desk:
        acted.closed(desk)

    async def scene(played: Played) -> None:
        for _view in range(2):
            await played.press("h")
        assert under_the_queue(played.text())[1] == " │ Late."

    stage.play(scene)


def test_no_code_is_left_where_a_history_is_read_in_chinese(stage: Stage) -> None:
    """Neither who acted by itself, nor how a final response decided."""
    told(stage)
    with stage.desk() as desk:
        decided = acted.begun(desk)
        desk.final(decided, "rejected", "The parcel came on its day.", "You may turn to the ombudsman at any time.")
    use("zh")
    watch = Watch.open(stage.folder, agent="ann", now=stage.clock)
    try:
        words = [text for one in watch.see(decided).timeline for text in one.words]
        by_itself = {one.who for one in watch.see("CX-2").timeline}
    finally:
        watch.shut()
    assert "不予支持" in words
    assert "rejected" not in words
    assert by_itself == {"ann", "系统"}


def test_the_owner_is_told_that_a_customer_wrote_and_nobody_else(stage: Stage) -> None:
    """Another process takes the mail in; what strangers write is no word of the customer's."""
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        writer = Received(name="Sample Customer", email=WANG)
        mine, theirs = (
            desk.log(NewComplaint(channel="phone", subject=subject, text="Late.", customer=writer)).ref
            for subject in ("Mine", "Theirs")
        )
        desk.take(mine)
        desk.assign(theirs, "bob")

    async def scene(played: Played) -> None:
        with stage.desk() as desk:
            for ref, sender in ((mine, WANG), (theirs, WANG), (mine, "stranger@else.example")):
                letters = (letter_id(desk, ref),) if sender == WANG else ()
                mail = replace(
                    MAIL, sender=sender, subject=f"Re: [{ref}]", message_id=f"{ref}.{sender}", references=letters
                )
                filed(desk, mail)
        played.app._look()
        await played.settle()
        assert played.toasts() == [f"{mine}: the customer wrote"]
        played.app._look()
        await played.settle()
        assert len(played.toasts()) == 1

    stage.play(scene)
