"""Which words of a message are its text, and which parts are files."""

import base64

import pytest

from cxdesk.mail.intake import read
from tests.mail.intake.letters import letter, message, mixed

PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"


def test_of_alternatives_the_plain_one_is_read() -> None:
    incoming = read(mixed(PLAIN + b"plain", HTML + b"<p>rich</p>", kind="alternative"))
    assert (incoming.full_text, incoming.attachments) == ("plain", ())


@pytest.mark.parametrize("stub", [b"", b" \r\n", b"Please view this message in a program that can display HTML."])
def test_an_empty_plain_alternative_gives_way_to_the_rich_one(stub: bytes) -> None:
    rich = b"<p>The kettle leaks, and nobody has called me back about it since Monday morning.</p>"
    assert "kettle leaks" in read(mixed(PLAIN + stub, HTML + rich, kind="alternative")).full_text


def test_texts_between_files_are_read_in_their_order() -> None:
    image = b"Content-Type: image/png; name=a.png\r\n\r\nx"
    incoming = read(mixed(PLAIN + b"one", image, PLAIN + b"two", image))
    assert incoming.full_text == "one\n\ntwo"
    assert [file.name for file in incoming.attachments] == ["a.png", "a1.png"]


def test_a_text_with_a_file_name_is_a_file() -> None:
    incoming = read(mixed(PLAIN + b"see file", b"Content-Type: text/plain; name=log.txt\r\n\r\nlines"))
    assert incoming.full_text == "see file"
    assert [file.name for file in incoming.attachments] == ["log.txt"]


def test_the_only_text_is_read_although_it_has_a_name() -> None:
    incoming = read(letter("Content-Type: text/plain; name=body.txt", body="It leaks."))
    assert incoming.full_text == "It leaks."


def test_pictures_inside_a_rich_text_are_kept() -> None:
    picture = b"Content-Type: image/gif\r\nContent-ID: <logo.1@example.org>\r\nContent-Location: x\r\n\r\nGIF"
    incoming = read(mixed(HTML + b"<img src='cid:logo.1@example.org'>hi", picture, kind="related"))
    assert incoming.full_text == "hi"
    assert [file.name for file in incoming.attachments] == ["image.gif"]


def test_an_attached_message_is_kept_whole_and_named_by_its_subject() -> None:
    """TRAPS 48: attached mails and encoded file names get lost."""
    inner = b"Subject: =?utf-8?B?5Y+R56Wo?=\r\nFrom: x@example.org\r\n\r\ninside"
    incoming = read(mixed(PLAIN + b"see below", b"Content-Type: message/rfc822\r\n\r\n" + inner))
    (file,) = incoming.attachments
    assert (file.name, file.type, file.content) == ("发票.eml", "message/rfc822", inner)
    assert incoming.full_text == "see below"


def test_an_attached_message_sent_in_base64_is_decoded() -> None:
    inner = b"Subject: Old\r\n\r\ninside"
    part = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(inner)
    (file,) = read(mixed(part)).attachments
    assert (file.name, file.content) == ("Old.eml", inner)


def test_a_delivery_report_is_kept_as_a_file() -> None:
    report = b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\nStatus: 5.1.1"
    incoming = read(mixed(PLAIN + b"sorry", b"Content-Type: message/delivery-status\r\n\r\n" + report, kind="report"))
    (file,) = incoming.attachments
    assert (file.name, file.content) == ("delivery-status.txt", report)


def test_a_file_inside_the_text_is_taken_out() -> None:
    body = "See below.\n\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\n\nBye"
    incoming = read(letter(body=body))
    assert "begin" not in incoming.full_text
    assert incoming.full_text.startswith("See below.")
    assert incoming.full_text.endswith("Bye")
    assert [(file.name, file.content) for file in incoming.attachments] == [("a.txt", b"hello")]


