"""Where studies and uploads are kept: a directory outside the source tree."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def data_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """``WORKBENCH_DATA_DIR``, else the user's data directory; made if it is not there."""
    named = environment.get("WORKBENCH_DATA_DIR")
    if named:
        folder = Path(named).expanduser()
    else:
        base = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
        folder = Path(base) / "decision-workbench"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
