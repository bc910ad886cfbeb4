"""What no font at hand can draw, written in Latin letters, with the characters that they stand for."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from anyascii import anyascii

from workbench.exporters.blocks import Memo, Paragraph, Section, Table
from workbench.exporters.clean_text import rewritten

HEADING = "Characters that this PDF cannot draw"
# Joiners and variation selectors belong to what stands before them.
_JOINED = "\u200c\u200d\ufe0e\ufe0f"
_KEPT = ("record", "author", "language", "decided_at")


def in_latin(text: str, missing: Collection[str]) -> str:
    """``text`` with each run of the ``missing`` characters in Latin letters, in square brackets.

    >>> in_latin("王 小明 (CEO)", {"王", "小", "明"}), in_latin("a\\ue000", {"\\ue000"})
    ('[Wang XiaoMing] (CEO)', 'a[U+E000]')
    """
    return _runs(missing).sub(lambda found: f"[{_latin(found[0])}]", text) if missing else text


def code_points(text: str) -> str:
    """The characters by their numbers, which are the same everywhere: ``U+738B U+5C0F``."""
    return " ".join(f"U+{ord(character):04X}" for character in text)


def readable(memo: Memo, missing: Collection[str]) -> Memo:
    """The memo with nothing in it that is ``missing``; it says so on its first page, and in the end what stands for what."""
    found: dict[str, None] = {}

    def change(text: str) -> str:
        found.update(dict.fromkeys(_runs(missing).findall(text)))
        return in_latin(text, missing)

    changed = rewritten(memo, change, keep=_KEPT)
    table = Table(
        header=("Written here", "Stands for the characters"),
        rows=tuple((f"[{_latin(run)}]", code_points(run)) for run in found),
        align=("left", "left"),
        widths=(1, 2),
        caption="By their numbers in Unicode",
    )
    note = Paragraph(text=f"{sentence(missing)} The last section says which characters they are.", style="note")
    return replace(
        changed,
        first_page=(*changed.first_page, note),
        sections=(*changed.sections, Section(heading=HEADING, blocks=(table,))),
    )


def shown_texts(memo: Memo) -> list[str]:
    """Every text that a reader of the memo sees, and those that its pictures are made of."""
    texts: list[str] = []

    def note(text: str) -> str:
        texts.append(text)
        return text

    rewritten(memo, note, keep=_KEPT)
    return texts


def sentence(missing: Collection[str]) -> str:
    """What is to be said where a PDF is made of a memo with characters that it cannot draw; empty where there are none."""
    if not missing:
        return ""
    return (
        "No font at hand can draw some characters of this memo, so the PDF has them in Latin letters in [square brackets]; "
        "Word, HTML and Markdown have them as they were written."
    )


def _latin(run: str) -> str:
    return " ".join(anyascii(run).split()) or code_points(run)


def _runs(missing: Collection[str]) -> re.Pattern[str]:
    one = f"[{re.escape(''.join(sorted(missing)))}]"
    return re.compile(f"{one}(?:[{_JOINED}]|\\s*{one})*")
