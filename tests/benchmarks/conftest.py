"""A run with figures that are easy to divide."""

import pytest

from benchmarks import names
from benchmarks.machine import AVX2
from benchmarks.results import Answer, Results, Run
from benchmarks.timing import to_figure


@pytest.fixture
def run():
    def answer(question, rows, columns="unweighted", **seconds):
        figures = {name: to_figure([value * 0.5, value, value * 2]) for name, value in seconds.items()}
        return Answer(question=question, rows=rows, columns=columns, figures=figures)

    return Run(
        mode="as is",
        sort=AVX2,
        answers=(
            answer("count", 1_000_000, **{names.SORT: 0.25, names.EXACT: 0.25, names.ROC: 2.0}),
            answer("count", 10_000_000, **{names.SORT: 2.0, names.EXACT: 4.0, names.ROC: 20.0}),
            answer("slider", 1_000_000, **{names.SLIDER: 0.0005}),
        ),
        memory={"Sweep, as the app keeps it, unweighted": 20.25},
        memory_rows=10_000_000,
        standard_errors={"median": 1.02, "low": 0.9, "high": 1.1},
    )


@pytest.fixture
def results(run):
    return Results(machine={"processor": "one", "numpy": "2.4"}, runs=(run,))
