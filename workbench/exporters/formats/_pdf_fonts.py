"""Which characters the fonts at hand can draw: ours, those that Typst brings along, and those of this machine."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import typst

from workbench.charts.render import FONT_DIRECTORY

_PROBE = b"""
#let characters = json(bytes(sys.inputs.characters))
#set document(title: "probe")
#set text(font: "Source Sans 3", lang: "en")
#characters.join(parbreak())
"""
_UNDRAWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def undrawable(texts: Iterable[str]) -> frozenset[str]:
    """The characters of the texts that no font at hand can draw.

    Where one letter of a script is missing, all of that script count as missing, so that no name is half in Latin letters.
    """
    return _undrawable("".join(sorted({each for text in texts for each in text if not each.isascii()})))


def named_in(error: typst.TypstError) -> frozenset[str]:
    """The characters that Typst says it could not draw; empty where the error is another one."""
    found = _UNDRAWN.search(str(error))
    text = "" if found is None else _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])
    return frozenset(each for each in text if not each.isascii())


@lru_cache(maxsize=64)
def _undrawable(characters: str) -> frozenset[str]:
    missing: frozenset[str] = frozenset()
    # A mark alone has nothing to stand on, and goes with its script; spaces and joiners are drawn as nothing.
    asked = [
        each for each in characters if unicodedata.category(each)[0] not in "MZ" and unicodedata.category(each) != "Cf"
    ]
    while asked:
        named = _first_undrawn(asked) & set(asked)
        if not named:
            break
        scripts = {_script(each) for each in named}
        missing |= {each for each in characters if each in named or _script(each) in scripts}
        asked = [each for each in asked if each not in missing]
    return missing


def _first_undrawn(characters: list[str]) -> frozenset[str]:
    try:
        typst.compile(
            _PROBE,
            format="pdf",
            sys_inputs={"characters": json.dumps(characters)},
            font_paths=[str(FONT_DIRECTORY)],
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        return named_in(error)
    return frozenset()


def _script(character: str) -> str:
    """What the Unicode name of a letter begins with, such as HEBREW; of anything else, and of Latin, the character itself."""
    is_of_script = unicodedata.category(character)[0] in "LM"
    name = unicodedata.name(character, "").partition(" ")[0]
    return name if is_of_script and name not in ("", "LATIN", "COMBINING", "MODIFIER") else character
