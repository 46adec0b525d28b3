"""Opening the interface from a command line, as far as no screen is drawn."""

import pytest

from cxdesk.app import CxdeskApp
from tests.cli.conftest import Stage
from tests.cli.desks import make_desk


@pytest.mark.parametrize("by_environment", [False, True])
def test_a_login_that_is_no_agent_opens_no_desk(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, *, by_environment: bool
) -> None:
    """CLI "who": as `list --as nobody`."""
    monkeypatch.setattr(CxdeskApp, "run", lambda _app: pytest.fail("the desk was opened"))
    make_desk(stage)
    stage.terminal = stage.stdin_is_terminal = True
    stage.env |= {"CXDESK_AGENT": "nobody"} if by_environment else {}
    played = stage.play("tui", *([] if by_environment else ["--as", "nobody"]))
    assert played.code == stage.play("list", "--as", "nobody").code == 1
    assert "nobody is not an agent of this desk" in played.err
    assert "cxdesk agent add nobody" in played.err
