"""A Chromium, a server and a few words for what a person does on a page."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def _load(name: str):
    # Test folders are no packages; the files beside this one are loaded by path, once.
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def pytest_collection_modifyitems(items):
    if _load("get_chromium").find_chromium() is not None:
        return
    if os.environ.get("CI"):
        pytest.exit("There is no Chromium, and in CI a skipped browser test is a failure.", returncode=1)
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="there is no Chromium; `make test` installs one"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "args": quiet, "executable_path": _load("get_chromium").find_chromium()}


@pytest.fixture(scope="session")
def base_url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with _load("running_app").running_app(folder / "data", log=folder / "log") as address:
        yield address


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1280, "height": 800}, "accept_downloads": True}


@pytest.fixture
def idle():
    """Wait until the app has nothing more to do."""

    def wait(page, *, settle_ms: int = 250):
        page.wait_for_selector("[data-testid=stAppViewContainer]", state="attached", timeout=60_000)
        page.wait_for_timeout(settle_ms)
        page.wait_for_selector(
            "[data-testid=stApp][data-test-script-state=notRunning]", state="attached", timeout=60_000
        )
        page.wait_for_timeout(settle_ms)

    return wait


@pytest.fixture
def drag():
    return _load("drag")
