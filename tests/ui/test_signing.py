"""Sealing, amending and signing: once, whole, of the text that was read, with a receipt that is in the register."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from workbench.contract import Contract
from workbench.errors import InputError, StudyConflict
from workbench.register import Studies, Study, open_register
from workbench.ui.signing import amend, receipt_of, receipt_text, receipts, seal, sign
from workbench.ui.studies import agreement_of, with_agreement, with_contract

EARLY = "2026-11-01T00:00:00Z"
AT, LATER = "2026-11-14T09:00:00Z", "2026-11-14T10:00:00Z"
CONTRACT = Contract.from_dict(
    {"title": "T", "decision": "D", "owner": {"name": "Ann"}, "signatures": {"required": ["product", "risk"]}}
)
OTHER = Contract.from_dict({**CONTRACT.to_dict(), "title": "Other"})


@pytest.fixture
def studies(tmp_path):
    return Studies(open_register(tmp_path, {}))


@pytest.fixture
def study(studies):
    blank = Study(id="one", title="One", created_at=AT, upload_sha256="f" * 64)
    return studies.save(with_contract(blank, CONTRACT), op_id="begin", at=AT)


def do_seal(studies, study, **given):
    return seal(studies, study, **{"by": "Ann", "shown_sha256": CONTRACT.sha256, "op_id": "s", "at": AT, **given})


def do_sign(studies, study, **given):
    values = {"name": "Ann", "role": "product", "shown_sha256": CONTRACT.sha256, "op_id": "g", "at": LATER}
    return sign(studies, study, **{**values, **given})


def test_what_is_sealed_is_stored_and_receipted(studies, study):
    entry = do_seal(studies, study)
    stored = agreement_of(studies.load("one"))
    assert (stored.seal.by, stored.seal.at, stored.seal.sha256) == ("Ann", AT, CONTRACT.sha256)
    assert stored.seal.frontier_seen_at == ""
    assert (entry.kind, entry.actor, entry.seq) == ("contract sealed", "Ann", 2)
    assert receipt_of(receipts(studies, study), stored.seal) == entry
    assert receipt_text(entry) == f"entry 2, {entry.sha256[:8]}…"
    assert not studies.register.verify().faults


def test_the_entry_is_the_one_that_was_written_not_one_that_is_asked_for_afterwards(studies, study, monkeypatch):
    asked, entry_of = [], studies.register.entry_of
    monkeypatch.setattr(studies.register, "entry_of", lambda op_id: asked.append(op_id) or entry_of(op_id))
    entry = do_seal(studies, study)
    assert asked == [entry.op_id]  # before it was written, whether it was done already
    assert studies.entries("one")[-1] == entry


def test_a_second_press_happens_once(studies, study):
    first, second = do_seal(studies, study), do_seal(studies, study, at=LATER)
    assert first == second
    one, again = do_sign(studies, study), do_sign(studies, study, at="2026-11-14T11:00:00Z")
    assert one == again
    assert len(agreement_of(studies.load("one")).signatures) == 1


def test_presses_at_the_same_time_happen_once(studies, study):
    do_seal(studies, study)
    with ThreadPoolExecutor(6) as pool:
        entries = list(pool.map(lambda number: do_sign(studies, study, at=f"2026-11-14T11:00:0{number}Z"), range(6)))
    assert len({entry.sha256 for entry in entries}) == 1
    assert len(agreement_of(studies.load("one")).signatures) == 1


def test_another_person_at_the_same_screen_signs_too(studies, study):
    """The same operation id, left over where a page was cut off, does not swallow the next person's signature."""
    do_seal(studies, study)
    do_sign(studies, study)
    do_sign(studies, study, name="Ben", role="risk")
    stored = agreement_of(studies.load("one"))
    assert [(each.name, each.role) for each in stored.signatures] == [("Ann", "product"), ("Ben", "risk")]
    assert stored.missing_roles == ()


def test_two_who_sign_at_once_are_both_kept(studies, study):
    do_seal(studies, study)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda who: do_sign(studies, study, name=who, role=who, op_id=who), ["Ann", "Ben"]))
    stored = agreement_of(studies.load("one"))
    found = receipts(studies, study)
    assert {each.name for each in stored.signatures} == {"Ann", "Ben"}
    assert all(receipt_of(found, each).actor == each.name for each in stored.signatures)


def test_a_text_that_changed_while_it_was_read_is_not_sealed(studies, study):
    studies.save(with_contract(study, OTHER), op_id="other", at=AT)
    with pytest.raises(InputError, match="changed while you read it"):
        do_seal(studies, study)
    assert agreement_of(studies.load("one")).seal is None


def test_a_text_that_was_amended_while_it_was_read_is_not_signed(studies, study):
    do_seal(studies, study)
    change(studies, study)
    with pytest.raises(InputError, match="changed while you read it"):
        do_sign(studies, study)
    assert agreement_of(studies.load("one")).signatures == ()


