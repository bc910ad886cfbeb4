"""The core against its peers: counts, amounts, segments, frontier, band, slider, packages and memory."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import machine, names, questions, results
from benchmarks.data import Rows, draw_rows
from benchmarks.memory import measure_memory
from benchmarks.report import claims_table, write_tables
from benchmarks.results import Answer, Results, Run
from benchmarks.standard_errors import compare_standard_errors
from benchmarks.timing import ROUNDS, SLOW_ROUNDS, Contender, take_turns, warm_up

SIZES = (100_000, 1_000_000, 10_000_000)
TIED_SCORES = 1_000
# Few, and enough that every segment has events.
WARM_UP_ROWS = 5_000
# Each mode is a process of its own: NumPy decides once, when it is imported, which sort it uses.
MODES = {"as is": {}, "with AVX2": {"NPY_DISABLE_CPU_FEATURES": "X86_V4"}}


def main() -> None:
    options = parse_options()
    if options.tables:
        write_tables(results.load(results.SAVED))
        return
    missing = machine.missing_packages()
    if missing:
        sys.exit(f"To measure against peers they must be there. Missing: {', '.join(missing)}. Run: make bench")
    if options.mode:
        results.save(measure(options), Path(options.save))
        return
    modes = list(MODES) if machine.sort_in_force() == machine.AVX512 or options.both_modes else ["as is"]
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for mode in modes:
            path = Path(folder) / f"{len(parts)}.json"
            command = [sys.executable, "-m", "benchmarks", "peers", *sys.argv[1:], "--mode", mode, "--save", str(path)]
            subprocess.run(command, check=True, env={**os.environ, **MODES[mode]})
            parts.append(results.load(path))
    found = results.join(parts)
    print(claims_table(found))
    if options.quick or options.only or options.save:
        print("\nThe tables in docs/performance.md are left as they are.")
    if options.save:
        results.save(found, Path(options.save))
    elif not options.quick and not options.only:
        results.save(found, results.SAVED)
        write_tables(found)


def parse_options() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers", description=__doc__)
    parser.add_argument(
        "--sizes", type=_sizes, default=SIZES, help="numbers of rows, such as 1e5,1e6; default 1e5,1e6,1e7"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="1e5 rows, three rounds (one of the slow), without the peers that take half a minute; writes nothing",
    )
    parser.add_argument("--only", help="only questions whose name contains this, such as count or band; writes nothing")
    parser.add_argument("--both-modes", action="store_true", help="also without AVX-512 where there is none to disable")
    parser.add_argument(
        "--tables", action="store_true", help="measure nothing; write the tables of the saved figures anew"
    )
    parser.add_argument("--save", help="a JSON file for the figures, instead of the project's own and its tables")
    parser.add_argument("--mode", choices=MODES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quick:
        options.sizes = SIZES[:1]
    return options


def measure(options: argparse.Namespace) -> Results:
    """Everything that the options ask for, in this process."""
    rounds = {"rounds": 3, "slow_rounds": 1} if options.quick else {"rounds": ROUNDS, "slow_rounds": SLOW_ROUNDS}
    answers = []
    for name, columns, distinct_scores, sizes, contenders in plan(options.sizes):
        if options.only and options.only not in name:
            continue
        if options.quick:
            contenders = [contender for contender in contenders if contender.name not in names.LONG]
        warm_up(contenders, draw_rows(WARM_UP_ROWS, distinct_scores=distinct_scores, columns=columns))
        for size in sizes:
            rows = draw_rows(size, distinct_scores=distinct_scores, columns=columns)
            there = [contender for contender in contenders if size <= contender.rows_max]
            figures = take_turns(there, rows, **rounds)
            answer = Answer(question=name, rows=size, distinct_scores=distinct_scores, columns=columns, figures=figures)
            answers.append(answer)
            _say(options.mode, answer)
    run = Run(
        mode=options.mode,
        sort=machine.sort_in_force(),
        answers=tuple(answers),
        memory=measure_memory(max(options.sizes)) if _is_wanted("memory", options) else {},
        memory_rows=max(options.sizes),
        standard_errors=_standard_errors(options) if _is_wanted("band", options) else {},
    )
    return Results(machine=machine.describe(), runs=(run,))


def plan(sizes: tuple[int, ...]) -> Iterator[tuple[str, str, int | None, tuple[int, ...], list[Contender]]]:
    """Question, columns, distinct scores (None: no ties), sizes and contenders of everything there is to measure."""
    for columns in ("unweighted", "weighted"):
        for ties in (None, TIED_SCORES):
            yield "count", columns, ties, sizes, questions.count(distinct_scores=ties, columns=columns)
    for ties in (None, TIED_SCORES):
        yield "amounts", "amounts", ties, sizes, questions.sum_amounts(distinct_scores=ties)
    yield "segments", "unweighted", None, sizes, questions.segment()
    up_to_middle = tuple(size for size in sizes if size <= 1_000_000)
    for metrics in (("precision", "recall"), ("recall", "specificity")):
        yield f"frontier of {', '.join(metrics)}", "unweighted", None, up_to_middle, questions.find_frontier(metrics)
    yield "band", "unweighted", None, up_to_middle, questions.draw_band()
    yield "slider", "unweighted", None, sizes, questions.move_slider()
    if max(sizes) >= names.PACKAGES_ROWS:
        yield "packages", "unweighted", None, (names.PACKAGES_ROWS,), questions.ask_packages()


def _standard_errors(options: argparse.Namespace) -> dict[str, float]:
    rows: Rows = draw_rows(names.PACKAGES_ROWS)
    return compare_standard_errors(rows, replicates=200 if options.quick else 1_000)


def _is_wanted(name: str, options: argparse.Namespace) -> bool:
    return not options.only or options.only in name


def _say(mode: str, answer: Answer) -> None:
    ties = "" if answer.distinct_scores is None else f", {answer.distinct_scores:,} distinct scores"
    print(f"-- {mode}: {answer.question}, {answer.rows:,} rows, {answer.columns}{ties}", flush=True)
    for name, figure in answer.figures.items():
        print(
            f"   {name:52s} {figure.median * 1e3:12.2f} ms  {figure.low * 1e3:.2f}..{figure.high * 1e3:.2f}"
            f"  {figure.rounds} rounds",
            flush=True,
        )


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(float(part)) for part in text.split(",")))
