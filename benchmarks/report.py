"""Tables for the documents, written between markers from saved results; never by hand."""

from __future__ import annotations

import math
import re
from pathlib import Path

from benchmarks import names
from benchmarks.claims import Claim, all_claims, is_slower_with_avx512
from benchmarks.machine import AVX2, AVX512
from benchmarks.results import Answer, Results, Run
from benchmarks.timing import ROUNDS, Figure

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
FEW_ROUNDS = "†"


def replace_between_markers(text: str, name: str, body: str) -> str:
    """``text`` with ``body`` between the markers of ``name``; raises ValueError where there are none.

    >>> replace_between_markers("a <!-- figures: x --> old <!-- end --> b", "x", "new")
    'a <!-- figures: x -->\\n\\nnew\\n\\n<!-- end --> b'
    """
    marked = re.compile(rf"(<!-- figures: {re.escape(name)} -->).*?(<!-- end -->)", re.DOTALL)
    changed, count = marked.subn(lambda found: f"{found[1]}\n\n{body}\n\n{found[2]}", text)
    if count != 1:
        raise ValueError(f"The document must have the markers of {name!r} once; found {count} times.")
    return changed


def write_tables(results: Results, document: Path = DOCUMENT) -> None:
    """Bring every table of these results into the document."""
    document.write_text(with_tables(document.read_text(encoding="utf-8"), results), encoding="utf-8")


def with_tables(text: str, results: Results) -> str:
    """The document's text with every table of these results in it."""
    text = replace_between_markers(text, "machine", machine_table(results))
    text = replace_between_markers(text, "claims", claims_table(results))
    return replace_between_markers(text, "all", "\n\n".join(_figures_of(run) for run in results.runs))


def machine_table(results: Results) -> str:
    """What was measured on, and with which sort."""
    lines = [["", ""], *([name, value] for name, value in results.machine.items())]
    lines += [[f"NumPy's sort, {run.mode}", run.sort] for run in results.runs]
    return _table(lines)


def claims_table(results: Results) -> str:
    """Claim, what was measured with each sort, and whether it holds."""
    is_slower = is_slower_with_avx512(results)
    lines = [["claim", "limit", "as is (AVX-512)", "with AVX2", "holds"]]
    for claim in all_claims():
        runs = [results.run_with(sort) for sort in (AVX512, AVX2)]
        measured = [_value(claim, run) for run in runs]
        verdicts = [claim.holds(run, limit_of=run.sort if is_slower else AVX2) for run in runs if run is not None]
        lines.append([claim.text, _limit(claim), *measured, _verdict(verdicts)])
    note = ""
    if results.run_with(AVX512) is None:
        note = (
            "\n\nThis processor has no AVX-512, so NumPy sorts with AVX2 as it is: there is one mode to measure, and the "
            "limits for AVX2 are the ones that apply."
        )
    elif not is_slower:
        note = (
            "\n\nOn this processor NumPy's sort is not the slower for AVX-512. The limits before the stroke are meant for "
            "processors on which it is, so those behind it apply to both columns."
        )
    return _table(lines) + note


def answer_table(run: Run, question: str, *, distinct_scores: int | None, columns: str) -> str:
    """Contenders down, sizes across: median, fastest and slowest, and the ratio to ``numpy.sort`` where it took part."""
    asked = {
        answer.rows: answer
        for answer in run.answers
        if (answer.question, answer.distinct_scores, answer.columns) == (question, distinct_scores, columns)
    }
    sizes = sorted(asked)
    contenders = list(dict.fromkeys(name for size in sizes for name in asked[size].figures))
    lines = [["", *(f"{size:,} rows" for size in sizes)]]
    lines += [[name, *(_cell(asked[size], name) for size in sizes)] for name in contenders]
    return _table(lines)


def format_seconds(seconds: float) -> str:
    """Three digits with their unit.

    >>> format_seconds(0.0000123), format_seconds(0.0456), format_seconds(12.34)
    ('0.0123 ms', '45.6 ms', '12.3 s')
    """
    return f"{_digits(seconds)} s" if seconds >= 1 else f"{_digits(seconds * 1000)} ms"


def _figures_of(run: Run) -> str:
    parts = [f"### Measured {run.mode} ({run.sort})"]
    shown = list(dict.fromkeys((answer.question, answer.distinct_scores, answer.columns) for answer in run.answers))
    for question, distinct_scores, columns in shown:
        ties = "" if distinct_scores is None else f", {distinct_scores:,} distinct scores"
        with_columns = {"unweighted": "", "weighted": ", weighted", "amounts": ", three amounts"}[columns]
        title = question if with_columns[2:].endswith(question) else question + with_columns
        parts.append(f"**{title[0].upper()}{title[1:]}{ties}**")
        parts.append(answer_table(run, question, distinct_scores=distinct_scores, columns=columns))
    if run.memory:
        lines = [
            [f"peak above the input, {run.memory_rows:,} rows", "bytes a row"],
            *([kind, f"{v:.1f}"] for kind, v in run.memory.items()),
        ]
        parts.append(_table(lines))
    if run.standard_errors:
        found = run.standard_errors
        parts.append(
            "Standard errors of the band divided by those of 1,000 row resamplings, over four metrics at twelve "
            f"thresholds: median {found['median']:.3f}, from {found['low']:.3f} to {found['high']:.3f}."
        )
    return "\n\n".join(parts)


def _cell(answer: Answer, name: str) -> str:
    figure = answer.figures.get(name)
    if figure is None:
        return "–"
    yardstick = answer.figures.get(names.SORT)
    compared = "" if yardstick is None or name == names.SORT else f" · {_digits(figure.median / yardstick.median)} ×"
    return f"{format_seconds(figure.median)} ({_spread(figure)}){compared}" + (
        FEW_ROUNDS if figure.rounds < ROUNDS else ""
    )


def _spread(figure: Figure) -> str:
    low, high = format_seconds(figure.low), format_seconds(figure.high)
    return f"{low.split()[0]}–{high}" if low.split()[1] == high.split()[1] else f"{low}–{high}"


def _value(claim: Claim, run: Run | None) -> str:
    value = None if run is None else claim.value(run)
    if value is None:
        return "–"
    return _with_unit(value, claim.unit)


def _with_unit(value: float, unit: str) -> str:
    if unit == "s":
        return format_seconds(value)
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"{_digits(value)} {unit}"


def _limit(claim: Claim) -> str:
    word = "at least" if claim.is_at_least else "at most"
    values = list(dict.fromkeys(_with_unit(claim.limit[sort], claim.unit) for sort in (AVX512, AVX2)))
    return f"{word} {' / '.join(values)}"


def _verdict(verdicts: list[bool | None]) -> str:
    known = [verdict for verdict in verdicts if verdict is not None]
    if not known:
        return "not measured"
    return "yes" if all(known) else "**no**"


def _digits(value: float) -> str:
    if value == 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _table(lines: list[list[str]]) -> str:
    head, *body = lines
    rule = ["---"] * len(head)
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *body))