def test_a_text_that_speaks_of_beginning_is_no_file() -> None:
    body = "We begin 644 things\nbegin 644 now\nand so on"
    assert read(letter(body=body)).full_text == body


def test_paragraphs_broken_by_the_senders_program_are_whole_again() -> None:
    """RFC 3676."""
    flowed = read(
        letter("Content-Type: text/plain; format=flowed", body="> It \r\n> leaks.\r\nIt does \r\nso.\r\n-- \r\nAnn")
    )
    assert flowed.full_text == "> It leaks.\nIt does so.\n-- \nAnn"
    chinese = read(letter("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes", body="水壶 \r\n漏水"))
    assert chinese.full_text == "水壶漏水"


@pytest.mark.parametrize(
    ("headers", "octets", "text"),
    [
        ("text/plain; charset=gb2312", "朱镕基，申请退款".encode("gb18030"), "朱镕基，申请退款"),
        ("text/plain; charset=us-ascii", "申请".encode(), "申请"),
        ("text/plain; charset=iso-8859-1", b"\x93quoted\x94 \x80", "“quoted” €"),
        ("text/plain; charset=iso-8859-1", "Grüße".encode(), "Grüße"),
        ("text/plain; charset=utf-8", "Grüße".encode("gb18030"), "Gr��"),
        ("text/plain; charset=no-such-set", "Grüße".encode(), "Grüße"),
        ("text/plain; charset=zlib", b"abc", "abc"),
        ("text/plain", "水壶漏水，请退款".encode("gb18030"), "水壶漏水，请退款"),
        ("text/plain", "水壺漏水，請退款".encode("big5"), "水壺漏水，請退款"),
        ("text/plain", "Grüße aus München".encode("cp1252"), "Grüße aus München"),
        ("text/plain; charset=big5", "請退款".encode("big5"), "請退款"),
        ("text/plain; charset=hz-gb-2312", "退款".encode("hz"), "退款"),
        ("text/plain; charset=iso-2022-jp", "払い戻し".encode("cp932"), "払い戻し"),
        ("text/plain; charset=iso-2022-jp", b"\x1b$B-!\x1b(B", "①"),
        ("text/plain", "払い戻し".encode("iso2022_jp"), "払い戻し"),
        ("text/plain; charset=ks_c_5601-1987", "환불 믜".encode("cp949"), "환불 믜"),
        ("text/plain; charset=utf-16", "退款".encode("utf-16"), "退款"),
        ("text/plain; charset=utf-7", b"+kAA-x", "退x"),
    ],
)
def test_text_is_read_in_the_character_set_it_is_in(headers: str, octets: bytes, text: str) -> None:
    assert read(message(f"Content-Type: {headers}", body=octets)).full_text.startswith(text)


def test_a_false_character_set_is_told() -> None:
    problems = read(letter("Content-Type: text/plain; charset=utf-8", body=b"Gr\xfc\xdfe")).problems
    assert problems == ("the text is not in the character set it names: some of it may be wrong",)


def test_raw_chinese_headers_are_read_by_the_character_set_of_the_text() -> None:
    raw = message(
        "Subject: 申请退款".encode("gb18030"),
        'From: "李" <li@example.cn>'.encode("gb18030"),
        "Content-Type: text/plain; charset=gb2312",
    )
    incoming = read(raw)
    assert (incoming.subject, incoming.sender_name) == ("申请退款", "李")


