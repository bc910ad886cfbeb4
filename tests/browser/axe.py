"""What axe finds on a page that matters: serious and critical faults, as lines that say where."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe


def serious_faults(page, name: str) -> list[str]:
    """One text for each rule that the page breaks seriously, with the first places; ``name`` says which page it is."""
    found = []
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in ("serious", "critical"):
            nodes = [
                f"{node['target']} {node['html'][:160]} {node.get('any', [{}])[:1]}" for node in violation["nodes"][:4]
            ]
            found.append(f"{name}: {violation['id']}: {violation['help']}\n   " + "\n   ".join(nodes))
    return found
