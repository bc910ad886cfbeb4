"""The documentation is run: every command and every snippet, on the samples, in a folder of its own."""

from __future__ import annotations

import inspect
import re
import shlex
import shutil
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel

import workbench
from workbench.cli import main, serve
from workbench.cli.main import build_app
from workbench.cli.options import ReadingOptions, StudyOptions
from workbench.contract import Contract, model

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = sorted((CHECKOUT / "docs").glob("*.md"))
SHELL, PYTHON = ("sh", "shell", "console"), ("python",)
_BLOCK = re.compile(r"^```(\w+)[ \t]*([^\n]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_STARTS = ("python -m workbench ", ".venv/bin/python -m workbench ", "workbench ", "$ python -m workbench ")


@dataclass(frozen=True)
class Block:
    """One fenced block; a third word after the language names the file that it is written to."""

    language: str
    file_name: str
    text: str


def blocks(document: Path) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(document.read_text(encoding="utf-8"))]


def commands(text: str) -> list[tuple[list[str], int]]:
    """The workbench commands of a shell block, each with the exit status that a comment before it promises."""
    found, status = [], 0
    for line in text.replace("\\\n", " ").splitlines():
        promised = re.match(r"#\s*exit status (\d)", line.strip())
        if promised:
            status = int(promised[1])
        start = next((start for start in _STARTS if line.strip().startswith(start)), None)
        if start is not None:
            found.append((shlex.split(line.strip().removeprefix(start), comments=True), status))
            status = 0
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for study in ("automated-braking", "card-fraud", "breast-cancer", "ticket-routing"):
        shutil.copytree(CHECKOUT / "sample_data" / study, tmp_path / "sample_data" / study)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(serve, "serve", lambda **given: 0)  # the app itself is started by its own tests
    return tmp_path


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_what_a_document_shows_runs(document: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Files a block names are there from the start, so that a command may come before the file it reads is shown.
    for block in blocks(document):
        if re.fullmatch(r"[\w-]+\.\w+", block.file_name):
            (folder / block.file_name).write_text(block.text, encoding="utf-8")
    names: dict[str, object] = {}
    for block in blocks(document):
        if block.language in SHELL:
            for arguments, promised in commands(block.text):
                status = main(arguments)
                said = capsys.readouterr()
                assert status == promised, f"{shlex.join(arguments)}\n{said.err}"
        elif block.language in PYTHON:
            exec(compile(block.text, f"{document.name}", "exec"), names)


def test_every_command_of_the_documents_on_this_stage_is_found() -> None:
    """The documents that hold the reference show commands and snippets at all."""
    by_name = {path.name: blocks(path) for path in DOCS}
    assert {"cli.md", "python.md", "contract.md"} <= set(by_name)
    assert len([c for b in by_name["cli.md"] if b.language in SHELL for c in commands(b.text)]) >= 12
    assert len([b for b in by_name["python.md"] if b.language in PYTHON]) >= 8


def test_the_contract_that_is_shown_is_whole() -> None:
    shown = [block.text for block in blocks(CHECKOUT / "docs" / "contract.md") if block.language == "yaml"]
    contract = Contract.from_text(shown[0])
    assert contract.warnings == ()


def test_every_key_of_a_contract_is_documented() -> None:
    text = (CHECKOUT / "docs" / "contract.md").read_text(encoding="utf-8")
    kinds = [
        kind
        for _, kind in inspect.getmembers(model, inspect.isclass)
        if issubclass(kind, BaseModel) and kind.__module__ == model.__name__
    ]
    keys = {key for kind in kinds for key in kind.model_fields}
    assert len(keys) > 40
    assert sorted(key for key in keys if f"`{key}`" not in text) == []


def leaves(command: object, name: str = "") -> dict[str, object]:
    inner = getattr(command, "commands", None)
    if inner is None:
        return {name: command}
    return {leaf: item for key, part in inner.items() for leaf, item in leaves(part, f"{name} {key}".strip()).items()}


COMMANDS = leaves(typer.main.get_command(build_app()))


def section(text: str, command: str) -> str:
    found = re.search(rf"^## `{re.escape(command)}`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/cli.md has no section for {command}"
    return found[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    text = (CHECKOUT / "docs" / "cli.md").read_text(encoding="utf-8")
    shared = text.split("## Which column is what")[1].split("\n## ")[0]
    shared_options = {item.name for item in fields(StudyOptions)} | {item.name for item in fields(ReadingOptions)}
    here = section(text, name)
    missing = []
    for parameter in COMMANDS[name].params:  # type: ignore[attr-defined]
        for option in getattr(parameter, "opts", []):
            if not option.startswith("--") or option == "--help":
                continue
            place = here + shared if parameter.name in shared_options else here
            if not re.search(rf"`[^`\n]*{re.escape(option)}\b", place):
                missing.append(option)
    assert missing == []
    assert f"python -m workbench {name}" in here


def test_every_command_shows_an_example() -> None:
    without = [name for name, command in COMMANDS.items() if "Example:" not in (command.help or "")]  # type: ignore[attr-defined]
    assert without == []


@pytest.mark.parametrize("name", workbench.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    assert re.search(rf"\bwb\.{name}\b", (CHECKOUT / "docs" / "python.md").read_text(encoding="utf-8"))
