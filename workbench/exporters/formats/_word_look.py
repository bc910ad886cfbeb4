"""The memo's look as Word styles."""

from __future__ import annotations

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

INK, MUTED, RULE, SHADE, DANGER = "17212B", "566270", "C9D0D6", "F2F5F7", "B3261E"
FONT = "Arial"
LINE_WIDTH = Cm(21 - 2 * 2.1)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# name: size, bold, colour, points before, points after, keep with the next paragraph
_BUILT_IN = {
    "Normal": (10, False, INK, 0, 4, False),
    "Title": (21, True, INK, 0, 2, True),
    "Subtitle": (10, False, MUTED, 0, 8, True),
    "Heading 1": (14, True, INK, 20, 6, True),
    "Heading 2": (12, True, INK, 12, 4, True),
    "Heading 3": (10, True, INK, 8, 2, True),
    "Caption": (9, False, MUTED, 6, 3, True),
    "List Bullet": (10, False, INK, 0, 2, False),
    "Header": (8.5, False, MUTED, 0, 0, False),
    "Footer": (8.5, False, MUTED, 0, 0, False),
}
_OWN = {
    "Lead": (13, True, INK, 4, 6, False),
    "Small print": (8.5, False, MUTED, 0, 6, False),
    "Callout": (10, False, INK, 4, 8, False),
    "Table text": (9, False, INK, 2, 2, False),
    "Gap": (4, False, INK, 0, 2, False),
}


def set_look(word: Word, language: str) -> None:
    """A4 with the memo's fonts, sizes and colours in the styles, and the language of the text."""
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.1)
    page.top_margin, page.bottom_margin = Cm(2.0), Cm(1.8)
    page.header_distance = page.footer_distance = Cm(1.0)
    _drop_unused_table_styles(word)
    for name in _OWN:
        word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = word.styles["Normal"]
    for name, (size, bold, colour, before, after, keep) in {**_BUILT_IN, **_OWN}.items():
        style = word.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for wide in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(wide)
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(key), FONT)
        spacing = style.paragraph_format
        spacing.space_before, spacing.space_after, spacing.keep_with_next = Pt(before), Pt(after), keep
        spacing.line_spacing = 1.1
    for border in word.styles["Title"].element.pPr.findall(qn("w:pBdr")):
        word.styles["Title"].element.pPr.remove(border)
    for name in ("Header", "Footer"):
        tabs = word.styles[name].paragraph_format.tab_stops
        for _ in list(tabs):
            del tabs[0]
        tabs.add_tab_stop(LINE_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _table_style(word)
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(parse_xml(f'<w:lang {_W} w:val="{"en-GB" if language == "en" else language}"/>'))


def _drop_unused_table_styles(word: Word) -> None:
    """Take out the hundred coloured table styles of the empty document, which only make it larger and slower."""
    for style in list(word.styles.element.findall(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) != "1":
            word.styles.element.remove(style)


def _table_style(word: Word) -> None:
    line = '<w:{0} w:val="single" w:sz="{1}" w:space="0" w:color="{2}"/>'
    word.styles.element.append(
        parse_xml(
            f'<w:style {_W} w:type="table" w:customStyle="1" w:styleId="MemoTable"><w:name w:val="Memo table"/>'
            '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>'
            f"{line.format('bottom', 4, RULE)}{line.format('insideH', 4, RULE)}"
            "</w:tblBorders><w:tblCellMar>"
            '<w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{line.format("bottom", 8, INK)}</w:tcBorders>'
            '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
        )
    )
