"""Makes the pictures in ``docs/images``: a study from its sample to its memo, photographed page by page.

Run it with ``make docs-images``. It starts the app on a free port with an empty data directory and drives Chromium.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
SIZES = ((1280, 800), (390, 844))
PAGES = {"predictions": "", "contract": "contract", "tradeoff": "tradeoff", "decision": "decision"}
DARK_TOO = ("tradeoff",)
COLOURS = 128
ANSWERS = {
    "Why this point": "It misses one pedestrian in sixty, today's cars one in ten, and it brakes hard no more often.",
    "What was given up": "Comfort: pin A brakes hard a third as often.",
    "What was rejected, and why": "Today's rule and pin A: both break the limit for urban streets.",
    "What would change our mind": "A week with over 2% of urban pedestrians missed, or 30 hard brakes per 1,000 km.",
    "Why not pin A": "Smoother, but it misses more than one urban pedestrian in fifty.",
}
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"

sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]


def main() -> None:
    """Write every picture, each over the last one."""
    from get_chromium import find_chromium

    from benchmarks.session_server import running_app

    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        scratch, quiet = Path(folder), ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=quiet)
        with running_app(scratch / "data", log=scratch / "log") as url:
            study, memo = decide_a_sample(browser, url, scratch)
            for name, path in PAGES.items():
                for scheme in ("light", "dark") if name in DARK_TOO else ("light",):
                    for size in SIZES:
                        photograph(browser, f"{url}/{path}?study={study}", name, size, scheme)
        browser.close()
        draw_first_page(memo)


def decide_a_sample(browser: Browser, url: str, scratch: Path) -> tuple[str, Path]:
    """Take the automated-braking sample to a saved decision; returns the study's id and the memo as PDF."""
    page = new_page(browser, SIZES[0], "light")
    page.goto(url)
    idle(page)
    page.goto(f"{url}/tradeoff?study={page.url.partition('study=')[2].partition('&')[0]}")
    idle(page)
    page.get_by_label("Threshold", exact=True).focus()
    for key in ("PageUp", "PageUp"):
        page.keyboard.press(key)
    settle(page)
    page.get_by_role("button", name="Pin this point").click()
    settle(page)
    page.get_by_role("button", name="Go there").click()
    settle(page)
    page.get_by_role("button", name="Choose this point").click()
    page.wait_for_url("**/decision*")
    idle(page)
    for question, answer in ANSWERS.items():
        page.get_by_label(question, exact=True).fill(answer)
        page.keyboard.press("Tab")
        idle(page)
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("The decision is saved.").wait_for()
    idle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Memo as PDF").click()
    memo = scratch / "memo.pdf"
    download.value.save_as(memo)
    study = page.url.partition("study=")[2].partition("&")[0]
    page.context.close()
    return study, memo


def photograph(browser: Browser, address: str, name: str, size: tuple[int, int], scheme: str) -> None:
    """One page as a visitor with this screen first sees it."""
    page = new_page(browser, size, scheme)
    page.goto(address)
    idle(page)
    if name == "tradeoff":
        page.locator(".chart canvas").wait_for()
    settle(page)
    save(page.screenshot(animations="disabled", caret="hide"), IMAGES / f"{name}-{size[0]}-{scheme}.png")
    page.context.close()


def draw_first_page(memo: Path) -> None:
    """The memo's first page as a picture; left out where poppler is not installed."""
    if shutil.which("pdftoppm") is None:
        print("pdftoppm is not installed, so the memo's first page is not drawn.", file=sys.stderr)
        return
    command = ["pdftoppm", "-png", "-r", "80", "-f", "1", "-l", "1", str(memo)]
    save(subprocess.run(command, capture_output=True, check=True).stdout, IMAGES / "memo-page-1.png")


def new_page(browser: Browser, size: tuple[int, int], scheme: str) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    return context.new_page()


def idle(page: Page) -> None:
    """Wait until the server has nothing more to say."""
    page.wait_for_selector("[data-testid=stAppViewContainer]", state="attached")
    page.wait_for_timeout(300)
    page.wait_for_selector(IDLE, state="attached")


def settle(page: Page) -> None:
    """Wait until a key's pause is over, the server has answered and the chart is drawn."""
    page.wait_for_timeout(600)
    idle(page)
    page.wait_for_timeout(600)


def save(png: bytes, path: Path) -> None:
    """Write the picture with few colours, so that the repository stays small."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(colors=COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
