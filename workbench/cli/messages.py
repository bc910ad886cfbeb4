"""What the command line says beside its data, on stderr."""

from __future__ import annotations

import re
import sys

_PYTHON_WORDS = (
    (re.compile(r"\bexclude_bad_scores=True"), "--exclude-bad-scores"),
    (re.compile(r"\b(label|score|baseline|weight|period|id|by)=\.\.\."), r"--\1 COL"),
    (re.compile(r"\bpositive=\.\.\."), "--positive VALUE"),
    (re.compile(r"\bpositive=('[^']*'|\"[^\"]*\")"), r"--positive \1"),
    (re.compile(r"\bflip=\.\.\."), "--flip COL"),
    (re.compile(r"\bflip=\[?('[^']*'|\"[^\"]*\")\]?"), r"--flip \1"),
    (re.compile(r"\bamounts=\.\.\."), "--amount NAME=COL"),
    (re.compile(r"\bsegments=\.\.\."), "--segment COL"),
)


def say(text: str) -> None:
    """A message for the person at the terminal."""
    print(text, file=sys.stderr)


def in_command_words(text: str) -> str:
    """A message that names Python arguments, naming options instead.

    >>> in_command_words("Pass positive=..., for example positive='yes'.")
    "Pass --positive VALUE, for example --positive 'yes'."
    """
    for pattern, replacement in _PYTHON_WORDS:
        text = pattern.sub(replacement, text)
    return text
