"""``wb.decide`` and ``wb.memo``: from a point and a reason to the record and the document."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.api.choices import measured_for
from workbench.api.show import nothing_feasible_text
from workbench.api.wanted_metrics import wanted_metrics
from workbench.contract import Contract
from workbench.decision import Alternative, Decision, Rationale, read_decision
from workbench.decision import decide as decide_point
from workbench.errors import InputError, NothingFeasible
from workbench.metrics import Metric
from workbench.policy import Choice, OperatingPoint
from workbench.stress import Tripwire

CLOCK_VARIABLE = "SOURCE_DATE_EPOCH"


def decide(
    point: Choice | OperatingPoint,
    *,
    rationale: str | Rationale,
    owner: str | None = None,
    contract: Contract | None = None,
    choice: Choice | None = None,
    axes: tuple[str | Metric, str | Metric] | None = None,
    alternatives: Sequence[Alternative] = (),
    title: str | None = None,
    decided_at: str | None = None,
    exception: dict[str, str] | None = None,
    compare_with: str | None = None,
    tripwires: Sequence[Tripwire | Mapping[str, Any]] = (),
) -> Decision:
    """The record of choosing ``point``: what ``wb.choose`` recommended, or any point of ``wb.at``.

    ``owner`` is the contract's unless named. ``choice`` tells what was recommended where ``point`` is another one.
    ``axes`` are the metrics across and up in the picture. ``decided_at`` is now, in UTC, unless given.
    ``exception`` (``name``, ``reason``) allows a point that breaks a limit. ``compare_with`` is a baseline column in
    place of the contract's. ``tripwires`` say when somebody looks again before the review: ``wb.Tripwire``, or what one
    is made of.

    Raises NothingFeasible where the choice has no point, InputError where the owner, the reason or the exception lacks.
    """
    if isinstance(point, Choice):
        choice = choice or point
        if point.point is None:
            raise NothingFeasible(nothing_feasible_text(point))
        point = point.point
    measured = measured_for(point, contract)
    if choice is not None and choice.point is not None and choice.point.policy == measured.policy:
        choice = replace(choice, point=measured)
    if owner is None and contract is not None and contract.owner is not None:
        owner = contract.owner.name
    picked = None
    if axes is not None:
        found = [wanted_metrics(axis, sweep=measured.sweep, contract=contract)[0] for axis in axes]
        picked = (found[0], found[1])
    return decide_point(
        measured,
        rationale=rationale if isinstance(rationale, Rationale) else Rationale(why=rationale),
        owner=owner or "",
        contract=contract,
        choice=choice,
        axes=picked,
        alternatives=alternatives,
        title=title,
        decided_at=decided_at or now_text(),
        exception=exception,
        compare_with=compare_with,
        tripwires=[each if isinstance(each, Tripwire) else Tripwire.from_dict(each) for each in tripwires],
    )


def memo(decision: Decision | str | Path) -> Any:
    """The memo of a decision or of the record in a file: ``.save("memo.docx")``; ``.pdf``, ``.html``, ``.md`` too."""
    from workbench.exporters import memo as memo_of  # Word and PDF writers load only when a memo is written

    return memo_of(decision if isinstance(decision, Decision) else read_decision(decision))


def now_text() -> str:
    """Now in UTC as ISO 8601, or the moment ``SOURCE_DATE_EPOCH`` names, so that a record can be made again."""
    fixed = os.environ.get(CLOCK_VARIABLE)
    if not fixed:
        return datetime.now(UTC).isoformat(timespec="seconds")
    try:
        return datetime.fromtimestamp(int(fixed), UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        raise InputError(f"{CLOCK_VARIABLE} must be whole seconds since 1970; found {fixed!r}.") from None
