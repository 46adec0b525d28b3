"""Names of files that are safe to write anywhere, and the files that wrappers hide."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.mail.intake import read, tnef
from cxdesk.mail.intake.attachments import safe_name
from tests.mail.intake.letters import letter, mixed


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("发票 2026.pdf", "发票 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\Users\\ann\\proof.doc", "proof.doc"),
        ("/etc/", "file"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        (".bashrc", "bashrc"),
        ("a\x00b\x1b[31m.txt", "ab_[31m.txt"),
        ("a\r\nb.txt", "a b.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\u200bb\ufeff.txt", "ab.txt"),
        ('what? "now" <a|b>:*.txt', "what_ _now_ _a_b___.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("console.txt", "console.txt"),
        ("trailing. . ", "trailing"),
        ("~", "~"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    """The issue's traversal; controls, reordering, devices and what no file system takes."""
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("发" * 300 + ".pdf")
    assert name.endswith("发.pdf")
    assert len(name.encode()) <= 200


@given(st.text())
def test_a_safe_name_stays_as_it_is_and_can_be_written(name: str) -> None:
    safe = safe_name(name)
    assert safe_name(safe) == safe
    assert safe
    assert not set(safe) & set('/\\\x00<>:"|?*')
    assert safe not in {".", ".."}
    assert len(safe.encode()) <= 200


def test_no_two_files_of_a_message_share_a_name() -> None:
    part = b"Content-Type: image/png; name=a.png\r\n\r\n"
    incoming = read(mixed(part + b"1", part.upper() + b"2", part.replace(b"a.png", b"A.PNG") + b"3", part + b"4"))
    names = [file.name for file in incoming.attachments]
    assert names[0] == "a.png"
    assert len({name.casefold() for name in names}) == 4


@pytest.mark.parametrize(
    ("name", "read_as"),
    [("%E5%8F%91%E7%A5%A8.pdf", "发票.pdf"), ("100%.pdf", "100%.pdf"), ("50%20off%E5%8F.pdf", "50%20off%E5%8F.pdf")],
)
def test_a_name_that_a_web_mailer_wrote_for_an_address_line_is_read(name: str, read_as: str) -> None:
    (file,) = read(mixed(f'Content-Type: application/pdf; name="{name}"\r\n\r\n%PDF-'.encode())).attachments
    assert file.name == read_as


def test_the_number_of_a_repeated_name_leaves_its_ending_whole() -> None:
    part = b"Content-Type: application/gzip; name=log.tar.gz\r\n\r\n"
    names = [file.name for file in read(mixed(part + b"1", part + b"2", part + b"3")).attachments]
    assert names == ["log.tar.gz", "log1.tar.gz", "log2.tar.gz"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"image/jpeg", "image.jpg"),
        (b"text/calendar", "calendar.ics"),
        (b"image/png\r\nContent-Description: the lid", "the lid.png"),
        (b"application/octet-stream\r\nContent-ID: <32497.2@host>", "32497.2"),
        (b"application/octet-stream\r\nContent-Location: http://x.example/a/lid.bin", "lid.bin"),
        (b"application/octet-stream", "file"),
        (b"application/pdf; name*=utf-8''..%2F..%2Fa.pdf", "a.pdf"),
        (b"message/rfc822", "Mail.eml"),
    ],
)
def test_a_file_without_a_name_gets_one(header: bytes, name: str) -> None:
    (file,) = read(mixed(b"Content-Type: " + header + b"\r\n\r\nx: y")).attachments
    assert file.name == name


