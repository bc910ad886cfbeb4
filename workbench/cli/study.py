"""From a file, a contract and options to predictions and their sweep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workbench.api import ShownSweep
from workbench.cli.messages import say
from workbench.cli.options import ReadingOptions, StudyOptions
from workbench.cli.words import parse_amounts, parse_only
from workbench.contract import Contract, merge_weights
from workbench.contract.value_list import refuse_two_readings
from workbench.errors import InputError, WorkbenchError
from workbench.policy import Limit, parse_limit
from workbench.policy.agreed_columns import agreed_columns
from workbench.predictions import Predictions, read_predictions
from workbench.sweep import looking_max


@dataclass(frozen=True, kw_only=True)
class Study:
    """What a command works on. ``only`` says which rows were looked at."""

    contract: Contract | None
    predictions: Predictions
    sweep: ShownSweep
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()


def open_study(
    source: Path,
    options: StudyOptions,
    *,
    segments: Iterable[str] = (),
    limits: Iterable[str] = (),
    every_candidate: bool = False,
) -> Study:
    """Read the predictions; the columns that ``segments``, ``limits``, --only and the contract look at are read too.

    The sweep is that of the pages, unless ``every_candidate`` is to be listed.
    """
    contract, weights = open_contract(options), options.weights
    only = parse_only(options.only or ())
    columns = [*segments, *(column for column, _ in only)]
    columns += [limit.column for limit in parse_limits(limits, contract) if limit.column is not None]
    if weights is not None:
        columns += _weighed_columns(contract, weights)
    predictions = open_predictions(source, options, contract, segments=columns)
    if weights is not None:
        contract = with_weights(contract, weights, predictions)
    for finding in predictions.receipt.findings:
        if finding.level != "info":
            say(finding.text)
    for column, values in only:
        refuse_two_readings(values, predictions.segment(column).values, column=column)
        predictions = predictions.only(column, values)
        if not len(predictions):
            raise InputError(f"No row is left after --only {column}={','.join(values)}. Ask for other values.")
    return Study(
        contract=contract,
        predictions=predictions,
        sweep=ShownSweep(
            predictions,
            scores=_candidates(predictions, options, contract),
            candidates_max=None if every_candidate else looking_max(len(predictions)),
        ),
        only=tuple(only),
    )


def open_contract(options: ReadingOptions) -> Contract | None:
    """The contract as it was agreed; an option that says otherwise changes what is read, never the contract."""
    return None if options.contract is None else Contract.read(options.contract)


def with_weights(contract: Contract | None, path: Path, predictions: Predictions) -> Contract:
    """The contract with the payoffs, weights and limits of a file; each change is said.

    Raises InputError for a payoff of a segment that no row has, with the nearest value.
    """
    agreed, text = _contract_and_weights(contract, path)
    values = {column: segment.values for column, segment in predictions.segments.items()}
    changed, sentences = merge_weights(agreed, text, file_name=path.name, segments=values)
    for sentence in sentences:
        say(f"{path.name}: {sentence}")
    return changed


def _weighed_columns(contract: Contract | None, path: Path) -> tuple[str, ...]:
    """The segment columns that payoffs of the file differ by, as far as can be told before rows are read."""
    agreed, text = _contract_and_weights(contract, path)
    try:
        return merge_weights(agreed, text, file_name=path.name)[0].segment_columns
    except WorkbenchError:
        return ()  # what is wrong is said when it is merged, with the values that there are


def _contract_and_weights(contract: Contract | None, path: Path) -> tuple[Contract, bytes]:
    if contract is None:
        raise InputError("--weights changes a contract; pass --contract FILE with it.")
    try:
        return contract, path.read_bytes()
    except OSError as error:
        raise InputError(f"The weights {str(path)!r} cannot be opened: {error.strerror or error}.") from None


def open_predictions(
    source: Path, options: ReadingOptions, contract: Contract | None = None, *, segments: Iterable[str] = ()
) -> Predictions:
    """The predictions as the options and the contract name their columns; an option wins, and that is said."""
    agreed = _agreed(contract)
    given = _given(options)
    for part, value in given.items():
        before = agreed.get(part)
        if part == "amounts":
            changed = {name: column for name, column in value.items() if before and before.get(name, column) != column}
            for name, column in changed.items():
                say(f"--amount {name}={column} is used in place of the contract's {name}={before[name]}.")
            given[part] = {**(before or {}), **value}
        elif before and before != value:
            say(f"--{_OPTION.get(part, part)} {_said(value)} is used in place of the contract's {_said(before)}.")
        elif contract is not None and not before and part in ("weight", "baseline", "positive"):  # these change numbers
            say(f"--{_OPTION.get(part, part)} {_said(value)} is used; the contract names none.")
    named = {**agreed, **given}
    looked_at = [*segments]
    if contract is not None:
        looked_at += contract.segment_columns
    missing = [column for column in dict.fromkeys(looked_at) if column != named.get("period")]
    if missing or named.get("segments"):
        named["segments"] = tuple(dict.fromkeys([*named.get("segments", ()), *missing]))
    return read_predictions(source, **named, exclude_bad_scores=options.exclude_bad_scores)


def parse_limits(texts: Iterable[str], contract: Contract | None) -> list[Limit]:
    """The limits as they stand before anything is read."""
    return [parse_limit(text, contract=contract) for text in texts]


def _candidates(predictions: Predictions, options: ReadingOptions, contract: Contract | None) -> list[str] | None:
    """The scores one may choose a threshold on, where any are named; a baseline is measured and not chosen."""
    named = options.score or _agreed(contract).get("scores")
    return [predictions.receipt.columns.used_name(name) for name in named] if named else None


_OPTION = {"scores": "score", "segments": "segment"}


def _agreed(contract: Contract | None) -> dict[str, Any]:
    named = None if contract is None else agreed_columns(contract)
    return (
        {} if named is None else {part: value for part, value in asdict(named).items() if value not in (None, (), {})}
    )


def _given(options: ReadingOptions) -> dict[str, Any]:
    everything = {
        "label": options.label,
        "positive": options.positive,
        "scores": tuple(options.score or ()),
        "flip": tuple(options.flip or ()),
        "baseline": options.baseline,
        "segments": tuple(options.segment or ()),
        "amounts": parse_amounts(options.amount or ()),
        "weight": options.weight,
        "period": options.period,
        "id": options.id,
    }
    return {part: value for part, value in everything.items() if value not in (None, (), {})}


def _said(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
