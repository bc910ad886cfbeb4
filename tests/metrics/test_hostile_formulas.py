"""What hostile people type into a formula: each is refused in a sentence or is harmless, at once, and touches nothing."""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from workbench.errors import FormulaError
from workbench.metrics import parse_formula
from workbench.metrics.pointing import pointed

CORPUS = json.loads(Path(__file__).with_name("hostile_formulas.json").read_text())
SECONDS_MAX = 0.05
BYTES_MAX = 2_000_000
THRESHOLDS = 1_000


def _cases(part: str) -> list:
    return [
        pytest.param(text, id=f"{group} {number}")
        for group, texts in CORPUS[part].items()
        for number, text in enumerate(texts, 1)
    ]


def _whole(text: str | dict) -> str:
    return text if isinstance(text, str) else "".join(piece * times for piece, times in text["repeat"])


class _Watch:
    """Everything that Python's audit events report while it is on, but for the parsing itself."""

    def __init__(self) -> None:
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._note)  # stays for good, so there is one

    def _note(self, event: str, args: tuple) -> None:
        if self.is_on and not (event == "compile" and args[1] == "<unknown>"):
            self.seen.append(f"{event}{args!r:.80}")

    @contextmanager
    def on(self) -> Iterator[list[str]]:
        self.seen, self.is_on = [], True
        try:
            yield self.seen
        finally:
            self.is_on = False


@pytest.fixture(scope="session")
def watch() -> _Watch:
    return _Watch()


@pytest.fixture(scope="session")
def many(make_counts):
    rows = [(i, THRESHOLDS - i, 2 * i, 7) for i in range(THRESHOLDS)]
    return make_counts(*rows, km=rows)


def _tried(text: str, counts) -> np.ndarray | FormulaError:
    try:
        return parse_formula(text, amounts=["km"]).value(counts)
    except FormulaError as refused:
        return refused


def _tried_under_watch(text: str, counts, watch: _Watch) -> np.ndarray | FormulaError:
    """What becomes of the text; it may neither take long, nor much memory, nor touch anything, nor warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = _tried(text, counts)
        seconds = min(_seconds(text, counts) for _ in range(3))
        with watch.on() as seen:
            _tried(text, counts)
        assert seen == []
        tracemalloc.start()
        try:
            _tried(text, counts)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert seconds < SECONDS_MAX
    assert peak < BYTES_MAX
    return found


def _seconds(text: str, counts) -> float:
    start = time.thread_time()
    _tried(text, counts)
    return time.thread_time() - start


def test_the_watch_sees_what_it_is_for(watch):
    with watch.on() as seen:
        Path("/nowhere").exists()
        with pytest.raises(OSError, match="nowhere"):
            open("/nowhere")  # noqa: SIM115
        compile("1", "here", "eval")
        eval("1")
    kinds = {each.split("(")[0] for each in seen}
    assert {"open", "compile", "exec"} <= kinds


def test_the_corpus_is_large_and_has_nothing_twice():
    texts = [json.dumps(text) for part in ("refused", "harmless") for group in CORPUS[part].values() for text in group]
    assert len(set(texts)) == len(texts) >= 500


@pytest.mark.parametrize("text", _cases("refused"))
def test_refused(text, many, watch):
    text = _whole(text)
    refused = _tried_under_watch(text, many, watch)
    assert isinstance(refused, FormulaError)
    said = str(refused)
    assert said
    assert len(said) < 700
    assert refused.position is None or 0 <= refused.position <= len(text)
    assert refused.excerpt == pointed(text, refused.position)
    if refused.excerpt:
        line, mark = refused.excerpt.split("\n")
        assert len(line) <= 74
        assert mark.strip() == "^"


@pytest.mark.parametrize("text", _cases("harmless"))
def test_harmless(text, many, watch):
    found = _tried_under_watch(_whole(text), many, watch)
    assert isinstance(found, np.ndarray), found
    assert found.shape == (THRESHOLDS,)
    assert found.dtype == np.float64
    assert not np.isinf(found).any()
