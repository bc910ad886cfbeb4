"""Writers who come at once share a transaction, and each gets what its own work came to."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from workbench.errors import InputError, RegisterUnavailable, VersionConflict
from workbench.register.together import MOST, Outcome, Together


def batched(register, works, monkeypatch):
    """Do these while the turn is taken, so that they end up in one batch; their results, and the sizes of the batches."""
    sizes, real = [], register._together._run

    def run(batch):
        sizes.append(len(batch))
        return real(batch)

    monkeypatch.setattr(register._together, "_run", run)
    with ThreadPoolExecutor(len(works)) as pool:
        with register._together._turn:
            sent = [pool.submit(work) for work in works]
            until = time.monotonic() + 20
            while len(register._together._waiting) < len(works) and time.monotonic() < until:
                time.sleep(0.01)
        results = []
        for each in sent:
            error = each.exception(60)
            results.append(error if error is not None else each.result())
    return results, sizes


def test_what_waits_is_written_in_one_transaction(register, change, monkeypatch):
    def commit(number):
        return lambda: register.commit(f"op-{number}", 0, change(stream=f"s{number}", n=number))

    receipts, sizes = batched(register, [commit(number) for number in range(12)], monkeypatch)
    assert sizes == [12]
    assert sorted(receipt.seq for receipt in receipts) == list(range(1, 13))
    assert [receipt.op_id for receipt in receipts] == [f"op-{number}" for number in range(12)]
    assert register.verify().is_whole


def test_one_that_is_refused_leaves_the_others(register, change, monkeypatch):
    """Refusals of all kinds, one of them after it has already written something."""
    register.commit("begin", 0, change(stream="a", title="x"))

    def write_and_refuse(now):
        now.append("op-half", 0, change(stream="half", n=1))
        raise InputError("no")

    works = [
        lambda: register.commit("op-1", 0, change(stream="b", n=1)),
        lambda: register.commit("op-2", 7, change(stream="a", n=1)),
        lambda: register.write(write_and_refuse),
        lambda: register.commit("op-3", 1, change(**{"title/part": 1})),
        lambda: register.commit("op-4", 0, change(stream="c", n=1)),
    ]
    results, sizes = batched(register, works, monkeypatch)
    assert sizes == [5]
    assert [type(each).__name__ for each in results] == [
        "Entry",
        "VersionConflict",
        "InputError",
        "InputError",
        "Entry",
    ]
    assert {entry.op_id for entry in register.entries()} == {"begin", "op-1", "op-4"}
    assert register.verify().is_whole
    assert isinstance(results[1], VersionConflict)


def test_where_one_makes_the_database_fail_the_others_are_written_all_the_same(register, change, monkeypatch):
    def fail(now):
        now._connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    works = [lambda: register.write(fail)]
    works += [lambda n=n: register.commit(f"op-{n}", 0, change(stream=f"s{n}", n=n)) for n in range(4)]
    results, _sizes = batched(register, works, monkeypatch)
    assert isinstance(results[0], RegisterUnavailable)
    assert sorted(entry.seq for entry in results[1:]) == [1, 2, 3, 4]
    assert register.verify().is_whole


def test_a_commit_whose_answer_is_lost_is_asked_for_again_by_everybody_in_the_batch(register, change, monkeypatch):
    dialect, lost = register._engine.dialect, []

    def lose_one_answer(connection, done=dialect.do_commit):
        done(connection)
        if not lost:
            lost.append("lost")
            raise dialect.loaded_dbapi.OperationalError("the connection is gone")

    monkeypatch.setattr(dialect, "do_commit", lose_one_answer)
    works = [lambda n=n: register.commit(f"op-{n}", 0, change(stream=f"s{n}", n=n)) for n in range(6)]
    results, sizes = batched(register, works, monkeypatch)
    assert lost == ["lost"]
    assert sizes[0] == 6
    assert {entry.sha256 for entry in results} == {entry.sha256 for entry in register.entries()}
    assert len(register.entries()) == 6


def test_a_batch_has_an_end_and_nobody_is_left_over():
    sizes = []

    def run(works):
        sizes.append(len(works))
        return [Outcome(value=work) for work in works]

    together, barrier = Together(run), Barrier(2 * MOST + 5)

    def do(number):
        barrier.wait(20)
        return together.do(number)

    with ThreadPoolExecutor(2 * MOST + 5) as pool:
        assert list(pool.map(do, range(2 * MOST + 5))) == list(range(2 * MOST + 5))
    assert sum(sizes) == 2 * MOST + 5
    assert max(sizes) <= MOST


def test_where_the_one_who_works_for_all_is_stopped_the_others_do_it_themselves():
    stopped = threading.Event()

    def run(works):
        if not stopped.is_set():
            stopped.set()
            raise KeyboardInterrupt
        return [Outcome(value=work) for work in works]

    together = Together(run)
    with ThreadPoolExecutor(5) as pool:
        with together._turn:
            sent = [pool.submit(together.do, number) for number in range(5)]
            while len(together._waiting) < 5:
                time.sleep(0.01)
        ends = [each.exception(20) for each in sent]
    assert sorted(type(each).__name__ for each in ends) == ["KeyboardInterrupt"] + ["NoneType"] * 4
    assert [each.result() for each, end in zip(sent, ends, strict=True) if end is None] == [
        number for number, end in enumerate(ends) if end is None
    ]


def test_a_process_that_is_forked_off_while_others_write_does_not_wait_for_them(register, change, fork):
    with register._together._turn:
        child = fork(lambda tell: tell(register.commit("op", 0, change(title="x")).op_id))
        assert child.told() == ["op"]


@pytest.mark.parametrize("count", [1, 3])
def test_an_error_for_the_whole_batch_reaches_everybody(count):
    def run(works):
        raise RegisterUnavailable("gone")

    together = Together(run)
    with ThreadPoolExecutor(count) as pool:
        ends = [pool.submit(together.do, number).exception(20) for number in range(count)]
    assert {str(each) for each in ends} == {"gone"}
