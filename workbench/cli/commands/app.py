"""``app``: the workbench in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(
    predictions: Annotated[
        Path | None, typer.Argument(metavar="[PREDICTIONS]", help="File of predictions to open.", show_default=False)
    ] = None,
    contract: Annotated[
        Path | None, typer.Option("--contract", metavar="FILE", help="Contract to open.", show_default=False)
    ] = None,
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="Port on this computer.")
    ] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> int:
    """Open the app on this computer, and stop it with Ctrl-C.

    It listens on 127.0.0.1 only: nobody else on the network can reach it.

    \b
    Example:
      workbench app predictions.csv --contract contract.yaml --port 8501
    """
    from workbench.cli.serve import serve

    return serve(predictions=predictions, contract=contract, port=port, is_headless=headless)
