"""Work shared between threads: what comes out is what one would have made alone, whatever the shares."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from workbench.sweep import side_by_side as module
from workbench.sweep.side_by_side import shares, side_by_side, sort_side_by_side


@pytest.fixture(params=[1, 2, 3, 4], ids=lambda count: f"{count} threads")
def threads(request, monkeypatch):
    monkeypatch.setattr(module, "THREADS", request.param)
    return request.param


def test_results_come_in_the_order_of_the_tasks(threads):
    assert side_by_side([lambda number=number: number * number for number in range(9)]) == [n * n for n in range(9)]
    assert side_by_side([]) == []


def test_tasks_run_at_the_same_time(monkeypatch):
    """Each waits until the other has begun, which one thread alone would do for ever."""
    monkeypatch.setattr(module, "THREADS", 2)
    both = threading.Barrier(2, timeout=60)
    side_by_side([both.wait, both.wait])


def test_one_task_or_one_thread_needs_no_other_thread(monkeypatch):
    assert side_by_side([threading.get_ident]) == [threading.get_ident()]
    monkeypatch.setattr(module, "THREADS", 1)
    assert side_by_side([threading.get_ident] * 2) == [threading.get_ident()] * 2


def test_the_first_error_is_raised_once_all_have_ended(threads):
    ended = []

    def fails(number: int) -> None:
        ended.append(number)
        raise ValueError(f"task {number}")

    with pytest.raises(ValueError, match="task 0"):
        side_by_side([lambda: fails(0), lambda: fails(1)])
    assert ended in ([0], [0, 1], [1, 0])  # one thread stops at the first


def test_shares_cover_every_row_once_and_are_of_nearly_one_size(threads, monkeypatch):
    monkeypatch.setattr(module, "ROWS_A_THREAD", 3)
    for start, stop in [(0, 0), (0, 1), (5, 10), (5, 11), (2, 14), (0, 1001)]:
        parts = shares(start, stop)
        assert [row for low, high in parts for row in range(low, high)] == list(range(start, stop))
        sizes = [high - low for low, high in parts]
        assert max(sizes) - min(sizes) <= 1
        assert len(parts) == max(1, min(threads, (stop - start) // 3))


def test_few_rows_are_one_share():
    assert shares(0, 2 * module.ROWS_A_THREAD - 1) == [(0, 2 * module.ROWS_A_THREAD - 1)]


@pytest.mark.parametrize("distinct", [1, 2, 10, 10**9])
def test_sorting_in_shares_sorts(threads, monkeypatch, distinct):
    monkeypatch.setattr(module, "ROWS_A_THREAD", 4)
    rng = np.random.default_rng(distinct)
    for size in (0, 1, 7, 8, 9, 100, 4099):
        keys = rng.integers(-distinct, distinct, size)
        expected = np.sort(keys)
        sort_side_by_side(keys)
        assert keys.tolist() == expected.tolist()