def change(studies, study, **given):
    values = {"by": "Ben", "reason": "Wrong title.", "shown_sha256": CONTRACT.sha256, "op_id": "a", "at": LATER}
    return amend(studies, study, OTHER, **{**values, **given})


def test_an_amendment_keeps_the_seal_and_lets_earlier_signatures_stand_aside(studies, study):
    do_seal(studies, study)
    do_sign(studies, study)
    entry = change(studies, study)
    stored = agreement_of(studies.load("one"))
    assert stored.contract.title == "Other"
    assert stored.seal.sha256 == CONTRACT.sha256
    assert stored.amendments[0].changes == ({"field": "title", "was": "T", "is": "Other"},)
    assert stored.missing_roles == ("product", "risk")
    assert receipt_of(receipts(studies, study), stored.amendments[0]) == entry
    assert entry.kind == "contract amended"
    do_sign(studies, study, shown_sha256=OTHER.sha256, op_id="g2")
    assert agreement_of(studies.load("one")).missing_roles == ("risk",)


def test_an_amendment_after_the_frontier_says_so(studies, study):
    do_seal(studies, study)
    now = studies.load("one")
    seen = with_agreement(now, agreement_of(now).shown("f" * 64, at=AT))
    studies.save(seen, op_id="seen", at=AT, kind="frontier shown")
    change(studies, study)
    assert agreement_of(studies.load("one")).amendments[0].frontier_seen_at == AT


@pytest.mark.parametrize("left_out", [{"reason": " "}, {"by": ""}])
def test_an_amendment_needs_a_reason_and_a_name(studies, study, left_out):
    do_seal(studies, study)
    with pytest.raises(InputError):
        change(studies, study, **left_out)
    assert agreement_of(studies.load("one")).amendments == ()


def test_nobody_signs_what_is_not_sealed(studies, study):
    with pytest.raises(InputError, match="Seal it first"):
        do_sign(studies, study)


def test_of_two_amendments_of_the_same_text_one_wins(studies, study):
    do_seal(studies, study)
    third = Contract.from_dict({**CONTRACT.to_dict(), "title": "Third"})

    def one(contract):
        try:
            given = {"by": "B", "reason": "r", "shown_sha256": CONTRACT.sha256, "op_id": contract.title, "at": LATER}
            return amend(studies, study, contract, **given)
        except (InputError, StudyConflict):
            return None

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(one, [OTHER, third]))
    assert sum(entry is not None for entry in done) == 1
    assert len(agreement_of(studies.load("one")).amendments) == 1


def test_a_frontier_shown_while_the_seal_is_written_is_not_passed_over(studies, study, monkeypatch):
    """Somebody looks between reading and COMMIT: the seal would say that nobody had, so it is refused."""
    commit, looked = studies.register.commit, []

    def look_first(op_id, version, change):
        if change.kind == "contract sealed" and not looked:
            looked.append(True)
            now = studies.load("one")
            seen = with_agreement(now, agreement_of(now).shown("f" * 64, at=AT))
            studies.save(seen, op_id="seen", at=AT, kind="frontier shown")
        return commit(op_id, version, change)

    monkeypatch.setattr(studies.register, "commit", look_first)
    with pytest.raises(StudyConflict):
        do_seal(studies, study)
    assert agreement_of(studies.load("one")).seal is None
    do_seal(studies, study)
    assert agreement_of(studies.load("one")).seal.frontier_seen_at == AT


def test_a_sample_that_nobody_wrote_yet_is_written_by_its_seal(studies):
    fresh = with_contract(Study(id="fresh", created_at=AT, upload_sha256="e" * 64), CONTRACT)
    entry = do_seal(studies, fresh)
    assert entry.version == 1
    assert agreement_of(studies.load("fresh")).is_sealed


def test_a_slider_moved_meanwhile_stops_nobody(studies, study):
    do_seal(studies, study)
    studies.save(replace(studies.load("one"), point={"score": "p", "threshold": 0.5}), op_id="moved", at=AT)
    do_sign(studies, study)
    assert studies.load("one").point is not None
    assert len(agreement_of(studies.load("one")).signatures) == 1


def test_a_seal_tells_that_another_study_showed_the_frontier_of_these_predictions_before(studies, study):
    for name, rows, at in (
        ("other", "f" * 64, LATER),
        ("first", "f" * 64, EARLY),
        ("strange", "e" * 64, "2020-01-01T00:00:00Z"),
    ):
        other = Study(id=name, created_at=at, upload_sha256=rows)
        studies.save(with_agreement(other, agreement_of(other).shown(rows, at=at)), op_id=name, at=at)
    do_seal(studies, study)
    assert agreement_of(studies.load("one")).seal.frontier_seen_at == EARLY
    changed = Contract.from_dict({**CONTRACT.to_dict(), "title": "Another"})
    given = {"by": "Ann", "reason": "R", "shown_sha256": CONTRACT.sha256, "op_id": "a", "at": LATER}
    amend(studies, studies.load("one"), changed, **given)
    assert agreement_of(studies.load("one")).amendments[0].frontier_seen_at == EARLY
