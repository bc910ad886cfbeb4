"""A metric formula: arithmetic over the confusion cells, parsed against a whitelist and never evaluated as code.

``TP FP FN TN FLAGGED CLEARED POSITIVES NEGATIVES ALL REVIEWED`` are counts, ``CELL[column]`` is the sum of an amount column over
that cell, ``+ - * / **`` and the functions below do the rest: ``1000 * FP / ALL[km]``, ``FN[amount] + 4.5 * FP``.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from workbench.errors import FormulaError
from workbench.metrics import affine, ranges
from workbench.metrics.affine import on_forms
from workbench.metrics.pointing import LINE_BREAK, pointed
from workbench.metrics.ranges import Range, on_ranges
from workbench.sweep.counts import CELLS, MARGINS, REVIEWED, Counts

LENGTH_MAX = 500
NODES_MAX = 120
CELL_NAMES = (*CELLS, *MARGINS, REVIEWED)


@on_forms(affine.divide)
@on_ranges(ranges.divide)
def _divide(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.where(bottom == 0, np.nan, np.true_divide(top, bottom))


@on_forms(affine.power)
@on_ranges(ranges.power)
def _power(base: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    # NumPy has nan ** 0 = 1 and 0 ** -1 = inf; what is undefined stays undefined.
    is_undefined = np.isnan(base) | np.isnan(exponent) | ((base == 0) & (exponent < 0))
    return np.where(is_undefined, np.nan, np.float_power(base, exponent))


@on_ranges(ranges.log)
def _log(value: np.ndarray) -> np.ndarray:
    return np.where(value > 0, np.log(value), np.nan)


FUNCTIONS = {"abs": (np.abs, 1), "exp": (np.exp, 1), "log": (_log, 1), "max": (np.maximum, 2), "min": (np.minimum, 2),
             "sqrt": (np.sqrt, 1)}  # fmt: skip
OPERATORS = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: _divide,
             ast.Pow: _power}  # fmt: skip

Evaluate = Callable[[Counts], np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A parsed formula: ``value`` and, where it is a ratio, its ``denominator``, as functions of counts.

    Undefined (0/0, x/0, the logarithm of 0 or less, what is too large for a number) is NaN, also inside a formula:
    ``min(FP / TP, 5)`` is NaN, not 5, where TP is 0.
    """

    text: str
    value: Evaluate
    denominator: Evaluate | None
    amounts: frozenset[str]
    cells: frozenset[str]


def parse_formula(text: str, *, amounts: Collection[str] | None = None) -> Formula:
    """The formula in ``text``; where ``amounts`` is given, only these columns may be named.

    >>> from workbench.sweep.score_sweep import sweep_score
    >>> counts = sweep_score(np.array([0.9, 0.4]), label=np.array([1, 0]))
    >>> parse_formula("FP / FLAGGED").value(counts)
    array([nan, 0. , 0.5])

    Raises FormulaError with the position of what cannot be used, and the text with that character marked.
    """
    try:
        return _parse(text, amounts)
    except FormulaError as error:
        error.excerpt = pointed(text, error.position)
        raise


def _parse(text: str, amounts: Collection[str] | None) -> Formula:
    if len(text) > LENGTH_MAX:
        raise FormulaError(f"A formula may have {LENGTH_MAX} characters; this one has {len(text)}.")
    if not text.strip():
        raise FormulaError("The formula is empty. Write one such as FN / POSITIVES.")
    comment = re.sub(r"'[^']*'|\"[^\"]*\"", lambda quoted: "-" * len(quoted[0]), text).find("#")
    if comment >= 0:
        raise FormulaError("A formula has no comments; leave out what follows #.", position=comment)
    backslash = text.find("\\")
    if backslash >= 0:
        raise FormulaError("A formula has no backslashes; lines may break anywhere without one.", position=backslash)
    # One space for each, so that a place in the one is the same place in the other.
    source = LINE_BREAK.sub(" ", text).strip()
    skipped = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        # What ends too early has no offset.
        offset = getattr(error, "offset", None) or len(source) + 1
        raise FormulaError(
            f"{text!r} is not complete arithmetic. Write it like 1000 * FP / ALL[km].",
            position=min(offset - 1 + skipped, len(text)),
        ) from None
    if sum(1 for _ in ast.walk(tree)) > NODES_MAX:
        raise FormulaError("The formula is too long to check. Split it into simpler metrics.")
    try:
        return _build(tree, source, amounts)
    except _Refused as refused:
        before = source.encode()[: refused.at.col_offset].decode()
        raise FormulaError(refused.message, position=len(before) + skipped) from None


