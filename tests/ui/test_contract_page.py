"""The Contract page without a browser: written, read, sealed, signed, amended, and nothing lost on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.contract import Contract
from workbench.contract.agreement import contract_changes
from workbench.register import Studies, list_samples, open_register
from workbench.ui import contract_page
from workbench.ui.save_press import CONTRACT, SavePress, words_in
from workbench.ui.studies import agreement_of

ROOT = Path(__file__).resolve().parents[2]
STUDY = "sample-card-fraud-0f0f0f"


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(ROOT)

    def open_page(name: str = "contract", study: str = STUDY, *, is_editing: bool = False) -> AppTest:
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        test.query_params["study"] = study
        test.run()
        test.switch_page(f"pages/{name}.py").run()
        if is_editing:
            press(test, "Edit it")
        return test

    return open_page


def button(test: AppTest, label: str, which: int = 0):
    return [each for each in test.button if each.label == label][which]


def press(test: AppTest, label: str, which: int = 0) -> AppTest:
    return button(test, label, which).click().run()


def labels(test: AppTest) -> list[str]:
    return [each.label for each in test.button]


def field(test: AppTest, label: str, which: int = 0, kind: str = "text_input"):
    return [each for each in getattr(test, kind) if each.label.startswith(label)][which]


def write(test: AppTest, label: str, value, which: int = 0, kind: str = "text_input") -> AppTest:
    return field(test, label, which, kind).set_value(value).run()


def fill(test: AppTest, label: str, value, kind: str = "text_input") -> None:
    """Write in a form, which sends nothing before its button is pressed."""
    field(test, label, kind=kind).set_value(value)


def paper(test: AppTest) -> str:
    return "\n".join(each.value for each in test.get("html"))


def said(test: AppTest, kind: str) -> str:
    text = "\n".join(each.value for each in getattr(test, kind))
    return text.replace("\\", "") if kind in ("success", "warning") else text  # people read them without the escapes


def stored(study: str = STUDY):
    return Studies(open_register()).load(study)


def sample(slug: str) -> Contract:
    return Contract.read(next(each for each in list_samples() if each.slug == slug).contract)


def sealed(app, name="Tomas Brandt") -> AppTest:
    test = app()
    fill(test, "Who seals it", name)
    return press(test, "Seal the contract")


def test_it_is_a_page_to_read_first(app):
    test = app()
    text = paper(test)
    for words in (
        "Block the payment and text the customer",
        "Lose less money to fraud",
        "North star",
        "Fraud and friction cost",
        "Must hold",
        "at most 2% of good premium payments, where tier is premium",
        "latency_p99",
        "1000 * (FN[eur] + 4.5 * FP) / ALL",
        "score &gt;= threshold",
        "2 and 6 weeks after launch",
        "not signed yet",
        "Not sealed yet",
    ):
        assert words in text, words
    assert "Edit it" in labels(test)
    assert not [each for each in test.text_input if each.label == "Title"]
    assert not test.exception


def test_text_of_a_contract_is_text_on_the_page(app):
    test = app(is_editing=True)
    write(test, "Title", "<img src=x onerror=alert(1)>")
    press(test, "Save the contract")
    assert "&lt;img src=x" in paper(test)
    assert "<img" not in paper(test)


@pytest.mark.parametrize("slug", [each.slug for each in list_samples()])
def test_a_form_that_nobody_touched_changes_nothing(app, slug):
    study = f"sample-{slug}-0f0f0f"
    test = app(study=study, is_editing=True)
    test.run()
    press(test, "Save the contract")
    assert not test.error
    saved = Contract.from_dict(dict(stored(study).contract))
    assert contract_changes(sample(slug), saved) == ()
    assert saved.sha256 == sample(slug).sha256


def test_what_the_form_does_not_touch_stays_as_it_was_written(app, tmp_path):
    """Zero payoffs, two columns in one where, a scale on a diagnostic, an empty unit, a confidence, other weeks."""
    content = sample("card-fraud").to_dict()
    content["metrics"][0] |= {"weight": None, "unit": ""}
    content["metrics"][1] |= {"role": "diagnostic", "worst": 0.2, "target": 0.1}
    content["metrics"][2] |= {"where": {"tier": ["premium"], "channel": ["online"]}, "certify": 0.9}
    content |= {
        "payoff": {
            "TP": {"each": 0, "eur": 0},
            "FN": {"each": -5, "between": [-7, -4], "by": {"tier": {"premium": -9}}},
        }
    }
    content |= {"reviews": {"validate_after_weeks": [3]}}
    content |= {"signatures": {"required": ["a, b", "c"]}, "alerts": {"score_drift_psi": 0.3}, "north_star": "N"}
    before = Contract.from_dict(content)
    test = app(is_editing=True)
    write(test, "Title", "x")
    press(test, "Save the contract")
    studies = Studies(open_register())
    studies.save(replace(stored(), contract=before.to_dict()), op_id="file", at="2026-11-14T00:00:00Z")
    test = app(is_editing=True)
    assert button(test, "Save the contract")
    write(test, "What changes if this works", "more")
    press(test, "Save the contract")
    assert not test.error
    after = Contract.from_dict(dict(stored().contract))
    assert [change["field"] for change in contract_changes(before, after)] == ["why"]


def test_everything_of_the_format_can_be_written_in_the_form(app):
    test = app(is_editing=True)
    write(test, "North star", "Fraud lost per customer")
    write(test, "Layer", "model", kind="selectbox")
    write(test, "Efficiency bar", "cost per decision")
    write(test, "Its unit", "ct")
    write(test, "At most", 3.0, kind="number_input")
    write(test, "Measured", None, which=0, kind="number_input")
    write(test, "Before launch: Good customers blocked", 0.04, kind="number_input")
    write(test, "Validated after weeks", "1, 4, 9")
    write(test, "Audited after weeks", 12.0, kind="number_input")
    write(test, "Alarm when a metric", 0.1, kind="number_input")
    write(test, "Alarm when the scores", 0.4, kind="number_input")
    write(test, "Confidence it must hold with", 0.95, which=2, kind="number_input")
    write(test, "Roles that must sign", "product\n\n  risk ", kind="text_area")
    write(test, "One review costs", 4.5, kind="number_input")
    write(test, "How often they are right", 0.9, kind="number_input")
    write(test, "Of events, where that differs", 0.8, kind="number_input")
    write(test, "How many they can review", 120.0, kind="number_input")
    write(test, "so many", "day", kind="selectbox")
    press(test, "Save the contract")
    assert not test.error
    now = Contract.from_dict(dict(stored().contract))
    assert now.north_star == "Fraud lost per customer"
    assert now.metrics[0].layer == "model"
    assert now.efficiency.model_dump(exclude_none=True) == {"name": "cost per decision", "limit": 3.0, "unit": "ct"}
    assert now.launch_minimum == {"fraud_loss": 1200.0, "insult_rate": 0.04}
    assert now.reviews.validate_after_weeks == (1, 4, 9)
    assert now.reviews.audit_after_weeks == 12
    assert (now.alerts.relative_degradation, now.alerts.score_drift_psi) == (0.1, 0.4)
    assert now.metrics[2].certify == 0.95
    assert now.signatures.required == ("product", "risk")
    review = {"cost": 4.5, "accuracy": 0.9, "sensitivity": 0.8, "capacity": 120.0, "per": "day"}
    assert now.review.model_dump(exclude_none=True) == review


def test_what_is_wrong_with_a_review_is_said_where_it_is_written(app):
    test = app(is_editing=True)
    write(test, "One review costs", 4.5, kind="number_input")
    press(test, "Save the contract")
    assert "review.accuracy: is needed" in said(test, "error").replace("\\", "")
    write(test, "One review costs", None, kind="number_input")
    press(test, "Save the contract")
    assert not test.error
    assert Contract.from_dict(dict(stored().contract)).review is None


def test_of_two_columns_in_a_where_the_form_changes_one(app):
    content = sample("card-fraud").to_dict()
    content["metrics"][2]["where"] = {"channel": ["online"], "tier": ["premium"]}
    app("tradeoff")
    changed = replace(stored(), contract=Contract.from_dict(content).to_dict())
    Studies(open_register()).save(changed, op_id="file", at="2026-11-14T00:00:00Z")
    test = app(is_editing=True)
    chosen = next(each for each in test.multiselect if each.value)
    chosen.set_value([]).run()
    test.run()
    assert "And only where tier is" in said(test, "caption")
    press(test, "Save the contract")
    assert stored().contract["metrics"][2]["where"] == {"tier": ["premium"]}


def test_weeks_that_are_no_numbers_are_said(app):
    test = app(is_editing=True)
    write(test, "Validated after weeks", "2, soon")
    press(test, "Save the contract")
    assert "validate_after_weeks[1]" in said(test, "error")
    assert "soon" in said(test, "error")


def test_what_is_written_survives_other_pages_and_the_reading_view(app):
    test = app(is_editing=True)
    write(test, "Title", "Half written")
    write(test, "Currency", "SEK")
    test.switch_page("pages/predictions.py").run()
    test.switch_page("pages/contract.py").run()
    assert field(test, "Title").value == "Half written"
    press(test, "Back to the page")
    assert "Half written" not in paper(test)
    assert "is kept there, and not saved" in said(test, "caption")
    press(test, "Edit it")
    assert field(test, "Currency").value == "SEK"
    press(test, "Drop what I wrote")
    assert stored() is None or stored().contract["title"] == sample("card-fraud").title


def test_a_metric_taken_out_takes_its_launch_minimum_along(app):
    test = app(is_editing=True)
    press(test, "Take this metric out", 0)
    press(test, "Save the contract")
    assert not test.error
    assert stored().contract.get("launch_minimum", {}) == {}


def test_the_coach_speaks_beside_the_contract(app):
    test = app()
    assert not any("Costs against limits" in each.label for each in test.expander), "nobody has seen the frontier"
    test.switch_page("pages/tradeoff.py").run()
    test.switch_page("pages/contract.py").run()
    assert any("Costs against limits" in each.label for each in test.expander)
    assert "Before you agree" in [each.value for each in test.subheader]


def test_sealing_shows_the_hash_and_records_it(app):
    test = app()
    assert [each.value for each in test.code] == [sample("card-fraud").sha256]
    assert "has not been shown in any study" in said(test, "markdown")
    fill(test, "Who seals it", "Tomas Brandt")
    press(test, "Seal the contract")
    assert "The contract is sealed. It is entry 1," in said(test, "success")
    kept = agreement_of(stored())
    assert (kept.seal.by, kept.seal.sha256) == ("Tomas Brandt", sample("card-fraud").sha256)
    text = paper(test)
    assert "by Tomas Brandt, before the frontier was seen" in text
    assert "entry 1," in text
    assert "0 of 4 signed" in text


def test_markup_in_a_contract_is_no_markup_beside_it_either(app):
    test = app(is_editing=True)
    write(test, "Name for people", "**[x](http://y)**")
    write(test, "So what", "")
    write(test, "Roles that must sign", "![r](z)", kind="text_area")
    press(test, "Save the contract")
    assert any("\\[x\\]" in each.label for each in test.expander)
    fill(test, "Who seals it", "Ann")
    press(test, "Seal the contract")
    assert "\\!\\[r\\]" in said(test, "markdown")


def test_nobody_seals_without_a_name(app):
    test = app()
    press(test, "Seal the contract")
    assert "Who seals this contract?" in said(test, "warning")
    assert stored() is None
    assert not test.success


def test_a_seal_after_the_frontier_says_so(app):
    app("tradeoff")
    test = app()
    assert "was first shown on" in said(test, "markdown")
    fill(test, "Who seals it", "Late")
    press(test, "Seal the contract")
    assert agreement_of(stored()).seal.frontier_seen_at
    assert "by Late, after the frontier was seen" in paper(test)


def test_each_role_signs_and_is_receipted(app):
    test = sealed(app)
    roles = sample("card-fraud").signatures.required
    for number, role in enumerate(roles):
        assert field(test, "Your role", kind="selectbox").value == role
        fill(test, "Your name", f"Person {number}")
        press(test, "Sign")
        assert f"Signed as {role}. It is entry {number + 2}," in said(test, "success")
        assert field(test, "Your name").value == ""
    kept = agreement_of(stored())
    assert [each.role for each in kept.signatures] == list(roles)
    assert {each.meaning for each in kept.signatures} == {"I have read this contract and agree to decide by it."}
    assert "Every required role has signed" in said(test, "markdown")
    assert "4 of 4 signed" in paper(test)
    assert paper(test).count("entry ") >= 5


def test_the_same_person_signs_a_role_once(app):
    test = sealed(app)
    fill(test, "Your name", "Ann")
    press(test, "Sign")
    fill(test, "Your name", " ann ")
    fill(test, "Your role", "product", kind="selectbox")
    press(test, "Sign")
    assert "signed this contract as product" in said(test, "warning")
    assert len(stored().signatures) == 1


def test_a_name_that_was_refused_survives_another_page_and_so_does_the_reason(app):
    test = sealed(app)
    for name in ("Ann", "ann"):
        fill(test, "Your name", name)
        fill(test, "Your role", "product", kind="selectbox")
        press(test, "Sign")
    test.switch_page("pages/predictions.py").run()
    test.switch_page("pages/contract.py").run()
    assert field(test, "Your name").value == "ann"
    assert "signed this contract as product" in said(test, "warning")
    fill(test, "Or another role", "auditor")
    press(test, "Sign")
    assert not test.warning
    assert [each.role for each in agreement_of(stored()).signatures] == ["product", "auditor"]


def test_a_role_of_ones_own_goes_before_the_one_in_the_list(app):
    test = sealed(app)
    assert field(test, "Your role", kind="selectbox").value == "product"
    fill(test, "Your name", "Ann")
    fill(test, "Or another role", "auditor")
    press(test, "Sign")
    assert "Signed as auditor. It is entry" in said(test, "success")
    assert [each.role for each in agreement_of(stored()).signatures] == ["auditor"]


def test_a_name_that_came_without_its_press_is_said_and_the_next_press_seals(app):
    """As where Streamlit drops the press for what arrives next: what is in a form comes only with a press."""
    test = app()
    test.session_state[f"sealing-by-{STUDY}"] = "Ann"
    test.run()
    assert "Your press was cut off" in said(test, "warning")
    assert stored() is None
    test.run()
    assert "Your press was cut off" in said(test, "warning")
    press(test, "Seal the contract")
    assert agreement_of(stored()).seal.by == "Ann"
    assert not test.warning


def test_a_refusal_stays_beside_its_button_until_the_next_press(app):
    test = app()
    press(test, "Seal the contract")
    test.run()
    assert "Who seals this contract?" in said(test, "warning")
    fill(test, "Who seals it", "Ann")
    press(test, "Seal the contract")
    assert "The contract is sealed" in said(test, "success")
    assert not test.warning


def test_what_somebody_else_changed_meanwhile_is_not_sealed(app):
    mine, theirs = app(), app(is_editing=True)
    fill(mine, "Who seals it", "Ann")
    write(theirs, "Title", "Quite another")
    press(theirs, "Save the contract")
    press(mine, "Seal the contract")
    assert "changed while you read it" in said(mine, "warning")
    assert stored().seal is None
    assert "Quite another" in paper(mine)


def _saves_another(app):
    theirs = app(is_editing=True)
    write(theirs, "Title", "Quite another")
    press(theirs, "Save the contract")
    assert not [each for each in theirs.warning if "somebody else" in each.value], "it is their own text"


def test_nobody_seals_a_text_that_was_swapped_in_while_they_wrote_their_name(app):
    mine = app()
    _saves_another(app)
    mine.run()
    assert "changed by somebody else since you opened it. Read it again" in said(mine, "warning")
    assert "Quite another" in paper(mine)
    assert button(mine, "Seal the contract").disabled
    mine.switch_page("pages/predictions.py").run()
    mine.switch_page("pages/contract.py").run()
    assert button(mine, "Seal the contract").disabled
    press(mine, "I have read it")
    assert "I have read it" not in labels(mine)
    fill(mine, "Who seals it", "Ann")
    press(mine, "Seal the contract")
    assert agreement_of(stored()).seal.by == "Ann"


def test_a_contract_that_this_session_wrote_itself_stays_read(app):
    before, other = sample("card-fraud"), Contract.from_dict({**sample("card-fraud").to_dict(), "title": "Other"})

    def session(before, after, read):
        import streamlit as st

        from workbench.register import Study
        from workbench.ui.read_texts import carry_read, is_contract_read, mark_read

        study = Study(id="one", created_at="t", upload_sha256="f" * 64, contract=before.to_dict())
        if read is not None:
            mark_read(study, read)
        carry_read(study, after)
        st.text(str(is_contract_read(study, after)))

    for read, expected in ((before, "True"), (other, "False")):
        after = Contract.from_dict({**before.to_dict(), "title": "Mine"})
        test = AppTest.from_function(session, kwargs={"before": before, "after": after, "read": read}).run()
        assert [each.value for each in test.text] == [expected]


def test_nobody_signs_or_amends_what_was_amended_while_they_wrote_their_name(app):
    mine = sealed(app)
    theirs = app()
    press(theirs, "Amend it")
    write(theirs, "Title", "Quite another")
    fill(theirs, "Why it changes", "It said too little.", kind="text_area")
    fill(theirs, "Who amends it", "Mia")
    press(theirs, "Amend the contract")
    assert "I have read it" not in labels(theirs)
    mine.run()
    assert "changed by somebody else" in said(mine, "warning")
    assert button(mine, "Sign").disabled
    press(mine, "Amend it")
    write(mine, "Title", "A third")
    assert button(mine, "Amend the contract").disabled
    press(mine, "I have read it")
    assert not button(mine, "Amend the contract").disabled
    press(mine, "Back to the page")
    fill(mine, "Your name", "Ann")
    press(mine, "Sign")
    assert [each.name for each in agreement_of(stored()).standing_signatures] == ["Ann"]


def test_a_sealed_contract_changes_only_by_amendment(app):
    test = sealed(app)
    fill(test, "Your name", "Ann")
    press(test, "Sign")
    press(test, "Amend it")
    assert "Save the contract" not in labels(test)
    assert "Amend the contract" not in labels(test), "nothing is different yet"
    write(test, "Title", "Other title")
    assert "Card payments to block" in paper(test)
    press(test, "Amend the contract")
    assert "changes only with a reason" in said(test, "warning")
    assert stored().contract["title"] == "Card payments to block"
    fill(test, "Why it changes", "It said too little.", kind="text_area")
    fill(test, "Who amends it", "Mia")
    press(test, "Amend the contract")
    kept = agreement_of(stored())
    assert kept.amendments[0].changes == ({"field": "title", "was": "Card payments to block", "is": "Other title"},)
    text = paper(test)
    assert "Amendment 1" in text
    assert "before the frontier was seen" in text
    assert "Ann signed an earlier text" in text
    assert "0 of 4 signed · amended" in text
    fill(test, "Your name", "Ann")
    press(test, "Sign")
    assert len(agreement_of(stored()).standing_signatures) == 1


def amending(app, title="One") -> AppTest:
    test = sealed(app)
    press(test, "Amend it")
    write(test, "Title", title)
    fill(test, "Why it changes", "It said too little.", kind="text_area")
    fill(test, "Who amends it", "Mia")
    return test


def test_an_amendment_holds_what_the_list_above_it_holds(app):
    """The title is left by the press itself, so that both arrive at once and nobody has seen the list with it."""
    test = amending(app)
    field(test, "Title").set_value("Two")
    press(test, "Amend the contract")
    assert "You changed the form last" in said(test, "warning")
    assert not stored().amendments
    assert "Two" in paper(test)
    press(test, "Amend the contract")
    assert not test.warning
    assert stored().contract["title"] == "Two"


def test_a_reason_is_kept_while_the_form_holds_a_mistake(app):
    test = amending(app)
    field(test, "Title").set_value("")
    press(test, "Amend the contract")
    assert "You changed the form last" in said(test, "warning")
    assert button(test, "Amend the contract").disabled
    write(test, "Title", "Two")
    press(test, "Amend the contract")
    assert stored().amendments[0]["reason"] == "It said too little."


def test_a_form_that_holds_what_stands_by_now_is_no_conflict(app):
    """Two make the same amendment; or one is cut off between its record and the form's end."""
    mine = amending(app)
    theirs = app()
    press(theirs, "Amend it")
    write(theirs, "Title", "One")
    fill(theirs, "Why it changes", "So it is.", kind="text_area")
    fill(theirs, "Who amends it", "Ben")
    press(theirs, "Amend the contract")
    mine.run()
    assert "Somebody else saved" not in said(mine, "warning")
    assert "Nothing is different from what was sealed" in said(mine, "caption")


