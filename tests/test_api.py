"""The Python API is documented: the page lists every method as it is, and its example runs."""

import re
import subprocess
import sys
from pathlib import Path

from tests import api_tool


def test_the_page_lists_every_method_as_it_is() -> None:
    _by_hand, _marker, made = api_tool.PAGE.read_text(encoding="utf-8").partition(api_tool.MARKER)
    assert made == api_tool.reference(), "python -m tests.api_tool"


def test_every_method_says_what_it_does() -> None:
    assert [line for line in api_tool.reference().splitlines() if line.endswith("– ")] == []


def test_the_example_runs_and_prints_what_the_page_says(tmp_path: Path) -> None:
    by_hand = api_tool.PAGE.read_text(encoding="utf-8").partition(api_tool.MARKER)[0]
    found = re.search(r"```python\n(.*?)```\n\nprints `(.*?)`", by_hand, re.DOTALL)
    assert found is not None
    example, said = found.groups()
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.stdout.strip(), done.returncode) == (said, 0), done.stderr
