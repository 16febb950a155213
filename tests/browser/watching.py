"""A page in the browser, and everything that it must not do."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

NAME = "index.html"
OpenPage = Callable[..., Page]
"""The fixture of that name."""
_REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`));
"""


@dataclass
class Watched:
    """An open page."""

    page: Page
    troubles: list[str] = field(default_factory=list)
    """Errors on the console, violations of its policy, requests for anything but itself."""


@contextmanager
def opened(
    browser: Browser, html: str, folder: Path, at: str = "", *, served: bool = False, **context: Any
) -> Iterator[Watched]:
    """The page, written into a new folder and opened from there or from a server on loopback."""
    folder.mkdir()
    (folder / NAME).write_text(html, "utf-8")
    with ExitStack() as stack:
        url = stack.enter_context(_served(folder)) if served else (folder / NAME).as_uri()
        fresh = stack.enter_context(browser.new_context(**context))
        fresh.add_init_script(_REPORT_VIOLATIONS)
        watched = Watched(fresh.new_page())
        _watch(watched, url)
        watched.page.goto(url + at, wait_until="networkidle")
        watched.page.wait_for_load_state()  # a busy machine may pause in the middle of a page
        yield watched


def _watch(watched: Watched, url: str) -> None:
    def asked(request: Request) -> None:
        if request.url.partition("#")[0].partition("?")[0] != url and not request.url.startswith(("data:", "blob:")):
            watched.troubles.append(f"request: {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            watched.troubles.append(f"console: {message.text}")

    watched.page.on("request", asked)
    watched.page.on("console", said)
    watched.page.on("pageerror", lambda error: watched.troubles.append(f"error: {error}"))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{NAME}"
        server.shutdown()
        thread.join()
