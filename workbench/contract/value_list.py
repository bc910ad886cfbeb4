"""Values of a segment column as text, one after the other with commas: ``north,south``; one that holds a comma in quotes."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from workbench.errors import InputError


def read_values(text: str) -> tuple[str, ...]:
    """The values that ``text`` lists; a quote inside quotes is doubled, as in CSV.

    >>> read_values('north, "Berlin, Mitte"')
    ('north', 'Berlin, Mitte')
    """
    return tuple(value.strip() for value in _split(text) if value.strip())


def write_value(value: str) -> str:
    """The value as ``read_values`` reads it back, in quotes where it needs them.

    >>> print(write_value("north"), write_value("Berlin, Mitte"))
    north "Berlin, Mitte"
    """
    return value if read_values(value) == (value,) else '"' + value.replace('"', '""') + '"'


def refuse_two_readings(values: Sequence[str], known: Sequence[str], *, column: str) -> None:
    """Nothing, unless one of the ``known`` values, written without quotes, reads as several ``values`` that were given.

    Raises InputError then: the one and the several are different rows, and nobody must guess which were meant.
    """
    given = tuple(values)
    one = next((each for each in known if len(given) > 1 and "," in each and read_values(each) == given), None)
    if one is not None:
        raise InputError(
            f"{column}={one} can be read as the one value {one!r} or as {len(given)} values with commas between. For the one "
            f"value write {column}={write_value(one)}, in quotes; the {len(given)} together cannot be named here."
        )


def _split(text: str) -> list[str]:
    try:
        return next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error:  # a quote that ends nowhere is a letter
        return text.split(",")
