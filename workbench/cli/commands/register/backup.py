"""``register backup``: a consistent copy while the app runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import AsJson


def run(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The copy; a file that exists is refused.")],
    as_json: AsJson = False,
) -> int:
    """Copy the register, as it is at one moment, into a new file, and verify the copy.

    The app may go on running. The files that were loaded are beside the register, in `uploads`; copy that folder too.
    A register in PostgreSQL is refused: use pg_dump. Exit status 3 where the copy is not whole, as the register then is not.

    \\b
    Example:
      workbench register backup --out register-2026-11-23.sqlite3
    """
    from workbench.cli.messages import say
    from workbench.cli.output import json_text, write_stdout
    from workbench.register import open_register

    found = open_register().back_up(out)
    say(f"Wrote {out}.")
    for fault in found.faults:
        say(fault)
    if as_json:
        write_stdout(json_text({"file": str(out), "head": found.head, **_without_asked(asdict(found))}))
    return 0 if found.is_whole else 3


def _without_asked(content: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in content.items() if key != "asked_seq"}
