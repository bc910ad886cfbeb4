"""Names: what is recorded of them, and when two of them are one."""

from __future__ import annotations

import pytest

from workbench.contract import Agreement, Contract
from workbench.contract.names import folded_name, named, recorded_name
from workbench.errors import InputError

UNSEEN = [
    "",
    " ",
    "\u200b",
    "\u00ad",
    "\u2060\ufeff",
    "\x00",
    "\u202e",
    "\u3164",
    "\u2800",
    "\ufe0f",
    "\ud800",
    "\U000e0041",
]


@pytest.mark.parametrize("text", [*UNSEEN, "\u0301", "\u0301 \u0301"])
def test_a_name_of_which_nothing_can_be_seen_is_nobody(text):
    with pytest.raises(InputError, match="Who signs"):
        named(text, "Who signs?")


@pytest.mark.parametrize("text", UNSEEN)
def test_what_cannot_be_seen_is_not_recorded(text):
    assert recorded_name(f"Ann{text} Lee") == "Ann Lee"


def test_line_breaks_and_tabs_stand_between_words():
    assert recorded_name("\tAnn\r\nvan\u00a0Dam ") == "Ann van Dam"


def test_names_of_every_script_are_kept():
    for name in ("...", "42", "José", "李小龙", "Ólafur Þór", "أحمد", "O’Neil-Smith, 3rd", "प्रिया"):
        assert named(name, "Who?") == name


def test_a_name_is_recorded_composed():
    assert named("Jose\u0301", "Who?") == "Jos\u00e9"


@pytest.mark.parametrize("other", ["jose\u0301", "JOSÉ", "\uff2a\uff4f\uff53é", "Jos\u200bé", "J\u034fosé", " josé "])
def test_the_same_name_written_otherwise_is_the_same(other):
    assert folded_name(other) == folded_name("Jos\u00e9")


def test_accents_make_another_name():
    assert folded_name("Jose") != folded_name("José")


def _sealed(by="Ann") -> Agreement:
    contract = Contract.from_dict({"title": "T", "decision": "D"})
    return Agreement(contract=contract).sealed(by=by, at="t", predictions_sha256="a" * 64)


def test_nobody_seals_or_signs_or_amends_unseen():
    other = Contract.from_dict({"title": "Other", "decision": "D"})
    for act in (
        lambda: _sealed("\u200b"),
        lambda: _sealed().signed(name="\u200b", role="risk", at="t"),
        lambda: _sealed().signed(name="Ann", role="\u200b", at="t"),
        lambda: _sealed().amended(other, by="\u200b", reason="r", at="t", predictions_sha256="a" * 64),
        lambda: _sealed().amended(other, by="Ann", reason="\u200b", at="t", predictions_sha256="a" * 64),
    ):
        with pytest.raises(InputError):
            act()


def test_composed_and_decomposed_sign_once():
    signed = _sealed().signed(name="Jos\u00e9", role="risk", at="t")
    with pytest.raises(InputError, match="already"):
        signed.signed(name="Jose\u0301", role="Ri\u200bsk", at="t")
