"""The report page as a browser shows it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.watching import OpenPage, opened


@pytest.mark.parametrize("served", [False, True], ids=["from the disk", "from a server"])
def test_the_demo_s_page_opens_without_a_complaint(open_page: OpenPage, demo_html: str, served: bool) -> None:
    page = open_page(demo_html, served=served)
    expect(page).to_have_title(re.compile("^Portfolio audit of ada-demo"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_links_into_a_page_ask_for_nothing(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html, "?print=full#repo-monthgrid", served=True)
    expect(page.locator("#repo-monthgrid")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("html", "trouble"),
    [
        ("<script>console.error('oh')</script>", "console: oh"),
        ("<script>missing()</script>", "error: missing is not defined"),
        ("<img src='https://example.com/a.png'>", "request: https://example.com/a.png"),
        ("<img src='beside.png'>", "beside.png"),
        (
            "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><script>1</script>",
            "policy: script-src-elem inline",
        ),
    ],
    ids=["console", "exception", "outside", "beside", "policy"],
)
@pytest.mark.parametrize("served", [False, True], ids=["from the disk", "from a server"])
def test_nothing_that_a_page_must_not_do_goes_unseen(
    browser: Browser, tmp_path: Path, html: str, trouble: str, served: bool
) -> None:
    with opened(browser, f"<!doctype html>{html}", tmp_path / "page", served=served) as watched:
        assert any(trouble in one for one in watched.troubles), watched.troubles
