"""Names in any script in a PDF: drawn, or in Latin letters with what they stand for, and never an empty box."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from workbench.decision import Decision
from workbench.exporters import memo
from workbench.exporters.latin_letters import HEADING, in_latin

# No font draws what is for private use, on any machine.
PRIVATE = "\U000f0000\U000f0001"
NAMES = {
    "王小明": ("[WangXiaoMing]", "U+738B U+5C0F U+660E"),
    "דוד כהן": ("[dvd khhn]", "U+05D3 U+05D5 U+05D3 U+0020 U+05DB U+05D4 U+05DF"),
    "やまだ 花子": ("[yamada HuaZi]", "U+3084 U+307E U+3060 U+0020 U+82B1 U+5B50"),
    "😀": ("[:grinning:]", "U+1F600"),
    PRIVATE: ("[U+F0000 U+F0001]", "U+F0000 U+F0001"),
}


def pdf(document) -> tuple[str, PdfReader]:
    reader = PdfReader(io.BytesIO(document.to_bytes(".pdf")))
    return "".join("".join(page.extract_text() for page in reader.pages).split()), reader


def signed_by(name: str, decision: Decision, changed: Callable[..., Decision]):
    return memo(changed(decision, signatures=[{"name": f"Ada {name}", "role": "product", "at": "2026-11-22"}]))


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.encode("unicode_escape").decode()[:12])
def test_a_signature_can_be_read_whatever_fonts_there_are(
    name: str, decision: Decision, changed: Callable[..., Decision]
) -> None:
    document = signed_by(name, decision, changed)
    text, reader = pdf(document)
    latin, numbers = (each.replace(" ", "") for each in NAMES[name])
    if document.notice(".pdf"):
        assert f"Ada{latin}" in text
        assert numbers in text
        assert HEADING.replace(" ", "") in text
        assert document.notice(".pdf").replace(" ", "") in text
    else:  # this machine has a font for it
        assert set("".join(name.split())) <= set(text)
        assert latin not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged, as PDF/UA asks"
    for suffix in (".docx", ".html", ".md"):
        assert document.notice(suffix) == ""
    assert name in document.to_bytes(".html").decode()


def test_what_no_font_draws_is_always_said(decision: Decision, changed: Callable[..., Decision]) -> None:
    assert "in Latin letters in [square brackets]" in signed_by(PRIVATE, decision, changed).notice("pdf")


def test_what_our_font_draws_is_as_it_was_written(decision: Decision, changed: Callable[..., Decision]) -> None:
    document = signed_by("Łucja Žižek Ωμέγα Жук", decision, changed)
    assert document.notice(".pdf") == ""
    text, _ = pdf(document)
    assert "AdaŁucjaŽižekΩμέγαЖук" in text
    assert HEADING.replace(" ", "") not in text


def test_the_title_of_the_document_itself_keeps_its_characters(
    decision: Decision, changed: Callable[..., Decision]
) -> None:
    text, reader = pdf(memo(changed(decision, title=f"Brakes {PRIVATE}")))
    assert reader.metadata.title == f"Brakes {PRIVATE}"
    assert "Brakes[U+F0000U+F0001]" in text


def test_a_run_with_its_spaces_joiners_and_marks_is_one():
    assert in_latin("👩\u200d🔬\ufe0f and 王 小明!", set("👩🔬王小明")) == "[:woman::microscope:] and [Wang XiaoMing]!"
    assert in_latin("plain", ()) == "plain"
