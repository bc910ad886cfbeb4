"""A trial: the tests of a package, in a forked process in which one module has a fault."""

from __future__ import annotations

import contextlib
import gc
import importlib.machinery
import importlib.util
import io
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

import pytest

from tests.mutation.mutants import Mutant

QUIET = ("-x", "-q", "--no-header", "--tb=no", "--no-summary", "-p", "no:cacheprovider", "-p", "no:unraisableexception")
MEMORY_MAX = 6 * 2**30
# A fault in a module that no test of the trial loads goes unnoticed by it.
PASSED, NOT_LOADED = 0, -1


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """``killed_by`` is the first test that failed, ``time`` where the tests did not end, None where all passed."""

    killed_by: str | None
    cpu_seconds: float


def warm_up() -> None:
    """Loads what every run of pytest loads, so that a trial finds it loaded; then nothing of it is garbage to look for."""
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*QUIET, "--collect-only", "tests/mutation/trial.py"])
    gc.collect()
    gc.freeze()


class _Finder:
    """Finds the mutated module before anybody else does; every other module is found as always."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.loader = _Loader(self.name, os.path.abspath(mutant.path))
        self.loader.mutated = mutant.code

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.loader.path, loader=self.loader)

    @property
    def was_used(self) -> bool:
        """Whether the fault was loaded, and is what everybody found under the name."""
        return self.loader.has_run and getattr(sys.modules.get(self.name), "__loader__", None) is self.loader


class _Loader(importlib.machinery.SourceFileLoader):
    """Runs the mutated source; never reads or writes compiled files, so that no fault outlives its process."""

    mutated: str
    has_run = False

    def get_code(self, fullname: str) -> CodeType:
        self.has_run = True
        return compile(self.mutated, self.path, "exec", dont_inherit=True)


class _Watcher:
    """Remembers the first failure."""

    first: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.first is None:
            self.first = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.first is None:
            self.first = report.nodeid


class Trial:
    """One running trial; ``outcome`` is known once its process has ended."""

    def __init__(self, mutant: Mutant | None, tests: Sequence[str], *, seconds_max: float) -> None:
        self.mutant, self.tests = mutant, tuple(tests)
        self.reading, writing = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(self.reading)
            _run(mutant, self.tests, writing, seconds_max)
        os.close(writing)

    def outcome(self, status: int, usage: Any) -> Outcome:
        with os.fdopen(self.reading) as pipe:
            said = pipe.read()
        seconds = usage.ru_utime + usage.ru_stime
        if not said:  # killed by the kernel: out of time, out of memory or a crash
            return Outcome(killed_by="time" if os.WIFSIGNALED(status) else "exit", cpu_seconds=seconds)
        result = json.loads(said)
        failed = (
            None if result["status"] in (PASSED, NOT_LOADED) else result["first"] or f"pytest status {result['status']}"
        )
        return Outcome(killed_by=failed, cpu_seconds=seconds)


def _run(mutant: Mutant | None, tests: tuple[str, ...], writing: int, seconds_max: float) -> None:
    """Runs the tests and leaves: never returns."""
    status, watcher = 3, _Watcher()
    try:
        # The processor's time, not the clock's: a busy machine kills no mutant. The clock is for what sleeps.
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds_max) + 1, int(seconds_max) + 2))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MAX, MEMORY_MAX))
        signal.alarm(int(seconds_max * 20) + 60)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        finder = None if mutant is None else _Finder(mutant)
        if finder is not None:
            sys.meta_path.insert(0, finder)
        status = int(pytest.main([*QUIET, *tests], plugins=[watcher]))
        if status == PASSED and finder is not None and not finder.was_used:
            status = NOT_LOADED
    except BaseException as error:
        watcher.first = watcher.first or type(error).__name__
    finally:
        os.write(writing, json.dumps({"status": status, "first": watcher.first}).encode())
        os._exit(0)
