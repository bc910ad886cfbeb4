"""The shape that a part of a record must have, told by an example: for records that come from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.errors import InputError

NUMBER = "number or null"


class OrNull:
    """What may be null or of this shape."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


class Named:
    """An object with any keys whose values have this shape."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


def check_shape(content: Any, shape: Any, place: str) -> None:
    """Raises InputError that names the first place where ``content`` is not of the shape.

    An object of the shape lists the keys that must be there, a list has the shape of its items; types stand for themselves.

    >>> check_shape({"low": 1.5, "names": ["a"]}, {"low": NUMBER, "names": [str]}, "found")
    """
    if isinstance(shape, OrNull):
        if content is not None:
            check_shape(content, shape.shape, place)
    elif isinstance(shape, Named):
        _need(isinstance(content, Mapping), place)
        for name, value in content.items():
            check_shape(value, shape.shape, f"{place}.{name}")
    elif isinstance(shape, Mapping):
        _need(isinstance(content, Mapping), place)
        for name, part in shape.items():
            _need(name in content, f"{place}.{name}")
            check_shape(content[name], part, f"{place}.{name}")
    elif isinstance(shape, list):
        _need(isinstance(content, list), place)
        for index, item in enumerate(content):
            check_shape(item, shape[0], f"{place}[{index}]")
    elif shape is NUMBER:
        _need(content is None or (isinstance(content, int | float) and not isinstance(content, bool)), place)
    else:
        _need(isinstance(content, shape), place)


def _need(is_so: bool, place: str) -> None:
    if not is_so:
        shown = place if len(place) <= 120 else f"{place[:120]}…"
        raise InputError(f"The decision record cannot be used: {shown} is missing or of another kind. Export it again.")
