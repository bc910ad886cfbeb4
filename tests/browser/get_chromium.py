"""Makes sure there is a Chromium for the browser tests: one that is here, else Debian's package as root, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome on this machine, Playwright's own included."""
    named = os.environ.get("WORKBENCH_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return next(
        (str(path) for path in sorted(cache.glob("chromium-*/chrome-*/*chrom*")) if os.access(path, os.X_OK)), None
    )


def get_chromium() -> str | None:
    """The path of a Chromium, installing one where there is none; None where that did not work."""
    found = find_chromium()
    if found:
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium for the browser tests (once) ...", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-liberation"], check=False, **quiet)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find_chromium()


if __name__ == "__main__" and get_chromium() is None:
    print("No Chromium could be installed, so the browser tests will be skipped (in CI they fail).", file=sys.stderr)
