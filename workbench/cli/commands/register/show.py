"""``register show``: what is recorded of a study."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.options import AsJson


def run(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study's id, as `register list` shows it.")],
    entries: Annotated[bool, typer.Option("--entries", help="Every entry of it too, oldest first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a study's contract, seal, amendments, signatures, decision and closed workshops.

    \\b
    Example:
      workbench register show fraud-2026-1f0c2a3b --entries
    """
    from workbench.cli.output import json_text, write_stdout
    from workbench.cli.register_words import entry_facts, study_facts, study_text
    from workbench.errors import InputError
    from workbench.register import Studies, open_register
    from workbench.rooms import Rooms, digest_of

    studies = Studies(open_register())
    found = studies.load(study)
    if found is None:
        raise InputError(f"The register holds no study {study!r}. `register list` shows those that it holds.")
    facts = study_facts(found, [digest_of(record) for record in Rooms(studies.register).records(study)])
    recorded = [entry_facts(entry) for entry in studies.entries(study)] if entries else None
    if as_json:
        write_stdout(json_text({**facts, **({} if recorded is None else {"entries": recorded})}))
    else:
        write_stdout(study_text(facts, recorded))
