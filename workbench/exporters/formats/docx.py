"""The memo as a Word document with real styles, so that people can go on working in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from workbench.charts.render import to_png, to_svg
from workbench.exporters.blocks import Bullets, Callout, Facts, Memo, Paragraph, Picture, Signatures, Table
from workbench.exporters.formats._word_look import DANGER, LINE_WIDTH, MUTED, SHADE, set_look
from workbench.exporters.formats._word_parts import attach_svg, page_number

SUFFIX = ".docx"


def export(memo: Memo) -> bytes:
    """The memo as DOCX, A4; the same memo gives the same bytes."""
    word = Document()
    set_look(word, memo.language)
    _properties(word, memo)
    _header_and_footer(word, memo)
    word.add_paragraph(memo.title, style="Title")
    status = word.add_paragraph(style="Subtitle")
    status.add_run(memo.status).bold = True
    status.add_run(f"  ·  {memo.subtitle}")
    for block in memo.first_page:
        _WRITERS[type(block)](word, block)
    for index, section in enumerate(memo.sections):
        heading = word.add_heading(section.heading, level=1)
        heading.paragraph_format.page_break_before = index == 0
        for block in section.blocks:
            _WRITERS[type(block)](word, block)
    return _saved(word)


def _properties(word: Word, memo: Memo) -> None:
    core = word.core_properties
    # Word's format allows 255 characters in these.
    core.title, core.author, core.subject = memo.title[:255], memo.author[:255], memo.subtitle[:255]
    core.language, core.comments, core.keywords, core.last_modified_by = memo.language, "", memo.status[:255], ""
    core.created = core.modified = _moment(memo.decided_at)


def _moment(decided_at: str) -> datetime:
    try:
        moment = datetime.fromisoformat(decided_at)
    except ValueError:
        return datetime(1980, 1, 1, tzinfo=UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _header_and_footer(word: Word, memo: Memo) -> None:
    page = word.sections[0]
    page.different_first_page_header_footer = True
    title = memo.title if len(memo.title) <= 70 else memo.title[:69] + "…"
    page.header.paragraphs[0].text = f"{title}\t{memo.status}"
    for footer in (page.footer, page.first_page_footer):
        line = footer.paragraphs[0]
        line.style = word.styles["Footer"]
        line.add_run(f"{memo.subtitle}\tPage ")
        page_number(line, "PAGE")
        line.add_run(" of ")
        page_number(line, "NUMPAGES")


def _paragraph(word: Word, block: Paragraph) -> None:
    style = {"lead": "Lead", "label": "Heading 3", "note": "Small print", "plain": "Normal"}[block.style]
    word.add_paragraph(block.text, style=style)


def _facts(word: Word, block: Facts) -> None:
    table = word.add_table(rows=0, cols=2)
    _fix_widths(table, (0.23, 0.77))
    for name, text in block.items:
        row = table.add_row()
        _keep_whole(row)
        _write(row.cells[0], name, colour=MUTED)
        _write(row.cells[1], text)
    _widths_of_cells(table, (0.23, 0.77))
    _after(word)


def _table(word: Word, block: Table) -> None:
    word.add_paragraph(block.caption, style="Caption")
    shares = tuple(width / sum(block.widths) for width in block.widths)
    table = _ruled(word, block.header, block.rows, shares, block.align)
    _describe(table, block.caption)
    _after(word)


def _ruled(
    word: Word,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    align: Sequence[str],
    *,
    height: int | None = None,
) -> WordTable:
    table = word.add_table(rows=1, cols=len(header), style="Memo table")
    _fix_widths(table, shares)
    for cell, text, side in zip(table.rows[0].cells, header, align, strict=True):
        _write(cell, text, side=side, bold=True, keep=True)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for index, texts in enumerate(rows):
        row = table.add_row()
        _keep_whole(row)
        if height is not None:
            row.height = Pt(height)
        for cell, text, side in zip(row.cells, texts, align, strict=True):
            # Short tables stay on one page, long ones may break between rows.
            _write(cell, text, side=side, keep=len(rows) <= 8 and index < len(rows) - 1)
    _widths_of_cells(table, shares)
    return table


def _bullets(word: Word, block: Bullets) -> None:
    for item in block.items:
        word.add_paragraph(item, style="List Bullet")


def _callout(word: Word, block: Callout) -> None:
    paragraph = word.add_paragraph(style="Callout")
    colour = DANGER if block.tone == "warning" else MUTED
    title = paragraph.add_run(f"{block.title}. ")
    title.bold, title.font.color.rgb = True, RGBColor.from_string(colour)
    paragraph.add_run(block.text)
    borders = parse_xml(
        f'<w:pBdr {_NAMESPACE}><w:left w:val="single" w:sz="24" w:space="6" w:color="{colour}"/></w:pBdr>'
    )
    shading = parse_xml(f'<w:shd {_NAMESPACE} w:val="clear" w:color="auto" w:fill="{SHADE}"/>')
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    properties.insert_element_before(shading, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _picture(word: Word, block: Picture) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(to_png(block.specification)), width=LINE_WIDTH)
    attach_svg(word, shape, to_svg(block.specification), title=block.title, words=block.alt)
    word.add_paragraph(block.caption, style="Small print")


def _signatures(word: Word, block: Signatures) -> None:
    rows = [(line.role, line.name, line.date, "signed" if line.is_signed else "") for line in block.lines]
    table = _ruled(
        word, ("Role", "Name", "Date", "Signature"), rows, (0.22, 0.28, 0.17, 0.33), ("left",) * 4, height=30
    )
    _describe(table, "Signatures")
    _after(word)


_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WRITERS: dict[type, Callable[[Word, Any], None]] = {
    Paragraph: _paragraph,
    Facts: _facts,
    Table: _table,
    Bullets: _bullets,
    Callout: _callout,
    Picture: _picture,
    Signatures: _signatures,
}


def _write(
    cell: _Cell, text: str, *, side: str = "left", bold: bool = False, colour: str = "", keep: bool = False
) -> None:
    paragraph: WordParagraph = cell.paragraphs[0]
    paragraph._p.style = "Tabletext"  # by its id: python-docx searches all styles for a name, for every cell
    run = paragraph.add_run(text)
    run.bold = bold or None
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    paragraph.paragraph_format.keep_with_next = keep or None
    if side == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _fix_widths(table: WordTable, shares: Sequence[float]) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Emu(int(LINE_WIDTH * share))


def _widths_of_cells(table: WordTable, shares: Sequence[float]) -> None:
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Emu(int(LINE_WIDTH * share))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _describe(table: WordTable, words: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), words[:255])
    table._tbl.tblPr.append(caption)


def _after(word: Word) -> None:
    """Word joins two tables that touch, so an empty line of a few points stands after each."""
    word.add_paragraph(style="Gap")


def _saved(word: Word) -> bytes:
    raw = io.BytesIO()
    word.save(raw)
    fixed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))  # the clock would make each file differ
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
