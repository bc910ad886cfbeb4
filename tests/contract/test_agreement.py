"""Sealing, signing and amending: what is recorded, what is refused, and which signatures stand."""

from __future__ import annotations

import json

import pytest

from workbench.contract import SIGNING_MEANS, Agreement, Contract, agreement_from
from workbench.contract.agreement import contract_changes
from workbench.errors import InputError

ROWS = "a" * 64
OTHER_ROWS = "b" * 64


def _contract(**more) -> Contract:
    metrics = [
        {"name": "recall", "role": "primary", "worst": 0.5, "target": 0.9},
        {"name": "fpr", "role": "guardrail", "limit": 0.1},
    ]
    return Contract.from_dict({"title": "T", "decision": "D", "metrics": metrics, **more})


def _sealed(contract: Contract | None = None) -> Agreement:
    return Agreement(contract=contract or _contract()).sealed(
        by="Ann", at="2026-11-14T09:00:00Z", predictions_sha256=ROWS
    )


def test_a_seal_holds_the_hash_the_time_who_and_that_nobody_had_looked():
    seal = _sealed().seal
    assert (seal.sha256, seal.at, seal.by, seal.predictions_sha256, seal.frontier_seen_at) == (
        _contract().sha256, "2026-11-14T09:00:00Z", "Ann", ROWS, "",
    )  # fmt: skip


def test_a_seal_says_when_these_predictions_were_looked_at_and_not_when_others_were():
    looked = Agreement(contract=_contract()).shown(ROWS, at="then").shown(ROWS, at="later")
    assert looked.sealed(by="Ann", at="now", predictions_sha256=ROWS).seal.frontier_seen_at == "then"
    assert looked.sealed(by="Ann", at="now", predictions_sha256=OTHER_ROWS).seal.frontier_seen_at == ""


def test_nobody_looks_before_the_seal_unless_somebody_chose_to():
    blind = Agreement(contract=_contract())
    assert blind.hides_frontier
    assert not _sealed().hides_frontier
    skipped = blind.skipped(by=" Ben ", at="now")
    assert not skipped.hides_frontier
    assert (skipped.blind_skipped.by, skipped.blind_skipped.at) == ("Ben", "now")
    assert skipped.skipped(by="Cem", at="later") == skipped
    assert _sealed().skipped(by="Ben", at="later").blind_skipped is None


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (lambda: Agreement().sealed(by="Ann", at="", predictions_sha256=ROWS), "no contract to seal"),
        (lambda: _sealed().sealed(by="Ann", at="", predictions_sha256=ROWS), "was sealed on 2026-11-14T09:00:00Z by Ann"),
        (lambda: Agreement(contract=_contract()).sealed(by=" ", at="", predictions_sha256=ROWS), "Who seals"),
        (lambda: Agreement(contract=_contract()).signed(name="Ann", role="product", at=""), "Only a sealed contract"),
        (lambda: _sealed().signed(name="", role="product", at=""), "Who signs"),
        (lambda: _sealed().signed(name="Ann", role=" ", at=""), "In which role"),
        (lambda: _sealed().amended(_contract(), by="Ann", reason="r", at="", predictions_sha256=ROWS), "Nothing in this"),
        (lambda: _sealed().amended(_contract(why="w"), by="Ann", reason=" ", at="", predictions_sha256=ROWS), "Write why"),
        (lambda: _sealed().amended(_contract(why="w"), by="", reason="r", at="", predictions_sha256=ROWS), "Who amends"),
        (lambda: Agreement(contract=_contract()).amended(_contract(why="w"), by="A", reason="r", at="", predictions_sha256=ROWS), "not sealed"),
    ],
)  # fmt: skip
def test_what_is_left_out_or_comes_too_early_is_refused(step, said):
    with pytest.raises(InputError, match=said):
        step()


