"""What no file of the project may hold."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Written in two parts, so that this file keeps its own rule.
THIS_MACHINE = re.compile(r"(?<![\w.:/])/(?:wo" + r"rk|ro" + r"ot)/")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")


@pytest.fixture(scope="module")
def files():
    """Every file that is tracked, or would be if it were added."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout, so it is not known which files belong to the project")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    texts = {}
    for name in filter(None, listed):
        try:
            texts[name] = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture, or deleted and not yet committed
    return texts


@pytest.mark.parametrize("pattern", [THIS_MACHINE, UNFINISHED], ids=["a path of one machine", "unfinished work"])
def test_no_file_names(files, pattern):
    assert [name for name, text in files.items() if pattern.search(text)] == []


def test_the_patterns_find_what_they_look_for():
    assert THIS_MACHINE.search("cd /wo" + "rk/main")
    assert THIS_MACHINE.search("'/ro" + "ot/.cache'")
    assert not THIS_MACHINE.search("https://example.org/wo" + "rk/1")
    assert UNFINISHED.search("# TO" + "DO: later")
