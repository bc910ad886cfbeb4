"""A table as the bytes of a file: undefined is empty, floats read back equal, no text is taken for a formula."""

from __future__ import annotations

import io
import json
import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# A spreadsheet takes text that starts like this for a formula. A lone "-name" is a flipped score, and harmless.
_FORMULA = re.compile(r"^[=+@\t\r]|^-.*[(|!]", re.DOTALL)


def table_bytes(table: pd.DataFrame, ending: str) -> bytes:
    """The table in the format of ``ending``."""
    if ending == ".parquet":
        buffer = io.BytesIO()
        table.to_parquet(buffer, index=False)
        return buffer.getvalue()
    if ending == ".json":
        columns = {name: [_plain(value) for value in table[name].tolist()] for name in table.columns}
        rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        return (json.dumps(rows, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    text = table.rename(columns={name: as_plain_cell(name) for name in table.columns})
    for name in text.columns:
        if text[name].dtype.kind not in "iufb":
            text[name] = [as_plain_cell(value) for value in text[name]]
    return text.to_csv(index=False, sep="\t" if ending == ".tsv" else ",", lineterminator="\n").encode("utf-8")


def as_plain_cell(value: Any) -> Any:
    """Text that no spreadsheet takes for a formula: where one might, it starts with an apostrophe.

    >>> as_plain_cell("=1+1"), as_plain_cell("gold"), as_plain_cell("-score")
    ("'=1+1", 'gold', '-score')
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