def test_a_part_whose_type_nobody_told_is_text_and_behind_another_a_file_as_well() -> None:
    """RFC 2045 5.2 has it shown as text; nobody knows that it is one."""
    pdf = b"Content-Type: application/pdf; name=fax.pdf\r\n\r\n%PDF-"
    incoming = read(mixed(pdf, b"\r\nA fax for you."))
    assert [(file.name, file.content) for file in incoming.attachments][1:] == [("file", b"A fax for you.")]
    assert incoming.text == "A fax for you."
    assert [file.name for file in read(mixed(b"\r\nIt leaks.", pdf)).attachments] == ["fax.pdf"]
    assert read(mixed(b"Content-Type: text/plain\r\n\r\nIt leaks.", b"\r\n \r\n")).attachments == ()


@pytest.mark.parametrize(("more", "kept"), [("Second page: 12 euro", True), ("It leaks. A lot!", False), ("", False)])
def test_html_that_says_more_than_the_plain_version_is_a_file(more: str, kept: bool) -> None:
    page = "Content-Type: text/html\r\n\r\n"
    rich = f"{page}<p>It leaks.\r\n--in\r\n{page}<i>{more}</i>\r\n--in--"
    both = mixed(
        b"Content-Type: text/plain\r\n\r\nIt leaks. A lot!",
        b"Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n" + rich.encode(),
        kind="alternative",
    )
    incoming = read(both)
    assert incoming.text == "It leaks. A lot!"
    assert [file.name for file in incoming.attachments] == (["document.html"] if kept else [])


def test_a_uuencoded_file_in_the_text_is_a_file_once_and_no_text() -> None:
    lines = [b"begin 644 report.csv", b"#0V%T", b"`", b"end", b""]
    incoming = read(letter(body=b"\r\n".join([b"See the report.", b"", *lines, b"Kim"])))
    assert [(file.name, file.content) for file in incoming.attachments] == [("report.csv", b"Cat")]
    assert incoming.text == "See the report.\n\n\nKim"
    alone = read(letter(body=b"\n".join(lines)))
    assert [(file.name, file.content) for file in alone.attachments] == [("report.csv", b"Cat")]
    assert alone.text == ""
    sentence = "begin 644 times\nand end it"
    assert read(letter(body=sentence)).text == sentence


def test_a_type_that_is_none_is_not_passed_on() -> None:
    part = b"Content-Type: image/p\xedng x; name=a.png\r\n\r\nx"
    (file,) = read(mixed(part)).attachments
    assert file.type in {"application/octet-stream", "text/plain"}


def _attribute(identifier: int, value: bytes, *, level: int = 2) -> bytes:
    return struct.pack("<BII", level, identifier, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def _winmail() -> bytes:
    long_name = "发票.pdf".encode("utf-16-le") + b"\0\0"
    properties = struct.pack("<IHHI", 2, 0x03, 0x0E21, 7)
    properties += struct.pack("<HHII", 0x1F, 0x3707, 1, len(long_name)) + long_name.ljust(
        -(-len(long_name) // 4) * 4, b"\0"
    )
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + _attribute(0x00089006, b"\0\0\1\0", level=1)
        + _attribute(0x00069002, b"\1\0" + b"\0" * 12)
        + _attribute(0x00018010, b"FAPIAO~1.PDF\0")
        + _attribute(0x0006800F, b"%PDF-")
        + _attribute(0x00069005, properties)
        + _attribute(0x00069002, b"\1\0" + b"\0" * 12)
        + _attribute(0x00018010, b"second.txt\0")
        + _attribute(0x0006800F, b"two")
    )


def test_files_inside_a_winmail_dat_are_unwrapped_beside_it() -> None:
    part = b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n" + _winmail()
    files = read(mixed(part)).attachments
    assert [(file.name, file.content) for file in files[1:]] == [("发票.pdf", b"%PDF-"), ("second.txt", b"two")]
    assert files[0].name == "winmail.dat"


@given(st.integers(0, len(_winmail())), st.binary(max_size=20))
def test_a_broken_winmail_dat_gives_what_came_before_the_break(place: int, octets: bytes) -> None:
    whole = _winmail()
    tnef.files(whole[:place] + octets + whole[place + len(octets) :])
    tnef.files(octets)
