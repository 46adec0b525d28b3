import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.letters.template import TemplateError, parse

KNOWN = ("ref", "owner_name", "summary")


def body(source: str, **values: str) -> str:
    return parse(f"Subject: s\n\n{source}", file="t.txt", known=KNOWN).render(values).body


def test_a_present_fact_is_inserted_and_its_part_shown() -> None:
    assert body("{{#ref}}About {{ref}}.{{/ref}}{{^ref}}No number.{{/ref}}", ref="CX-1") == "About CX-1.\n"


def test_a_missing_fact_hides_its_part_and_shows_the_other() -> None:
    assert body("{{#ref}}About {{ref}}.{{/ref}}{{^ref}}No number.{{/ref}}") == "No number.\n"


def test_a_blank_fact_counts_as_missing() -> None:
    assert body("a{{#ref}} {{ref}}{{/ref}}", ref="  ") == "a\n"


def test_parts_nest() -> None:
    source = "{{#ref}}x{{^owner_name}}y{{#summary}}z{{/summary}}{{/owner_name}}{{/ref}}"
    assert body(source, ref="1", summary="1") == "xyz\n"
    assert body(source, ref="1", owner_name="1", summary="1") == "x\n"
    assert body(source, summary="1") == ""


def test_comments_never_reach_the_reader() -> None:
    assert body("{{! one }}\nText{{! two }}.\n") == "Text.\n"


@pytest.mark.parametrize(
    "source",
    [
        "One.\n\n{{#ref}}Two {{ref}}.{{/ref}}\n\nThree.",
        "One.\n\n{{#ref}}\nTwo {{ref}}.\n\n{{/ref}}\nThree.",
        "One.\n{{#ref}}\n\nTwo {{ref}}.\n{{/ref}}\n\nThree.",
    ],
)
def test_paragraph_spacing_stays_right_with_and_without_a_part(source: str) -> None:
    assert body(source) == "One.\n\nThree.\n"
    assert body(source, ref="CX-1") == "One.\n\nTwo CX-1.\n\nThree.\n"


def test_a_line_that_vanishes_inside_a_paragraph_does_not_split_it() -> None:
    assert body("One\n{{#ref}}Two{{/ref}}\nThree") == "One\nThree\n"


def test_a_part_that_holds_its_line_break_does_not_glue_the_next_line() -> None:
    assert body("One{{#ref}}\nTwo\n{{/ref}}\nThree") == "One\nThree\n"


def test_a_sentence_that_vanishes_leaves_one_space() -> None:
    assert body("One. {{#ref}}Two.{{/ref}} Three.") == "One. Three.\n"
    assert body("{{#ref}}Two.{{/ref}} Three.") == "Three.\n"


def test_braces_in_a_value_are_never_expanded() -> None:
    assert body("{{summary}}", summary="{{ref}} {{#ref}}", ref="secret") == "{{ref}} {{#ref}}\n"


@given(summary=st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_value_reaches_another_fact_or_breaks_the_subject(summary: str) -> None:
    template = parse("Subject: About {{summary}}\n\n{{summary}}", file="t", known=KNOWN)
    rendered = template.render({"summary": summary, "ref": "hidden-reference"})
    assert "hidden-reference" not in rendered.text
    assert len(rendered.subject.splitlines()) == 1


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    rendered = parse("\ufeffSubject: s\r\n\r\nOne\r\n\r\nTwo\r\n", file="t", known=KNOWN).render({})
    assert (rendered.subject, rendered.body) == ("s", "One\n\nTwo\n")


def test_comments_may_stand_above_the_subject() -> None:
    assert parse("{{! ours }}\n\nSubject: s\n\nx", file="t", known=KNOWN).render({}).subject == "s"


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("Dear customer,", 1, "does not begin with its subject"),
        ("", 1, "does not begin with its subject"),
        ("Subject: s\nDear customer,", 2, "not empty"),
        ("Subject: {{reff}}\n\nx", 1, "“reff” is no fact"),
        ("Subject: s\n\nx\n{{owner.__class__}}", 4, "“owner.__class__” is no fact"),
        ("Subject: s\n\n{{}}", 3, "is no fact"),
        ("Subject: s\n\nx {{ref", 3, "braces"),
        ("Subject: s\n\nx ref}}", 3, "braces"),
        ("Subject: s\n\n{{#ref}}\nx", 3, "never closed"),
        ("Subject: s\n\nx{{/ref}}", 3, "closes nothing"),
        ("Subject: s\n\n{{#ref}}{{#summary}}x{{/ref}}{{/summary}}", 3, "closes nothing"),
        ("Subject: {{#ref}}s\n\n{{/ref}}x", 1, "never closed"),
    ],
)
def test_a_broken_template_names_file_line_and_mend(source: str, line: int, words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(source, file="templates/options.en.txt", known=KNOWN)
    assert caught.value.where == f"templates/options.en.txt:{line}"
    assert words in caught.value.what
    assert caught.value.mend
    assert caught.value.exit_code == 4


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(TemplateError) as caught:
        parse("Subject: s\n\n{{own}}", file="t", known=KNOWN)
    assert caught.value.mend == "use one of: owner_name, ref, summary"


def test_a_rendered_line_knows_its_line_in_the_template() -> None:
    source = "{{! c }}\nSubject: s\n\n{{#ref}}\ngone\n{{/ref}}\n{{summary}}\nlast"
    rendered = parse(source, file="t", known=KNOWN).render({"summary": "one\ntwo"})
    assert rendered.text.splitlines() == ["Subject: s", "", "one", "two", "last"]
    assert [rendered.template_line(line) for line in range(1, 6)] == [2, 3, 7, 7, 8]


def test_an_opened_brace_pair_before_a_variable_is_named_not_swallowed() -> None:
    with pytest.raises(TemplateError, match="braces"):
        body("{{ {{ref}}", ref="CX-1")
