"""The whole proof on two cores: browser tests wait most of the time, so they run beside the others.

``python tests/run.py`` shows the others as they run, then what the browser tests said; the others' closing line is the last.
Options are given to both.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence

PYTEST = (sys.executable, "-m", "pytest")
NO_TESTS = 5


def main(options: Sequence[str] = ()) -> int:
    """0 where both passed, else the status of the first that did not."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        browser = subprocess.Popen([*PYTEST, "tests/browser", *options], stdout=said, stderr=subprocess.STDOUT)
        try:
            status, closing = _shown([*PYTEST, "--ignore=tests/browser", *options])
            browser_status = browser.wait()
        finally:
            browser.kill()
        said.seek(0)
        print("\nBrowser tests, which ran beside the others:\n", said.read(), sep="", flush=True)
    print(closing, flush=True)
    return status or (0 if browser_status == NO_TESTS and options else browser_status)


def _shown(command: Sequence[str]) -> tuple[int, str]:
    """Run it, showing its lines as they come but for the last, which is returned with the status."""
    closing = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace") as running:
        for line in running.stdout or ():
            if closing:
                print(closing, flush=True)
            closing = line.rstrip("\n")
    return running.returncode, closing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
