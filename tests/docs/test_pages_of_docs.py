"""The documents hold together: links, pictures, targets and tables are right; snippets and commands do as they say."""

from __future__ import annotations

import ast
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

from workbench.metrics import BUILTIN

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = CHECKOUT / "docs"
PAGES = sorted([*CHECKOUT.glob("*.md"), *DOCS.glob("*.md")])
README, TUTORIAL, MATHS = CHECKOUT / "README.md", DOCS / "tutorial.md", DOCS / "maths.md"
_BLOCK = re.compile(r"^```(\w+)[ \t]*([^\n]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
_NAMES = [page.relative_to(CHECKOUT).as_posix() for page in PAGES]
every_page = pytest.mark.parametrize("document", PAGES, ids=_NAMES)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def block_lines(page: Path) -> list[str]:
    """Every line of the page's fenced blocks."""
    return [line for _, _, block in _BLOCK.findall(text_of(page)) for line in block.splitlines()]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", _BLOCK.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_pages_that_a_reader_looks_for_are_there() -> None:
    wanted = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
    wanted |= {f"docs/{name}.md" for name in ("ARCHITECTURE", "cli", "contract", "deployment", "maths", "python")}
    wanted |= {"docs/security.md", "docs/tutorial.md"}
    assert wanted <= set(_NAMES)
    assert "Apache License" in text_of(CHECKOUT / "LICENSE")


@every_page
def test_relative_links_resolve(document: Path) -> None:
    broken = []
    for _, target in _LINK.findall(_BLOCK.sub("", text_of(document))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = document if not path else (document.parent / path).resolve()
        if not found.exists() or (anchor and found.suffix == ".md" and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


@every_page
def test_pictures_have_words_and_are_in_the_repository(document: Path) -> None:
    for words, source in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text_of(document)):
        assert len(words) > 10, f"{source} needs a description"
        assert (document.parent / source).is_file()


def test_every_picture_is_made_by_the_script() -> None:
    names = ("predictions", "contract", "tradeoff", "decision")
    made = {f"{name}-{width}-light.png" for name in names for width in (1280, 390)}
    made |= {"tradeoff-1280-dark.png", "tradeoff-390-dark.png"}
    found = {path.name for path in (DOCS / "images").iterdir()}
    assert made <= found <= made | {"memo-page-1.png"}
    assert all(path.stat().st_size < 200_000 for path in (DOCS / "images").iterdir())


@every_page
def test_make_targets_that_are_named_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(CHECKOUT / "Makefile"), re.MULTILINE))
    in_code = re.findall(r"`([^`\n]+)`", text_of(document)) + block_lines(document)
    named = {found for code in in_code for found in re.findall(r"(?:^|\s)make ([a-z][a-z-]*)", code)}
    assert named <= targets


@every_page
def test_files_that_are_named_exist(document: Path) -> None:
    """A path of the project in backticks is one that is there."""
    folders = "workbench|tests|docs|sample_data|benchmarks|pages|\\.streamlit"
    named = set(re.findall(rf"`((?:{folders})/[\w./-]+)`", text_of(document)))
    assert sorted(name for name in named if not (CHECKOUT / name).exists()) == []


@every_page
def test_no_page_names_a_path_of_somebodys_machine(document: Path) -> None:
    assert re.findall(r"/(?:home|root|Users|work|tmp)/\S*|C:\\\\?Users", text_of(document)) == []


def test_the_readme_starts_with_the_picture_and_has_both_commands() -> None:
    text = text_of(README)
    first = next(line for line in text.splitlines() if line.strip() and not line.startswith("# "))
    assert re.fullmatch(r"!\[[^\]]+\]\(docs/images/tradeoff-1280-light\.png\)", first)
    assert {"make run", "make test"} <= {line.partition("#")[0].strip() for line in block_lines(README)}
    assert text.index("make run") < text.index("docs/tutorial.md")


def test_the_table_of_metrics_is_the_built_in_metrics() -> None:
    row = re.compile(r"^\| `(\w+)` \| ([^|]+) \| `([^`]+)` \| ([^|]+) \| (more|less) \|$", re.MULTILINE)
    better = {"maximise": "more", "minimise": "less"}
    wanted = [(name, m.label, m.definition, m.unit, better[m.goal]) for name, m in BUILTIN.items()]
    assert [tuple(cell.strip() for cell in found) for found in row.findall(text_of(MATHS))] == wanted


def expected_values(code: str) -> dict[int, str]:
    """The comment at the end of each line that has one, by line number."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {token.start[0]: token.string[1:].strip() for token in tokens if token.type == tokenize.COMMENT}


def test_the_snippets_of_the_maths_give_what_they_say() -> None:
    """A line that is one expression with a comment has the value in the comment."""
    names: dict[str, object] = {}
    checked = 0
    for language, _, code in _BLOCK.findall(text_of(MATHS)):
        if language != "python":
            continue
        comments = expected_values(code)
        for statement in ast.parse(code).body:
            part = compile(ast.Module([statement], []), "maths.md", "exec")
            if isinstance(statement, ast.Expr) and statement.end_lineno in comments:
                value = eval(compile(ast.Expression(statement.value), "maths.md", "eval"), names)
                assert repr(value) == comments[statement.end_lineno], ast.unparse(statement)
                checked += 1
            else:
                exec(part, names)
    assert checked >= 20


def test_the_commands_of_the_tutorial_run_and_say_what_it_shows(tmp_path: Path) -> None:
    """A ``bash runnable`` block is run as it stands; the ``text output`` block after it has lines of what came out."""
    (tmp_path / "sample_data").symlink_to(CHECKOUT / "sample_data", target_is_directory=True)
    program = f"{shlex.quote(sys.executable)} -m workbench"
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "WORKBENCH_DATA_DIR": str(tmp_path / "data")}
    said, ran = "", 0
    for language, words, block in _BLOCK.findall(text_of(TUTORIAL)):
        if (language, words) == ("bash", "runnable"):
            script = re.sub(r"^(?:\.venv/bin/python -m workbench|workbench)\b", program, block, flags=re.MULTILINE)
            bash = [shutil.which("bash") or "sh", "-euc", script]
            done = subprocess.run(bash, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, done.stderr
            said, ran = done.stdout + done.stderr, ran + 1
        elif (language, words) == ("text", "output"):
            missing = [line for line in block.splitlines() if line.strip() and line.rstrip() not in said]
            assert missing == [], said
    assert ran >= 1
    assert (tmp_path / "memo.docx").stat().st_size > 10_000
    assert (tmp_path / "decision.json").is_file()


def test_the_policy_in_the_proxy_example_fits_what_the_app_loads() -> None:
    """Without these two the Trade-off panel stays empty: its script is a blob, and Vega compiles expressions."""
    policy = re.search(r'Content-Security-Policy "([^"]+)"', text_of(DOCS / "deployment.md"))
    assert policy is not None
    scripts = next(part for part in policy[1].split(";") if part.strip().startswith("script-src"))
    assert {"'self'", "'unsafe-eval'", "blob:"} == set(scripts.split()[1:])
    assert "frame-ancestors 'none'" in policy[1]
