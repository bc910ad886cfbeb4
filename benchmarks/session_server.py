"""The app in a process of its own, started with a file as a person starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS_MAX = 120


@contextmanager
def app_with(predictions: Path, contract: Path, *, data_dir: Path) -> Iterator[str]:
    """The address of an app that has these files open; stopped afterwards."""
    with _app([str(predictions), "--contract", str(contract)], data_dir=data_dir) as address:
        yield address


@contextmanager
def sample_app(*, data_dir: Path, log: Path) -> Iterator[str]:
    """The address of an app that opens with the samples, and writes to ``log``; stopped afterwards."""
    with _app([], data_dir=data_dir, log=log) as address:
        yield address


@contextmanager
def _app(files: list[str], *, data_dir: Path, log: Path = Path(os.devnull)) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "workbench", "app", *files, "--port", str(port), "--headless"]
    environment = {**os.environ, "WORKBENCH_DATA_DIR": str(data_dir)}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_healthy(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_healthy(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the app did not start")
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the app did not answer in {START_SECONDS_MAX} seconds")
