"""What a record says of the agreement: seal and signatures, and everything that is otherwise than it was agreed first."""

from __future__ import annotations

from typing import Any

from workbench.contract import Agreement, Amendment, Contract
from workbench.contract.digits import every_digit
from workbench.policy.agreed_columns import agreed_columns
from workbench.predictions import Columns
from workbench.wording.moments import day


def recorded_agreement(agreement: Agreement) -> dict[str, Any]:
    """Seal, signatures, blind mode and missing roles as plain JSON values; amendments stand in a list of their own."""
    content = agreement.to_dict()
    return {
        "seal": content["seal"],
        "signatures": content["signatures"],
        "missing_roles": list(agreement.missing_roles),
        "frontier_shown": content["frontier_shown"],
        "blind_skipped": content["blind_skipped"],
    }


def recorded_amendments(
    contract: Contract | None, columns: Columns, agreement: Agreement | None
) -> list[dict[str, Any]]:
    """Each thing that is not as it was agreed, with a ``text``: amendments of the sealed contract in their order, then columns
    of the predictions that were read otherwise."""
    amended = [] if agreement is None else [item for each in agreement.amendments for item in _amended(each)]
    return [*amended, *_read_otherwise(contract, columns)]


def _amended(amendment: Amendment) -> list[dict[str, Any]]:
    seen = bool(amendment.frontier_seen_at)
    when = "after the frontier was seen" if seen else "before the frontier was seen"
    how = f"Amended on {day(amendment.at)} by {amendment.by}, {when}: {amendment.reason}"
    return [
        {
            "field": change["field"],
            "agreed": change["was"],
            "used": change["is"],
            "at": amendment.at,
            "by": amendment.by,
            "reason": amendment.reason,
            "after_frontier_seen": seen,
            "text": f"{change['field']} was {_said(change['was'])} and is {_said(change['is'])}. {how}",
        }
        for change in amendment.changes
    ]


def _said(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "nothing"
    return (
        every_digit(value)
        if isinstance(value, float)
        else ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )


def _read_otherwise(contract: Contract | None, columns: Columns) -> list[dict[str, Any]]:
    """Where the predictions were read otherwise than agreed: each column, as agreed and as used."""
    named = None if contract is None else agreed_columns(contract)
    if named is None:
        return []
    agreed, used = _by_part(named), _by_part(columns)
    return [
        {
            "field": f"predictions.{part}",
            "agreed": agreed[part],
            "used": used[part],
            "text": f"predictions.{part} is {used[part] or 'none'} in place of the agreed {agreed[part] or 'none'}.",
        }
        for part in agreed
        if agreed[part] != used[part] and (agreed[part] or part in ("baseline", "weight"))
    ]


def _by_part(columns: Columns) -> dict[str, Any]:
    """The parts that change numbers, as JSON has them."""
    parts = {part: getattr(columns, part) for part in ("label", "positive", "scores", "baseline", "amounts", "weight")}
    return {**parts, "scores": list(columns.scores), "amounts": dict(columns.amounts)}