@pytest.mark.parametrize(
    ("encoding", "octets", "text"),
    [
        ("base64", b"SXQgbGVha3M=", "It leaks"),
        ("BASE64", b"SXQgb\r\nGVha3M", "It leaks"),
        ("base64", b"SXQg\r\nbGVh\r\na3M=\r\n____________\r\nlist info, unsubscribe here!", "It leaks"),
        ("base64", b"It is plain text, really: no base64 at all.", "It is plain"),
        ("quoted-printable", b"It=20leak=\r\ns =ZZ", "It leaks =ZZ"),
        ("quoted-printable; x", b"It=20leaks", "It leaks"),
        ("x-uuencode", b"begin 644 a\n(270@;&5A:W,\n`\nend\n", "It leaks"),
        ("8bit", b"It leaks", "It leaks"),
        ("nonsense", b"It leaks", "It leaks"),
    ],
)
def test_transfer_encodings_are_undone(encoding: str, octets: bytes, text: str) -> None:
    raw = message(f"Content-Transfer-Encoding: {encoding}", "Content-Type: text/plain", body=octets)
    assert read(raw).full_text.startswith(text)


def test_parts_are_found_without_a_boundary_in_the_header() -> None:
    raw = letter(
        "Content-Type: multipart/mixed", body="\r\n--=_abcdef\r\nContent-Type: text/plain\r\n\r\nHi\r\n--=_abcdef--\r\n"
    )
    assert read(raw).full_text == "Hi"


def test_a_multipart_that_is_none_is_shown_as_one_text() -> None:
    incoming = read(letter("Content-Type: multipart/mixed; boundary=x", body="Only text."))
    assert incoming.full_text == "Only text."
    assert "the parts of the message cannot be told apart: it is shown as one" in incoming.problems


def test_a_multipart_that_is_never_closed_is_read_to_its_end() -> None:
    raw = letter("Content-Type: multipart/mixed; boundary=x", body="--x\r\n\r\none\r\n--x\r\n\r\ntwo\r\n")
    assert read(raw).full_text == "one\n\ntwo"


def test_the_boundary_of_the_outer_part_ends_an_unclosed_inner_one() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n\r\none"
    assert read(mixed(inner, PLAIN + b"two")).full_text == "one\n\ntwo"


def test_parts_under_a_boundary_that_no_header_names_are_told_apart_from_the_first_line_on() -> None:
    body = b"--frontier\r\nContent-Type: text/plain\r\n\r\nIt leaks.\r\n--frontier--\r\n"
    assert read(letter("Content-Type: multipart/mixed", body=body)).text == "It leaks."


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_parts_of_a_whole_that_wrongly_calls_itself_encoded_are_told_apart(encoding: str) -> None:
    """RFC 2045 6.4 forbids it, and the largest mail provider of China writes its bounces so."""
    part = "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nIt =3D leaks."
    headers = ('Content-Type: multipart/mixed; boundary="frontier"', f"Content-Transfer-Encoding: {encoding}")
    assert read(letter(*headers, body=f"--frontier\r\n{part}\r\n--frontier--")).text == "It = leaks."


def test_a_page_that_calls_itself_plain_is_read_as_a_page() -> None:
    assert read(letter(body="<!DOCTYPE html>\n<html><body><p>It leaks.</p></body></html>")).text == "It leaks."
    assert read(letter(body="<html> is what your mail shows me.")).text != ""
    assert read(letter(body="a < b")).text == "a < b"


def test_chinese_that_calls_itself_latin_is_read_and_french_stays_french() -> None:
    kind = "Content-Type: text/plain; charset=iso-8859-1"
    assert read(letter(kind, body="您好，请退款给我。".encode("gbk"))).text == "您好，请退款给我。"
    french = "Où est l'été ? Ça a été livré cassé, à côté."
    assert read(letter(kind, body=french.encode("cp1252"))).text == french


def test_what_signs_a_text_is_no_part_of_the_reply() -> None:
    lines = [
        "-----BEGIN PGP SIGNED MESSAGE-----",
        "Hash: SHA256",
        "",
        "It leaks.",
        "- -- ",
        "Kim",
        "-----BEGIN PGP SIGNATURE-----",
        "",
        "iQEz",
        "-----END PGP SIGNATURE-----",
    ]
    incoming = read(letter(body="\n".join(lines)))
    assert incoming.text == "It leaks."
    assert "iQEz" in incoming.full_text