def test_required_roles_are_missing_until_somebody_signs_in_them():
    one = _sealed().signed(name="Ann  Lee", role="Product", at="t1")
    assert one.missing_roles == ("engineering", "data science")
    assert one.signatures[0].name == "Ann Lee"
    assert one.signatures[0].meaning == SIGNING_MEANS
    every = one.signed(name="Ben", role="engineering", at="t2").signed(name="Cem", role="data science", at="t3")
    assert every.missing_roles == ()
    assert every.signed(name="Dee", role="legal", at="t4").standing_signatures[-1].role == "legal"


def test_the_same_person_signs_in_one_role_once():
    with pytest.raises(InputError, match="Ann signed this contract as product on t1 already"):
        _sealed().signed(name="Ann", role="product", at="t1").signed(name=" ann", role="PRODUCT", at="t2")
    _sealed().signed(name="Ann", role="product", at="t1").signed(name="Ann", role="engineering", at="t2")


def test_an_amendment_lists_what_changed_and_asks_for_new_signatures():
    signed = _sealed().signed(name="Ann", role="product", at="t1").shown(ROWS, at="seen")
    metrics = [
        {"name": "fpr", "role": "guardrail", "limit": 0.2},
        {"name": "recall", "role": "primary", "worst": 0.5, "target": 0.9},
    ]
    changed = _contract(metrics=metrics)
    amended = signed.amended(changed, by="Ben", reason=" too tight ", at="t2", predictions_sha256=ROWS)
    amendment = amended.amendments[0]
    assert [dict(each) for each in amendment.changes] == [
        {"field": "metrics.fpr.limit", "was": 0.1, "is": 0.2},
        {"field": "order of metrics", "was": ["recall", "fpr"], "is": ["fpr", "recall"]},
    ]
    assert (amendment.reason, amendment.by, amendment.frontier_seen_at) == ("too tight", "Ben", "seen")
    assert (amendment.before_sha256, amendment.after_sha256) == (signed.contract.sha256, changed.sha256)
    assert amended.missing_roles == ("product", "engineering", "data science")
    assert (len(amended.signatures), amended.standing_signatures) == (1, ())
    assert amended.seal == signed.seal
    again = amended.signed(name="Ann", role="product", at="t3")
    assert again.missing_roles == ("engineering", "data science")


def test_another_order_of_metrics_is_another_text_so_an_amendment_names_it():
    metrics = _contract().to_dict()["metrics"]
    one, other = _contract(), _contract(metrics=list(reversed(metrics)))
    assert one.sha256 != other.sha256
    amended = _sealed(one).amended(other, by="Ben", reason="r", at="t", predictions_sha256=ROWS)
    assert amended.amendments[0].changes == (
        {"field": "order of metrics", "was": ["recall", "fpr"], "is": ["fpr", "recall"]},
    )


@pytest.mark.parametrize(
    ("names", "is_told"),
    [
        (["fnr", "recall", "fpr"], False),
        (["recall"], False),
        (["recall", "fpr", "fnr"], False),
        (["fpr", "fnr", "recall"], True),
    ],
)
def test_a_metric_that_comes_or_goes_puts_the_others_in_no_other_order(names, is_told):
    told = contract_changes(_contract(), _contract(metrics=[{"name": name} for name in names]))
    assert ("order of metrics" in [each["field"] for each in told]) is is_told


def test_what_is_added_and_taken_away_is_listed_with_nothing_on_the_other_side():
    changes = contract_changes(_contract(why="w"), _contract(currency="EUR"))
    assert {(each["field"], each["was"], each["is"]) for each in changes} == {("why", "w", ""), ("currency", "", "EUR")}


def test_an_agreement_reads_back_equal_from_json():
    metrics = _contract().to_dict()["metrics"][:1]
    whole = (
        Agreement(contract=_contract())
        .skipped(by="Ben", at="t0")
        .shown(ROWS, at="t1")
        .sealed(by="Ann", at="t2", predictions_sha256=ROWS)
        .signed(name="Ann", role="product", at="t3")
        .amended(_contract(metrics=metrics), by="Ben", reason="r", at="t4", predictions_sha256=ROWS)
    )
    content = json.loads(json.dumps(whole.to_dict()))
    assert agreement_from(whole.contract, content) == whole
    assert agreement_from(None, {}) == Agreement()
