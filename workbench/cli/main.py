"""The entry point: finds the commands, runs one, and turns every error into a sentence and an exit status."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import textwrap
import traceback
from collections.abc import Sequence
from types import ModuleType
from typing import Annotated

import typer
from typer.exceptions import TyperException

from workbench.cli import commands
from workbench.cli.messages import in_command_words
from workbench.cli.options import expand
from workbench.errors import ContractError, WorkbenchError

DEBUG_VARIABLE = "WORKBENCH_DEBUG"
_SETTINGS = {
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "add_completion": False,
    "no_args_is_help": True,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status.

    0 done, 1 our fault, 2 wrong usage or unreadable input, 3 the answer is no. Nothing but data goes to stdout.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    command = typer.main.get_command(build_app())
    try:
        status = command.main(
            args=None if arguments is None else list(arguments), prog_name="workbench", standalone_mode=False
        )
    except TyperException as error:
        context = getattr(error, "ctx", None)
        text = error.format_message()
        if "Usage:" in text:
            return _refuse(text, 2)
        where = context.command_path if context is not None else "workbench"
        return _refuse(f"Error: {text.rstrip('.')}. See: {where} --help", error.exit_code)
    except ContractError as error:
        count = len(error.problems)
        listed = textwrap.indent(error.marked, "  ")
        return _refuse(
            f"Error: The contract has {count} problem{'s' if count > 1 else ''}:\n{listed}", error.exit_status
        )
    except WorkbenchError as error:
        _show_where()
        return _refuse(f"Error: {in_command_words(error.marked)}", error.exit_status)
    except typer.Abort:
        return _refuse("Stopped.", 1)
    except Exception as error:
        _show_where()
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return _refuse(f"Error: This is our fault, not yours ({said}). {DEBUG_VARIABLE}=1 shows where it happened.", 1)
    return status if isinstance(status, int) else 0


def build_app() -> typer.Typer:
    """The application with every command in ``workbench/cli/commands``."""
    app = typer.Typer(help=commands.__doc__, **_SETTINGS)
    app.callback()(_top)
    _add_commands(app, commands)
    return app


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from workbench import __version__

        typer.echo(__version__)
        raise typer.Exit


def _top(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """What stands before the command's name; --version has done its work by now."""


def _add_commands(app: typer.Typer, package: ModuleType) -> None:
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        if found.ispkg:
            group = typer.Typer(help=module.__doc__, **_SETTINGS)
            _add_commands(group, module)
            app.add_typer(group, name=found.name)
        else:
            app.command(found.name)(expand(module.run))


def _refuse(text: str, status: int) -> int:
    print(text, file=sys.stderr)
    return status


def _show_where() -> None:
    if os.environ.get(DEBUG_VARIABLE) == "1":
        traceback.print_exc()
