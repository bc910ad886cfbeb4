"""The whole proof on two cores: the browser tests and what else takes long run beside the others.

``python tests/run.py`` shows the others as they run, then what those beside them said; the others' closing line is the last.
Options are given to both.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence

PYTEST = (sys.executable, "-m", "pytest")
NO_TESTS = 5
# About as long as all the others; browser tests first, as they wait for the browser most of the time.
BESIDE = ("tests/browser", "tests/ui", "tests/rooms")


def main(options: Sequence[str] = ()) -> int:
    """0 where both passed, else the status of the first that did not."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        beside = subprocess.Popen([*PYTEST, *BESIDE, *options], stdout=said, stderr=subprocess.STDOUT)
        try:
            status, closing = _shown([*PYTEST, *(f"--ignore={path}" for path in BESIDE), *options])
            beside_status = beside.wait()
        finally:
            beside.kill()
        said.seek(0)
        print(f"\n{', '.join(BESIDE)}, which ran beside the others:\n", said.read(), sep="", flush=True)
    print(closing, flush=True)
    return status or (0 if beside_status == NO_TESTS and options else beside_status)


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
