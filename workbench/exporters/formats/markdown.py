"""The memo as Markdown in which user text stays text; the picture is a data address at the end of the file.

It is in pixels: readers of Markdown refuse vector pictures in data addresses.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from typing import Any

from workbench.charts.render import to_png
from workbench.exporters.blocks import (
    Align,
    Block,
    Bullets,
    Callout,
    Facts,
    Memo,
    Paragraph,
    Picture,
    Signatures,
    Table,
)

SUFFIX = ".md"


def export(memo: Memo) -> bytes:
    """The memo as UTF-8 Markdown (CommonMark with pipe tables)."""
    pictures: list[Picture] = []
    blocks = [f"# {text(memo.title)}", f"**{text(memo.status)}** · {text(memo.subtitle)}"]
    blocks += [_block(block, pictures) for block in memo.first_page]
    for section in memo.sections:
        blocks += [f"## {text(section.heading)}", *(_block(block, pictures) for block in section.blocks)]
    blocks += [
        f"[picture-{index}]: data:image/png;base64,{_pixels(picture)}"
        for index, picture in enumerate(pictures, start=1)
    ]
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8")


def _pixels(picture: Picture) -> str:
    return base64.b64encode(to_png(picture.specification, dots_per_inch=144)).decode("ascii")


def text(value: str) -> str:
    """``value`` escaped so that Markdown shows it as it is.

    >>> text("*a* <b> [c](d) 1.5%")
    '\\\\*a\\\\* \\\\<b\\\\> \\\\[c\\\\]\\\\(d\\\\) 1.5%'
    """
    escaped = re.sub(r"[\\`*_{}\[\]<>()#!|~&$@^=\"]", lambda found: "\\" + found[0], value)
    # Some readers make a link of a bare address; without its colon or its dot it is none.
    escaped = re.sub(r"(?i)\b(https?|ftp|mailto|javascript|data|xmpp):", r"\1\\:", escaped)
    escaped = re.sub(r"(?i)\bwww\.", r"www\\.", escaped)
    # At the start these would begin a list or a rule.
    return re.sub(r"^(\d*)([-+.])", r"\1\\\2", escaped)


def _block(block: Block, pictures: list[Picture]) -> str:
    if isinstance(block, Picture):
        pictures.append(block)
        return _picture(block, len(pictures))
    return _WRITERS[type(block)](block)


def _paragraph(block: Paragraph) -> str:
    marks = {"lead": "**", "label": "**"}.get(block.style, "")
    return f"{marks}{text(block.text)}{marks}"


def _facts(block: Facts) -> str:
    return "\n".join(f"- **{text(name)}:** {text(value)}" for name, value in block.items)


def _table(block: Table) -> str:
    return f"*{text(block.caption)}*\n\n" + _rows(block.header, block.rows, block.align)


def _rows(header: Sequence[str], rows: Sequence[Sequence[str]], align: Sequence[Align]) -> str:
    lines = [header, *rows]
    written = ["| " + " | ".join(text(cell) for cell in line) + " |" for line in lines]
    rule = "|" + "|".join("---:" if side == "right" else "---" for side in align) + "|"
    return "\n".join([written[0], rule, *written[1:]])


def _bullets(block: Bullets) -> str:
    return "\n".join(f"- {text(item)}" for item in block.items)


def _callout(block: Callout) -> str:
    return f"> **{text(block.title)}.** {text(block.text)}"


def _picture(block: Picture, index: int) -> str:
    return (
        f"![{text(block.title)}][picture-{index}]\n\n*{text(block.caption)}*\n\nThe picture in words: {text(block.alt)}"
    )


def _signatures(block: Signatures) -> str:
    rows = [(line.role, line.name, line.date, "signed" if line.is_signed else "") for line in block.lines]
    return _rows(("Role", "Name", "Date", "Signature"), rows, ("left",) * 4)


_WRITERS: dict[type, Callable[[Any], str]] = {
    Paragraph: _paragraph,
    Facts: _facts,
    Table: _table,
    Bullets: _bullets,
    Callout: _callout,
    Signatures: _signatures,
}
