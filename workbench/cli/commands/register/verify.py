"""``register verify``: whether the record stands as it was made."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from workbench.cli.options import AsJson


def run(
    head: Annotated[
        str | None,
        typer.Option(
            "--head", metavar="SHA256", help="A head that a memo prints; it must be in the chain.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Compute every hash of the register again, and say which entry does not stand as it was recorded.

    Exit status 0 where the record is whole; 3 where it is not, or where the head of --head is not in it.

    \\b
    Example:
      workbench register verify --head 3f2a...64 hexadecimal digits...
    """
    from workbench.cli.messages import say
    from workbench.cli.output import json_text, write_stdout
    from workbench.errors import InputError
    from workbench.register import open_register

    asked = None if head is None else head.strip().lower()
    if asked is not None and (len(asked) != 64 or not set(asked) <= set("0123456789abcdef")):
        raise InputError(f"A head has 64 hexadecimal digits; {head!r} has not. Copy the whole of it from the memo.")
    found = open_register().verify(asked=asked)
    for fault in found.faults:
        say(fault)
    if as_json:
        content = {**asdict(found), "faults": list(found.faults), "is_whole": found.is_whole, "asked": asked}
        write_stdout(json_text(content))
    elif found.is_whole:
        entries = f"{found.entries_count} {'entry' if found.entries_count == 1 else 'entries'}"
        place = "" if asked is None else f"The head you named is entry {found.asked_seq} of it.\n"
        write_stdout(f"The register is whole: {entries}.\n{place}Head: {found.head}\n")
    else:
        say("The register does not stand as it was recorded.")
    return 0 if found.is_whole else 3
