"""The file formats that can be read: one module each, found in this folder without a list.

A format's module has

``NAME``        what the receipt calls it
``IS_TEXT``     whether it is text; text formats may also arrive in gzip or zip
``ORDER``       formats are asked in this order whether they recognise a file; the most permissive is last
``ENDINGS``     the endings its files usually have, for a notice where name and content disagree
``recognises``  ``(head, path) -> bool``, from the first bytes (binary formats) or characters (text formats)
``read``        ``(source, sink)``, which writes the rows to the sink or raises UnreadableFile

Heavy imports belong inside ``read``: every module here is imported for every file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from workbench.predictions.limits import Limits
from workbench.predictions.sink import Sink
from workbench.predictions.text_encoding import Utf8Text


@dataclass(frozen=True, kw_only=True)
class Source:
    """The file a format reads; ``text`` is set for text formats, ``scratch`` is a folder that goes away afterwards."""

    path: Path
    scratch: Path
    limits: Limits
    text: Utf8Text | None = None


class Format(Protocol):
    """What a module in this folder offers."""

    NAME: str
    IS_TEXT: bool
    ORDER: int
    ENDINGS: tuple[str, ...]
    recognises: Callable[[bytes | str, Path], bool]
    read: Callable[[Source, Sink], None]


@cache
def formats() -> tuple[Format, ...]:
    """All formats, in the order in which they are asked."""
    found = [
        cast("Format", importlib.import_module(f"{__name__}.{info.name}")) for info in pkgutil.iter_modules(__path__)
    ]
    return tuple(sorted(found, key=lambda each: each.ORDER))


def recognise(head: bytes | str, path: Path) -> Format | None:
    """The first format that recognises the beginning of the file: bytes for binary formats, characters for text."""
    is_text = isinstance(head, str)
    return next((each for each in formats() if is_text == each.IS_TEXT and each.recognises(head, path)), None)
