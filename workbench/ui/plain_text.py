"""Text that people wrote, in Markdown: nothing in it is taken for markup."""

from __future__ import annotations

_MARKS = r"\`*_{}[]()#+-.!|<>~$:"


def plain(text: str) -> str:
    """The text with every mark escaped.

    >>> plain("*a* $1")
    '\\\\*a\\\\* \\\\$1'
    """
    return "".join(f"\\{character}" if character in _MARKS else character for character in text)
