"""register list, show, verify and backup, on a small register with a sealed and an open study."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.contract import Agreement, Contract
from workbench.register import Studies, Study, open_register
from workbench.register.database import FILE_NAME

UPLOAD = "ab" * 32


@pytest.fixture
def studies(folder: Path, monkeypatch) -> Studies:
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(folder / "data"))
    monkeypatch.delenv("WORKBENCH_DATABASE_URL", raising=False)
    studies = Studies(open_register())
    contract = Contract.from_text(
        "{title: Fraud, decision: block, owner: {name: Ada}, payoff: {FN: -9}, signatures: {required: [product, risk]}}"
    )
    changed = Contract.from_dict(
        {**contract.to_dict(), "payoff": {"FN": -8}, "signatures": {"required": ["product", "risk", "legal"]}}
    )
    agreement = Agreement(contract=contract).sealed(by="Ada", at="2026-11-01T10:00:00Z", predictions_sha256=UPLOAD)
    agreement = agreement.signed(name="Ada", role="product", at="2026-11-02T10:00:00Z")
    agreement = agreement.shown(UPLOAD, at="2026-11-03T10:00:00Z")
    agreement = agreement.amended(
        changed, by="Bob", reason="Refunds fell", at="2026-11-04T10:00:00Z", predictions_sha256=UPLOAD
    )
    agreement = agreement.signed(name="Cyd", role="risk", at="2026-11-05T10:00:00Z")
    content = {name: tuple(value) if isinstance(value, list) else value for name, value in agreement.to_dict().items()}
    sealed = Study(
        id="fraud-1",
        title="Fraud",
        upload_sha256=UPLOAD,
        contract=changed.to_dict(),
        decision={"status": "draft", "policy": {"kind": "single", "threshold": 0.5}, "owner": "Ada"},
        **content,
    )
    studies.save(sealed, op_id="1", at="2026-11-06T10:00:00Z", actor="Cyd", kind="decision saved")
    studies.save(Study(id="open-1", title="Open\nstudy"), op_id="2", at="2026-11-07T10:00:00Z")
    return studies


def test_list_shows_each_study_and_how_far_it_has_come(run, studies) -> None:
    ran = run("register", "list")
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert len(lines) == 3
    assert [line.split()[0] for line in lines] == ["id", "open-1", "fraud-1"]
    for part in ("Fraud", "sealed", "draft", "2026-11-06T10:00:00Z", "Cyd", "decision saved"):
        assert part in lines[2], part
    found = json.loads(run("register", "list", "--json").out)
    assert [each["id"] for each in found] == ["open-1", "fraud-1"]
    assert found[1]["signatures"] == 1, "of two, one is under an earlier text of the contract"
    assert found[0] == {
        "id": "open-1",
        "title": "Open\nstudy",
        "contract": "none",
        "signatures": 0,
        "decision": "none",
        "workshops": 0,
        "changed_at": "2026-11-07T10:00:00Z",
        "changed_by": "",
        "change": "study changed",
    }
    assert [each["id"] for each in json.loads(run("register", "list", "--most", 1, "--json").out)] == ["open-1"]


def test_an_empty_register_lists_nothing(run, folder, monkeypatch) -> None:
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(folder / "empty"))
    ran = run("register", "list")
    assert (ran.status, ran.out) == (0, "")
    assert "no study yet" in ran.err
    assert json.loads(run("register", "list", "--json").out) == []


def test_show_tells_the_seal_the_amendments_the_signatures_and_the_decision(run, studies) -> None:
    ran = run("register", "show", "fraud-1")
    assert (ran.status, ran.err) == (0, "")
    text = ran.out
    for part in (
        "Fraud (fraud-1), version 1",
        "Sealed 2026-11-01T10:00:00Z by Ada, before the frontier was seen",
        "Amended 2026-11-04T10:00:00Z by Bob, after the frontier was seen (2026-11-03T10:00:00Z): Refunds fell",
        "payoff.FN.each: -9.0 -> -8.0",
        "signatures.required: product, risk -> product, risk, legal",
        "Signed 2026-11-02T10:00:00Z by Ada, product (an earlier text)",
        "Signed 2026-11-05T10:00:00Z by Cyd, risk\n",
        "Still to sign: product, legal",
        "Decision: draft, kind single, threshold 0.5, owned by Ada",
    ):
        assert part in text, part
    assert Contract.from_dict(dict(studies.load("fraud-1").contract)).sha256 in text
    assert "Entries" not in text


def test_show_with_entries_names_each_with_its_hash(run, studies) -> None:
    studies.save(replace(studies.load("fraud-1"), title="Frauds"), op_id="3", at="2026-11-08T10:00:00Z", actor="Ada")
    entries = studies.entries("fraud-1")
    lines = run("register", "show", "fraud-1", "--entries").out.split("Entries:\n")[1].splitlines()
    assert [line.split()[0] for line in lines] == ["seq", "1", "3"]
    assert [line.split()[-1] for line in lines[1:]] == [entry.sha256 for entry in entries]
    found = json.loads(run("register", "show", "fraud-1", "--entries", "--json").out)
    assert [each["seq"] for each in found["entries"]] == [1, 3]
    assert (found["seal"]["by"], found["missing_roles"], found["version"]) == ("Ada", ["product", "legal"], 2)


@pytest.mark.parametrize("study", ["nothing", "../etc", ""])
def test_a_study_that_is_not_there_is_status_2(run, studies, study) -> None:
    ran = run("register", "show", study)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("Error: ")


def test_verify_says_that_the_record_is_whole_and_where_a_head_is(run, studies) -> None:
    first, second = [entry.sha256 for entry in studies.register.entries()]
    ran = run("register", "verify")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"The register is whole: 2 entries.\nHead: {second}\n"
    ran = run("register", "verify", "--head", first)
    assert ran.out == f"The register is whole: 2 entries.\nThe head you named is entry 1 of it.\nHead: {second}\n"
    ran = run("register", "verify", "--head", first.upper(), "--json")
    assert ran.status == 0
    assert json.loads(ran.out) == {
        "entries_count": 2,
        "head": second,
        "faults": [],
        "asked_seq": 1,
        "is_whole": True,
        "asked": first,
    }


def test_verify_with_a_head_of_elsewhere_is_status_3(run, studies) -> None:
    ran = run("register", "verify", "--head", "f" * 64)
    assert (ran.status, ran.out) == (3, "")
    assert "f" * 64 in ran.err
    assert run("register", "verify", "--head", "f" * 63).status == 2


def test_verify_names_the_entry_that_was_changed(run, studies, folder) -> None:
    database = sqlite3.connect(folder / "data" / FILE_NAME)
    database.execute("DROP TRIGGER entry_no_update")
    database.execute("UPDATE entry SET actor = 'Eve' WHERE seq = 1")
    database.commit()
    database.close()
    ran = run("register", "verify")
    assert (ran.status, ran.out) == (3, "")
    assert "Entry 1 (decision saved, study:fraud-1) was changed after it was recorded." in ran.err
    found = json.loads(run("register", "verify", "--json").out)
    assert (found["is_whole"], len(found["faults"])) == (False, 1)


def test_backup_writes_a_register_that_verifies_to_the_same_head(run, studies, folder, monkeypatch) -> None:
    head = studies.register.head()
    (folder / "copy").mkdir()
    ran = run("register", "backup", "--out", folder / "copy" / FILE_NAME, "--json")
    assert ran.status == 0
    assert json.loads(ran.out)["head"] == head
    assert run("register", "backup", "--out", folder / "copy" / FILE_NAME).status == 2
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(folder / "copy"))
    ran = run("register", "verify", "--head", head)
    assert (ran.status, "entry 2 of it" in ran.out) == (0, True)
