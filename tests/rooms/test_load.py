"""Fifty people vote at once, some of them twice: each vote is stored once, and none is lost."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from workbench.register.database import open_engine

AT = "2026-11-23T09:00:00+00:00"
PEOPLE = 50
ROUNDS, ROUNDS_SOAK = 8, 200


def test_votes_at_once_are_stored_once_each_and_none_is_lost(session, url, soak):
    """8 rounds of 50 by default, 200 with WORKBENCH_SOAK=1: then 10,000 votes, of which 1,000 are sent twice."""
    rounds = ROUNDS_SOAK if soak > 1 else ROUNDS
    seats = [session.join(f"P{number}") for number in range(PEOPLE)]
    session.move("vote", seconds=0)
    barrier = Barrier(PEOPLE)

    def vote(number):
        draw, receipts = random.Random(number), []
        for turn in range(rounds):
            barrier.wait(120)
            given = {"step": "vote", "question": f"round-{turn}", "op_id": f"vote-{turn}-{number}"}
            receipt = session.answer(seats[number].token, [turn, number], **given)
            # Every tenth, so that the count is known.
            if (turn * PEOPLE + number) % 10 == 0:
                again = session.answer(seats[number].token, [turn, number], **given)
                assert again == receipt
            if draw.random() < 0.2:
                assert len(session.view(seats[number].token).own) == turn + 1
            receipts.append(receipt.seq)
        return receipts

    with ThreadPoolExecutor(PEOPLE) as pool:
        acknowledged = [seq for receipts in pool.map(vote, range(PEOPLE)) for seq in receipts]
    assert sorted(acknowledged) == list(range(1, PEOPLE * rounds + 1)), "one receipt a vote, none for two"
    with open_engine(url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM private_answer")).scalar() == PEOPLE * rounds
    session.reveal()
    counted = Counter((one.seat, one.question, tuple(one.value)) for one in session.view(session.lead).revealed["vote"])
    wanted = {
        (seats[number].id, f"round-{turn}", (turn, number)): 1 for turn in range(rounds) for number in range(PEOPLE)
    }
    assert counted == wanted
    assert session.register.verify().is_whole


@pytest.mark.parametrize("people", [25])
def test_people_who_join_at_once_each_get_a_seat_of_their_own(session, people):
    barrier = Barrier(people)

    def join(_number):
        barrier.wait(60)
        return session.join("Ann")

    with ThreadPoolExecutor(people) as pool:
        seats = list(pool.map(join, range(people)))
    assert len({seat.id for seat in seats}) == len({seat.label for seat in seats}) == people
    assert {session.rooms.seat_of(session.code, seat.token).id for seat in seats} == {seat.id for seat in seats}


def test_of_several_who_reveal_at_once_one_does(session):
    other = session.seat("facilitator")
    ann = session.join()
    session.move("elicit")
    session.answer(ann.token, 1)
    barrier, ends = Barrier(2), []

    def reveal(token):
        barrier.wait(20)
        try:
            ends.append(session.reveal(token=token, step="elicit").seq)
        except Exception as error:
            ends.append(type(error).__name__)

    threads = [Thread(target=reveal, args=(token,)) for token in (session.lead, other.token)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert "TooLate" in ends
    assert [entry.kind for entry in session.register.entries()].count("room: reveal") == 1