def test_an_amendment_after_the_frontier_was_seen_says_so(app):
    sealed(app)
    app("tradeoff")
    test = app()
    press(test, "Amend it")
    write(test, "Title", "After looking")
    fill(test, "Why it changes", "We saw the curve.", kind="text_area")
    fill(test, "Who amends it", "Mia")
    press(test, "Amend the contract")
    assert "<strong>after the frontier was seen</strong>" in paper(test)


def test_a_file_becomes_an_amendment_once_it_is_sealed(app):
    test = sealed(app)
    test.get("file_uploader")[0].set_value(("weights.csv", b"name,value\npayoff.FP,-9\n", "text/csv")).run()
    assert "counts once it is recorded as an amendment" in said(test, "info")
    assert stored().contract["payoff"]["FP"]["each"] == -4.5
    assert "payoff.FP.each" in paper(test)
    fill(test, "Why it changes", "Calls cost more.", kind="text_area")
    fill(test, "Who amends it", "Mia")
    press(test, "Amend the contract")
    assert stored().contract["payoff"]["FP"]["each"] == -9.0


def test_a_contract_changed_behind_its_seal_is_said(app):
    sealed(app)
    now = stored()
    changed = {**now.contract, "title": "Behind"}
    Studies(open_register()).save(replace(now, contract=changed), op_id="behind", at="2026-11-14T00:00:00Z")
    assert "neither the one that was sealed nor an amendment" in paper(app())


