"""``memo``: the decision as a document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import DecisionFile


def run(
    decision: DecisionFile,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The memo: .docx, .pdf, .html or .md.")],
) -> None:
    """Write the memo of a decision record.

    \b
    Example:
      workbench memo decision.json --out memo.docx
    """
    from workbench.api import memo
    from workbench.cli.messages import say
    from workbench.cli.output import check_ending, write_file
    from workbench.decision import read_decision
    from workbench.exporters import memo_formats

    endings = [f".{ending.lstrip('.')}" for ending in memo_formats()]
    check_ending(out, endings)
    document = memo(read_decision(decision))
    write_file(out, document.to_bytes(out.suffix.lower()))
    notice = document.notice(out.suffix.lower())
    if notice:
        say(notice)
