"""Where studies and uploads are kept: a directory outside the source tree."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from workbench.errors import InputError


def data_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """``WORKBENCH_DATA_DIR``, else the user's data directory; made if it is not there.

    Raises InputError where it cannot be made.
    """
    named = environment.get("WORKBENCH_DATA_DIR")
    if named:
        folder = Path(named).expanduser()
    else:
        base = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
        folder = Path(base) / "decision-workbench"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InputError(
            f"The data directory {str(folder)!r} cannot be made: {error.strerror or error}. Name another with WORKBENCH_DATA_DIR."
        ) from None
    return folder
