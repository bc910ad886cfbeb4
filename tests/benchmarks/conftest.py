"""A run with figures that are easy to divide."""

from dataclasses import replace

import pytest

from benchmarks import names
from benchmarks.machine import AVX2, AVX512
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


def with_avx512(results: Results, *, times: float) -> Results:
    """Measured with AVX-512 too, where everything on most rows took so many times as long."""
    (run,) = results.runs
    slower = [
        replace(answer, figures={name: to_figure([times * f.median] * 3) for name, f in answer.figures.items()})
        if answer.rows == 10_000_000
        else answer
        for answer in run.answers
    ]
    return replace(results, runs=(replace(run, sort=AVX512, answers=tuple(slower)), run))
