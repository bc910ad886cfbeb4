"""What every format must do: open in its own reader, hold each text of the fact sheet, and keep user text as text."""

from __future__ import annotations

import copy
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from pypdf import PdfReader

from workbench.decision import Decision
from workbench.exporters import MemoDocument, memo, memo_formats
from workbench.exporters.blocks import Picture

PAPER = [suffix for suffix in memo_formats() if suffix != ".json"]
HOSTILE = [
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% raw %}",
    "#set text(red)",
    '#import "x"',
    "$x$",
    "*bold* _it_ [a](javascript:x) ![](http://x/y.png)",
    "| a |",
    "`code` ```block```",
    "# heading",
    "1. one",
    "- item",
    "+ item",
    "a -- b --- c ... 'd' \"e\"",
    "<!-- gone -->&amp; &lt;",
    "\\*x\\* \\",
    "@cite <label> // no comment /* nor this */",
    "~~struck~~ ==mark== ^up^",
    "<http://x.example> http://x.example www.x.example",
    "🚗🩺",
    "שלום עולם",
    "x" * 5000,
]


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read_html(raw: bytes) -> tuple[str, list[tuple[str, dict[str, str | None]]]]:
    parser = _Html()
    parser.feed(raw.decode("utf-8"))
    return " ".join(parser.text), parser.tags


def read_markdown(raw: bytes) -> tuple[str, list[Any]]:
    tokens = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(raw.decode("utf-8")):
        tokens += [token, *(token.children or [])]
    said = [
        token.content
        for token in tokens
        if token.type in ("text", "code_inline", "html_inline", "html_block", "fence", "code_block")
    ]
    return " ".join(said) + " ".join(token.content for token in tokens if token.type == "image"), tokens


def text_of(suffix: str, raw: bytes) -> str:
    """All that a reader of the format can read, without spaces: line breaks are the format's own business."""
    if suffix == ".docx":
        body = Document(io.BytesIO(raw)).element.body
        words = [node.text or "" for node in body.iter(qn("w:t"))]
        words += [node.get("descr") + node.get("title") for node in body.iter(qn("wp:docPr"))]
        text = " ".join(words)
    elif suffix == ".pdf":
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    elif suffix == ".html":
        text = read_html(raw)[0]
    elif suffix == ".md":
        text = read_markdown(raw)[0]
    else:
        text = raw.decode("utf-8")
    return squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def texts_of(block: Any) -> Iterator[str]:
    """Every text of a memo that a reader sees."""
    if isinstance(block, str):
        yield block
    elif isinstance(block, tuple):
        for item in block:
            yield from texts_of(item)
    elif is_dataclass(block):
        hidden = {"style", "tone", "align", "widths", "specification", "record", "language", "decided_at", "author"}
        hidden |= {"title", "alt"} if isinstance(block, Picture) else set()
        for field in fields(block):
            if field.name not in hidden:
                yield from texts_of(getattr(block, field.name))


@pytest.mark.parametrize("suffix", PAPER)
def test_every_text_of_the_fact_sheet_is_in_the_document(suffix: str, any_written: Any) -> None:
    found = text_of(suffix, any_written.raw(suffix))
    missing = [text for text in texts_of(any_written.document.content) if text and squeezed(text) not in found]
    assert missing == []


@pytest.mark.parametrize("suffix", memo_formats())
def test_the_same_record_gives_the_same_bytes_and_stays_as_it_is(suffix: str, written: Any) -> None:
    before = written.decision.to_json()
    assert memo(Decision(content=json.loads(before))).to_bytes(suffix) == written.raw(suffix)
    assert written.decision.to_json() == before


