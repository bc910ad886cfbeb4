"""People sign and at once do something else: a signature is whole or absent, and receipted if and only if it is stored.

Whoever stays on the page is told where it is absent.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from benchmarks.session_server import running_app
from tests.browser.page_client import PageClient
from workbench.contract import SIGNING_MEANS, Contract
from workbench.register import Studies, Study, Uploads, open_register
from workbench.ui.signing import SIGNED, seal
from workbench.ui.studies import with_contract

AT = "2026-11-23T09:00:00Z"
STUDIES_COUNT = 4
# After so long a run that nothing is heard of was lost: many times what one takes.
LOST_SECONDS = 60
# Small, so that a run of the page is short and many fit into a test.
PREDICTIONS = b"label,score\n1,0.9\n0,0.7\n1,0.4\n0,0.1\n"
CONTRACT = """
{title: Signed, decision: Block, owner: {name: Ann}, predictions: {label: label, positive: 1, scores: [score]},
 signatures: {required: [product, risk]}}
"""
RECEIPT = re.compile(r"Signed as product\. It is entry (\d+), ([0-9a-f]{8})…")
CUT_OFF = "Your press was cut off"


@dataclass(frozen=True)
class Attempt:
    """Who signed which study, what came between, which receipts the app showed, and whether it said that there is none."""

    study: str
    name: str
    interruption: str
    receipts: tuple[tuple[str, str], ...]
    is_told: bool


def move(tab, draw) -> list:
    """Another control is moved, again and again: each move stops the run before it."""
    for _ in range(3):
        tab.send()
        time.sleep(draw.uniform(0, 0.05))
    tab.wait()
    return [tab]


def leave(tab, draw) -> list:
    """Another page is opened."""
    tab.send(page="tradeoff")
    tab.wait()
    return [tab]


def close(tab, draw) -> list:
    tab.close()
    return [tab]


def vanish(tab, draw) -> list:
    """The machine is gone: the socket ends without a word."""
    tab.close(at_once=True)
    return [tab]


def reload(tab, draw) -> list:
    tab.close()
    again = tab.again()
    again.send()
    again.wait()
    return [tab, again]


def reconnect(tab, draw) -> list:
    """The network was gone for a moment, and the browser takes its session up again.

    For that moment Streamlit may send to the connection that is gone. Where the end of the page was lost so, it looks as if
    it never got done, and whoever sits before it does something.
    """
    tab.close(at_once=True)
    again = tab.again(session=tab.session)
    again.send()
    if not again.is_done(within_seconds=LOST_SECONDS):
        again.send()
        again.wait()
    return [tab, again]


INTERRUPTIONS = (move, leave, close, vanish, reload, reconnect)
# After these the session is still on the page.
STAYS = (move.__name__, reconnect.__name__)


def sign_and_interrupt(address: str, study: str, number: int) -> Attempt:
    draw = random.Random(f"{study} {number}")
    interruption = INTERRUPTIONS[number % len(INTERRUPTIONS)]
    name = f"Person {study[-1]}{number:03d}"
    tab = PageClient(address, page="contract", study=study)
    began = time.monotonic()
    tab.send()
    tab.wait()
    # As long as a run of the page takes here and now: an interruption may come before, in and after the commit.
    seconds_max = time.monotonic() - began
    tab.send(press="Sign", **{"Your name": name, "Your role": "product"})
    time.sleep(draw.uniform(0, seconds_max))
    tabs = interruption(tab, draw)
    for each in tabs:
        each.close()
    said = _plain("\n".join(text for each in tabs for text in each.said))
    return Attempt(study, name, interruption.__name__, tuple(RECEIPT.findall(said)), CUT_OFF in said)


@pytest.fixture
def sealed_studies(tmp_path) -> Studies:
    """Studies whose contracts are sealed and wait for signatures, in the app's data directory."""
    data = tmp_path / "data"
    studies = Studies(open_register(data, {}))
    sha256 = Uploads(data).keep(PREDICTIONS)
    contract = Contract.from_text(CONTRACT)
    for number in range(STUDIES_COUNT):
        blank = Study(
            id=f"signed-{number}", title=f"Signed {number}", created_at=AT, upload_sha256=sha256, file_name="p.csv"
        )
        study = studies.save(with_contract(blank, contract), op_id=f"make-{number}", at=AT)
        seal(studies, study, by="Ann", shown_sha256=contract.sha256, op_id=f"seal-{number}", at=AT)
    return studies


