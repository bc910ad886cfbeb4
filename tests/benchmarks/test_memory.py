"""Peak memory is what is held while something runs, above what was held before."""

import sys

import numpy as np
import pytest

from benchmarks.memory import KINDS, measure_memory, peak_while

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's high-water mark is read from /proc")
MIB = 1 << 20


def test_what_is_let_go_before_the_end_counts_too():
    def run():
        passing = np.ones(64 * MIB, dtype=np.uint8)
        return passing[:10].copy()

    assert 60 * MIB < peak_while(run) < 80 * MIB


def test_what_was_held_before_does_not_count():
    np.ones(64 * MIB, dtype=np.uint8)
    held = np.ones(64 * MIB, dtype=np.uint8)
    assert peak_while(lambda: np.ones(1000)) < 16 * MIB
    assert held[0] == 1


def test_every_kind_is_measured_in_its_own_process(monkeypatch):
    one = next(iter(KINDS))
    monkeypatch.setattr("benchmarks.memory.KINDS", {one: KINDS[one]})
    found = measure_memory(400_000)
    assert list(found) == [one]
    assert 0 < found[one] < 200
