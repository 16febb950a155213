"""Pages in a real browser: Playwright with the system's Chromium, which reaches this machine only."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser.watching import OpenPage, opened
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import RENDERERS

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
ABSENT = f"There is no browser for these tests: install Chromium, so that one of {', '.join(BROWSERS)} is on the PATH."


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker. Without one they are skipped, but in CI they fail."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens HTML from the disk, or from loopback with `served=True`; `at` is a query or fragment.

    Whatever else it is given makes the browser's context: `color_scheme`, `viewport`, `java_script_enabled`, ….
    The test fails when a page complained, broke its policy or asked anybody for anything.
    """
    with ExitStack() as stack:
        watched = []

        def opening(html: str, at: str = "", *, served: bool = False, **context: Any) -> Page:
            folder = tmp_path / f"page-{len(watched)}"
            watched.append(stack.enter_context(opened(browser, html, folder, at, served=served, **context)))
            return watched[-1].page

        yield opening
        assert [trouble for each in watched for trouble in each.troubles] == []


@pytest.fixture(scope="session")
def demo_html(demo_report: Report) -> str:
    """The demo's report."""
    return RENDERERS["html"](demo_report)