class _Refused(Exception):
    """A part of the formula that cannot be used, before its place in the user's text is known."""

    def __init__(self, node: ast.expr, why: str, *, at: ast.expr | None = None) -> None:
        self.at = at or node
        self.message = f"{ast.unparse(node)[:40]!r} {why}"


def _build(tree: ast.expr, source: str, amounts: Collection[str] | None) -> Formula:
    found_amounts: set[str] = set()
    found_cells: set[str] = set()
    value = _compile(tree, amounts, found_amounts, found_cells)
    if not found_cells:
        raise FormulaError(f"{source!r} names no confusion cell. Use at least one of {', '.join(CELL_NAMES)}.")
    below = _denominator(tree)
    denominator = None if below is None else _quiet(_compile(below, None, set(), set()))
    return Formula(
        text=source,
        value=_quiet(value),
        denominator=denominator,
        amounts=frozenset(found_amounts),
        cells=frozenset(found_cells),
    )


def _denominator(node: ast.expr) -> ast.expr | None:
    """What a ratio is divided by, where it is a count or a sum; a factor such as 1000 beside it changes nothing."""
    match node:
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return right if _names_a_cell(right) else _denominator(left)
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if _names_a_cell(left) != _names_a_cell(right):
            return _denominator(left if _names_a_cell(left) else right)
        case ast.UnaryOp(operand=operand):
            return _denominator(operand)
    return None


def _names_a_cell(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id in CELL_NAMES for part in ast.walk(node))


def _quiet(evaluate: Evaluate) -> Evaluate:
    def run(counts: Counts) -> np.ndarray:
        with np.errstate(all="ignore"):
            result = evaluate(counts)
            if isinstance(result, Range):
                return ranges.finite(result)
            if isinstance(result, affine.Affine | affine.Quotient):
                return result
            result = np.broadcast_to(result, (len(counts),)) + 0.0
        result[~np.isfinite(result)] = np.nan
        return result

    return run


def _compile(node: ast.expr, known: Collection[str] | None, amounts: set[str], cells: set[str]) -> Evaluate:
    def inner(part: ast.expr) -> Evaluate:
        return _compile(part, known, amounts, cells)

    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            try:
                constant = float(number)
            except OverflowError:
                constant = math.inf
            if not math.isfinite(constant):
                raise _Refused(node, "is too large a number")
            return lambda counts: np.float64(constant)
        case ast.Name(id=name):
            _check_cell(node, name)
            cells.add(name)
            return lambda counts: counts.cell(name)
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=column) | ast.Constant(value=str() as column)):
            _check_cell(node, name)
            if known is not None and column not in known:
                raise _Refused(
                    node,
                    f"names {column!r}, which is not an amount column ({', '.join(sorted(known)) or 'there is none'})",
                    at=node.slice,
                )
            cells.add(name)
            amounts.add(column)
            return lambda counts: _amount(counts, name, column)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            first, second, combine = inner(left), inner(right), OPERATORS[type(op)]
            return lambda counts: combine(first(counts), second(counts))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            positive = inner(operand)
            return lambda counts: np.negative(positive(counts))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            function, wanted = FUNCTIONS[name]
            if len(arguments) != wanted:
                raise _Refused(node, f"gives {name} {len(arguments)} values; it takes {wanted}")
            parts = [inner(argument) for argument in arguments]
            return lambda counts: function(*(part(counts) for part in parts))
    raise _Refused(node, "is not allowed; a formula has numbers, cells, + - * / ** and " + ", ".join(FUNCTIONS))


def _amount(counts: Counts, cell: str, column: str) -> np.ndarray:
    try:
        return counts.cell(cell, column)
    except KeyError:
        raise FormulaError(
            f"{cell}[{column}] needs an amount column named {column!r}; these predictions have "
            f"{', '.join(counts.sums) or 'none'}. Name it under amounts."
        ) from None


def _check_cell(node: ast.expr, name: str) -> None:
    if name not in CELL_NAMES:
        near = get_close_matches(name.upper(), CELL_NAMES)
        hint = f"; did you mean {near[0]}?" if near else f". The names are {', '.join(CELL_NAMES)}."
        raise _Refused(node, f"is not a confusion cell{hint}")
