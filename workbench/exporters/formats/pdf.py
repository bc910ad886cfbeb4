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
from workbench.exporters.formats._pdf_fonts import named_in, undrawable
from workbench.exporters.latin_letters import readable, sentence, shown_texts

SUFFIX = ".pdf"
_TEMPLATE = Path(__file__).parent.parent / "templates" / "memo.typ"


def export(memo: Memo) -> bytes:
    """The memo as PDF/UA-1, A4; the same memo gives the same bytes.

    A text in a script that the project's font lacks is set in a font of this machine; where it has none either, it is
    written in Latin letters in square brackets, and the PDF says so and which characters they stand for.
    """
    try:
        return _compiled(memo, title=memo.title, only_ours=True)
    except typst.TypstError as error:
        if not named_in(error):
            raise
    missing = undrawable(shown_texts(memo))
    while True:
        shown = readable(memo, missing) if missing else memo
        try:
            return _compiled(shown, title=memo.title, only_ours=False)
        except typst.TypstError as error:
            # Some characters can be drawn alone and not where they stand.
            more = named_in(error) - missing
            if not more:
                raise
            missing |= more


def notice(memo: Memo) -> str:
    """What is to be said before this memo is made a PDF; empty where it has every character as it was written."""
    return sentence(undrawable(shown_texts(memo)))


def _compiled(memo: Memo, *, title: str, only_ours: bool) -> bytes:
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"memo": json.dumps({**_data(memo), "name": title}, ensure_ascii=False)},
        font_paths=[str(FONT_DIRECTORY)],
        ignore_system_fonts=only_ours,
        pdf_standards=["ua-1"],
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
