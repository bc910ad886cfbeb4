"""Signing a decision: what is signed, when it counts, and what a changed text does to signatures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.contract import Agreement, Contract
from workbench.decision import Decision, decide, missing_roles, signature_for, signed_text_sha256, with_signatures
from workbench.decision.signing import text_changes
from workbench.errors import InputError
from workbench.exporters import memo
from workbench.policy import choose
from workbench.sweep import Sweep

ROWS = "a" * 64


def _contract(roles=("product", "risk"), limit: float = 1.0) -> Contract:
    metrics = [
        {"name": "recall", "role": "primary", "worst": 0.0, "target": 1.0},
        {"name": "fpr", "role": "guardrail", "limit": limit},
    ]
    return Contract.from_dict(
        {"title": "T", "decision": "D", "metrics": metrics, "signatures": {"required": list(roles)}}
    )


@pytest.fixture
def sweep(make_predictions):
    return Sweep(make_predictions([1, 0, 1, 0], {"s": [0.9, 0.8, 0.7, 0.1]}))


def _decision(sweep, contract=None, agreement=None) -> Decision:
    choice = choose(sweep, contract) if contract else choose(sweep, rule="max:recall")
    return decide(
        choice.point, rationale="Because.", owner="Ann", contract=contract, choice=choice, agreement=agreement,
        decided_at="2026-11-20T10:00:00Z",
    )  # fmt: skip


def test_a_decision_is_signed_once_every_required_role_has_signed(sweep):
    decision = _decision(sweep, _contract())
    one = signature_for(decision, [], name="Ann", role="product", at="2026-11-21T08:00:00Z")
    half = with_signatures(decision, [one], register_head="c" * 64)
    assert (half["status"], missing_roles(decision, [one])) == ("draft", ("risk",))
    two = signature_for(decision, [one], name="Ben", role="Risk", at="2026-11-21T09:00:00Z")
    whole = with_signatures(decision, [one, two], register_head="c" * 64)
    assert (whole["status"], whole["register_head"]) == ("signed", "c" * 64)
    assert [each["name"] for each in whole["signatures"]] == ["Ann", "Ben"]


def test_signatures_status_and_head_are_no_part_of_what_is_signed_and_the_rest_is(sweep):
    decision = _decision(sweep, _contract())
    one = signature_for(decision, [], name="Ann", role="product", at="t")
    assert signed_text_sha256(with_signatures(decision, [one], register_head="d" * 64)) == one.sha256
    changed = replace(decision, content={**decision.content, "owner": "Ben"})
    assert signed_text_sha256(changed) != one.sha256
    assert with_signatures(changed, [one], register_head=None)["signatures"] == []


def test_without_a_contract_the_owner_signs(sweep):
    decision = _decision(sweep)
    assert missing_roles(decision, []) == ("owner",)
    one = signature_for(decision, [], name="Ann", role="owner", at="t")
    assert with_signatures(decision, [one], register_head=None)["status"] == "signed"


def test_a_person_signs_a_text_in_one_role_once(sweep):
    decision = _decision(sweep, _contract())
    one = signature_for(decision, [], name="Ann", role="product", at="t1")
    with pytest.raises(InputError, match="Ann signed this decision as product on t1 already"):
        signature_for(decision, [one], name="ann ", role="Product", at="t2")
    for name, role in (("", "product"), ("Ann", " ")):
        with pytest.raises(InputError, match="Write it down"):
            signature_for(decision, [one], name=name, role=role, at="t2")


def test_nobody_signs_unseen_or_twice_in_another_spelling(sweep):
    decision = _decision(sweep, _contract())
    one = signature_for(decision, [], name="Jose\u0301", role="product", at="t1")
    assert one.name == "Jos\u00e9"
    with pytest.raises(InputError, match="already"):
        signature_for(decision, [one], name="Jos\u00e9", role="pro\u200bduct", at="t2")
    for name, role in (("\u200b", "product"), ("Ann", "\u200b")):
        with pytest.raises(InputError, match="Write it down"):
            signature_for(decision, [], name=name, role=role, at="t2")


def test_what_changed_in_a_decision_is_what_people_wrote_and_chose(sweep):
    one = _decision(sweep, _contract())
    parts = {**one["rationale_parts"], "why": "Other."}
    other = replace(one, content={**one.content, "owner": "Ben", "rationale_parts": parts})
    assert text_changes(one, one) == ()
    assert text_changes(one, other) == (
        {"field": "owner", "was": "Ann", "is": "Ben"},
        {"field": "rationale.why", "was": "Because.", "is": "Other."},
    )


def test_the_memo_says_who_agreed_what_was_amended_and_where_the_chain_stood(sweep):
    agreement = (
        Agreement(contract=_contract(limit=0.4))
        .sealed(by="Ann", at="2026-11-14T09:00:00Z", predictions_sha256=ROWS)
        .signed(name="Ben", role="risk", at="2026-11-14T10:00:00Z")
        .shown(ROWS, at="2026-11-15T08:00:00Z")
        .amended(_contract(), by="Cem", reason="too tight", at="2026-11-16T09:00:00Z", predictions_sha256=ROWS)
        .signed(name="Dee", role="product", at="2026-11-17T10:00:00Z")
    )
    decision = _decision(sweep, agreement.contract, agreement)
    text = memo(with_signatures(decision, [], register_head="e" * 64)).to_bytes(".md").decode()
    for said in (
        "Sealed by Ann on 14 Nov 2026, 09:00 UTC, before anybody saw the frontier of these predictions.",
        "Signed by Ben, risk, on 14 Nov 2026, 10:00 UTC (an earlier text of the contract).",
        "Signed by Dee, product, on 17 Nov 2026, 10:00 UTC.",
        "Not signed by: risk.",
        "metrics.fpr.limit was 0.4 and is 1. Amended on 16 Nov by Cem, after the frontier was seen: too tight",
        "e" * 64,
    ):
        assert said in text.replace("\\", ""), said


def test_the_memo_says_that_somebody_looked_before_the_seal(sweep):
    agreement = (
        Agreement(contract=_contract())
        .skipped(by="Ben", at="2026-11-14T08:00:00Z")
        .shown(ROWS, at="2026-11-14T08:00:01Z")
    )
    early = _decision(sweep, _contract(), agreement)
    text = memo(early).to_bytes(".md").decode()
    assert "The contract was not sealed." in text
    assert "opened before the contract was sealed by Ben, on 14 Nov 2026, 08:00 UTC" in text
    sealed = agreement.sealed(by="Ann", at="2026-11-15T09:00:00Z", predictions_sha256=ROWS)
    text = memo(_decision(sweep, _contract(), sealed)).to_bytes(".md").decode().replace("\\", "")
    assert "after the frontier was seen (14 Nov 2026, 08:00 UTC)" in text
