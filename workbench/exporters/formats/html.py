"""The memo as one self-contained HTML file: no scripts, nothing fetched, readable in light, in dark and in print."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workbench.charts.render import to_svg
from workbench.exporters.blocks import Memo, Picture

SUFFIX = ".html"


def export(memo: Memo) -> bytes:
    """The memo as UTF-8 HTML; every text passes through the template's autoescape."""
    return _environment().get_template("memo.html").render(memo=memo, svg=_svg).encode("utf-8")


def _svg(picture: Picture, number: int) -> Markup:
    """The drawing as an image with a name and a description; the renderer has escaped the texts inside it."""
    drawn = to_svg(picture.specification)
    names = Markup('<svg role="img" aria-labelledby="picture-{0}-title picture-{0}-words" ').format(number)
    inside = Markup('<title id="picture-{0}-title">{1}</title><desc id="picture-{0}-words">{2}</desc>').format(
        number, picture.title, picture.alt
    )
    opening, rest = drawn.split(">", 1)
    opening = re.sub(r' (?:width|height|xmlns(?::xlink)?|version)="[^"]*"', "", opening).removeprefix("<svg ")
    return names + Markup(opening + ">") + inside + Markup(rest)


@cache
def _environment() -> Environment:
    folder = Path(__file__).parent.parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
