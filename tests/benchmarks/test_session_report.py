"""The document's table of the session is that of the saved figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.report import DOCUMENT
from benchmarks.session_report import with_session

SAVED = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "session.json"


@pytest.mark.skipif(not SAVED.exists(), reason="nothing has been measured yet: make bench")
def test_the_session_in_the_document_is_the_one_that_was_saved():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert with_session(text, json.loads(SAVED.read_text(encoding="utf-8"))) == text


def test_a_document_without_the_markers_is_refused():
    with pytest.raises(ValueError, match="markers of the session once; found 0"):
        with_session(
            "no markers", {"rows": 1, "machine": {}, "load_average": [], "openings": {}, "actions": {}, "weights": {}}
        )
