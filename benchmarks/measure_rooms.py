"""How long a vote waits for its receipt: 50 people vote at once, 200 rounds, a tenth of the votes sent twice, while all poll their view.

``python -m benchmarks.measure_rooms`` measures the register in a new file of SQLite, or in ``WORKBENCH_DATABASE_URL``, which it fills and
leaves as it is. ``--rounds`` and ``--people`` change the numbers, ``--no-polling`` leaves the views away. It prints the votes that were stored
and how long their receipts and the views took, and checks that each vote is stored once.
"""

from __future__ import annotations

import argparse
import os
import secrets
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from workbench.register import Studies, Study, open_register
from workbench.rooms import Rooms

AT = "2026-11-23T09:00:00+00:00"
RETRIED_SHARE = 0.1
POLL_SECONDS = 2.0


def told(name: str, seconds: list[float]) -> str:
    """Median, 95th percentile and maximum of how long something took."""
    middle, high = np.quantile(seconds, [0.5, 0.95])
    return f"{name}: {len(seconds):,}, median {middle:.3f} s, p95 {high:.3f} s, longest {max(seconds):.3f} s"


def measure(folder: Path, *, people: int, rounds: int, is_polled: bool) -> None:
    """Open a room, let everybody vote in each round at the same moment, reveal, and print what it took."""
    register = open_register(folder)
    run = secrets.token_hex(8)
    study = f"bench-{run}"
    Studies(register).save(Study(id=study, title="Votes", created_at=AT), op_id=study, at=AT)
    rooms = Rooms(register)
    opened = rooms.open_room(study, facilitator="Fay", op_id=secrets.token_hex(16), at=AT)
    code = opened.room.code
    seats = [rooms.join(code, name=f"P{number}", op_id=secrets.token_hex(16), at=AT).token for number in range(people)]
    rooms.move(code, opened.token, to="vote", op_id=f"move-{run}", at=AT, seconds=0)
    waited: list[float] = []
    viewed: list[float] = []
    barrier, ended = threading.Barrier(people), threading.Event()

    def vote(number: int) -> None:
        draw = np.random.default_rng(number)
        for turn in range(rounds):
            barrier.wait()
            for _ in range(2 if draw.random() < RETRIED_SHARE else 1):
                begun = time.perf_counter()
                given = {"step": "vote", "question": f"round-{turn}", "op_id": f"{run}-{turn}-{number}"}
                rooms.answer(code, seats[number], value={"point": turn}, at=AT, **given)
                waited.append(time.perf_counter() - begun)

    def poll(number: int) -> None:
        while not ended.wait(POLL_SECONDS):
            begun = time.perf_counter()
            rooms.view(code, seats[number])
            viewed.append(time.perf_counter() - begun)

    pollers = [threading.Thread(target=poll, args=(number,)) for number in range(people if is_polled else 0)]
    for poller in pollers:
        poller.start()
    begun = time.perf_counter()
    try:
        with ThreadPoolExecutor(people) as pool:
            list(pool.map(vote, range(people)))
    finally:
        ended.set()
    taken = time.perf_counter() - begun
    for poller in pollers:
        poller.join()
    begun = time.perf_counter()
    rooms.reveal(code, opened.token, step="vote", op_id=f"reveal-{run}", at=AT)
    reveal_seconds = time.perf_counter() - begun
    stored = rooms.view(code, opened.token).revealed["vote"]
    distinct = {(each.seat, each.question) for each in stored}
    print(f"votes stored: {len(stored):,} of {people * rounds:,}, distinct {len(distinct):,}, in {taken:.1f} s")
    print(told("receipts (sent again included)", waited))
    if viewed:
        print(told("views", viewed))
    print(f"the reveal of all of them: {reveal_seconds:.3f} s")
    if not len(stored) == len(distinct) == people * rounds:
        raise SystemExit("votes were lost or doubled")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--no-polling", action="store_true")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, {given.people} people, {given.rounds} rounds")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), people=given.people, rounds=given.rounds, is_polled=not given.no_polling)


if __name__ == "__main__":
    main()
