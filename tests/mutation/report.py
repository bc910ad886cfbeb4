"""The mutation report in docs/testing.md: ``python tests/mutation/report.py`` writes it from the last results."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "testing.md"
RESULTS = HERE.parents[1] / "build" / "mutation.json"
KEY = ("path", "place", "was", "becomes")
FIGURES, REASONS = "mutation figures", "mutation reasons"


def equivalents() -> list[dict[str, str]]:
    """The faults that no test can notice, each with ``why``."""
    return tomllib.loads((HERE / "equivalent.toml").read_text(encoding="utf-8"))["fault"]


def figures(rows: Sequence[Mapping[str, object]]) -> str:
    """The table of faults by package: made, noticed, equivalent, and the shares.

    >>> print(figures([{"path": "workbench/sweep/a.py", "place": "f", "was": "1", "becomes": "2", "killed_by": "t"}]))
    | package | faults | noticed | share | cannot be noticed | share of the rest |
    |---|---|---|---|---|---|
    | `workbench/sweep` | 1 | 1 | 100.0 % | 0 | 100.0 % |
    | **all** | 1 | 1 | 100.0 % | 0 | 100.0 % |
    """
    known = {tuple(each[name] for name in KEY) for each in equivalents()}
    packages: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        packages.setdefault(f"`{str(row['path']).rpartition('/')[0]}`", []).append(row)
    packages["**all**"] = list(rows)
    lines = [
        "| package | faults | noticed | share | cannot be noticed | share of the rest |",
        "|---|---|---|---|---|---|",
    ]
    for name, part in packages.items():
        killed = sum(row["killed_by"] is not None for row in part)
        same = sum(row["killed_by"] is None and tuple(row[key] for key in KEY) in known for row in part)
        rest = f"{killed / (len(part) - same):.1%}" if len(part) > same else "-"
        share = f"{killed / len(part):.1%}".replace("%", " %")
        lines.append(f"| {name} | {len(part):,} | {killed:,} | {share} | {same} | {rest.replace('%', ' %')} |")
    return "\n".join(lines)


def reasons() -> str:
    """The table of the faults that cannot be noticed."""
    lines = ["| where | fault | why nothing can notice it |", "|---|---|---|"]
    for each in equivalents():
        where = f"`{each['path'].removeprefix('workbench/')}`" + (f" `{each['place']}`" if each["place"] else "")
        lines.append(f"| {where} | {_code(each['was'])} becomes {_code(each['becomes'])} | {each['why']} |")
    return "\n".join(lines)


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def filled(page: str, name: str, table: str) -> str:
    """The page with what stands between the marks of this name replaced."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    return re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: f"{begin}\n{table}\n{end}", page, flags=re.DOTALL)


def main() -> None:
    page = filled(PAGE.read_text(encoding="utf-8"), REASONS, reasons())
    rows = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    PAGE.write_text(filled(page, FIGURES, figures(rows)) if rows else page, encoding="utf-8")
    if not rows:
        print(f"There are no results at {RESULTS}: the figures stay as they are.")
    known = {tuple(each[name] for name in KEY) for each in equivalents()}
    for row in rows:
        if row["killed_by"] is None and tuple(row[name] for name in KEY) not in known:
            print(f"{row['path']}:{row['line']} {row['place']}\n  - {row['was']}\n  + {row['becomes']}")


if __name__ == "__main__":
    main()
