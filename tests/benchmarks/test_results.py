"""Results survive being saved, and figures are found by what was asked."""

import json

from benchmarks import names
from benchmarks.results import join, load, save


def test_results_read_back_as_they_were_saved(results, tmp_path):
    save(results, tmp_path / "folder" / "one.json")
    assert load(tmp_path / "folder" / "one.json") == results


def test_saved_seconds_keep_four_digits(results, tmp_path):
    results.runs[0].memory["long"] = 1.23456789
    save(results, tmp_path / "one.json")
    assert json.loads((tmp_path / "one.json").read_text())["runs"][0]["memory"]["long"] == 1.235


def test_a_figure_is_found_by_question_rows_and_columns(run):
    assert run.figure("count", names.EXACT, rows=10_000_000).median == 4.0
    assert run.figure("count", names.EXACT, rows=100_000) is None
    assert run.figure("count", names.EXACT, rows=10_000_000, columns="weighted") is None
    assert run.figure("count", names.EXACT, rows=10_000_000, distinct_scores=1000) is None
    assert run.figure("count", "nobody", rows=10_000_000) is None


def test_the_modes_are_joined_in_order(results):
    assert len(join([results, results]).runs) == 2
    assert join([results]).machine == results.machine
