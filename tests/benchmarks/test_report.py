"""The tables in the documents come from results."""

import pytest

from benchmarks import report
from benchmarks.results import SAVED, load
from tests.benchmarks.conftest import with_avx512


def test_only_what_is_between_the_markers_is_replaced():
    text = "before\n<!-- figures: a -->\nold\n<!-- end -->\nbetween\n<!-- figures: b -->\nkept\n<!-- end -->\n"
    assert report.replace_between_markers(text, "a", "new") == text.replace("\nold\n", "\n\nnew\n\n")


def test_a_document_without_the_markers_is_refused():
    with pytest.raises(ValueError, match="the markers of 'claims' once; found 0"):
        report.replace_between_markers("nothing", "claims", "new")


def test_a_table_of_figures_has_median_spread_and_ratio_to_the_sort(run):
    table = report.answer_table(run, "count", distinct_scores=None, columns="unweighted").splitlines()
    assert table[0] == "|  | 1,000,000 rows | 10,000,000 rows |"
    assert table[2] == "| numpy.sort | 250 ms (125–500 ms)† | 2 s (1–4 s)† |"
    assert table[3] == "| workbench, every threshold | 250 ms (125–500 ms) · 1 ×† | 4 s (2–8 s) · 2 ×† |"


def test_a_claim_has_its_limits_what_was_measured_and_the_verdict(results):
    lines = report.claims_table(results).splitlines()
    assert (
        "| Exact counts at every threshold, 1e7 rows, against `numpy.sort` | at most 1.25 × / 2.2 × | – | 2 × | yes |"
        in lines
    )
    assert (
        "| scikit-learn's `roc_curve`, 1e7 rows, against exact counts | at least 2.5 × / 7 × | – | 5 × | **no** |"
        in lines
    )
    assert "| One slider move, 1e6 rows | at most 1 ms | – | 0.5 ms | yes |" in lines
    assert lines[-1].startswith("This processor has no AVX-512")


@pytest.mark.parametrize(("times", "verdict"), [(4.0, "**no**"), (0.25, "yes")])
def test_limits_for_avx512_apply_where_it_makes_the_sort_slower(results, times, verdict):
    """Counts take twice the sort in either mode: over 1.25, below 2.2."""
    lines = report.claims_table(with_avx512(results, times=times)).splitlines()
    assert f"at most 1.25 × / 2.2 × | 2 × | 2 × | {verdict} |" in lines[2]
    assert ("apply to both columns" in lines[-1]) is (verdict == "yes")


def test_digits_follow_the_size():
    assert [report.format_seconds(value) for value in (0.00001234, 0.9, 1.0, 61.27)] == [
        "0.0123 ms",
        "900 ms",
        "1 s",
        "61.3 s",
    ]


def test_the_tables_in_the_document_are_those_of_the_saved_results():
    """Brings them up to date: .venv/bin/python -m benchmarks peers --tables"""
    if not SAVED.exists():
        pytest.skip("nothing has been measured yet: make bench")
    text = report.DOCUMENT.read_text(encoding="utf-8")
    assert report.with_tables(text, load(SAVED)) == text
