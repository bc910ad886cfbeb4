"""Weights that arrive alone: payoffs, metric weights and limits from a small file, merged into a contract."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from workbench.contract.contract import Contract
from workbench.contract.digits import every_digit
from workbench.contract.safe_yaml import load_yaml
from workbench.contract.segment_payoffs import payoff_holder, payoff_segment
from workbench.contract.weight_rows import METRIC_KEYS, Row, listed_row, mapped_rows
from workbench.errors import ContractError, InputError, Problem

CELLS = ("TP", "FP", "FN", "TN")


def merge_weights(
    contract: Contract,
    text: str | bytes,
    *,
    file_name: str = "weights",
    segments: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Contract, list[str]]:
    """The contract with the values of ``text``, and a sentence for each that changed.

    CSV has the header ``name,value`` or ``segment,name,value`` (``;`` too, then with decimal commas); JSON and YAML map
    names to values, or are part of a contract themselves. Names: ``payoff.FN``, ``payoff.FN.AMOUNT``, ``METRIC`` or
    ``weight.METRIC``, ``limit.METRIC``, ``worst.METRIC``, ``target.METRIC``, ``volume``, ``currency``. A row with a
    segment sets the limit of the metric that looks at that segment alone, or what a payoff is in that segment: what is
    not named there stays as it is for the others. ``segments`` has the values of each segment column, where the
    predictions are known: a payoff is then refused where no row has its segment.

    >>> contract = Contract.from_text("{title: t, decision: d, payoff: {FN: {each: -900}}}")
    >>> changed, sentences = merge_weights(contract, "name,value\\npayoff.FN,-800\\n")
    >>> changed.payoff["FN"].each, sentences
    (-800.0, ['payoff.FN.each was -900 and is now -800.'])

    Raises InputError that names the line and the known names, ContractError where the changed contract is not whole.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputError(f"The weights in {file_name!r} must be UTF-8 text.") from None
    rows = _rows(text.lstrip("\ufeff"), file_name)
    if not rows:
        raise InputError(
            f"{file_name!r} holds no weights. Write lines such as payoff.FN,-900 under the header name,value."
        )
    content, sentences = contract.to_dict(), []
    seen: dict[tuple[str, str], str] = {}
    # What holds everywhere comes first: a segment without payoffs of its own begins with those.
    for row in sorted(rows, key=lambda row: bool(row.segment)):
        path = _path(contract, row, segments)
        if path in seen:
            raise InputError(f"{row.place}: {row.name!r} was already given in {seen[path]}. Keep one of them.")
        seen[path] = row.place
        sentence = _set(content, path, row)
        if sentence:
            sentences.append(sentence)
    try:
        return Contract.from_dict(content), sentences
    except ContractError as error:
        raise ContractError(
            [
                Problem(field=problem.field, message=f"{problem.message} (after {file_name} was merged)")
                for problem in error.problems
            ]
        ) from None


def _rows(text: str, file_name: str) -> list[Row]:
    header = text.lstrip().split("\n", 1)[0].strip().lower().replace(" ", "").replace('"', "")
    for delimiter in (",", ";"):
        names = header.split(delimiter)
        if {"name", "value"} <= set(names):
            return _csv_rows(text, delimiter)
    if file_name.lower().endswith((".csv", ".tsv", ".txt")):
        raise InputError(
            f"The first line of {file_name!r} must be name,value or segment,name,value; found {header[:60]!r}."
        )
    try:
        content = load_yaml(text)
    except ContractError as error:
        raise InputError(f"The weights in {file_name!r} cannot be read: {error}") from None
    if isinstance(content, list):
        return [listed_row(item, f"entry {index + 1}") for index, item in enumerate(content)]
    if not isinstance(content, dict):
        raise InputError(f"{file_name!r} must map names to values, such as payoff.FN: -900, or be a CSV of name,value.")
    return list(mapped_rows(content))


def _csv_rows(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text.lstrip()), delimiter=delimiter)
    header = [name.strip().lower() for name in next(reader)]
    unknown = [name for name in header if name not in ("segment", "name", "value")]
    if unknown or len(set(header)) != len(header):
        raise InputError(f"The header must be name,value or segment,name,value; found {','.join(header)}.")
    rows = []
    for cells in reader:
        place = f"line {reader.line_num}"
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise InputError(f"{place}: has {len(cells)} values where the header has {len(header)}. Correct this line.")
        found = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        value = found["value"].replace(",", ".") if delimiter == ";" else found["value"]
        rows.append(Row(place=place, name=found["name"], value=value, segment=found.get("segment", "")))
    return rows


