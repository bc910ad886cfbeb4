"""Streamlit's server, with the app's slow imports under way while the first browser is still loading the page."""

from __future__ import annotations

import gc
import importlib
import threading
import time

from streamlit.web.cli import main

SLOW = ("pandas", "pyarrow", "altair", "workbench.explore", "workbench.register", "workbench.exporters")
COLLECT_SECONDS = 20


def warm_up() -> None:
    """Import what the first page needs, and set all of it aside from garbage collection."""
    try:
        for name in SLOW:
            importlib.import_module(name)
    except Exception:
        return  # whatever fails here fails again, and is said, where it is used
    finally:
        gc.collect()
        gc.freeze()


def keep_clean() -> None:
    """Collect garbage every so often, so that what a closed page held of a large study is free soon.

    Streamlit would do it after each run of a page and each drawing of a part of one (``runner.postScriptGC``), and look at all
    that was ever imported for it, a tenth of a second each time: fifty phones that draw themselves every other second took
    five seconds for that alone.
    """
    warm_up()
    while True:
        time.sleep(COLLECT_SECONDS)
        gc.collect()


if __name__ == "__main__":
    threading.Thread(target=keep_clean, daemon=True).start()
    main(prog_name="streamlit")
