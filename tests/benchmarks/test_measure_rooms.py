"""What measure_rooms prints is counted from the register, on few votes; how long they take is not asked here."""

from __future__ import annotations

from benchmarks.measure_rooms import measure


def test_every_vote_of_a_few_rounds_is_stored_once(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("WORKBENCH_DATABASE_URL", raising=False)
    measure(tmp_path, people=5, rounds=3, is_polled=False)
    assert "votes stored: 15 of 15, distinct 15" in capsys.readouterr().out
