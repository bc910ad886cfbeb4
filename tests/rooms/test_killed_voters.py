"""Processes that answer, move and reveal are killed at random moments: what was acknowledged is there, once."""

from __future__ import annotations

import os
import random
import time

from sqlalchemy import text

from workbench.register import Register
from workbench.register.database import open_engine
from workbench.rooms import Rooms

AT = "2026-11-23T09:00:00+00:00"
AT_ONCE, KILLS, KILLS_SOAK = 4, 24, 200
VOTERS_AT_ONCE = 3
SECONDS_MIN, VOTES_BEFORE_KILL_MAX = 0.5, 12


def vote_until_killed(url, code, token, name):
    """Threads of one process share transactions; each tells of a vote only after its receipt came."""

    def work(tell):
        from threading import Thread

        rooms = Rooms(Register(open_engine(url)))

        def vote(thread):
            number = 0
            while True:
                op_id = f"{name}-{os.getpid()}-{thread}-{number}"
                given = {"question": op_id, "value": op_id, "op_id": op_id}
                rooms.answer(code, token, step="vote", at=AT, **given)
                tell(op_id)
                number += 1

        threads = [Thread(target=vote, args=(number,)) for number in range(VOTERS_AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return work


def test_killed_voters_lose_nothing_that_was_acknowledged(session, url, fork, soak):
    """24 processes on each database, 200 with WORKBENCH_SOAK=1."""
    draw = random.Random(20261127)
    kills = KILLS_SOAK if soak > 1 else KILLS
    seats = [session.join(f"P{number}") for number in range(AT_ONCE)]
    session.move("vote", seconds=0)
    began = time.monotonic()
    for number in range(4):
        session.answer(seats[0].token, "timed", step="vote", question=f"timed-{number}", op_id=f"timed-{number}")
    seconds_max = max(SECONDS_MIN, VOTES_BEFORE_KILL_MAX * (time.monotonic() - began) / 4)
    open_engine(url).dispose()
    acknowledged = []
    for turn in range(kills // AT_ONCE):
        voters = [fork(vote_until_killed(url, session.code, seats[n].token, f"t{turn}-{n}")) for n in range(AT_ONCE)]
        begun = time.monotonic()
        for moment, voter in sorted((draw.uniform(0, seconds_max), voter.pid) for voter in voters):
            time.sleep(max(0.0, begun + moment - time.monotonic()))
            os.kill(voter, 9)
        for voter in voters:
            acknowledged += voter.told()
            assert os.WIFSIGNALED(voter.status), f"a voter of turn {turn} ended before it was killed"
    assert len(acknowledged) == len(set(acknowledged)) > kills / 4, "too few votes for this to say anything"
    with open_engine(url).connect() as connection:
        stored = list(connection.execute(text("SELECT op_id FROM private_answer WHERE op_id LIKE 't%-%-%'")).scalars())
    assert len(stored) == len(set(stored))
    assert set(acknowledged) <= set(stored)
    # Each has one transaction under way when it is killed, with no more votes than it has threads.
    unheard = [op_id for op_id in stored if op_id not in set(acknowledged) and not op_id.startswith("timed")]
    assert len(unheard) <= kills * VOTERS_AT_ONCE
    session.reveal()
    shown = {one.op_id for one in session.view(session.lead).revealed["vote"]}
    assert set(acknowledged) <= shown, "each voter's questions are its own, so that all votes count"
    assert session.register.verify().is_whole
    print(f"{kills} killed: {len(acknowledged)} votes acknowledged, {len(unheard)} stored unheard")
