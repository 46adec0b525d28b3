"""A mailbox on a real server: Dovecot, started by the test where there is one."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.config.settings import Fetched
from cxdesk.desk import Desk
from cxdesk.mail.receiving import fetch
from tests.desks import Clock, new_desk, opened
from tests.mail.faults import closed_port
from tests.mail.test_imap import refs, source
from tests.mail.test_receiving import letter, readers

DOVECOT = shutil.which("dovecot", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))
pytestmark = pytest.mark.skipif(DOVECOT is None, reason="no Dovecot is installed on this machine")

CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{base}/box
first_valid_uid = {uid}
first_valid_gid = {gid}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@pytest.fixture
def dovecot(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A server of the test's own, and its Maildir."""
    base = Path(tempfile.mkdtemp(prefix="cxdesk-"))  # short: a socket's path has 107 characters at most
    for name in ("run", "state", "box/new", "box/cur", "box/tmp"):
        (base / name).mkdir(parents=True)
    user = pwd.getpwuid(os.getuid() or 65534)
    if not os.getuid():
        for path in [base, *base.rglob("*")]:
            os.chown(path, user.pw_uid, user.pw_gid)
    port = closed_port()
    config = tmp_path / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            base=base,
            port=port,
            uid=user.pw_uid,
            gid=user.pw_gid,
            user=user.pw_name,
            group=grp.getgrgid(user.pw_gid).gr_name,
        )
    )
    assert DOVECOT is not None
    with subprocess.Popen([DOVECOT, "-F", "-c", str(config)], stderr=subprocess.PIPE) as process:
        try:
            _await(port, process, base / "log")
            yield port, base / "box"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
            shutil.rmtree(base, ignore_errors=True)


def _await(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as talk:
                if talk.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.05)
    said = (log.read_text() if log.exists() else "") or _said(process)
    pytest.fail(f"Dovecot did not start: {said}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        yield found


def deliver(box: Path, number: int) -> None:
    path = box / "tmp" / f"{number}.host"
    path.write_bytes(letter(number))
    os.chown(path, box.stat().st_uid, box.stat().st_gid)
    path.rename(box / "new" / path.name)


@pytest.mark.parametrize("then", [Fetched.SEEN, Fetched.DELETE, Fetched.LEAVE])
def test_a_mailbox_of_a_real_server_is_fetched_once(desk: Desk, dovecot: tuple[int, Path], then: Fetched) -> None:
    port, box = dovecot
    care = source(desk, port, then=then)
    deliver(box, 1)
    deliver(box, 2)
    assert refs(fetch(desk, [care], readers, holder="a")) == ["CX-1", "CX-2"]
    assert refs(fetch(desk, [care], readers, holder="a")) == []
    deliver(box, 3)
    assert refs(fetch(desk, [care], readers, holder="a")) == ["CX-3"]
    left = [path.name for name in ("new", "cur") for path in (box / name).iterdir()]
    assert len(left) == (0 if then is Fetched.DELETE else 3)
    assert sum(name.endswith("S") for name in left) == (3 if then is Fetched.SEEN else 0)


def test_a_real_server_refuses_a_wrong_password(desk: Desk, dovecot: tuple[int, Path]) -> None:
    wrong = source(desk, dovecot[0])
    wrong._password = lambda: "another"
    assert "AUTHENTICATIONFAILED" in fetch(desk, [wrong], readers, holder="a").troubles["care"]


def _said(process: "subprocess.Popen[bytes]") -> str:
    """What a server that ended had to say."""
    return process.stderr.read().decode() if process.stderr is not None and process.poll() is not None else ""
