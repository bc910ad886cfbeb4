"""A real server of the app on a free port with its own data directory, for browser tests, pictures and measurements."""

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

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60


@contextmanager
def running_app(data_dir: Path, *, log: Path) -> Iterator[str]:
    """Start the app as ``make run`` does and give its address; stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "workbench", "app", "--port", str(port), "--headless"]
    environment = {**os.environ, "WORKBENCH_DATA_DIR": str(data_dir)}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(START_SECONDS_MAX * 10):
            if process.poll() is not None:
                raise RuntimeError(f"the app did not start:\n{log.read_text()}")
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(STOP_SECONDS_MAX)
