"""Values of a segment column as text, one after the other with commas: ``north,south``; one that holds a comma in quotes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice, permutations

from workbench.errors import InputError

# So many orders of the several values are tried, to say how they can be written without being taken for the one.
ORDERS_MAX = 100


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
    if len(given) < 2:
        return
    several = {read_values(each): each for each in known if "," in each}
    if given not in several:
        return
    one = several[given]
    orders = islice(permutations(given), ORDERS_MAX)
    other = next((order for order in orders if order not in several), None)
    together = (
        f"the {len(given)} together cannot be named here"
        if other is None
        else f"for the {len(given)} together, write them in another order: {column}={','.join(map(write_value, other))}"
    )
    raise InputError(
        f"{column}={one} can be read as the one value {one!r} or as {len(given)} values with commas between. For the one "
        f"value write {column}={write_value(one)}, in quotes; {together}."
    )


def _split(text: str) -> list[str]:
    try:
        return next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error:  # a quote that ends nowhere is a letter
        return text.split(",")
