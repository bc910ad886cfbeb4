"""Files the browser needs: the Vega bundle, made once from the installed renderer, and the code of the panels."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from workbench.register.durable_files import write_durably

BROWSER = Path(__file__).parent / "browser"
STATIC = Path(__file__).resolve().parents[2] / "static"
SCRIPTS = (
    "numbers.js",
    "moves.js",
    "choose.js",
    "labels.js",
    "stage.js",
    "chart.js",
    "panel.js",
    "track.js",
    "draw_controls.js",
    "pause.js",
    "listen.js",
    "main.js",
)

# What both panels do is in files that both are made of.
POLICY_SCRIPTS = (
    "numbers.js",
    "moves.js",
    "labels.js",
    "stage.js",
    "chart.js",
    "panel.js",
    "pause.js",
    "policies_totals.js",
    "policies_words.js",
    "policies.js",
)


def vega_bundle(static: Path = STATIC) -> str:
    """The path, as the browser asks for it, of the Vega bundle; written on first use, so that nothing comes from elsewhere."""
    path = static / f"vega-{version('vl-convert-python')}.mjs"
    if not path.exists():
        import vl_convert

        write_durably(path, vl_convert.javascript_bundle().encode())
        path.chmod(0o644)
    return f"app/static/{path.name}"


def tradeoff_parts() -> tuple[str, str, str]:
    """The Trade-off panel's HTML, CSS and JavaScript; the scripts are one module, in an order that lets each use those before."""
    html = (BROWSER / "tradeoff.html").read_text(encoding="utf-8")
    css = (BROWSER / "tradeoff.css").read_text(encoding="utf-8")
    return html, css, "\n".join((BROWSER / name).read_text(encoding="utf-8") for name in SCRIPTS)


def policies_parts() -> tuple[str, str, str]:
    """The HTML, CSS and JavaScript of the panel of tiers, bands and lists; it shares what both panels do with the Trade-off panel."""
    html = (BROWSER / "policies.html").read_text(encoding="utf-8")
    css = "\n".join((BROWSER / name).read_text(encoding="utf-8") for name in ("tradeoff.css", "policies.css"))
    return html, css, "\n".join((BROWSER / name).read_text(encoding="utf-8") for name in POLICY_SCRIPTS)


def chips_parts() -> tuple[str, str, str]:
    """The HTML, CSS and JavaScript of the chips beside a formula field."""
    html, css, script = (
        (BROWSER / f"formula_chips.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")
    )
    return html, css, script
