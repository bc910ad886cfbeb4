"""A memo that can be saved: the ending of the file name picks the format."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workbench.decision import Decision
from workbench.errors import InputError
from workbench.exporters import formats
from workbench.exporters.blocks import Memo
from workbench.exporters.memo import build_memo


@dataclass(frozen=True, kw_only=True)
class MemoDocument:
    """A memo's fact sheet with the means to lay it out."""

    content: Memo

    def to_bytes(self, suffix: str) -> bytes:
        """The memo in the format of this suffix (``.docx`` or ``docx``).

        Raises InputError that lists the formats where there is none for the suffix.
        """
        wanted = suffix.lower() if suffix.startswith(".") else f".{suffix.lower()}"
        export = _exports().get(wanted)
        if export is None:
            found = f"found {suffix!r}" if suffix.strip(".") else "found no ending"
            raise InputError(f"A memo is written as {', '.join(memo_formats())}; {found}. Choose one of these endings.")
        return export(self.content)

    def notice(self, suffix: str) -> str:
        """What a reader of this format must be told of it, in a sentence; empty where there is nothing."""
        tell = _formats("notice").get(suffix if suffix.startswith(".") else f".{suffix}")
        return "" if tell is None else tell(self.content)

    def save(self, path: str | Path) -> Path:
        """Write the memo to ``path`` and return it; the ending picks the format."""
        path = Path(path)
        content = self.to_bytes(path.suffix)
        try:
            path.write_bytes(content)
        except OSError as error:
            raise InputError(f"The memo cannot be written to {str(path)!r}: {error.strerror or error}.") from None
        return path


def memo(decision: Decision) -> MemoDocument:
    """The memo of a decision, ready to be saved."""
    return MemoDocument(content=build_memo(decision))


def memo_formats() -> tuple[str, ...]:
    """The endings a memo can be saved with: one for each module in ``formats``."""
    return tuple(sorted(_exports()))


def _exports() -> dict[str, Callable[[Memo], bytes]]:
    return _formats("export")


@cache
def _formats(part: str) -> dict[str, Callable[[Memo], Any]]:
    """The function of this name in each format that has one, by suffix."""
    names = [f"{formats.__name__}.{found.name}" for found in pkgutil.iter_modules(formats.__path__)]
    modules = [importlib.import_module(name) for name in names]
    return {
        module.SUFFIX: getattr(module, part)
        for module in modules
        if hasattr(module, "SUFFIX") and hasattr(module, part)
    }
