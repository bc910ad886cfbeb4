"""Streamlit's server, with the app's slow imports under way while the first browser is still loading the page."""

from __future__ import annotations

import importlib
import threading

from streamlit.web.cli import main

SLOW = ("pandas", "pyarrow", "altair", "workbench.explore", "workbench.register", "workbench.exporters")


def warm_up() -> None:
    """Import what the first page needs; whatever fails here fails again, and is said, where it is used."""
    for name in SLOW:
        try:
            importlib.import_module(name)
        except Exception:
            return


if __name__ == "__main__":
    threading.Thread(target=warm_up, daemon=True).start()
    main(prog_name="streamlit")