def test_a_contract_with_a_mistake_names_the_field_and_keeps_the_old_one(app):
    test = app(is_editing=True)
    write(test, "Formula", "FNX / POSITIVES")
    press(test, "Save the contract")
    assert any("formula" in item.value and "FNX" in item.value for item in test.error)
    assert any("The contract you had is unchanged" in item.value for item in test.error)


def test_a_changed_contract_is_kept_after_a_reload(app):
    test = app(is_editing=True)
    write(test, "Title", "Another title")
    press(test, "Save the contract")
    assert not test.error
    assert "Another title" in paper(app())


def test_taking_one_metric_out_leaves_the_others(app):
    test = app(is_editing=True)
    press(test, "Take this metric out", 1)
    test.run()  # another rerun must not take another one out
    press(test, "Save the contract")
    assert not test.error
    assert [metric["name"] for metric in stored().contract["metrics"]] == ["fraud_loss", "premium_insult_rate"]


def test_a_number_can_be_emptied(app):
    test = app(is_editing=True)
    write(test, "How many cases will come", None, kind="number_input")
    press(test, "Save the contract")
    assert not test.error
    assert "volume" not in stored().contract


def test_an_added_metric_can_become_a_guardrail_by_formula(app):
    test = app(is_editing=True)
    press(test, "Take this metric out", 2)
    press(test, "Add a metric")
    write(test, "What is measured", "a formula of my own", 2, "selectbox")
    write(test, "Role", "guardrail", 2, "selectbox")
    write(test, "Short name", "flags", 2)
    write(test, "Formula", "FLAGGED / ALL", 2)
    write(test, "Limit that must hold", 0.2, 2, "number_input")
    press(test, "Save the contract")
    assert not test.error
    assert stored().contract["metrics"][2]["limit"] == 0.2


