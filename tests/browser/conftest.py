"""A Chromium, a server and a few words for what a person does on a page."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from benchmarks.session_server import running_app

HERE = Path(__file__).parent
# Past the last control the focus is on the body, whose text holds every name: it is none.
FOCUSED = """() => { let node = document.activeElement; while (node && node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement;
  return !node || node === document.body ? '' : node.id || node.innerText || node.getAttribute('aria-label') || node.tagName }"""
# How long a condition may take to come true: more than any machine needs, and waited for only where it never does.
PATIENCE_MS = 120_000
# Streamlit draws an element of a kind it has not loaded yet as a skeleton, also after the run that sent it is over.
DRAWN = """() => document.querySelector('[data-testid=stApp][data-test-script-state=notRunning] [data-testid=stAppViewContainer]')
  && !document.querySelector('[data-testid=stSkeleton]')"""


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With a failure, what each page said at that moment: on another machine nobody can look."""
    report = yield
    if report.when == "call" and report.failed:
        for page in item.funcargs.get("asked_runs", ()):
            report.sections.append((f"On the page {page.url}", _said_by(page)))
    return report


def _said_by(page) -> str:
    try:
        alerts = [each.strip() for each in page.locator("[data-testid=stAlert]").all_inner_texts()]
        text = page.locator("[data-testid=stMain]").inner_text(timeout=5000)
        state = page.locator("[data-testid=stApp]").get_attribute("data-test-script-state", timeout=5000)
    except Exception as failed:
        return f"It cannot be read: {failed}"
    return f"{state}; alerts: {alerts}\n{' '.join(text.split())[:3000]}"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "args": quiet, "executable_path": _load("get_chromium").find_chromium()}


@pytest.fixture(scope="session")
def base_url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with running_app(folder / "data", log=folder / "log") as address:
        yield address


@pytest.fixture(scope="session", autouse=True)
def _patience():
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def serious_faults():
    """What axe finds on a page that matters: ``serious_faults(page, name)``, a text for each rule that is broken."""
    return _load("axe").serious_faults


@pytest.fixture
def asked_runs():
    """What each page has asked the app for, by page."""
    return {}


@pytest.fixture
def new_context(new_context, asked_runs):
    """A window of its own: ``new_context(viewport=..., color_scheme=...)``."""

    def make(**given):
        context = new_context(**{"viewport": {"width": 1280, "height": 800}, "accept_downloads": True, **given})
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", lambda page: asked_runs.update({page: _load("asked_runs").AskedRuns(page)}))
        return context

    return make


@pytest.fixture
def idle(asked_runs):
    """Wait until the app has nothing more to do and everything that it sent is drawn, for ``settle_ms`` on end."""

    def wait(page, *, settle_ms: int = 250):
        # A window that a test opened by itself is listened to from here on; until then being drawn is all that is known.
        asked = asked_runs.get(page) or asked_runs.setdefault(page, _load("asked_runs").AskedRuns(page))
        waited_ms = 0
        while waited_ms < PATIENCE_MS:
            page.wait_for_function(DRAWN)
            page.wait_for_timeout(settle_ms)
            waited_ms += settle_ms
            if not asked.is_waiting and page.evaluate(DRAWN):
                return
        raise TimeoutError(f"the app was not idle within {PATIENCE_MS // 1000} s")

    return wait


@pytest.fixture
def tab_to():
    """Press Tab until a control of this name has the focus; ``is_whole``: the name ends with it."""

    def tab(page, wanted: str, *, is_whole: bool = False, most: int = 60):
        for _ in range(most):
            page.keyboard.press("Tab")
            said = page.evaluate(FOCUSED).strip()
            if said.endswith(wanted) if is_whole else wanted in said:
                return
        raise AssertionError(f"Tab never reached {wanted!r}")

    return tab


@pytest.fixture
def focused():
    """What the control that has the focus is called, or its id."""
    return lambda page: page.evaluate(FOCUSED)


@pytest.fixture
def press():
    """Press a button with the mouse as a hand does: down, ``pressed_ms`` later up, in the same place."""

    def hold(page, name: str, *, pressed_ms: int):
        button = page.get_by_role("button", name=name, exact=True)
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.wait_for_timeout(pressed_ms)
        page.mouse.up()

    return hold


@pytest.fixture
def drag():
    return _load("drag")
