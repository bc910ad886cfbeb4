"""The command line.

A command is one file in ``workbench/cli/commands``, a group of commands is a folder there; both are found by name. Its
``run`` is the command, its docstring the help. The domain is imported inside ``run``, so that ``--help`` is immediate.
"""

from workbench.cli.main import main

__all__ = ["main"]
