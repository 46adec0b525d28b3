"""A real Postfix on loopback, in a folder of its own: for tests on machines that have one, as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mail.faults import CERTS

_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
showq unix n - n - - showq
"""

_MAIN = """
compatibility_level = 3.6
queue_directory = {place}/spool
data_directory = {place}/data
maillog_file = {place}/log
maillog_file_prefixes = {place}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.desk.example
mydestination =
alias_maps =
local_recipient_maps =
mynetworks = 127.0.0.0/8
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {certificate}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions =
  check_recipient_access inline:{{ {{ later@customer.example = 450 4.2.1 come back later }} }}
virtual_mailbox_domains = customer.example
virtual_mailbox_base = {place}/boxes
virtual_mailbox_maps = inline:{{ sample1@customer.example=sample1/ }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
message_size_limit = 200000
"""


def lacking() -> str:
    """Why there is no Postfix to test with; empty when there is one."""
    if not shutil.which("postfix"):
        return "no Postfix is installed on this machine"
    if os.geteuid() != 0:
        return "Postfix wants to be started by root"
    return ""


@contextmanager
def running() -> Iterator[tuple[int, Path]]:
    """Postfix at work: the port it listens on with STARTTLS, and the Maildir of sample1@customer.example.

    In a folder that its own user may enter, which those of pytest are not.
    """
    with tempfile.TemporaryDirectory(prefix="cxdesk-postfix-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        with _at_work(place) as found:
            yield found


@contextmanager
def _at_work(place: Path) -> Iterator[tuple[int, Path]]:
    owner = pwd.getpwnam("postfix")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    for folder in ("spool", "data", "boxes", "etc"):
        (place / folder).mkdir()
    for folder in ("data", "boxes"):
        os.chown(place / folder, owner.pw_uid, owner.pw_gid)
    certificate = place / "etc" / "server.pem"
    shutil.copyfile(CERTS / "server.pem", certificate)
    main = _MAIN.format(place=place, certificate=certificate, uid=owner.pw_uid, gid=owner.pw_gid)
    (place / "etc" / "main.cf").write_text(main, encoding="utf-8")
    (place / "etc" / "master.cf").write_text(_MASTER.format(port=port), encoding="utf-8")
    command = ["postfix", "-c", str(place / "etc")]
    started = subprocess.run([*command, "start"], capture_output=True, text=True, check=False, timeout=60)
    assert started.returncode == 0, started.stderr
    try:
        yield port, place / "boxes" / "sample1" / "new"
    finally:
        subprocess.run([*command, "stop"], capture_output=True, check=False, timeout=60)


def arrived(box: Path, count: int) -> list[bytes]:
    """The letters in the Maildir, once there are *count*: what Postfix took it delivers in its own time."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        letters = list(box.iterdir()) if box.is_dir() else []
        if len(letters) >= count:
            break
        time.sleep(0.05)
    return [letter.read_bytes() for letter in letters]