def _path(contract: Contract, row: Row, segments: Mapping[str, Sequence[str]] | None) -> tuple[str, str]:
    """What a row sets: (metric or part, key)."""
    names = [metric.name for metric in contract.metrics]
    first, dot, rest = row.name.partition(".")
    if row.segment and first != "payoff":
        return _metric_in_segment(contract, row), "limit"
    if row.name in ("volume", "volume.per", "currency"):
        return "", row.name
    if first == "payoff" and dot:
        cell, _, amount = rest.partition(".")
        if cell not in CELLS:
            raise _unknown(row, contract)
        known = contract.predictions.amounts if contract.predictions is not None else None
        if amount not in ("", "each") and known is not None and amount not in known:
            raise InputError(
                f"{row.place}: {amount!r} is no amount of this contract ({', '.join(known) or 'there is none'}). "
                "Name it under predictions.amounts first."
            )
        if row.is_range:
            return f"payoff.{cell}.between", amount or "each"
        named = payoff_segment(contract, row.segment, row.place, values=segments) if row.segment else ()
        where = f".by.{'='.join(named)}" if named else ""
        return f"payoff.{cell}{where}", amount or "each"
    key, name = (first, rest) if dot and first in METRIC_KEYS else ("weight", row.name)
    if name not in names:
        raise _unknown(row, contract)
    metric = contract.metrics[names.index(name)]
    if key == "weight" and metric.role in ("guardrail", "diagnostic"):
        raise InputError(
            f"{row.place}: {name} is a {metric.role} metric, which takes no weight. Set limit.{name} instead."
        )
    return name, key


def _metric_in_segment(contract: Contract, row: Row) -> str:
    key, dot, name = row.name.partition(".")
    if key != "limit" or not dot:
        raise InputError(
            f"{row.place}: {row.name!r} cannot differ by segment; only limit.METRIC and payoff.CELL can. Leave the segment empty."
        )
    column, equals, value = row.segment.rpartition("=")
    there = [
        metric
        for metric in contract.metrics
        if len(metric.where) == 1
        and any(values == (value,) and (not equals or column == where) for where, values in metric.where.items())
    ]
    named = next((metric for metric in contract.metrics if metric.name == name), None)
    same = [metric for metric in there if metric.name == name]
    if not same and named is not None and not named.where:
        same = [metric for metric in there if (metric.formula or metric.name) == (named.formula or named.name)]
    if len(same) == 1:
        return same[0].name
    known = "; ".join(
        f"{metric.name} ({column}={', '.join(values)})"
        for metric in contract.metrics
        for column, values in metric.where.items()
    )
    raise InputError(
        f"{row.place}: no metric {name!r} of this contract looks at {row.segment!r} alone. "
        f"Metrics of one segment: {known or 'none'}. Add one with `where` to the contract first."
    )


def _set(content: dict[str, Any], path: tuple[str, str], row: Row) -> str | None:
    part, key = path
    if key in ("currency", "volume.per") and not part:
        value: Any = str(row.value).strip()
        holder, slot, said = (
            (content, "currency", "currency") if key == "currency" else (content.setdefault("volume", {}), "per", key)
        )
    else:
        value = _ends(row) if row.is_range else _number(row)
        cell, _, segment = part.partition(".by.")
        said = (
            f"{cell}.{key}{segment and f' where {segment}'}"
            if part.startswith("payoff")
            else f"{key}.{part}"
            if part
            else key
        )
        if key == "volume":
            holder, slot = content.setdefault("volume", {}), "cases"
        elif row.is_range:
            terms = payoff_holder(content, part.removesuffix(".between"))
            terms["between"] = terms.get("between") or {}
            holder, slot = terms["between"], key
        elif part.startswith("payoff"):
            holder = payoff_holder(content, part)
            holder, slot = (holder, "each") if key == "each" else (holder.setdefault("amounts", {}), key)
        else:
            holder, slot = next(metric for metric in content["metrics"] if metric["name"] == part), key
    before = holder.get(slot)
    if before == value or (row.is_range and before is not None and list(before) == value):
        return None
    holder[slot] = value
    if before is None or before == "":
        return f"{said} is now {_said(value)}."
    return f"{said} was {_said(before)} and is now {_said(value)}."


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " to ".join(map(_said, value))
    return every_digit(value).replace(",", "") if isinstance(value, int | float) else repr(value)


def _ends(row: Row) -> list[float]:
    if not isinstance(row.value, list) or len(row.value) != 2:
        raise InputError(f"{row.place}: must be a list of two numbers, the least and the most; found {row.value!r}.")
    return [_number(replace(row, value=end)) for end in row.value]


def _number(row: Row) -> float:
    try:
        value = math.nan if isinstance(row.value, bool) else float(row.value)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{row.place}: {row.name} needs a number; found {row.value!r}.")
    return value


def _unknown(row: Row, contract: Contract) -> InputError:
    known = [f"payoff.{cell}" for cell in CELLS]
    if contract.predictions is not None:
        known += [f"payoff.{cell}.{amount}" for cell in CELLS for amount in contract.predictions.amounts]
    known += [metric.name for metric in contract.metrics if metric.effective_weight]
    known += [f"{key}.{metric.name}" for metric in contract.metrics for key in METRIC_KEYS[1:]]
    known += ["volume", "currency"]
    near = get_close_matches(row.name, known, n=1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    return InputError(f"{row.place}: there is no {row.name!r} here. {hint}The names are {', '.join(known)}.")
