"""What holds for every command: exit statuses, streams, help, and being found."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.cli import commands, main
from workbench.cli.commands import check as check_command

LATER = ("tally", "audit", "workshop")


def names() -> list[list[str]]:
    found = []
    for item in pkgutil.iter_modules(commands.__path__):
        if item.ispkg:
            package = importlib.import_module(f"{commands.__name__}.{item.name}")
            found += [[item.name, inner.name] for inner in pkgutil.iter_modules(package.__path__)]
        else:
            found.append([item.name])
    return found


def test_the_commands_of_this_stage_are_there() -> None:
    assert sorted(" ".join(name) for name in names()) == [
        "app",
        "at",
        "check",
        "contract check",
        "contract new",
        "decide",
        "export",
        "frontier",
        "memo",
        "register backup",
        "register list",
        "register show",
        "register verify",
        "stress",
        "sweep",
    ]


@pytest.mark.parametrize("name", names(), ids=" ".join)
def test_help_has_an_example_and_status_0(run, name) -> None:
    ran = run(*name, "--help")
    assert ran.status == 0
    assert f"workbench {' '.join(name)}" in ran.out.split("Example:")[1]
    assert ran.err == ""


def test_help_of_all_lists_the_commands(run) -> None:
    ran = run("--help")
    assert ran.status == 0
    assert all(name[0] in ran.out for name in names())


@pytest.mark.parametrize("name", LATER)
def test_a_command_that_does_not_exist_is_wrong_usage(run, name) -> None:
    ran = run(name, "predictions.csv")
    assert (ran.status, ran.out) == (2, "")
    assert f"No such command '{name}'" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Usage:"),
        (["sweep"], "Missing argument 'PREDICTIONS'"),
        (["sweep", "predictions.csv", "--nonsense"], "No such option: --nonsense"),
        (["decide", "predictions.csv", "--only"], "requires an argument"),
        (["at", "predictions.csv"], "Say one policy to measure, with --threshold T"),
        (["at", "predictions.csv", "--thresholds", "gold=0.1"], "(tier, channel): --by COL"),
        (["app", "--port", "99999999"], "--port"),
        (["contract", "old"], "No such command 'old'"),
        (["sweep", "absent.csv", "--label", "fraud", "--score", "p"], "absent.csv"),
        (["check", "predictions.csv", "--label", "nosuch", "--score", "p"], "nosuch"),
        (["check", "predictions.csv", "--contract", "absent.yaml"], "absent.yaml"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--metrics", "recal"], "'recall'"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--metrics", "x=FN/"], "not complete"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--out", "table.docx"], ".parquet"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--out", "no/folder/t.csv"], "no folder"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--by", "nosuch"], "nosuch"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--metrics", "tp=TP"], "another name"),
        (["frontier", "predictions.csv", "--label", "fraud", "--score", "p", "--metrics", "recall"], "two metrics"),
        (["at", "predictions.csv", "--label", "fraud", "--score", "p", "--threshold", "half"], "must be a number"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--only", "tier"], "--only"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--only", "tier=nosuch"], "nosuch"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--amount", "=x"], "--amount"),
        (["sweep", "predictions.csv", "--label", "fraud", "--score", "p", "--weights", "w.csv"], "--contract"),
        (["memo", "absent.json", "--out", "memo.md"], "absent.json"),
        (["export", "contract.yaml", "--to", "json", "--out", "x.json"], "not a decision record"),
        (["export", "contract.yaml", "--to", "grafana", "--out", "x.json"], "does not exist"),
    ],
)
def test_wrong_usage_is_status_2_with_a_sentence_and_no_data(run, words, said) -> None:
    ran = run(*words)
    assert ran.status == 2
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_messages_name_options_rather_than_python_arguments(run, folder: Path) -> None:
    (folder / "odd.csv").write_text("outcome,p\nlate,0.5\nfine,0.2\n", encoding="utf-8")
    ran = run("check", "odd.csv", "--label", "outcome", "--score", "p")
    assert ran.status == 2
    assert "--positive" in ran.err
    assert "positive=" not in ran.err


def test_a_failure_of_ours_is_status_1_in_one_line(run, monkeypatch) -> None:
    monkeypatch.setattr("workbench.cli.receipt.receipt_text", lambda receipt: 1 / 0)
    ran = run("check", "predictions.csv", "--label", "fraud", "--score", "p")
    assert (ran.status, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    assert "ZeroDivisionError" in ran.err


def test_the_traceback_is_there_for_those_who_ask(run, monkeypatch) -> None:
    monkeypatch.setattr("workbench.cli.receipt.receipt_text", lambda receipt: 1 / 0)
    monkeypatch.setenv("WORKBENCH_DEBUG", "1")
    ran = run("check", "predictions.csv", "--label", "fraud", "--score", "p")
    assert ran.status == 1
    assert "Traceback" in ran.err


def test_an_interrupted_command_says_so_without_a_traceback(run, monkeypatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.cli.receipt.receipt_text", interrupt)
    ran = run("check", "predictions.csv", "--label", "fraud", "--score", "p")
    assert ran.status == 130
    assert "Traceback" not in ran.err


def test_the_version(run) -> None:
    ran = run("--version")
    assert (ran.status, ran.out) == (0, "0.1.0\n")


def test_it_runs_as_a_module_from_any_folder(folder: Path) -> None:
    """Starting it costs nothing that a help text does not need, and stdout can close early."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    root = Path(check_command.__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "workbench",
            "check",
            "../predictions.csv",
            "--label",
            "fraud",
            "--score",
            "p",
            "--json",
        ],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert '"rows_used": 150' in ran.stdout


def test_help_loads_neither_the_domain_nor_the_app(folder: Path) -> None:
    code = (
        "import sys; from workbench.cli import main; main(['--help']);"
        "bad = {'pandas', 'pyarrow', 'streamlit', 'altair', 'scipy', 'docx', 'typst'} & set(sys.modules);"
        "sys.exit(str(bad) if bad else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr


def test_a_reader_that_stops_early_is_no_error(folder: Path) -> None:
    sweep = f"{sys.executable} -m workbench sweep predictions.csv --label fraud --score q"
    command = f"{sweep} | true; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout == "0\n"
    assert ran.stderr == ""


def test_main_takes_its_words_from_the_command_line(folder, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["workbench", "--version"])
    assert main() == 0
    assert capsys.readouterr().out == "0.1.0\n"
