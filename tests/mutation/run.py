"""Mutation testing: ``python tests/mutation`` breaks the core in small ways and says which faults no test notices."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.trial import Outcome, Trial, warm_up

PACKAGES = ("sweep", "metrics", "frontier", "policy")
# Loaded once and shared by all trials. Of the workbench only what comes before the sweep: the rest may hold the fault.
SHARED = ("numpy", "pandas", "pytest", "_pytest.doctest", "hypothesis", "moocore", "pydantic", "yaml", "scipy.spatial", "scipy.optimize",
          "sklearn.metrics", "workbench.errors", "workbench.contract", "workbench.predictions")  # fmt: skip
# Asked about a fault that the package's own tests do not notice.
WIDER = (
    "tests/policy",
    "tests/wording",
    "tests/decision",
    "tests/explore/test_view.py",
    "tests/docs/test_pages_of_docs.py",
)
# Tests that live elsewhere and hold a package to its word: what a metric is called is checked against its page.
BESIDE = {"metrics": ("tests/docs/test_pages_of_docs.py::test_the_table_of_metrics_is_the_built_in_metrics",)}
# Thousands of random data sets notice almost everything, but slowly; a fault that only they notice counts as unnoticed.
SLOW = ("exact", "large", "against", "properties", "published")
# What lies deeper, tiers and bands, is held by its properties first of all.
SLOW_DEEPER = ("large", "against")
RESULTS = Path("build/mutation.json")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/mutation", description=__doc__)
    parser.add_argument("paths", nargs="*", help="packages or modules; all of " + ", ".join(PACKAGES))
    parser.add_argument("--jobs", type=int, default=1, help="trials at a time")
    parser.add_argument("--sample", type=int, help="try only this many mutants, drawn at random")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the results go, as JSON")
    parser.add_argument("--near", action="store_true", help="only the package's own tests")
    given = parser.parse_args()
    os.environ.update(OPENBLAS_NUM_THREADS="1", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    found = [mutant for file in _modules(given.paths) for mutant in mutants(file.read_text(), path=file.as_posix())]
    if given.sample and given.sample < len(found):
        found = random.Random(0).sample(found, given.sample)
    for name in SHARED:
        importlib.import_module(name)
    warm_up()
    given.results.parent.mkdir(parents=True, exist_ok=True)
    outcomes = dict(_try_all(found, jobs=given.jobs, near=given.near))
    rows = [
        {"path": mutant.path, "line": mutant.line, "place": mutant.place, "was": mutant.was, "becomes": mutant.becomes,
         "killed_by": outcomes[index].killed_by, "cpu_seconds": round(outcomes[index].cpu_seconds, 2)}
        for index, mutant in enumerate(found)
    ]  # fmt: skip
    given.results.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    alive = [row for row in rows if row["killed_by"] is None]
    print(f"{len(rows) - len(alive)} of {len(rows)} killed: {1 - len(alive) / max(len(rows), 1):.2%}")
    return 0


def _modules(paths: Sequence[str]) -> Iterator[Path]:
    for path in paths or PACKAGES:
        root = Path(path if Path(path).exists() else f"workbench/{path}")
        yield from [root] if root.is_file() else sorted(root.rglob("*.py"))


def _near(path: str) -> tuple[str, ...]:
    """The tests of a mutated module, those that are most likely to notice first.

    Without the examples in docstrings: to run those, pytest imports modules in a way of its own, past the fault.
    """
    _, *packages, module = Path(path).parts
    slow = SLOW if len(packages) == 1 else SLOW_DEEPER
    tests = [file for file in Path("tests", *packages).glob("test_*.py") if not any(word in file.stem for word in slow)]
    tests.sort(key=lambda file: (file.name != f"test_{module}", file.name))
    return (*(file.as_posix() for file in tests), *BESIDE.get(packages[-1], ()))


def _try_all(found: Sequence[Mutant], *, jobs: int, near: bool) -> Iterator[tuple[int, Outcome]]:
    # Of the tests of a package only the order differs from module to module.
    seconds = {tests: _baseline(tests) for tests in sorted({tuple(sorted(_near(mutant.path))) for mutant in found})}
    wide = 0.0 if near else _baseline(WIDER)
    waiting = [(index, False) for index in reversed(range(len(found)))]
    running: dict[int, tuple[int, bool, Trial]] = {}
    started, done = time.monotonic(), 0
    while waiting or running:
        while waiting and len(running) < jobs:
            index, is_wide = waiting.pop()
            tests = WIDER if is_wide else _near(found[index].path)
            trial = Trial(found[index], tests, seconds_max=5 + 4 * (wide if is_wide else seconds[tuple(sorted(tests))]))
            running[trial.process] = index, is_wide, trial
        process, status, usage = os.wait4(-1, 0)
        index, is_wide, trial = running.pop(process)
        outcome = trial.outcome(status, usage)
        if outcome.killed_by is None and not is_wide and not near:
            waiting.append((index, True))
            continue
        done += 1
        if outcome.killed_by is None:
            print(f"{found[index].path}:{found[index].line} {found[index].place}")
            print(f"  - {found[index].was}\n  + {found[index].becomes}", flush=True)
        if done % 50 == 0:
            print(f"{done} of {len(found)} in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        yield index, outcome


def _baseline(tests: tuple[str, ...]) -> float:
    """The seconds that the tests take without a fault; they must pass."""
    trial = Trial(None, tests, seconds_max=3600)
    _, status, usage = os.wait4(trial.process, 0)
    outcome = trial.outcome(status, usage)
    if outcome.killed_by is not None:
        sys.exit(f"Without any fault {outcome.killed_by} fails. Mend that first.")
    print(f"{outcome.cpu_seconds:.1f} s: {' '.join(tests)}", file=sys.stderr, flush=True)
    return outcome.cpu_seconds
