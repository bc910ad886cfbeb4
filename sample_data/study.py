"""A study: predictions with a contract and the story of where they come from, written as one folder.

A study is one module in ``sample_data/studies`` that defines ``STUDY``. Its rows are made by a function without
arguments, so that the same code always writes the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Table = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Study:
    """What a study's folder is written from.

    ``columns`` says what each column means, in the order of the file; ``make_table`` returns exactly these columns, as
    text. ``event`` is the label column, and ``event_name`` what a 1 in it stands for.
    """

    slug: str
    order: int
    title: str
    pitch: str
    synthetic: bool
    event: str
    event_name: str
    contract: str
    story: str
    how_made: str
    real_or_not: str
    licence: str
    columns: Mapping[str, str]
    make_table: Callable[[], Table]

    def write(self, root: Path) -> Path:
        """Write the folder ``root/slug`` and return it.

        Raises ValueError where the rows do not have the columns that the study describes.
        """
        table = self.make_table()
        if list(table) != list(self.columns):
            raise ValueError(f"{self.slug} describes the columns {list(self.columns)}; its rows have {list(table)}.")
        folder = root / self.slug
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (
            ("predictions.csv", csv_text(table)),
            ("contract.yaml", self.contract.lstrip("\n")),
            ("provenance.md", self._provenance(table)),
            ("study.json", self._card(table)),
        ):
            (folder / name).write_bytes(text.encode("utf-8"))
        return folder

    def _card(self, table: Table) -> str:
        card = {
            "order": self.order,
            "title": self.title,
            "pitch": self.pitch,
            "synthetic": self.synthetic,
            "rows": len(table[self.event]),
            "predictions": "predictions.csv",
            "contract": "contract.yaml",
            "provenance": "provenance.md",
        }
        return json.dumps(card, indent=2, ensure_ascii=False) + "\n"

    def _provenance(self, table: Table) -> str:
        labels = table[self.event]
        rows_count, events_count = len(labels), sum(label == "1" for label in labels)
        kind = "Synthetic" if self.synthetic else "Real"
        meaning = "\n".join(f"| `{name}` | {text} |" for name, text in self.columns.items())
        return (
            f"# {self.title}\n\n"
            f"**{kind} data.** {rows_count:,} rows, of which {events_count:,} ({events_count / rows_count:.1%}) are "
            f"{self.event_name}.\n\n"
            f"{self.story.strip()}\n\n"
            f"## How it was made\n\n{self.how_made.strip()}\n\n"
            f"## What is real and what is not\n\n{self.real_or_not.strip()}\n\n"
            f"## Columns\n\n| column | meaning |\n|---|---|\n{meaning}\n\n"
            f"## Licence\n\n{self.licence.strip()}\n"
        )


def csv_text(table: Table) -> str:
    """The table as comma-separated text with a header line and ``\\n`` line ends.

    Raises ValueError for a cell that would need quotes: no sample has one, and so no quoting rule can differ.
    """
    lines = [",".join(table), *(",".join(row) for row in zip(*table.values(), strict=True))]
    if any(line.count(",") != len(table) - 1 or '"' in line or "\n" in line for line in lines):
        raise ValueError("A cell of a sample holds a comma, a quote or a line break.")
    return "\n".join(lines) + "\n"


def decimals(values: Iterable[float], digits: int) -> list[str]:
    """Numbers with a fixed count of digits after the point.

    Few enough digits make the text independent of the last bit of a machine's exponential or logarithm.
    """
    return [f"{float(value):.{digits}f}" for value in values]


def whole(values: Iterable[float]) -> list[str]:
    """Counts and 0/1 columns, without a decimal point."""
    return [str(int(value)) for value in values]


def numbered(count: int, *, digits: int) -> list[str]:
    """Identifiers 1 to ``count`` with leading zeros: they are names, not numbers."""
    return [f"{number:0{digits}d}" for number in range(1, count + 1)]
