"""Runs the app in a process of its own until it stops or is stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path
from typing import Any

import workbench
from workbench.cli.messages import say
from workbench.errors import InputError

ADDRESS = "127.0.0.1"
PREDICTIONS_VARIABLE = "WORKBENCH_OPEN_PREDICTIONS"
CONTRACT_VARIABLE = "WORKBENCH_OPEN_CONTRACT"
STOP_SECONDS = 10
STDERR = 2
# Streamlit reads .streamlit/config.toml of the working folder only; these must hold wherever the command is run.
SETTINGS = {
    "server.address": ADDRESS,
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": "false",
    "server.enableStaticServing": "true",
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "logger.hideWelcomeMessage": "true",
    "runner.postScriptGC": "false",  # the server collects its garbage itself, see ui/server.py
    "runner.fastReruns": "false",  # two runs of one session would work on the same words side by side
}


def serve(*, predictions: Path | None, contract: Path | None, port: int, is_headless: bool) -> int:
    """Start the app with these files open; returns when it has stopped."""
    script = app_script()
    # Only names of this machine are answered to, so that no web page elsewhere can reach the app by a name of its own;
    # whoever puts a proxy before it names that host in the same variable.
    environment = {"STREAMLIT_SERVER_ALLOWED_HOSTS": "localhost 127.0.0.1", **os.environ}
    for name, path in ((PREDICTIONS_VARIABLE, predictions), (CONTRACT_VARIABLE, contract)):
        environment.pop(name, None)
        if path is not None:
            if not path.is_file():
                raise InputError(f"There is no file {str(path)!r}. Check the name.")
            environment[name] = str(path.resolve())
    if not is_free(port):
        other = next((other for other in range(port + 1, min(port + 200, 65536)) if is_free(other)), None)
        hint = f" Port {other} is free: --port {other}." if other is not None else " Name another one with --port."
        raise InputError(f"Port {port} is taken by another program.{hint}")
    settings = [part for name, value in SETTINGS.items() for part in (f"--{name}", value)]
    command = [sys.executable, "-m", "workbench.ui.server", "run", str(script), "--server.port", str(port), *settings]
    url = f"http://{ADDRESS}:{port}"
    # SIGTERM would end this process and leave the app running.
    before = signal.signal(signal.SIGTERM, _interrupt)
    child = subprocess.Popen(command, cwd=script.parent, env=environment, stdout=STDERR)  # what it says is no data
    try:
        say(f"Decision Workbench: {url}  (Ctrl-C stops it)")
        if not is_headless:
            threading.Thread(target=_open_browser, args=(url, port, child), daemon=True).start()
        status = child.wait()
    except KeyboardInterrupt:
        _stop(child)
        say("Stopped.")
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)
        _stop(child)
    if status:
        say(f"The app stopped with status {status}.")
    return 1 if status else 0


def app_script() -> Path:
    """The app beside the package; raises InputError where the package was installed without it."""
    script = Path(workbench.__file__).resolve().parent.parent / "app.py"
    if not script.is_file():
        raise InputError("The app is not part of this installation; run it from a checkout of the project.")
    return script


def is_free(port: int) -> bool:
    """Whether a server may listen on this port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # a port that was closed a moment ago is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def _open_browser(url: str, port: int, child: subprocess.Popen[bytes]) -> None:
    while child.poll() is None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.settimeout(1)
            if probe.connect_ex((ADDRESS, port)) == 0:
                webbrowser.open(url)
                return
        time.sleep(0.2)


def _interrupt(signum: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