def test_a_metric_that_becomes_a_guardrail_takes_no_scale_along(app):
    test = app(is_editing=True)
    write(test, "Role", "guardrail", 1, "selectbox")
    write(test, "Limit that must hold", 0.05, 1, "number_input")
    press(test, "Save the contract")
    assert not test.error
    assert not {"weight", "worst", "target"} & stored().contract["metrics"][1].keys()


def test_of_two_who_edit_the_contract_the_second_is_told_and_loses_nothing(app):
    first, second = app(is_editing=True), app(is_editing=True)
    for test, title in ((first, "Mine"), (second, "Theirs")):
        write(test, "Title", title)
    press(first, "Save the contract")
    second.run()
    assert any("Somebody else saved" in item.value for item in second.warning)
    assert field(second, "Title").value == "Theirs"
    assert button(second, "Save the contract").disabled
    press(second, "Go on with mine; saving replaces theirs")
    press(second, "Save the contract")
    assert stored().contract["title"] == "Theirs"


def cut_off(test: AppTest, *, op_id: str = "press", **changed) -> None:
    """As where Streamlit stops the run of a press of "Save the contract" before anything is recorded."""
    state = test.session_state._state.filtered_state
    draft = state["contract-drafts"][STUDY]
    shown = {"base": draft["base"], "metrics": [metric["_id"] for metric in draft["content"]["metrics"]]}
    words = words_in(state, lambda key: key.startswith(f"contract-{STUDY}-{draft['turn']}-"))
    assert draft["content"]["title"] in words.values()
    state["save-press"]["open"] = SavePress(
        saving=CONTRACT, study_id=STUDY, op_id=op_id, at="2026-11-14T10:00:00Z", words=words, shown=shown
    )


