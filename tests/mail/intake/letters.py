"""Raw messages for the tests of the intake."""

CRLF = b"\r\n"


def message(*headers: str | bytes, body: str | bytes = "Hello") -> bytes:
    """A message of these header lines; text stands for its UTF-8."""
    lines = [line.encode() if isinstance(line, str) else line for line in headers]
    return CRLF.join([*lines, b"", body.encode() if isinstance(body, str) else body])


def letter(*headers: str | bytes, body: str | bytes = "Hello") -> bytes:
    """A whole letter: author, date, and what else the headers say."""
    return message(
        "From: Ann Sample <ann@example.org>",
        "To: help@desk.example",
        "Date: Mon, 5 Jan 2026 10:00:00 +0800",
        "Message-ID: <1@example.org>",
        *headers,
        body=body,
    )


def mixed(*parts: bytes, kind: str = "mixed") -> bytes:
    """A letter of several parts, each with its own header lines."""
    body = b"".join(b"--frontier\r\n" + part + b"\r\n" for part in parts) + b"--frontier--\r\n"
    return letter(f'Content-Type: multipart/{kind}; boundary="frontier"', body=body)
