"""What page tests share: a data directory of their own, the studies in it, and the app opened on a page without a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from workbench.register import Studies, open_register

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def own_data(tmp_path, monkeypatch) -> Path:
    """A data directory for this test alone, with the app's folder as the current one."""
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(ROOT)
    return tmp_path


@pytest.fixture
def studies(own_data) -> Studies:
    """The studies of the test's own register."""
    return Studies(open_register())


@pytest.fixture
def open_page(own_data) -> Callable[..., AppTest]:
    """``open_page("tradeoff", STUDY)``: the page of a study, with ``state`` in its session and ``params`` in its address."""

    def run(page: str, study: str, *, state: Mapping[str, Any] | None = None, **params: str) -> AppTest:
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=200)
        for name, value in {"study": study, **params}.items():
            test.query_params[name] = value
        for name, value in (state or {}).items():
            test.session_state[name] = value
        test.run()
        return test if page == "predictions" else test.switch_page(f"pages/{page}.py").run()

    return run
