"""memo: what is said where a PDF cannot have every character as it was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PRIVATE = "\U000f0000"  # no font draws what is for private use


@pytest.mark.parametrize(("why", "is_said"), [(f"Because {PRIVATE}", True), ("Łucja decided", False)])
def test_what_no_font_draws_is_said_for_the_pdf_alone(run, folder: Path, why: str, is_said: bool) -> None:
    limits = ("--rule", "max:recall", "--limit", "precision>=0.5", "--rationale", why, "--owner", "Ada")
    ran = run("decide", "predictions.csv", "--label", "fraud", "--score", "p", *limits, "--out", "decision.json")
    assert ran.status == 0, ran.err
    assert json.loads((folder / "decision.json").read_text())["rationale"] == why
    for suffix in (".pdf", ".html"):
        ran = run("memo", "decision.json", "--out", f"memo{suffix}")
        assert (ran.status, ran.out) == (0, "")
        assert ("in Latin letters in [square brackets]" in ran.err) is (is_said and suffix == ".pdf"), ran.err
