"""Numbers from text, by rules that are stated on the receipt and never guessed in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.errors import ColumnError
from workbench.predictions.maybe_thousands import maybe_thousands, thousands_question
from workbench.predictions.merged_numbers import merged_numbers
from workbench.predictions.number_styles import COMMA, WrittenNumbers, clean, look_at
from workbench.predictions.predictions import Finding, Level

_TRUTH = {"true": 1.0, "false": 0.0}


@dataclass(frozen=True, kw_only=True, eq=False)
class Numbers:
    """A column as float64: NaN where there was no number, and what was done to read it.

    ``decimal`` is the decimal mark, or None where the column shows none.
    """

    values: np.ndarray
    decimal: str | None = None
    findings: tuple[Finding, ...] = ()


def parse_numbers(column: pa.ChunkedArray | pa.Array, *, name: str = "column", delimiter: str | None = None) -> Numbers:
    """One column on its own; see ``parse_number_columns``.

    >>> parse_numbers(pa.array(["0,53", "7"])).values.tolist()
    [0.53, 7.0]
    """
    return parse_number_columns({name: column}, delimiter=delimiter)[name]


def parse_number_columns(
    columns: Mapping[str, pa.ChunkedArray | pa.Array],
    *,
    delimiter: str | None = None,
    others: pa.Table | None = None,
) -> dict[str, Numbers]:
    """Columns as float64, each value the same float that Python's ``float`` gives for the plain number.

    The columns of one file are read together because they share a decimal mark: where one shows a decimal comma,
    ``1.234`` in another is 1234 or a mistake, never 1.234. Where commas delimit the file, numbers with a point are
    decimals whatever the rest shows. ``others`` are further columns of the file to learn from.
    Raises ColumnError naming column, row and value of the first number that cannot be read or that is ambiguous.
    """
    chunked = {name: pa.chunked_array([c]) if isinstance(c, pa.Array) else c for name, c in columns.items()}
    parsed = {name: plain for name, column in chunked.items() if (plain := _plain(column)) is not None}
    texts = {name: column for name, column in chunked.items() if _is_text(column)}
    written = {name: look_at(column, name=name) for name, column in texts.items() if name not in parsed}
    hints = _marks(others)
    if not written and "," not in hints and not any(maybe_thousands(column) for column in texts.values()):
        return _with_merged(chunked, parsed)
    # Only now do the columns that read well matter: they show a decimal point, or contradict a decimal comma.
    for name, column in texts.items():
        if name not in written:
            if _is_plain_truth(parsed[name]):
                continue
            written[name] = look_at(column, name=name)
    marks = {each.decimal for each in written.values()}
    for name, each in written.items():
        numbers = _convert(each, decimal=_decide(each, marks=marks, hints=hints, delimiter=delimiter))
        question = thousands_question(each, decimal=numbers.decimal, marks=marks | hints, delimiter=delimiter)
        parsed[name] = replace(numbers, findings=(*numbers.findings, *question))
    return _with_merged(chunked, parsed)


def _with_merged(columns: Mapping[str, pa.ChunkedArray], parsed: Mapping[str, Numbers]) -> dict[str, Numbers]:
    found = {}
    for name, column in columns.items():
        numbers = parsed[name]
        merged = merged_numbers(column, numbers.values, name=name)
        found[name] = replace(numbers, findings=(*numbers.findings, *merged)) if merged else numbers
    return found


def _is_text(column: pa.ChunkedArray) -> bool:
    return pa.types.is_string(column.type) or pa.types.is_large_string(column.type)


def _plain(column: pa.ChunkedArray) -> Numbers | None:
    """The column where it needs no rules: it is numeric, or every text is a plain number."""
    findings: tuple[Finding, ...] = ()
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    if _is_text(column):
        try:
            column = column.cast(pa.float64())
        except pa.ArrowInvalid:
            truth = _truth(column)
            if truth is None:
                return None
            column = truth
            findings = (Finding(level="info", code="truth-values", text="True was read as 1 and false as 0."),)
    # Unsafe only in that integers above 2**53 become the nearest float, as in Python.
    values = column.cast(pa.float64(), safe=False).to_numpy()
    return Numbers(values=values, findings=findings)


def _truth(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    words = pc.utf8_lower(pc.utf8_trim_whitespace(column[:1000]))
    seen = set(pc.unique(words).to_pylist())
    if not seen <= {*_TRUTH, "", None} or not seen & {*_TRUTH}:
        return None
    text = pc.utf8_lower(clean(column))
    place = pc.index_in(text, value_set=pa.array(list(_TRUTH), text.type))
    if pc.any(pc.and_(pc.is_null(place), pc.is_valid(text))).as_py():
        return None
    return pc.take(pa.array(list(_TRUTH.values())), place)


def _marks(others: pa.Table | None) -> set[str | None]:
    marks: set[str | None] = set()
    if others is None:
        return marks
    for name in others.column_names:
        if _is_text(others.column(name)):
            try:
                each = look_at(others.column(name), name=name)
            except ColumnError:
                continue
            # A column of names fits nothing; one of empty values fits everything.
            marks.add(each.decimal)
    return marks


def _is_plain_truth(numbers: Numbers) -> bool:
    return any(finding.code == "truth-values" for finding in numbers.findings)


def _decide(
    each: WrittenNumbers, *, marks: set[str | None], hints: set[str | None], delimiter: str | None
) -> str | None:
    """The decimal mark to read the column with; None where no value has a mark of any kind.

    ``marks`` are those of the columns that are read, which must agree; ``hints`` those of the rest of the file, which
    settle only what would be ambiguous.
    """
    if delimiter == "," and each.fits_point and each.has_point and not each.has_comma:
        return "."
    if each.decimal == "." and "," in marks and each.has_point:
        row, value = each.first_not(COMMA)
        raise ColumnError(
            f"Column {each.name!r} must use the decimal comma that other columns of this file use, but row {row:,} "
            "holds "
            f"{value!r}. Write all numbers of the file with a decimal point."
        )
    if each.decimal is not None:
        return each.decimal
    if not each.has_point and not each.has_comma:
        return None
    marks = marks & {".", ","} or hints
    if each.has_point != each.has_comma:
        if each.has_point:
            return "," if "," in marks else "."
        if "," in marks:
            return ","
        if "." in marks or delimiter == ",":
            return "."
    mark = "," if each.has_comma else "."
    row = pc.index(pc.match_substring(each.text, mark), True).as_py()
    value = each.text[row].as_py()
    raise ColumnError(
        f"Column {each.name!r} is ambiguous: {value!r} in row {row + 1:,} may have a decimal mark or a thousands "
        "separator. "
        "Write its numbers with a decimal point and without thousands separators."
    )


def _convert(each: WrittenNumbers, *, decimal: str | None) -> Numbers:
    grouping = "[,' ]" if decimal != "," else "[.' ]"
    text = pc.replace_substring_regex(each.text, pattern=grouping, replacement="")
    has_groups = not text.equals(each.text)
    if decimal == ",":
        text = pc.replace_substring(text, ",", ".")
    values = _percent(text) if each.is_percent else text.cast(pa.float64()).to_numpy()
    return Numbers(values=values, decimal=decimal, findings=_findings(each, decimal=decimal, has_groups=has_groups))


def _percent(text: pa.ChunkedArray) -> np.ndarray:
    if pc.any(pc.match_substring_regex(text, "[a-zA-Z]"), min_count=0).as_py():
        return text.cast(pa.float64()).to_numpy() / 100
    # Moving the decimal point in the text is exact; dividing 7.3 by 100 is not.
    return pc.binary_join_element_wise(text, pa.scalar("e-2", text.type), "").cast(pa.float64()).to_numpy()


def _findings(each: WrittenNumbers, *, decimal: str | None, has_groups: bool) -> tuple[Finding, ...]:
    found: list[tuple[Level, str, str]] = []
    if each.is_percent:
        found.append(("info", "percent-sign", "holds percentages; 75% was read as 0.75"))
    if decimal == "," and each.has_comma:
        found.append(("info", "decimal-comma", "uses a decimal comma; 0,5 was read as 0.5"))
    if has_groups:
        row = pc.index(pc.match_substring_regex(each.text, "[,' ]" if decimal != "," else "[.' ]"), True).as_py()
        value = each.text[row].as_py()
        level: Level = "info" if each.decimal is not None or " " in value or "'" in value else "warning"
        meant = value.translate(str.maketrans("", "", ",' " if decimal != "," else ".' "))
        found.append((level, "thousands", f"uses thousands separators; {value} was read as {meant}"))
    return tuple(
        Finding(level=level, code=code, text=f"Column {each.name!r} {text}.", column=each.name)
        for level, code, text in found
    )
