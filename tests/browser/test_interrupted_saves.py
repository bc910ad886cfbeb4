"""Somebody presses "Save the contract" and the browser sends something else right after: the contract is saved all the same."""

from __future__ import annotations

import random
import time

from benchmarks.session_server import running_app
from tests.browser.page_client import PageClient
from workbench.register import Studies, Study, Uploads, open_register

AT = "2026-11-23T09:00:00Z"
PREDICTIONS = b"label,score\n1,0.9\n0,0.7\n1,0.4\n0,0.1\n"
COLUMNS = {"label": "label", "positive": "1", "scores": ["score"]}
# So long after the press the browser tells that a field was left, or that something on the page was drawn.
AFTER_SECONDS = (0.005, 0.05)


def save_and_interrupt(address: str, study: str, draw: random.Random) -> PageClient:
    tab = PageClient(address, page="contract", study=study)
    tab.send()
    tab.wait()
    tab.send(press="Save the contract", Title=f"Title of {study}")
    time.sleep(draw.uniform(*AFTER_SECONDS))
    tab.send()
    tab.wait()
    tab.close()
    return tab


def test_a_press_of_save_is_answered_whatever_the_browser_sends_right_after(tmp_path, soak):
    """24 presses; 80 with WORKBENCH_SOAK=1."""
    data, draw = tmp_path / "data", random.Random(4)
    studies = Studies(open_register(data, {}))
    sha256 = Uploads(data).keep(PREDICTIONS)
    names = [f"saved-{number}" for number in range(80 if soak > 1 else 24)]
    for name in names:
        blank = Study(id=name, title=name, created_at=AT, upload_sha256=sha256, file_name="p.csv", columns=COLUMNS)
        studies.save(blank, op_id=f"make-{name}", at=AT)
    with running_app(data, log=tmp_path / "log") as address:
        said = {name: "\n".join(save_and_interrupt(address, name, draw).said) for name in names}
    kept = {name: studies.load(name) for name in names}
    saved = [name for name in names if kept[name].contract is not None]
    for name in saved:
        assert kept[name].contract["title"] == f"Title of {name}"
        assert [entry.kind for entry in studies.entries(name)].count("contract saved") == 1
    assert [name for name in names if "The contract is saved" in said[name]] == saved
    assert saved == names
