"""Which column plays which part, as a contract has agreed it."""

from __future__ import annotations

from workbench.contract.model import ContractFile
from workbench.predictions import Columns


def agreed_columns(contract: ContractFile) -> Columns | None:
    """The columns that a contract names, as predictions are read with them; None where it names none.

    >>> from workbench.contract import Contract
    >>> text = "{title: t, decision: d, predictions: {label: fraud, scores: [p], baseline: {score: q, threshold: 0.5}}}"
    >>> columns = agreed_columns(Contract.from_text(text))
    >>> columns.label, columns.scores, columns.baseline
    ('fraud', ('p',), 'q')
    """
    named = contract.predictions
    if named is None:
        return None
    parts = {part: getattr(named, part) for part in type(named).model_fields if part not in ("baseline", "amounts")}
    return Columns(
        **parts,
        baseline=None if named.baseline is None else named.baseline.score,
        amounts=dict(named.amounts),
    )