def poisoned(decision: Decision, text: str) -> Decision:
    """The record with ``text`` wherever a person may have written something."""
    content = copy.deepcopy(dict(decision.content))
    content["title"] = content["owner"] = text
    content["rationale_parts"] = dict.fromkeys(content["rationale_parts"], text)
    content["predictions"]["synthetic_note"] = text
    content["predictions"]["receipt"].update(file_name=text, label_meaning=text)
    content["predictions"]["receipt"]["findings"] = [
        {"level": "info", "code": "x", "text": text, "column": text, "row": 1}
    ]
    content["contract"].update(decision=text, why=text, currency=text[:12])
    content["contract"]["efficiency"]["name"] = text
    content["contract"]["volume"]["per"] = text[:40]
    content["contract"]["signatures"] = {"required": [text]}
    for metric in [*content["metrics"].values(), content["picture"]["x"], content["picture"]["y"]]:
        metric.update(label=text, so_what=text, unit="share of " + text)
    for option in content["alternatives"]:
        option.update(name=text, why_not=text)
    content["segments"] = {text: {text: content["segments"]["road"]["urban"]}}
    content["dissent"], content["tripwires"] = [{"name": text, "text": text}], [text]
    score = content["policy"]["score"]
    content["policy"]["score"] = text
    content["picture"]["curves"] = {text: content["picture"]["curves"][score]}
    return Decision(content=content)


# What begins a list, a heading or a table does so at the start of a line only, so these stand alone.
@pytest.mark.parametrize(
    "hostile",
    ["# heading", "1. one", "- item", "+ item", "| a |", "```", " ; ".join(HOSTILE)],
    ids=lambda text: text[:12],
)
def test_user_text_is_text_in_formats_with_markup(hostile: str, decision: Decision) -> None:
    document = memo(poisoned(decision, hostile))
    for suffix, check in ((".html", assert_only_our_html), (".md", assert_only_our_markdown)):
        raw = document.to_bytes(suffix)
        # A dozen of the places above, not only one that happens to be escaped.
        assert text_of(suffix, raw).count(squeezed(hostile)) >= 12
        check(raw)


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_user_text_is_text_in_formats_of_pages(suffix: str, decision: Decision) -> None:
    hostile = [text for text in HOSTILE if text.isascii() and len(text) < 100]
    found = text_of(suffix, memo(poisoned(decision, " ; ".join(hostile))).to_bytes(suffix))
    assert [text for text in hostile if found.count(squeezed(text)) < 12] == []


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_a_very_long_word_and_other_scripts_are_set(
    suffix: str, decision: Decision, changed: Callable[..., Decision]
) -> None:
    record = changed(decision, title="x" * 5000, tripwires=["🚗🩺 שלום עולם 日本"])
    found = text_of(suffix, memo(record).to_bytes(suffix))
    assert "x" * 5000 in found
    assert "Tripwires" in found


def assert_only_our_html(raw: bytes) -> None:
    _, tags = read_html(raw)
    assert {"script", "img", "iframe", "a", "object", "link", "h3", "em", "b"} & {tag for tag, _ in tags} == set()
    for _, attributes in tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("href", "src", "xlink:href")]


def assert_only_our_markdown(raw: bytes) -> None:
    _, tokens = read_markdown(raw)
    kinds = {token.type for token in tokens}
    assert (
        kinds
        & {
            "html_inline",
            "html_block",
            "link_open",
            "code_inline",
            "fence",
            "code_block",
            "s_open",
            "ordered_list_open",
        }
        == set()
    )
    sources = [str(token.attrs["src"]) for token in tokens if token.type == "image"]
    assert len(sources) == 1
    assert sources[0].startswith("data:image/png;base64,")


@pytest.mark.parametrize("awkward", ["", " \n", "a\x00b\x08c\x0b\x1f\ufffe one\r\ntwo\n\n\u202egnp.exe\u202c"])
def test_empty_and_unprintable_text_never_stops_a_memo(awkward: str, decision: Decision) -> None:
    document = memo(poisoned(decision, awkward))
    for suffix in PAPER:
        found = text_of(suffix, document.to_bytes(suffix))
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\ufffe\uffff]", found)


