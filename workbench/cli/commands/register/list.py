"""``register list``: the studies, and how far each has come."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.options import AsJson


def run(
    most: Annotated[int, typer.Option("--most", metavar="COUNT", min=1, help="How many, newest change first.")] = 1000,
    as_json: AsJson = False,
) -> None:
    """List the studies in the register, the one that was changed last first.

    \\b
    Example:
      workbench register list
    """
    from workbench.cli.messages import say
    from workbench.cli.output import json_text, write_stdout
    from workbench.cli.register_words import aligned, study_line
    from workbench.register import Studies, open_register
    from workbench.rooms import Rooms

    studies = Studies(open_register())
    rooms = Rooms(studies.register)
    lines = [
        study_line(study, studies.entries(study.id)[-1], workshops=len(rooms.records(study.id)))
        for study in studies.recent(most=most)
    ]
    if as_json:
        write_stdout(json_text(lines))
    elif not lines:
        say("The register holds no study yet. A study is recorded with its first change in the app.")
    else:
        write_stdout(aligned(lines))
