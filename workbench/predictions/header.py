"""Column names as a file gives them, made safe to refer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbench.errors import UnreadableFile
from workbench.predictions.sink import Sink

COLUMNS_MAX = 10_000


def check_header(names: Sequence[str], *, sink: Sink) -> list[str]:
    """The column names: trimmed, empty ones called ``column_N``.

    Raises UnreadableFile where two columns share a name, where there is one column only, or where the first row
    holds numbers and so is data.
    """
    if len(names) > COLUMNS_MAX:
        raise UnreadableFile(
            f"This table has {len(names):,} columns; at most {COLUMNS_MAX:,} are read. "
            "Keep the label, the scores and the columns you need."
        )
    trimmed = [name.strip() for name in names]
    if trimmed and all(_is_number(name) for name in trimmed):
        raise UnreadableFile(
            f"The first row must name the columns, but it holds numbers ({', '.join(trimmed[:3])}). "
            "Add a first row with names such as label and score."
        )
    checked = [name or f"column_{position}" for position, name in enumerate(trimmed, start=1)]
    for position, (name, given) in enumerate(zip(checked, trimmed, strict=True), start=1):
        if not given:
            sink.note("info", "unnamed-column", f"Column {position} has no name and is called {name!r}.", column=name)
    refuse_duplicates(checked)
    if len(checked) < 2:
        raise UnreadableFile(
            f"At least two columns must be there, a label and a score; found only {checked[0]!r}."
            if checked
            else "At least two columns must be there, a label and a score; found none."
        )
    return checked


def refuse_duplicates(names: Sequence[str]) -> None:
    """Raise UnreadableFile where two columns share a name."""
    for name, count in Counter(names).items():
        if count > 1:
            first, second = [position for position, other in enumerate(names, start=1) if other == name][:2]
            raise UnreadableFile(
                f"Each column must have its own name, but columns {first} and {second} are both called {name!r}. "
                "Rename one of them."
            )


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
