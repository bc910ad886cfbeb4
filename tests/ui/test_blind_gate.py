"""Blind mode: nothing of the frontier before the seal, unless somebody chose to look, and what was seen is on record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from workbench.register import Studies, open_register
from workbench.ui.blind_gate import is_unseen
from workbench.ui.signing import seal
from workbench.ui.studies import agreement_of

STUDY = "sample-breast-cancer-0f0f0f"
OWN = "own-study"


@pytest.fixture
def own(open_page):
    """A study of one's own: the sample's rows and contract under a name for which nobody skipped anything."""
    open_page("tradeoff", STUDY)
    studies = Studies(open_register())
    content = studies.load(STUDY)
    point = {"score": "score_forest", "threshold": 0.5, "kind": "single"}
    blank = replace(
        content, id=OWN, version=0, read_as={}, sample=None, blind_skipped=None, frontier_shown=(), point=point
    )
    return studies.save(blank, op_id="own", at="2026-11-14T00:00:00Z")


def stored(study: str = OWN):
    return Studies(open_register()).load(study)


def kinds(study: str = OWN) -> list[str]:
    return [entry.kind for entry in open_register().entries(f"study:{study}")]


def drawn(test: AppTest) -> list[str]:
    return [each.value for each in test.subheader]


@pytest.mark.parametrize("page", ["tradeoff", "decision"])
def test_a_study_that_is_not_sealed_shows_no_frontier(open_page, own, page):
    test = open_page(page, OWN)
    assert drawn(test) == ["Agree first, look later"]
    assert [each.label for each in test.button] == ["Go to the contract", "Look anyway"]
    assert not test.table
    assert not test.get("bidi_component")
    assert stored().frontier_shown == ()
    assert not test.exception


def test_looking_anyway_is_one_click_and_recorded(open_page, own):
    test = open_page("tradeoff", OWN)
    next(each for each in test.button if each.label == "Look anyway").click().run()
    assert "Agree first, look later" not in drawn(test)
    assert kinds()[-2:] == ["blind mode skipped", "frontier shown"]
    assert agreement_of(stored()).blind_skipped.at
    assert agreement_of(stored()).blind_skipped.by == ""
    assert [each["predictions_sha256"] for each in stored().frontier_shown] == [own.upload_sha256]


def test_who_looks_anyway_is_recorded_where_they_say_so(open_page, own):
    test = open_page("tradeoff", OWN)
    (field,) = test.text_input
    field.set_value("  Ben  Lee ")
    next(each for each in test.button if each.label == "Look anyway").click().run()
    assert agreement_of(stored()).blind_skipped.by == "Ben Lee"
    (entry,) = [each for each in open_register().entries(f"study:{OWN}") if each.kind == "blind mode skipped"]
    assert entry.actor == "Ben Lee"


def test_only_the_first_showing_is_recorded(open_page, own):
    test = open_page("tradeoff", OWN)
    next(each for each in test.button if each.label == "Look anyway").click().run()
    test.run()
    open_page("tradeoff", OWN)
    open_page("decision", OWN)
    assert kinds().count("frontier shown") == 1


def test_a_sealed_study_opens_and_its_seal_came_first(open_page, own):
    contract = agreement_of(own).contract
    given = {"by": "Ann", "shown_sha256": contract.sha256, "op_id": "s", "at": "2026-11-14T01:00:00Z"}
    seal(Studies(open_register()), own, **given)
    assert is_unseen(stored()), "agreed, and nobody has looked: no other page may tell of the frontier yet"
    test = open_page("tradeoff", OWN)
    assert not is_unseen(stored())
    assert "Agree first, look later" not in drawn(test)
    agreement = agreement_of(stored())
    first = agreement_of(stored(STUDY)).seen_at(own.upload_sha256)
    assert agreement.seal.frontier_seen_at == first != "", "the sample showed these predictions before"
    assert agreement.seen_at(own.upload_sha256) >= agreement.seal.at
    assert agreement.blind_skipped is None


def test_a_sample_is_open_and_its_first_showing_is_written(open_page):
    open_page("decision", STUDY)
    assert stored(STUDY) is None, "without a point there is nothing to see"
    open_page("tradeoff", STUDY)
    assert kinds(STUDY) == ["frontier shown"]


def test_the_showing_is_recorded_before_anything_is_drawn(open_page, own, monkeypatch):
    """Whatever breaks while the page is drawn, the record is there."""
    monkeypatch.setattr("workbench.ui.tradeoff_page._looked", lambda study: 1 / 0)
    test = open_page("tradeoff", OWN)
    next(each for each in test.button if each.label == "Look anyway").click().run()
    assert kinds()[-1] == "frontier shown"