def test_a_press_of_save_that_was_cut_off_saves_with_the_next_run(app):
    test = app(is_editing=True)
    write(test, "Title", "One")
    cut_off(test)
    test.run()
    assert "The contract is saved" in said(test, "success")
    assert stored().contract["title"] == "One"
    assert Studies(open_register()).register.entry_of("press").kind == "contract saved"
    test.run()
    assert [entry.kind for entry in Studies(open_register()).entries(STUDY)].count("contract saved") == 1


def test_what_is_written_after_a_press_of_save_that_was_cut_off_is_not_saved_with_it(app):
    test = app(is_editing=True)
    write(test, "Title", "One")
    cut_off(test)
    write(test, "What changes if this works", "Less fraud")
    assert "changed right after you pressed" in said(test, "error")
    assert stored() is None or stored().contract["title"] != "One"
    press(test, "Save the contract")
    assert stored().contract["title"] == "One"
    assert stored().contract["why"] == "Less fraud"


def test_a_metric_taken_out_after_a_press_of_save_that_was_cut_off_is_not_saved_without(app):
    test = app(is_editing=True)
    write(test, "Title", "One")
    cut_off(test)
    press(test, "Take this metric out", 1)
    assert "changed right after you pressed" in said(test, "error")
    assert stored() is None or stored().contract["title"] != "One"


