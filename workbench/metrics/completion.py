"""The names that a formula may hold: to choose from, and to put in place of a word that is none of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from workbench.errors import FormulaError
from workbench.metrics.formula import CELL_NAMES, FUNCTIONS, parse_formula

WORDS = {
    "TP": "events that are flagged",
    "FP": "false alarms: flagged, but no event",
    "FN": "events that are missed",
    "TN": "cleared, and no event",
    "FLAGGED": "all that are flagged: TP + FP",
    "CLEARED": "all that are cleared: FN + TN",
    "POSITIVES": "all events: TP + FN",
    "NEGATIVES": "all that are no event: FP + TN",
    "ALL": "all cases",
    "REVIEWED": "all that a person reviews before anything is done",
    "abs": "the size without its sign",
    "exp": "e to the power",
    "log": "the natural logarithm",
    "max": "the larger of two",
    "min": "the smaller of two",
    "sqrt": "the square root",
}


@dataclass(frozen=True, kw_only=True)
class FormulaName:
    """A name to put into a formula: ``insert`` is what is typed for it, ``says`` what it means."""

    name: str
    kind: Literal["cell", "amount", "function"]
    insert: str
    says: str


def formula_names(amounts: Collection[str]) -> tuple[FormulaName, ...]:
    """Every name that a formula over these amounts may hold: cells and margins, amounts, functions.

    >>> [name.insert for name in formula_names(["km"])][8:12]
    ['ALL', 'REVIEWED', '[km]', 'abs(']
    """
    cells = [FormulaName(name=name, kind="cell", insert=name, says=WORDS[name]) for name in CELL_NAMES]
    sums = [
        FormulaName(
            name=f"[{amount}]",
            kind="amount",
            insert=f"[{_quoted(amount)}]",
            says=f"behind a cell: the sum of {amount} over it, as in FN[{_quoted(amount)}]",
        )
        for amount in amounts
    ]
    functions = [FormulaName(name=name, kind="function", insert=f"{name}(", says=WORDS[name]) for name in FUNCTIONS]
    return (*cells, *sums, *functions)


def repaired(text: str, error: FormulaError, *, amounts: Collection[str]) -> str | None:
    """The formula with the word that the error points at replaced by the nearest name; None where none is near.

    What comes back can be read as a formula, or has its next mistake further on.

    >>> try:
    ...     parse_formula("FN / POSITIVE")
    ... except FormulaError as error:
    ...     repaired("FN / POSITIVE", error, amounts=[])
    'FN / POSITIVES'
    """
    if error.position is None:
        return None
    word = re.compile(r"\w+|'[^']*'|\"[^\"]*\"").match(text, error.position)
    if word is None:
        return None
    is_amount = text[: word.start()].rstrip().endswith("[")
    is_call = text[word.end() :].lstrip().startswith("(")
    known = amounts if is_amount else FUNCTIONS if is_call else CELL_NAMES
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word[0].strip("'\"").casefold(), folded, n=1)
    if not near:
        return None
    name = folded[near[0]]
    changed = text[: word.start()] + (_quoted(name) if is_amount else name) + text[word.end() :]
    if changed == text:
        return None
    try:
        parse_formula(changed, amounts=amounts)
    except FormulaError as left:
        return changed if left.position is not None and left.position > error.position else None
    return changed


def _quoted(amount: str) -> str:
    return amount if amount.isidentifier() else repr(amount)
