"""The memo as a tagged PDF, set by Typst: the template is ours, every text arrives as data and stays literal."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from workbench.charts.render import FONT_DIRECTORY, to_svg
from workbench.exporters.blocks import Block, Memo, Picture

SUFFIX = ".pdf"
_TEMPLATE = Path(__file__).parent.parent / "templates" / "memo.typ"


def export(memo: Memo) -> bytes:
    """The memo as PDF/UA-1, A4; the same memo gives the same bytes.

    A text in a script that the project's font lacks is set in a font of this machine; where it has none either, the PDF
    shows boxes for those characters and does not claim PDF/UA, which forbids them. The characters stay in its text.
    """
    data = json.dumps(_data(memo), ensure_ascii=False)
    for only_ours, standards in ((True, ["ua-1"]), (False, ["ua-1"])):
        try:
            return _compiled(data, memo, only_ours=only_ours, standards=standards)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    return _compiled(data, memo, only_ours=False, standards=[])


def _compiled(data: str, memo: Memo, *, only_ours: bool, standards: list[Any]) -> bytes:
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"memo": data},
        font_paths=[str(FONT_DIRECTORY)],
        ignore_system_fonts=only_ours,
        pdf_standards=standards,
        timestamp=_moment(memo.decided_at),
    )


def _data(memo: Memo) -> dict[str, Any]:
    return {
        "title": memo.title,
        "status": memo.status,
        "subtitle": memo.subtitle,
        "author": memo.author,
        "language": memo.language,
        "first_page": [_block(block) for block in memo.first_page],
        "sections": [
            {"heading": section.heading, "blocks": [_block(block) for block in section.blocks]}
            for section in memo.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    assert is_dataclass(block)
    data = {"kind": type(block).__name__.lower(), **asdict(block)}
    if isinstance(block, Picture):
        data["svg"] = to_svg(block.specification)
        del data["specification"]
    return data


def _moment(decided_at: str) -> int:
    """The record's own time in seconds, so that making the memo again changes nothing; the epoch where it has none."""
    try:
        moment = datetime.fromisoformat(decided_at)
    except ValueError:
        return 0
    return max(0, int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()))
