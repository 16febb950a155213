"""Make docs/images/ from the demo's report: python docs/make_screenshots.py

Needs Chromium on the PATH and what `pip install -e '.[test]'` installs.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.demo.earlier import demo_report
from portfolio_audit.demo.run import gather_demo
from portfolio_audit.renderers import RENDERERS

IMAGES = Path(__file__).parent / "images"
DESKTOP, PHONE = (1180, 1120), (390, 844)
SHARPNESS = {DESKTOP: 1, PHONE: 2}
FLAGS = ["--disable-gpu", "--hide-scrollbars", "--disable-background-networking", "--disable-component-update"]


def top(page: Page) -> None:
    """The score and what to do next, two fixes ticked."""
    for box in page.locator(".steps input").all()[:2]:
        box.check()


def repository(page: Page) -> None:
    """One repository: its way, its parts, its findings."""
    page.goto(f"{page.url}#repo-prediccion-alquileres")
    page.wait_for_timeout(500)


PICTURES = {
    "desktop-light.png": (DESKTOP, "light", top),
    "desktop-dark.png": (DESKTOP, "dark", top),
    "repository-light.png": (DESKTOP, "light", repository),
    "repository-dark.png": (DESKTOP, "dark", repository),
    "phone-light.png": (PHONE, "light", top),
    "phone-dark.png": (PHONE, "dark", repository),
}


def main() -> None:
    """Audit the demo, open the page, take the pictures."""
    program = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is not on the PATH.")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        file = Path(scratch, "index.html")
        file.write_text(RENDERERS["html"](demo_report(gather_demo(), load_catalogue())), "utf-8")
        with playwright.chromium.launch(executable_path=program, args=FLAGS) as browser:
            for name in PICTURES:
                take(browser, file.as_uri(), name)


def take(browser: Browser, url: str, name: str) -> None:
    """One picture."""
    size, scheme, prepare = PICTURES[name]
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=SHARPNESS[size]
    )
    page.goto(url)
    prepare(page)
    page.screenshot(path=IMAGES / name)
    page.close()


if __name__ == "__main__":
    main()
