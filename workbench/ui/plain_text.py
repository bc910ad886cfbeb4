"""Text that people wrote, in Markdown: nothing in it is taken for markup."""

from __future__ import annotations

import re

# Streamlit makes links of addresses in any text, escaped or not; with a character of no width in it there is no address.
_ADDRESS = re.compile(r"(https?:)(//)|(www)(\.)", re.IGNORECASE)
_JOINER = "\u2060"
_MARKS = r"\`*_{}[]()#+-.!|<>~$:"


def plain(text: str) -> str:
    """The text with every mark escaped, and with no address that would become a link.

    >>> plain("*a* $1")
    '\\\\*a\\\\* \\\\$1'
    """
    text = _ADDRESS.sub(lambda found: _JOINER.join(part for part in found.groups() if part), text)
    return "".join(f"\\{character}" if character in _MARKS else character for character in text)
