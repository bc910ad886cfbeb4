"""``contract new``: a commented starting contract."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where it goes (.yaml); stdout unless given.", show_default=False),
    ] = None,
) -> None:
    """Write a starting contract in which every part is explained.

    \b
    Example:
      workbench contract new --out contract.yaml
    """
    from workbench.cli.contract_template import TEMPLATE
    from workbench.cli.output import check_ending, write_file, write_stdout
    from workbench.errors import InputError

    if out is None:
        write_stdout(TEMPLATE)
        return
    check_ending(out, (".yaml", ".yml"))
    if out.exists():
        raise InputError(f"{str(out)!r} exists, and a contract is not written over. Name another file.")
    write_file(out, TEMPLATE.encode("utf-8"))
