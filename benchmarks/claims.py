"""What is promised, as ratios of figures of one run; and whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks import names
from benchmarks.machine import AVX2, AVX512
from benchmarks.memory import AT_EDGES, WHOLE_SWEEP
from benchmarks.results import Results, Run

LARGE = 10_000_000
MIDDLE = 1_000_000
SMALL = names.PACKAGES_ROWS


@dataclass(frozen=True, kw_only=True)
class Claim:
    """``value(run)`` must be at most ``limit`` (at least, where ``is_at_least``), or is None where not measured.

    ``limit`` is by the sort in force: a fast sort makes everything that is measured in sorts look slower. That for
    AVX-512 is meant for processors on which NumPy's sort is the slower for it; on others that for AVX2 holds twice.
    """

    text: str
    limit: dict[str, float]
    value: Callable[[Run], float | None]
    unit: str = "×"
    is_at_least: bool = False

    def holds(self, run: Run, *, limit_of: str | None = None) -> bool | None:
        """Whether the claim holds in this run; None where it was not measured or no limit is set for this sort.

        ``limit_of`` is the sort whose limit it is held against, by default the one in force.
        """
        value, limit = self.value(run), self.limit.get(limit_of or run.sort)
        if value is None or limit is None:
            return None
        return value >= limit if self.is_at_least else value <= limit


def ratio(
    top: str,
    bottom: str,
    *,
    question: str,
    rows: int,
    rows_below: int | None = None,
    columns: str = "unweighted",
) -> Callable[[Run], float | None]:
    """The median of one contender divided by that of another, on rows without ties."""

    def value(run: Run) -> float | None:
        above = run.figure(question, top, rows=rows, columns=columns)
        below = run.figure(question, bottom, rows=rows_below or rows, columns=columns)
        return None if above is None or below is None else above.median / below.median

    return value


def is_slower_with_avx512(results: Results) -> bool:
    """Whether NumPy sorts slower with AVX-512 than with AVX2, going by the most rows that both were measured on."""
    wide, narrow = (results.run_with(sort) for sort in (AVX512, AVX2))
    if wide is None or narrow is None:
        return False
    for rows in sorted({*wide.sizes("count")} & {*narrow.sizes("count")}, reverse=True):
        with_wide, with_narrow = (run.figure("count", names.SORT, rows=rows) for run in (wide, narrow))
        if with_wide is not None and with_narrow is not None:
            return with_wide.median > with_narrow.median
    return False


def all_claims() -> list[Claim]:
    """Every claim, in the order of the table."""
    return [*_sorts(), *_amounts(), *_others(), *_packages(), *_memory()]


def _both(as_is: float, with_avx2: float) -> dict[str, float]:
    return {AVX512: as_is, AVX2: with_avx2}


def _sorts() -> Iterator[Claim]:
    yield Claim(
        text="Exact counts at every threshold, 1e7 rows, against `numpy.sort`",
        limit=_both(1.25, 2.2),
        value=ratio(names.EXACT, names.SORT, question="count", rows=LARGE),
    )
    yield Claim(
        text="scikit-learn's `roc_curve`, 1e7 rows, against exact counts",
        limit=_both(2.5, 7),
        is_at_least=True,
        value=ratio(names.ROC, names.EXACT, question="count", rows=LARGE),
    )


def _amounts() -> Iterator[Claim]:
    yield Claim(
        text="Three amount columns at 16,384 edges, 1e7 rows, against `numpy.sort`",
        limit=_both(0.5, 2),
        value=ratio(names.EDGES, names.SORT, question="amounts", rows=LARGE, columns="amounts"),
    )
    for name, peer in (("argsort and gather", names.ARGSORT), ("pandas", names.PANDAS)):
        yield Claim(
            text=f"{name}, three amount columns, 1e7 rows, against ours",
            limit=_both(8, 8),
            is_at_least=True,
            value=ratio(peer, names.EDGES, question="amounts", rows=LARGE, columns="amounts"),
        )


def _others() -> Iterator[Claim]:
    for rows in (MIDDLE, LARGE):
        yield Claim(
            text=f"Ten segments, {_power(rows)} rows, against the whole",
            limit=_both(1.2, 1.2),
            value=ratio(names.BY_SEGMENT, names.EXACT, question="segments", rows=rows),
        )
    yield Claim(
        text="1,000 bootstrap replicates of a band, 1e6 rows, against one `numpy.sort`",
        limit=_both(3, 13),
        value=ratio(names.BAND, names.SORT, question="band", rows=MIDDLE),
    )
    yield Claim(
        text="Standard errors of the band against row resampling, median difference",
        limit=_both(0.03, 0.03),
        unit="share",
        value=lambda run: abs(run.standard_errors["median"] - 1) if run.standard_errors else None,
    )
    for name, contender, columns, question in (
        ("exact counts", names.EXACT, "unweighted", "count"),
        ("three amounts at 16,384 edges", names.EDGES, "amounts", "amounts"),
    ):
        yield Claim(
            text=f"Ten times the rows, 1e6 to 1e7, {name}",
            limit=_both(13, 13),
            value=ratio(contender, contender, question=question, rows=LARGE, rows_below=MIDDLE, columns=columns),
        )
    for metrics in ("precision, recall", "recall, specificity"):
        yield Claim(
            text=f"Frontier of {metrics} among the points of 1e6 rows, against moocore",
            limit=_both(1, 1),
            value=ratio(names.OUR_FRONTIER, names.MOOCORE, question=f"frontier of {metrics}", rows=MIDDLE),
        )
    yield Claim(
        text="One slider move, 1e6 rows",
        limit=_both(0.001, 0.001),
        unit="s",
        value=_seconds("slider", names.SLIDER, MIDDLE),
    )


def _packages() -> Iterator[Claim]:
    for name in names.PACKAGES:
        yield Claim(
            text=f"{name}, 1e5 rows, against counts, 10 metrics and frontier at every threshold",
            limit=_both(20, 20),
            is_at_least=True,
            value=ratio(name, names.EXACT_STUDY, question="packages", rows=SMALL),
        )


def _memory() -> Iterator[Claim]:
    for kind in (
        f"{AT_EDGES}, unweighted",
        f"{WHOLE_SWEEP}, unweighted",
        f"{WHOLE_SWEEP}, weighted",
        f"{WHOLE_SWEEP}, three amounts",
    ):
        yield Claim(
            text=f"Peak memory above the input, 1e7 rows: {kind}",
            limit=_both(24, 24),
            unit="bytes a row",
            value=lambda run, kind=kind: run.memory.get(kind) if run.memory_rows >= LARGE else None,
        )


def _seconds(question: str, contender: str, rows: int) -> Callable[[Run], float | None]:
    def value(run: Run) -> float | None:
        figure = run.figure(question, contender, rows=rows)
        return None if figure is None else figure.median

    return value


def _power(rows: int) -> str:
    return f"1e{len(str(rows)) - 1}"
