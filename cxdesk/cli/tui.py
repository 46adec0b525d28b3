"""`tui`: opens the interface. The only verb that loads Textual."""

import gc
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.catalogue import _
from cxdesk.cli.context import Cli
from cxdesk.cli.light import Light
from cxdesk.errors import CxdeskError, WrongUse

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cxdesk.cli.results import Lines
    from cxdesk.desk.beginning import Beginning
    from cxdesk.desk.watching import Watch
    from cxdesk.screens.session import Session

SWITCH_SECONDS = 0.0005
"""A tenth of Python's own: a key waits no longer than that for the thread that reads."""

NEW_OBJECTS_BEFORE_A_SWEEP = 10_000

OPENING_SECONDS = 0.5
"""What keeps a desk from being opened is nearly always known by then, and told without any screen."""


def tui(cli: Cli) -> object:  # `Lines`, which are loaded when the day is over: Typer asks what stands here
    """Open the interface."""
    return _opened(cli)


def _opened(cli: Cli) -> "Lines":
    if not (cli.surroundings.stdin.is_terminal and cli.surroundings.stdout_is_terminal):
        raise WrongUse(_("the interface needs a terminal"), mend="cxdesk list")
    cli.place().require()
    gc.disable()  # what is loaded now stays: sweeping it again and again takes a tenth of the start
    _load_asyncio()
    _load_what_reads()
    session, opened = begun(session_of(cli), stranger=named(cli))
    from cxdesk.app import CxdeskApp  # noqa: PLC0415 (Textual takes longer to load than most commands run)

    with suppress(TimeoutError):  # a desk that is slow is opened behind the screens
        opened.result(OPENING_SECONDS)
    app = CxdeskApp(session)
    _share_the_processor()
    try:
        app.run()
    finally:
        app.let_go()
    from cxdesk.cli.results import Lines  # noqa: PLC0415 (the day is over)

    left, code = app.drafts.at_hand, app.return_code or 0
    if left:
        from cxdesk.screens.untaken import untaken  # noqa: PLC0415 (nearly always the desk took all that was typed)

    return Lines(untaken(left) if left else [], {"return_code": code}, exit_code=CxdeskError.exit_code if code else 0)


def _load_asyncio() -> None:
    """Textual's event loop, which talks to a terminal and to nobody over a network: it can do without TLS, whose
    library takes as long to load as the first queue to read. Mail loads it when it goes out (`smtplib` asks again).
    """
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    modules: dict[str, object] = vars(sys)["modules"]
    modules["ssl"] = None  # Python's own way to say that a module is not there
    try:
        import asyncio  # noqa: F401, PLC0415 (loaded for Textual)
    finally:
        del modules["ssl"]


def _load_what_reads() -> None:
    """Before any thread reads: two that load modules at once hand the interpreter to and fro, a tenth of the start."""
    import cxdesk.desk.beginning  # noqa: PLC0415 (only the screens need it)
    import cxdesk.desk.watching  # noqa: F401, PLC0415 (as above)


def named(cli: Cli) -> str:
    """Whom the command line or the environment says to be at work; "" where nobody but the account tells."""
    return cli.options.login or cli.surroundings.env.get("CXDESK_AGENT") or ""


def begun(session: "Session", *, stranger: str = "") -> "tuple[Session, Future[Watch]]":
    """The same, with a thread that opens the desk and reads its beginning while Textual is being loaded.

    What cannot be opened is known by the second: DeskUnavailable, or UnknownAgent where *stranger* is no agent.
    """
    from concurrent.futures import Future  # noqa: PLC0415 (Textual loads it in any case)
    from threading import Thread  # noqa: PLC0415 (as above)

    doors: Future[Watch] = Future()
    beginnings: Future[Beginning] = Future()

    def admitted() -> "Watch":
        door = session.open_watch()
        try:
            if stranger and door.viewer.role is None:
                raise _unknown(stranger)
        except BaseException:
            door.shut()
            raise
        return door

    def read() -> None:
        try:
            door = admitted()
        except Exception as error:  # noqa: BLE001 (the edge of the thread: whoever asks hears of it)
            doors.set_exception(error)
            return
        doors.set_result(door)
        try:
            beginnings.set_result(session.begin(door))
        except Exception as error:  # noqa: BLE001 (as above)
            door.shut()  # before anybody else has it: they wait for the beginning
            beginnings.set_exception(error)

    def open_watch() -> "Watch":
        if (doors if doors.exception() else beginnings).exception():  # it uses the door as well
            return admitted()
        return doors.result()

    def begin(door: "Watch") -> "Beginning":
        is_there = doors.exception() is None and beginnings.exception() is None
        return beginnings.result() if is_there else session.begin(door)

    Thread(target=read, name="cxdesk-beginning", daemon=True).start()
    return session._replace(open_watch=open_watch, begin=begin), doors


def _unknown(login: str) -> Exception:
    from cxdesk.desk import UnknownAgent  # noqa: PLC0415 (loaded to refuse)

    return UnknownAgent(login)


def _share_the_processor() -> None:
    """Keys come before what threads read: they hand the interpreter over sooner, and the collector passes over what
    was loaded for good, so that no key waits for a sweep of everything.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_BEFORE_A_SWEEP)
    gc.enable()


def _without_words(cli: Cli, _words: Sequence[str]) -> "Lines":
    return _opened(cli)


LIGHT = Light(_without_words, {}, words=(0, 0))


def session_of(cli: Cli) -> "Session":
    """How the interface of this command line reaches its desk."""
    from cxdesk.screens.preferences import FILE, read_preferences  # noqa: PLC0415 (only the interface has any)
    from cxdesk.screens.session import Session  # noqa: PLC0415 (as above)

    folder = cli.place().path

    def watched() -> "Watch":
        from cxdesk.desk.watching import Watch  # noqa: PLC0415 (loaded on the reader's thread)

        return Watch.open(folder, agent=cli.login, now=cli.now)

    def send(numbers: tuple[int, ...]) -> str:
        from cxdesk.cli.outbox import post, sentence  # noqa: PLC0415 (loaded when the first letter goes out)
        from cxdesk.screens.performing import listed  # noqa: PLC0415 (as above)

        sender = post(cli)
        sender(numbers)
        told = sender.trouble or sentence(sender.sent)
        refs = about(numbers)
        return _("{refs}: {told}").format(refs=listed(refs), told=told) if refs else told

    def about(numbers: tuple[int, ...]) -> list[str]:
        """What to say of letters that went out already; nothing where that cannot be read."""
        try:
            door = watched()
            try:
                return door.letters_about(numbers)
            finally:
                door.shut()
        except CxdeskError:
            return []

    return Session(
        folder=folder,
        open_watch=watched,
        open_desk=lambda after_commit: cli.desk(after_commit=after_commit, despite_mail=True),
        now=cli.now,
        send=send,
        preferences=read_preferences(user_config(cli)),
        config=user_config(cli) / FILE,
    )


def user_config(cli: Cli) -> Path:
    """The person's own configuration folder; XDG_CONFIG_HOME counts when absolute."""
    env = cli.surroundings.env
    home = Path(env.get("USERPROFILE") or env.get("HOME") or "~").expanduser()
    xdg = env.get("XDG_CONFIG_HOME", "")
    if xdg and Path(xdg).is_absolute():
        return Path(xdg) / "cxdesk"
    if cli.surroundings.platform == "win32":
        return Path(env.get("APPDATA") or home / "AppData" / "Roaming") / "cxdesk"
    return home / ".config" / "cxdesk"