def test_html_asks_the_browser_for_nothing(written: Any) -> None:
    raw = written.raw(".html")
    assert_only_our_html(raw)
    text = raw.decode("utf-8")
    assert "default-src 'none'" in html.unescape(text)
    assert not re.search(r"(?:url\((?!#)|@import|src=)", text)


def test_html_gives_the_picture_a_name_and_a_description(written: Any) -> None:
    document = written.document
    picture = next(block for block in document.content.first_page if isinstance(block, Picture))
    text, tags = read_html(written.raw(".html"))
    svg = next(attributes for tag, attributes in tags if tag == "svg")
    assert svg["role"] == "img"
    names = {attributes.get("id") for _, attributes in tags}
    assert set(str(svg["aria-labelledby"]).split()) <= names
    assert picture.alt in text


def test_word_has_the_vector_picture_and_pixels_for_old_readers(written: Any) -> None:
    word = Document(io.BytesIO(written.raw(".docx")))
    parts = {str(part.partname): part for part in word.part.package.iter_parts()}
    assert parts["/word/media/picture1.svg"].content_type == "image/svg+xml"
    assert parts["/word/media/picture1.svg"].blob.startswith(b"<svg")
    assert any(name.endswith(".png") for name in parts)
    embedded = [node for node in word.element.body.iter() if node.tag.endswith("}svgBlip")]
    relation = embedded[0].get(qn("r:embed"))
    assert word.part.rels[relation].target_part is parts["/word/media/picture1.svg"]


def test_word_uses_real_styles_and_repeats_table_headers(written: Any) -> None:
    document = written.document
    word = Document(io.BytesIO(written.raw(".docx")))
    by_style: dict[str, list[str]] = {}
    for paragraph in word.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Title"] == ["Pedestrian braking"]
    assert by_style["Heading 1"] == [section.heading for section in document.content.sections]
    assert by_style["List Bullet"]
    assert word.core_properties.title == "Pedestrian braking"
    assert word.core_properties.language == "en"
    ruled = [table for table in word.tables if table.style.name == "Memo table"]
    assert ruled
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in ruled)
    assert round(word.sections[0].page_width.cm, 1) == 21.0
    assert "PAGE" in word.sections[0].footer._element.xml


def test_pdf_is_tagged_named_and_draws_the_picture_with_lines(written: Any) -> None:
    reader = PdfReader(io.BytesIO(written.raw(".pdf")))
    assert reader.metadata.title == "Pedestrian braking"
    assert reader.metadata.author == "Ada Owner (product)"
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert [image for page in reader.pages for image in page.images] == []
    first = squeezed(reader.pages[0].extract_text())
    assert "lowerisbetter" in first


def test_pdf_has_the_whole_first_page_on_page_one(any_written: Any) -> None:
    document = any_written.document
    reader = PdfReader(io.BytesIO(any_written.raw(".pdf")))
    first = squeezed(reader.pages[0].extract_text())
    assert all(squeezed(text) in first for text in texts_of(document.content.first_page))
    assert squeezed(document.content.sections[0].heading) in squeezed(reader.pages[1].extract_text())[:200]


def test_json_is_the_record(written: Any) -> None:
    assert written.raw(".json").decode("utf-8") == written.decision.to_json()


@pytest.fixture
def signed(changed: Callable[..., Decision], decision: Decision) -> MemoDocument:
    lines = [{"role": "engineering", "name": "Eve Engine", "signed_at": "2026-11-23T09:00:00Z"}]
    return memo(changed(decision, signatures=lines, status="signed"))


@pytest.mark.parametrize("suffix", PAPER)
def test_signatures_are_filled_in(suffix: str, signed: MemoDocument) -> None:
    found = text_of(suffix, signed.to_bytes(suffix))
    assert "engineeringEveEngine2026-11-23signed" in found
    assert "SIGNED" in found
