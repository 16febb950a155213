"""Make docs/images/ from the demo's report and a made-up class: python docs/make_screenshots.py [NAME …]

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
from portfolio_audit.renderers import RENDERERS, cohort

IMAGES = Path(__file__).parent / "images"
TESTS = Path(__file__).parents[1] / "tests"
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


def begin(page: Page) -> None:
    """What stands at the top."""


def class_page() -> str:
    """The page of a made-up class, which the tests look at, too."""
    sys.path.insert(0, str(TESTS))
    from cohort.page_samples import class_of  # a module of the tests

    return "".join(cohort.pieces(class_of(24)))


def demo_page() -> str:
    """The demo's report."""
    return RENDERERS["html"](demo_report(gather_demo(), load_catalogue()))


PICTURES = {
    "desktop-light.png": (DESKTOP, "light", top),
    "desktop-dark.png": (DESKTOP, "dark", top),
    "repository-light.png": (DESKTOP, "light", repository),
    "repository-dark.png": (DESKTOP, "dark", repository),
    "phone-light.png": (PHONE, "light", top),
    "phone-dark.png": (PHONE, "dark", repository),
    "cohort-light.png": (DESKTOP, "light", begin),
    "cohort-dark.png": (DESKTOP, "dark", begin),
}


def main() -> None:
    """Audit the demo, open the pages, take the pictures, or those that are named."""
    wanted = sys.argv[1:] or [*PICTURES]
    program = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is not on the PATH.")
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=FLAGS) as browser,
    ):
        for make, is_about in ((demo_page, False), (class_page, True)):
            names = [name for name in wanted if name.startswith("cohort-") is is_about]
            file = Path(scratch, f"{make.__name__}.html")
            if names:
                file.write_text(make(), "utf-8")
            for name in names:
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