def test_a_signature_that_is_interrupted_is_whole_or_absent_and_receipted_if_and_only_if_stored(
    sealed_studies, tmp_path, soak
):
    """24 signatures; 200 with WORKBENCH_SOAK=1."""
    each = 50 if soak > 1 else 6
    studies, register = sealed_studies, sealed_studies.register
    names = [f"signed-{number}" for number in range(STUDIES_COUNT)]
    with running_app(tmp_path / "data", log=tmp_path / "log") as address:
        with ThreadPoolExecutor(STUDIES_COUNT) as pool:
            done = pool.map(lambda study: [sign_and_interrupt(address, study, n) for n in range(each)], names)
            attempts = [attempt for found in done for attempt in found]
        settled = -1
        while settled != (settled := len(register.entries())):
            time.sleep(1)
    # Whatever was still under way ended with the app.
    with running_app(tmp_path / "data", log=tmp_path / "log again") as address:
        drawn = {study: _drawn(address, study) for study in names}

    by_person = {entry.actor: entry for entry in register.entries() if entry.kind == SIGNED}
    kept = {attempt.name for attempt in attempts if attempt.name in by_person}
    assert register.verify().faults == ()
    for study in names:
        stored = studies.load(study)
        contract_sha256 = Contract.from_dict(dict(stored.contract)).sha256
        entries = [entry for entry in studies.entries(study) if entry.kind == SIGNED]
        assert list(stored.signatures) == [entry.content["append"]["signatures"] for entry in entries]
        for entry, signature in zip(entries, stored.signatures, strict=True):
            assert set(signature) == {"name", "role", "meaning", "at", "sha256"}
            assert (signature["name"], signature["role"]) == (entry.actor, "product")
            assert (signature["meaning"], signature["sha256"]) == (SIGNING_MEANS, contract_sha256)
        assert max(Counter(entry.actor for entry in entries).values()) == 1, "somebody signed twice"
    for attempt in attempts:
        entry = by_person.get(attempt.name)
        assert all((seq, sha) == (str(entry.seq), entry.sha256[:8]) for seq, sha in attempt.receipts), attempt
        assert (attempt.name in drawn[attempt.study]) == (entry is not None), attempt
        if attempt.interruption == move.__name__:
            assert entry is None or not attempt.is_told, attempt
        if attempt.interruption in STAYS:
            assert attempt.receipts or attempt.is_told or entry is not None, attempt
        if entry is not None:
            assert f"entry {entry.seq}, {entry.sha256[:8]}…" in drawn[attempt.study], attempt
    assert {attempt.name for attempt in attempts} >= set(by_person), "somebody signed whom nobody asked"

    heard = sum(bool(attempt.receipts) for attempt in attempts)
    print(f"{len(attempts)} signatures interrupted: {len(kept)} stored, {heard} receipts seen before the interruption")
    assert len(kept) > len(attempts) / 2, "too few were stored for this to say anything"
    assert 0 < heard < len(kept), "no interruption came before a receipt was shown, or all did"


def _plain(said: str) -> str:
    """As people read it, without Markdown's escapes."""
    return said.replace("\\", "")


def _drawn(address: str, study: str) -> str:
    tab = PageClient(address, page="contract", study=study)
    tab.send()
    tab.wait()
    tab.close()
    return tab.drawn
