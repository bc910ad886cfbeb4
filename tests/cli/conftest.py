"""A small file of predictions, a contract for it, and a way to run a command in this process."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.predictions import Table, read_table


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str


CONTRACT = """
version: 1
title: Small fraud
decision: Block when the score reaches the threshold
owner: {name: Ada, role: product}
predictions:
  label: fraud
  positive: 1
  scores: [p, q]
  segments: [tier]
  amounts: {eur: amount}
volume: {cases: 1000, per: year}
currency: EUR
payoff:
  FP: {each: -3}
  FN: {each: 0, eur: -1}
metrics:
  - {name: miss_rate, role: primary, weight: 1, goal: minimise, formula: FN / POSITIVES, unit: share of frauds,
     worst: 0.8, target: 0.1, so_what: money}
  - {name: insult_rate, role: secondary, weight: 0.5, goal: minimise, formula: FP / NEGATIVES, unit: share of the good,
     worst: 0.5, target: 0.02, so_what: calls}
  - {name: gold_insult_rate, role: guardrail, goal: minimise, formula: FP / NEGATIVES, unit: share of good gold,
     where: {tier: gold}, limit: 0.25, so_what: promise}
"""


@dataclass(frozen=True)
class Row:
    fraud: int
    p: float
    q: float
    tier: str
    channel: str
    amount: float
    week: str


@pytest.fixture(scope="session")
def rows() -> list[Row]:
    """150 rows with ties in both scores."""
    draw = random.Random(7)
    made = []
    for index in range(150):
        fraud = int(draw.random() < 0.3)
        p = round(min(0.99, max(0.01, draw.gauss(0.35 + 0.3 * fraud, 0.2))), 2)
        q = draw.random() / 3 + fraud * draw.random() / 3
        tier, channel = draw.choice(["gold", "basic", "basic"]), draw.choice(["web", "shop"])
        made.append(Row(fraud, p, q, tier, channel, round(draw.random() * 90, 2), f"2026-W{10 + index % 4}"))
    return made


@pytest.fixture
def folder(tmp_path: Path, rows: list[Row], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: predictions.csv and contract.yaml."""
    lines = ["fraud,p,q,tier,channel,amount,week"]
    lines += [f"{r.fraud},{r.p!r},{r.q!r},{r.tier},{r.channel},{r.amount!r},{r.week}" for r in rows]
    (tmp_path / "predictions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "contract.yaml").write_text(CONTRACT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


_READ: dict[bytes, Table] = {}


def _read_once(source: Path, **given: object) -> Table:
    if not Path(source).is_file():
        return read_table(source)
    content = Path(source).read_bytes()
    if content not in _READ:
        _READ[content] = read_table(source)
    return _READ[content]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command line given as separate words; the child process that reads a file runs once for each content."""
    import workbench.cli.contract_problems as problems

    monkeypatch.setattr(sys.modules["workbench.predictions.read_predictions"], "read_table", _read_once)
    monkeypatch.setattr(problems, "read_table", _read_once)

    def run_words(*words: object) -> Ran:
        capsys.readouterr()
        status = main([str(word) for word in words])
        said = capsys.readouterr()
        return Ran(status=status, out=said.out, err=said.err)

    return run_words
