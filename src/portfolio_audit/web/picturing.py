"""A small picture of a page, by a Chromium of this machine that reaches public addresses only."""

import base64
import importlib.util
import logging
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING

from portfolio_audit.errors import AuditError
from portfolio_audit.text import shown
from portfolio_audit.waiting import next_of
from portfolio_audit.web.proxy import Allowance, Connect, proxy

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

log = logging.getLogger(__name__)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
WIDTH, HEIGHT = 1280, 800  # CSS pixels
SCALE = 0.375
"""480 × 300 pixels are enough to see what it is."""
QUALITIES = (60, 40, 20)
MOST_BYTES = 24_000
"""Of one picture."""
SECONDS = 30.0
"""For one page, from its first request to its picture."""
MOST_TRAFFIC = 40_000_000
"""Bytes of one page: Streamlit alone brings 10 MB."""
_SETTLE_SECONDS = 6.0
_WEB = ("http://", "https://")
_FLAGS = (
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--proxy-bypass-list=<-loopback>",
    "--mute-audio",
    "--js-flags=--max-old-space-size=512",  # MB; a page may take 4 GB of this machine otherwise
)
_INSTALL = "pip install 'portfolio-audit[screenshot]'"


class PicturesUnavailable(AuditError):
    """No pictures can be taken on this machine; the message says why and what to do."""


class Photographer:
    """Takes pictures of pages, one after the other, each in a context without cookies that is thrown away."""

    def __init__(self, browser: "Browser", connect: Connect, seconds: float = SECONDS) -> None:
        self._browser = browser
        self._connect = connect
        self._seconds = seconds

    def picture(self, url: str) -> str:
        """The page's upper part as a `data:` address of a JPEG of at most `MOST_BYTES`; empty when there is none."""
        from playwright.sync_api import Error

        if not url.startswith(_WEB):  # no proxy stands before the files of this machine
            return ""
        allowance = Allowance(self._connect, self._seconds, MOST_TRAFFIC)
        with proxy(allowance) as server:
            try:
                return self._taken(url, server, allowance)
            except Error as error:
                log.info("no picture of %s: %s", shown(url), shown(str(error).split("\n", 1)[0]))
                return ""

    def _taken(self, url: str, server: str, allowance: Allowance) -> str:
        context = self._browser.new_context(
            proxy={
                "server": server,
                "bypass": "<-loopback>",
            },  # said here, too: a variable of Playwright's may undo its own
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
            accept_downloads=False,
            service_workers="block",
            reduced_motion="reduce",
            locale="en",
        )
        try:
            page = context.new_page()
            page.on("dialog", lambda dialog: dialog.dismiss())
            page.on("popup", lambda other: other.close())
            page.set_default_timeout(1_000 * self._seconds)
            answer = page.goto(url, wait_until="load")
            _settle(page, allowance)
            shows = answer is not None and answer.ok and page.url.startswith(_WEB)
            return _encoded(page, allowance) if shows else ""
        finally:
            context.close()


def _settle(page: "Page", allowance: Allowance) -> None:
    """Wait until the app has drawn itself, as far as there is time."""
    from playwright.sync_api import TimeoutError as TooLong

    with suppress(TooLong):
        page.wait_for_load_state("networkidle", timeout=1_000 * min(_SETTLE_SECONDS, max(0.1, allowance.seconds)))


def _encoded(page: "Page", allowance: Allowance) -> str:
    """The smallest loss that fits."""
    for quality in QUALITIES:
        data = page.screenshot(
            type="jpeg",
            quality=quality,
            scale="device",
            animations="disabled",
            timeout=1_000 * max(1, allowance.seconds),
        )
        if len(data) <= MOST_BYTES:
            return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
    return ""


def pictures(urls: Sequence[str], connect: Connect) -> Iterator[tuple[str, str]]:
    """(address, picture or nothing) for each, as soon as it is taken, by a thread that nobody has to wait for.

    Raises:
        PicturesUnavailable: as of `browser_here`, or the browser does not start.
    """
    taken: SimpleQueue[tuple[str, str] | PicturesUnavailable | None] = SimpleQueue()

    def work() -> None:
        try:
            with launched(browser_here(), sandbox=True) as browser:
                camera = Photographer(browser, connect)
                for url in urls:
                    taken.put((url, camera.picture(url)))
        except PicturesUnavailable as error:
            taken.put(error)
        finally:
            taken.put(None)

    threading.Thread(target=work, daemon=True).start()
    while item := next_of(taken):
        if isinstance(item, PicturesUnavailable):
            raise item
        yield item


def browser_here() -> str:
    """The path of a browser that may open strangers' pages.

    Raises:
        PicturesUnavailable: Playwright or a browser is missing, or the browser's sandbox cannot work.
    """
    if importlib.util.find_spec("playwright") is None:
        raise PicturesUnavailable(f"--screenshot needs Playwright: {_INSTALL}")
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if program is None:
        raise PicturesUnavailable(f"--screenshot needs Chromium or Chrome on the PATH ({', '.join(BROWSERS[:3])}).")
    if sys.platform != "win32" and os.geteuid() == 0:
        raise PicturesUnavailable(
            "--screenshot opens strangers' pages, and Chromium's sandbox does not work for root. Run as another user."
        )
    return program


@contextmanager
def launched(program: str, *, sandbox: bool) -> Iterator["Browser"]:
    """That browser, without a window.

    Args:
        sandbox: never without, unless the pages are one's own.

    Raises:
        PicturesUnavailable: it does not start.
    """
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=program, args=list(_FLAGS), chromium_sandbox=sandbox, proxy={"server": "per-context"}
            )
        except Error as error:
            log.debug("browser: %s", shown(str(error), 2_000))
            raise PicturesUnavailable(
                f"--screenshot: {program} does not start. Look with `{program} --headless --dump-dom about:blank`."
            ) from None
        try:
            yield browser
        finally:
            with suppress(Error):  # it may have been ended
                browser.close()
