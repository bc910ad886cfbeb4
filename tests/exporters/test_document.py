"""Saving a memo: the ending picks the format, and formats are found by being there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbench.errors import InputError
from workbench.exporters import formats, memo_formats


def test_each_module_of_formats_is_a_format() -> None:
    modules = [path for path in Path(formats.__path__[0]).glob("[!_]*.py")]
    assert len(memo_formats()) == len(modules)
    assert set(memo_formats()) == {".docx", ".html", ".json", ".md", ".pdf"}


@pytest.mark.parametrize("suffix", memo_formats())
def test_save_writes_what_to_bytes_gives(suffix: str, written: Any, tmp_path: Path) -> None:
    path = written.document.save(tmp_path / f"memo{suffix.upper()}")
    assert path.read_bytes() == written.raw(suffix)


@pytest.mark.parametrize("name", ["memo.odt", "memo", "memo.pdf.exe"])
def test_an_unknown_ending_is_refused_with_the_known_ones(name: str, written: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.docx, \.html, \.json, \.md, \.pdf"):
        written.document.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_input_error(written: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        written.document.save(tmp_path / "nowhere" / "memo.md")
