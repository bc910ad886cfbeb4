"""How people write numbers: with a decimal point or a decimal comma, with or without thousands separators."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from workbench.errors import ColumnError

MISSING_NUMBERS = ("", "na", "n/a", "#n/a", "nan", "+nan", "-nan", "null", "none", "-")
"""What counts as no number, in small letters; in columns of text these stay what they are."""

_EXPONENT = r"(?:[eE][+-]?[0-9]+)?"
_INFINITE = r"[+-]?(?i:inf|infinity)"


def _pattern(*, decimal: str, thousands: str) -> str:
    # A group of thousands starts with 1 to 9, so that 0,123 and 0.123 can only be decimals.
    grouped = "|".join(rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+" for mark in (thousands, " ", "'"))
    return rf"^(?:[+-]?(?:(?:[0-9]+|{grouped})(?:{decimal}[0-9]*)?|{decimal}[0-9]+){_EXPONENT}|{_INFINITE})$"


POINT = _pattern(decimal=r"\.", thousands=",")
COMMA = _pattern(decimal=",", thousands=r"\.")


@dataclass(frozen=True, kw_only=True, eq=False)
class WrittenNumbers:
    """A column of texts that are meant as numbers, cleaned of blanks and percent signs, null where missing.

    ``fits_point`` and ``fits_comma`` say whether every value can be read with a decimal point or comma.
    """

    name: str
    text: pa.ChunkedArray
    is_percent: bool
    fits_point: bool
    fits_comma: bool
    has_point: bool
    has_comma: bool

    @property
    def decimal(self) -> str | None:
        """The only decimal mark that fits, or None where both do."""
        if self.fits_point and self.fits_comma:
            return None
        return "." if self.fits_point else ","

    def first_not(self, pattern: str) -> tuple[int, str]:
        """The 1-based row and text of the first value that does not fit the pattern."""
        return _first(pc.invert(pc.match_substring_regex(self.text, pattern)), self.text)


def look_at(column: pa.ChunkedArray, *, name: str) -> WrittenNumbers:
    """How the numbers in a column of text are written.

    Raises ColumnError naming the first row that is not a number, that lacks the percent sign the others have, or
    that contradicts the decimal mark of the others.
    """
    text = clean(column)
    text, is_percent = _without_percent(text, name=name)
    is_point = pc.match_substring_regex(text, POINT)
    is_comma = pc.match_substring_regex(text, COMMA)
    neither = pc.invert(pc.or_(is_point, is_comma))
    if pc.any(neither).as_py():
        row, value = _first(neither, text)
        raise ColumnError(
            f"Column {name!r} must hold numbers, but row {row:,} holds {value[:60]!r}. "
            "Correct that value, leave it empty, or choose another column."
        )
    fits_point, fits_comma = (pc.all(each, min_count=0).as_py() for each in (is_point, is_comma))
    if not fits_point and not fits_comma:
        point_row, point_value = _first(pc.invert(is_comma), text)
        comma_row, comma_value = _first(pc.invert(is_point), text)
        raise ColumnError(
            f"Column {name!r} must use one decimal mark, but row {point_row:,} holds {point_value!r} and row "
            f"{comma_row:,} holds {comma_value!r}. Write all its numbers with a decimal point."
        )
    return WrittenNumbers(
        name=name,
        text=text,
        is_percent=is_percent,
        fits_point=fits_point,
        fits_comma=fits_comma,
        has_point=_any(pc.match_substring(text, ".")),
        has_comma=_any(pc.match_substring(text, ",")),
    )


def clean(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The texts without surrounding blanks, with plain minus signs and spaces, null where no number was meant."""
    text = pc.utf8_trim_whitespace(column)
    # Spaces that do not break, thin spaces, the typographic apostrophe and the minus sign.
    for pattern, plain in (("[\u00a0\u202f\u2009]", " "), ("[\u2019`]", "'"), ("[\u2212\u2013]", "-")):
        text = pc.replace_substring_regex(text, pattern=pattern, replacement=plain)
    missing = pc.is_in(pc.utf8_lower(text), value_set=pa.array(MISSING_NUMBERS, text.type))
    return pc.if_else(missing, pa.scalar(None, text.type), text)


def _without_percent(text: pa.ChunkedArray, *, name: str) -> tuple[pa.ChunkedArray, bool]:
    signed = pc.ends_with(text, "%")
    if not _any(signed):
        return text, False
    if not pc.all(signed, min_count=0).as_py():
        row, value = _first(pc.invert(signed), text)
        raise ColumnError(
            f"Column {name!r} must have a percent sign on every value or on none, but row {row:,} holds "
            f"{value[:60]!r}. "
            "Write all its values in one way."
        )
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(text, pattern="%$", replacement="")), True


def _any(mask: pa.ChunkedArray) -> bool:
    return bool(pc.any(mask, min_count=0).as_py())


def _first(mask: pa.ChunkedArray, text: pa.ChunkedArray) -> tuple[int, str]:
    row = pc.index(mask, True).as_py()
    return row + 1, text[row].as_py()
