"""app: starts, says where, refuses a taken port, and stops when it is told to."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import workbench
from workbench.cli import serve

PROJECT = Path(workbench.__file__).resolve().parents[1]


@contextlib.contextmanager
def taken():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


def free_port() -> int:
    with taken() as port:
        return port


@pytest.fixture
def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small app in place of the real one: it shows what it was told to open."""
    script = folder / "checkout" / "app.py"
    script.parent.mkdir()
    script.write_text("import streamlit as st\nst.write('here')\n", encoding="utf-8")
    monkeypatch.setattr(serve, "app_script", lambda: script)
    return script


class FakeProcess:
    def __init__(self, command, *, cwd, env, stdout):
        FakeProcess.last = self
        self.command, self.cwd, self.env = command, cwd, env

    def wait(self, timeout=None):
        return 0

    def poll(self):
        return 0


def test_the_files_reach_the_app_as_absolute_paths(run, folder, stand_in, monkeypatch) -> None:
    monkeypatch.setattr(serve.subprocess, "Popen", FakeProcess)
    port = free_port()
    ran = run("app", "predictions.csv", "--contract", "contract.yaml", "--port", port, "--headless")
    assert (ran.status, ran.out) == (0, "")
    assert f"http://127.0.0.1:{port}" in ran.err
    started = FakeProcess.last
    assert started.env["WORKBENCH_OPEN_PREDICTIONS"] == str((folder / "predictions.csv").resolve())
    assert started.env["WORKBENCH_OPEN_CONTRACT"] == str((folder / "contract.yaml").resolve())
    assert started.cwd == stand_in.parent
    settings = dict(zip(started.command[5::2], started.command[6::2], strict=True))
    assert settings["--server.address"] == "127.0.0.1"
    assert settings["--browser.gatherUsageStats"] == "false"
    assert settings["--server.fileWatcherType"] == "none"
    assert settings["--client.showErrorDetails"] == "none"


def test_nothing_is_opened_unless_it_is_named(run, stand_in, monkeypatch) -> None:
    monkeypatch.setattr(serve.subprocess, "Popen", FakeProcess)
    monkeypatch.setenv("WORKBENCH_OPEN_PREDICTIONS", "/old")
    run("app", "--port", free_port(), "--headless")
    assert "WORKBENCH_OPEN_PREDICTIONS" not in FakeProcess.last.env


def test_a_taken_port_is_status_2_and_another_is_named(run, stand_in) -> None:
    with taken() as port:
        ran = run("app", "--port", port, "--headless")
    assert ran.status == 2
    assert f"Port {port} is taken" in ran.err
    other = int(ran.err.rsplit("--port ", 1)[1].rstrip(".\n"))
    assert other > port


def test_a_file_that_is_not_there_is_status_2(run, stand_in) -> None:
    ran = run("app", "absent.csv", "--headless")
    assert ran.status == 2
    assert "absent.csv" in ran.err


def test_an_installation_without_the_app_says_so(run, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(serve.workbench, "__file__", str(tmp_path / "workbench" / "__init__.py"))
    ran = run("app", "--headless")
    assert ran.status == 2
    assert "checkout" in ran.err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped_and_leaves_nothing_behind(folder: Path, stand_in, how) -> None:
    port = free_port()
    code = (
        "import sys, pathlib; from workbench.cli import main, serve;"
        f"serve.app_script = lambda: pathlib.Path({str(stand_in)!r});"
        f"sys.exit(main(['app', '--port', '{port}', '--headless']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], cwd=folder, env=environment, **pipes) as process:
        try:
            deadline = time.monotonic() + 40
            while True:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
                        assert answer.status == 200
                        break
                except OSError:
                    assert time.monotonic() < deadline, "the app did not start"
                    time.sleep(0.2)
            process.send_signal(how)
            data, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0
    assert data == b""
    assert b"Stopped." in said
    assert b"Traceback" not in said
    assert serve.is_free(port)
