"""What was measured, as data: saved as JSON, and the only source of the tables in the documents."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.timing import Figure

SAVED = Path(__file__).parent / "results" / "peers.json"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The figures of one question on one set of rows, by contender."""

    question: str
    rows: int
    distinct_scores: int | None = None
    columns: str = "unweighted"
    figures: dict[str, Figure]


@dataclass(frozen=True, kw_only=True)
class Run:
    """Everything measured in one mode of the processor.

    ``sort`` is the vector sort that was in force. ``memory`` has peak bytes a row above an input of ``memory_rows``, by
    what was run.
    ``standard_errors`` has the band's standard error divided by that of row resampling: median, lowest, highest.
    """

    mode: str
    sort: str
    answers: tuple[Answer, ...]
    memory: dict[str, float] = field(default_factory=dict)
    memory_rows: int = 0
    standard_errors: dict[str, float] = field(default_factory=dict)

    def figure(
        self,
        question: str,
        contender: str,
        *,
        rows: int,
        distinct_scores: int | None = None,
        columns: str = "unweighted",
    ) -> Figure | None:
        """One figure, or None where that was not measured."""
        for answer in self.answers:
            asked = (answer.question, answer.rows, answer.distinct_scores, answer.columns)
            if asked == (question, rows, distinct_scores, columns) and contender in answer.figures:
                return answer.figures[contender]
        return None

    def sizes(self, question: str) -> list[int]:
        """The numbers of rows that a question was measured at, ascending."""
        return sorted({answer.rows for answer in self.answers if answer.question == question})


@dataclass(frozen=True, kw_only=True)
class Results:
    """All modes, and what they were measured on."""

    machine: dict[str, str]
    runs: tuple[Run, ...]

    def run_with(self, sort: str) -> Run | None:
        """The first run in which this sort was in force."""
        return next((run for run in self.runs if run.sort == sort), None)


def save(results: Results, path: Path) -> None:
    """Write JSON; seconds keep four digits, more is noise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_rounded(asdict(results)), indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Results:
    """Read what ``save`` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Results(machine=data["machine"], runs=tuple(map(_run, data["runs"])))


def join(parts: Iterable[Results]) -> Results:
    """The runs of several modes as one."""
    parts = list(parts)
    return Results(machine=parts[0].machine, runs=tuple(run for part in parts for run in part.runs))


def _run(data: dict) -> Run:
    answers = [
        Answer(**{**answer, "figures": {name: Figure(**figure) for name, figure in answer["figures"].items()}})
        for answer in data["answers"]
    ]
    return Run(**{**data, "answers": tuple(answers)})


def _rounded(value):
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value
