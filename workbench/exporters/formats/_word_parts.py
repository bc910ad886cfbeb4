"""Pieces of a Word document that python-docx has no call for: a vector picture beside its pixels, page numbers."""

from __future__ import annotations

from docx.document import Document as Word
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.text.paragraph import Paragraph

_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
# Office's extension of 2016 for a vector original beside the pixels (MS-ODRAWXML 2.3.3.11, svgBlip).
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def attach_svg(word: Word, shape: InlineShape, svg: str, *, title: str, words: str) -> None:
    """Give an inline picture its vector original, and the words that stand in for it."""
    package = word.part.package
    number = 1 + sum(1 for part in package.iter_parts() if str(part.partname).endswith(".svg"))
    part = Part(PackURI(f"/word/media/picture{number}.svg"), "image/svg+xml", svg.encode("utf-8"), package)
    relation = word.part.relate_to(part, _IMAGE)
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    blip.append(
        parse_xml(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip '
            'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            f'r:embed="{relation}"/></a:ext></a:extLst>'
        )
    )
    properties = shape._inline.docPr
    properties.set("title", title)
    properties.set("descr", words)


def page_number(paragraph: Paragraph, field: str) -> None:
    """A field (``PAGE`` or ``NUMPAGES``) that Word fills in."""
    for kind in ("begin", None, "separate", "1", "end"):
        run = paragraph.add_run()
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {field} "
            run._r.append(instruction)
        elif kind == "1":
            run.text = "1"
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
