"""A real Postfix on loopback, in a folder of its own: for tests on machines that have one, as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.mail.dovecot_auth import AuthService
from tests.mail.faults import CERTS

USERNAME = "sample-desk"
PHRASE = "pässwört-密码"
"""The password of this server's one account, with letters that smtplib's own login cannot send."""

_MASTER = """
127.0.0.1:{open} inet n - n - - smtpd
127.0.0.1:{starttls} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=$who_logged_in
127.0.0.1:{tls} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=$who_logged_in -o smtpd_tls_wrappermode=yes
127.0.0.1:{no_plain} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=$who_logged_in -o smtpd_sasl_mechanism_filter=login
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
smtpd_sasl_type = dovecot
smtpd_sasl_path = {place}/auth
smtpd_sasl_authenticated_header = yes
who_logged_in = permit_sasl_authenticated, reject
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


@dataclass(frozen=True, slots=True)
class Ports:
    """Where it listens: `open` to all with STARTTLS, and to who logs in with STARTTLS, TLS, STARTTLS without PLAIN."""

    open: int
    starttls: int
    tls: int
    no_plain: int


@dataclass(frozen=True, slots=True)
class Postfix:
    """One at work: its ports, the Maildir of sample1@customer.example, and who says which password is right."""

    ports: Ports
    box: Path
    auth: AuthService


def lacking() -> str:
    """Why there is no Postfix to test with; empty when there is one."""
    if not shutil.which("postfix"):
        return "no Postfix is installed on this machine"
    if os.geteuid() != 0:
        return "Postfix wants to be started by root"
    return ""


def lacking_login() -> str:
    """Why the Postfix of this machine cannot ask for a login; empty when it can."""
    kinds = subprocess.run(["postconf", "-a"], capture_output=True, text=True, check=False, timeout=60).stdout.split()
    return "" if "dovecot" in kinds else "the Postfix of this machine was built without Dovecot's logins"


@contextmanager
def running() -> Iterator[Postfix]:
    """Postfix at work, in a folder that its own user may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory(prefix="cxdesk-postfix-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        with _at_work(place) as found:
            yield found


@contextmanager
def _at_work(place: Path) -> Iterator[Postfix]:
    owner = pwd.getpwnam("postfix")
    ports = Ports(*_free_ports(4))
    for folder in ("spool", "data", "boxes", "etc"):
        (place / folder).mkdir()
    for folder in ("data", "boxes"):
        os.chown(place / folder, owner.pw_uid, owner.pw_gid)
    certificate = place / "etc" / "server.pem"
    shutil.copyfile(CERTS / "server.pem", certificate)
    main = _MAIN.format(place=place, certificate=certificate, uid=owner.pw_uid, gid=owner.pw_gid)
    (place / "etc" / "main.cf").write_text(main, encoding="utf-8")
    (place / "etc" / "master.cf").write_text(_MASTER.format(**asdict(ports)), encoding="utf-8")
    door = place / "auth"
    with AuthService(door, USERNAME, PHRASE) as auth:
        os.chown(door, owner.pw_uid, owner.pw_gid)
        command = ["postfix", "-c", str(place / "etc")]
        started = subprocess.run([*command, "start"], capture_output=True, text=True, check=False, timeout=60)
        assert started.returncode == 0, started.stderr
        try:
            yield Postfix(ports, place / "boxes" / "sample1" / "new", auth)
        finally:
            subprocess.run([*command, "stop"], capture_output=True, check=False, timeout=60)


def _free_ports(count: int) -> list[int]:
    """Ports that nobody has, none of them twice."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _each in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def arrived(box: Path, count: int) -> list[bytes]:
    """The letters in the Maildir, once there are *count*: what Postfix took it delivers in its own time."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        letters = list(box.iterdir()) if box.is_dir() else []
        if len(letters) >= count:
            break
        time.sleep(0.05)
    return [letter.read_bytes() for letter in letters]
