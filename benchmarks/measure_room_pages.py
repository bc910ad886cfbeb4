"""A workshop of 50 through its pages: from a press to its receipt, and how fresh the facilitator's page is, on one server.

``python -m benchmarks room_pages``; ``--people`` and ``--rounds`` change the numbers. It also checks that every answer is stored once and
that nobody was sent a byte of another's before the reveal.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from benchmarks.measure_rooms import told
from benchmarks.room_pages import Workshop
from benchmarks.session_server import running_app
from workbench.register import open_register

STUDY = "sample-card-fraud-0a0a0a"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=10, help="of votes, and as many of stories, at most 12")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, log = Path(folder) / "data", Path(folder) / "log"
        with running_app(data, log=log) as address:
            begun = time.monotonic()
            workshop = Workshop(address, open_register(data), study=STUDY, people=options.people)
            print(f"{options.people} people joined in {time.monotonic() - begun:.0f} s", flush=True)
            workshop.vote(options.rounds)
            workshop.tell(options.rounds)
            workshop.look_for_faults(log.read_text())
            workshop.close()
    held = workshop.held
    print(f"presses: {held.presses_count:,}, of which pressed twice: {held.pressed_again_count:,}")
    print(told("press to receipt", held.waited))
    print(told("press, lost connection, back, receipt", held.came_back_after))
    print(told("last receipt to the facilitator's count", held.told_after))
    print(told("facilitator's page, one drawing to the next", held.drawn_apart))
    print("\n".join(held.faults) or "every answer is stored once, and nobody was sent a byte of another's")
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