def test_a_press_of_save_that_was_recorded_but_not_said_is_said(app):
    test = app(is_editing=True)
    write(test, "Title", "One")
    press(test, "Save the contract")
    press(test, "Edit it")
    cut_off(test, op_id=Studies(open_register()).entries(STUDY)[-1].op_id)
    test.run()
    assert "The contract is saved" in said(test, "success")
    assert "Edit it" in labels(test)


def test_a_press_of_save_that_was_left_behind_is_said(app):
    for leave in (
        lambda test: press(test, "Back to the page"),
        lambda test: test.switch_page("pages/decision.py").run(),
    ):
        test = app(is_editing=True)
        write(test, "Title", "Left")
        cut_off(test)
        leave(test)
        assert "The contract was not saved" in said(test, "warning")
        test.switch_page("pages/contract.py").run()
        assert stored() is None or stored().contract["title"] != "Left"


def test_why_a_contract_was_not_saved_stays_while_the_form_holds_it(app):
    test = app(is_editing=True)
    write(test, "Formula", "FNX / POSITIVES")
    press(test, "Save the contract")
    test.run()
    assert "FNX" in said(test, "error")
    write(test, "Formula", "FN / POSITIVES")
    assert "FNX" not in said(test, "error")


def test_the_panel_says_before_the_press_what_the_seal_will_say_of_other_studies(app):
    test = app()
    assert "has not been shown in any study" in "".join(each.value for each in test.markdown)
    app("tradeoff", study="sample-card-fraud-0e0e0e")  # the same predictions in another study
    test.run()
    assert "in another study" in "".join(each.value for each in test.markdown)
    fill(test, "Who seals it", "Tomas Brandt")
    press(test, "Seal the contract")
    assert stored().seal["frontier_seen_at"] == Studies(open_register()).first_shown(stored().upload_sha256) != ""


def test_what_a_stopped_run_still_saves_beside_the_next_one_is_receipted_by_that(app, monkeypatch):
    """Streamlit begins the next run while the one that it stops may still be saving: the next began with no contract."""
    test, kept = press(app(is_editing=True), "Save the contract"), Studies(open_register())
    test.run()
    written = stored().contract
    kept.save(replace(stored(), contract=None), op_id="none yet", at="2026-11-14T09:00:00Z")
    test.run()
    assert stored().contract is None
    cut_off(test)
    opening = contract_page.open_draft

    def saved_meanwhile(study):
        if kept.register.entry_of("press") is None:
            kept.save(
                replace(stored(), contract=written), op_id="press", at="2026-11-14T10:00:00Z", kind="contract saved"
            )
        return opening(study)

    monkeypatch.setattr(contract_page, "open_draft", saved_meanwhile)
    test.run()
    assert kept.register.entry_of("press") is not None
    assert not test.error
    assert not test.exception
    assert said(test, "success").count("The contract is saved") == 1
    assert stored().contract == written
