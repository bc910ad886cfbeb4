"""The server sets aside what it imported, so that collecting garbage after each drawing of a page costs nothing."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from workbench.cli.serve import SETTINGS

SCRIPT = """
import gc, time
from workbench.ui.server import warm_up
before = len(gc.get_objects())
warm_up()
print(before, gc.get_freeze_count(), len(gc.get_objects()))
"""


def test_what_was_imported_is_set_aside():
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=120
    ).stdout
    before, frozen, left = map(int, told.split())
    assert frozen > before > 10_000
    assert left < frozen / 100


def test_streamlit_collects_nothing_after_each_run():
    assert SETTINGS["runner.postScriptGC"] == "false"


def test_two_runs_of_one_session_never_overlap():
    assert SETTINGS["runner.fastReruns"] == "false"
    config = tomllib.loads((Path(__file__).resolve().parents[2] / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["runner"] == {"postScriptGC": False, "fastReruns": False}, (
        "also where the app is run without the command"
    )
