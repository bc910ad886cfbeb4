"""The app in a process of its own, started as a person starts it: for measurements, pictures and browser tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS_MAX = 120
STOP_SECONDS_MAX = 60


@contextmanager
def app_with(predictions: Path, contract: Path, *, data_dir: Path) -> Iterator[str]:
    """The address of an app that has these files open; stopped afterwards."""
    with running_app(data_dir, log=Path(os.devnull), files=(str(predictions), "--contract", str(contract))) as address:
        yield address


@contextmanager
def running_app(data_dir: Path, *, log: Path, files: Sequence[str] = ()) -> Iterator[str]:
    """Start the app as ``make run`` does, on a free port and with its own data directory, and give its address; stopped afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "workbench", "app", *files, "--port", str(port), "--headless"]
    environment = {**os.environ, "WORKBENCH_DATA_DIR": str(data_dir)}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_healthy(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(STOP_SECONDS_MAX)


def _wait_until_healthy(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the app did not start:\n{log.read_text() if log.is_file() else ''}")
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the app did not answer in {START_SECONDS_MAX} seconds")
