"""The columns of a contract, part by part, there and back."""

from __future__ import annotations

from dataclasses import asdict, fields

from workbench.contract import Contract
from workbench.policy.agreed_columns import agreed_columns
from workbench.predictions import Columns
from workbench.ui.contract_draft import to_contract_content

EVERY = Columns(
    label="fraud",
    positive="yes",
    scores=("p", "q"),
    flip=("q",),
    baseline="old",
    segments=("tier",),
    amounts={"eur": "amount"},
    weight="w",
    period="week",
    id="case",
)


def test_every_part_that_is_agreed_is_read():
    assert all(getattr(EVERY, part.name) for part in fields(EVERY)), "a part that is empty here would prove nothing"
    named = {**asdict(EVERY), "baseline": {"score": "old", "threshold": 0.5}}
    assert agreed_columns(Contract.from_dict({"title": "t", "decision": "d", "predictions": named})) == EVERY


def test_what_a_form_writes_down_of_the_columns_is_what_is_read_of_it():
    content = to_contract_content({"title": "t", "decision": "d"}, EVERY)
    assert agreed_columns(Contract.from_dict(content)) == EVERY


def test_a_contract_that_names_no_columns_has_none():
    assert agreed_columns(Contract.from_dict({"title": "t", "decision": "d"})) is None
