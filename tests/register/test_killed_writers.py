"""Writers are killed at random moments: what was acknowledged is there, what is there is whole."""

from __future__ import annotations

import json
import os
import random
import time

import pytest

from workbench.register import Change, Register
from workbench.register.database import open_engine

AT_ONCE = 4
KILLS = 200
# So that kills fall before, in and after a commit, however long the disk takes for one.
COMMITS_BEFORE_KILL_MAX = 8
SECONDS_MIN = 0.25


def write_until_killed(register: Register, stream: str):
    """Each commit sets a field and adds to a list; its receipt is told after ``commit`` has returned."""

    def work(tell) -> None:
        version = register.read(stream).version
        while True:
            change = Change(
                stream=stream,
                kind="signed",
                at="2026-11-23T09:00:00Z",
                set={"count": version + 1, "text": "x" * random.randrange(20_000)},
                append={"items": version + 1},
            )
            receipt = register.commit(f"{stream}-{version + 1}-{os.getpid()}", version, change)
            tell(f"{receipt.seq} {receipt.op_id} {receipt.sha256}")
            version = receipt.version

    return work


@pytest.mark.parametrize("environment", ["sqlite", "postgresql"], indirect=True)
def test_two_hundred_killed_writers_lose_nothing_that_was_acknowledged(register, url, fork, soak):
    """All 200 on SQLite in any case; on PostgreSQL 40, and 200 with WORKBENCH_SOAK=1."""
    draw = random.Random(20261123)
    kills = KILLS if url.get_backend_name() == "sqlite" or soak > 1 else KILLS // 5
    began = time.monotonic()
    for number in range(5):
        register.commit(f"timed-{number}", number, Change(stream="timed", kind="timed", at="", set={"n": number}))
    seconds_max = max(SECONDS_MIN, COMMITS_BEFORE_KILL_MAX * (time.monotonic() - began) / 5)
    acknowledged: list[str] = []
    for turn in range(kills // AT_ONCE):
        # Each has a stream of its own, and all share one chain.
        writers = [fork(write_until_killed(register, f"s{number}")) for number in range(AT_ONCE)]
        begun = time.monotonic()
        for moment, writer in sorted((draw.uniform(0, seconds_max), writer.pid) for writer in writers):
            time.sleep(max(0.0, begun + moment - time.monotonic()))
            os.kill(writer, 9)
        for writer in writers:
            acknowledged += writer.told()
            assert os.WIFSIGNALED(writer.status), f"a writer of turn {turn} ended before it was killed"
        if turn % 10 == 9:
            assert register.verify().faults == ()

    open_engine(url).dispose()
    register = Register(open_engine(url))
    entries = [entry for entry in register.entries() if entry.stream != "timed"]
    stored = {f"{entry.seq} {entry.op_id} {entry.sha256}" for entry in entries}
    assert len(acknowledged) == len(set(acknowledged)) > kills / 4, "too few commits for this to say anything"
    assert [line for line in acknowledged if line not in stored] == []
    # A writer has one commit under way at most when it is killed.
    assert len(stored) - len(acknowledged) <= kills
    assert register.verify().faults == ()
    for number in range(AT_ONCE):
        state = register.read(f"s{number}")
        assert state.fields.get("count", 0) == state.version == len(state.fields.get("items", []))
        assert json.dumps(state.fields.get("items", [])) == json.dumps(list(range(1, state.version + 1)))
    print(f"{kills} killed: {len(acknowledged)} acknowledged, {len(stored) - len(acknowledged)} stored unheard")
