"""One fact sheet, many formats: the memo of a decision and the files it can be saved as."""

from workbench.exporters.blocks import Memo
from workbench.exporters.document import MemoDocument, memo, memo_formats
from workbench.exporters.memo import build_memo

__all__ = ["Memo", "MemoDocument", "build_memo", "memo", "memo_formats"]
