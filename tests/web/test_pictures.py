"""Pictures of demos: small, by a real browser, which reaches nothing but what the proxy lets through."""

import base64
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portfolio_audit.web import picturing
from portfolio_audit.web.picturing import (
    BROWSERS,
    MOST_BYTES,
    Photographer,
    PicturesUnavailable,
    launched,
    pictures,
)
from portfolio_audit.web.proxy import Allowance, proxy

BUSY = "<script>while (true) {}</script>"
NOISE = "".join(
    f'<i style="position:absolute;left:{i * 37 % 1280}px;top:{i * 91 % 800}px;background:hsl({i * 47 % 360} 90% 50%)">'
    f"{i}</i>"
    for i in range(9_000)
)
PAGES = {
    "/plain": "<body style='background:rgb(0,128,0)'><h1>An app</h1>",
    "/noise": NOISE,
    "/busy": BUSY,
    "/dialog": "<body style='background:rgb(0,128,0)'><script>alert('stay'); onbeforeunload = () => 'stay'</script>",
    "/inside": "<img src='http://inside.example/x.png'><script>fetch('http://127.0.0.1:PORT/secret')</script>",
    "/leaves": "<script>location = 'http://inside.example/'</script>",
    "/cookie": "<script>document.cookie = 'seen=1'</script>",
    "/to-file": "<script>location = 'file:///etc/passwd'</script>",
}


class Site:
    """Pages on loopback, and what was asked of them."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers.get("Cookie", "")))
                if self.path == "/download":
                    self.send_response(200)
                    self.send_header("Content-Disposition", "attachment; filename=x.bin")
                    self.end_headers()
                    self.wfile.write(b"x" * 100)
                    return
                page = PAGES.get(self.path)
                self.send_response(404 if page is None else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((page or "").replace("PORT", str(site.port)).encode())

            def log_message(self, *_args: object) -> None:
                """Nothing to be heard."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def connect(self, host: str, _port: int, seconds: float) -> socket.socket:
        """To the site for the one public name; every other is refused."""
        if host != "app.example":
            raise OSError("not public")
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


class Studio:
    """A photographer in a thread of its own, because a thread bears one Playwright, and other tests have theirs."""

    def __init__(self, program: str) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._stack = ExitStack()
        self._browser = self._thread.submit(self._stack.enter_context, launched(program, sandbox=False)).result()

    def picture(self, site: Site, path: str, seconds: float = 20) -> str:
        address = path if ":" in path else f"http://app.example{path}"
        photographer = Photographer(self._browser, site.connect, seconds)
        return self._thread.submit(photographer.picture, address).result()

    def close(self) -> None:
        self._thread.submit(self._stack.close).result()


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    """Without the browser's sandbox, because tests may run as root, and all pages are ours."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no Chromium on the PATH")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(
            "PLAYWRIGHT_DISABLE_FORCED_CHROMIUM_PROXIED_LOOPBACK", "1"
        )  # we do not rely on Playwright's own
        made = Studio(program)
    yield made
    made.close()


def jpeg(picture: str) -> bytes:
    head, _, data = picture.partition(",")
    assert head == "data:image/jpeg;base64"
    return base64.b64decode(data)


def test_a_picture_is_small_and_shows_the_page(studio: Studio, site: Site) -> None:
    data = jpeg(studio.picture(site, "/plain"))
    assert data.startswith(b"\xff\xd8\xff")
    assert len(data) < MOST_BYTES
    at = data.index(b"\xff\xc0")  # the frame's head: height and width
    assert int.from_bytes(data[at + 5 : at + 7], "big") == 300
    assert int.from_bytes(data[at + 7 : at + 9], "big") == 480


def test_a_page_full_of_detail_loses_detail_and_not_the_limit(studio: Studio, site: Site) -> None:
    picture = studio.picture(site, "/noise")
    assert not picture or len(jpeg(picture)) <= MOST_BYTES


@pytest.mark.parametrize("path", ["/busy", "/download"])
def test_what_cannot_be_shown_has_no_picture_and_the_next_page_has(studio: Studio, site: Site, path: str) -> None:
    assert studio.picture(site, path, 4) == ""
    assert studio.picture(site, "/plain")


def test_a_dialog_keeps_nobody(studio: Studio, site: Site) -> None:
    assert studio.picture(site, "/dialog", 10)


@pytest.mark.parametrize("path", ["/inside", "/leaves", "/to-file"])
def test_a_page_reaches_nothing_that_is_not_public(studio: Studio, site: Site, path: str) -> None:
    studio.picture(site, f"{path}", 10)
    assert {asked for asked, _ in site.asked} <= {path, "/favicon.ico"}


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://[::1]/", "http://inside.example/", "file:///etc/passwd"]
)
def test_an_address_that_is_not_public_has_no_picture_and_is_not_asked(
    studio: Studio, site: Site, address: str
) -> None:
    assert studio.picture(site, address, 5) == ""
    assert site.asked == []


def test_a_visit_leaves_no_cookie_for_the_next(studio: Studio, site: Site) -> None:
    studio.picture(site, "/cookie")
    studio.picture(site, "/plain")
    assert all(not cookie for path, cookie in site.asked if path == "/plain")


def test_root_gets_a_sentence_and_no_unsafe_browser(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    monkeypatch.setattr(picturing.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(picturing.os, "geteuid", lambda: 0, raising=False)
    with pytest.raises(PicturesUnavailable, match="another user"):
        list(pictures(["http://app.example/plain"], site.connect))
    assert site.asked == []


def test_without_a_browser_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    monkeypatch.setattr(picturing.shutil, "which", lambda _name: None)
    with pytest.raises(PicturesUnavailable, match="Chromium or Chrome"):
        list(pictures(["http://app.example/plain"], site.connect))


def test_without_playwright_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    monkeypatch.setattr(picturing.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(PicturesUnavailable, match="pip install"):
        list(pictures(["http://app.example/plain"], site.connect))


def test_a_program_that_is_no_browser_is_named() -> None:
    with ThreadPoolExecutor(1) as thread, pytest.raises(PicturesUnavailable, match="does not start"):
        thread.submit(launched("/bin/false", sandbox=False).__enter__).result()


@contextmanager
def through(allowance: Allowance) -> Iterator[socket.socket]:
    """A connection to a proxy with that allowance."""
    with proxy(allowance) as address:
        port = int(address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), 5) as browser:
            yield browser


def answered(browser: socket.socket, request: bytes) -> bytes:
    browser.sendall(request)
    data = b""
    while piece := browser.recv(65_536):
        data += piece
    return data


@pytest.mark.parametrize(
    "request_line",
    [
        "CONNECT inside.example:443 HTTP/1.1",
        "GET http://inside.example/ HTTP/1.1",
        "GET https://app.example/ HTTP/1.1",
        "GET file:///etc/passwd HTTP/1.1",
        "GET / HTTP/1.1",
        "CONNECT app.example:port HTTP/1.1",
    ],
)
def test_the_proxy_refuses_what_is_not_public_or_no_address(site: Site, request_line: str) -> None:
    with through(Allowance(site.connect, 5, 10_000)) as browser:
        assert answered(browser, f"{request_line}\r\n\r\n".encode()).startswith(b"HTTP/1.1 403")
    assert site.asked == []


def test_the_proxy_ends_what_takes_too_much(site: Site) -> None:
    with through(Allowance(site.connect, 5, 50_000)) as browser:
        got = answered(browser, b"GET http://app.example/noise HTTP/1.1\r\nHost: app.example\r\n\r\n")
    assert len(got) <= 50_000 < len(NOISE)


def test_what_is_meant_for_the_proxy_goes_no_further(site: Site) -> None:
    with through(Allowance(site.connect, 5, 50_000)) as browser:
        request = (
            b"GET http://app.example/plain HTTP/1.1\r\nHost: app.example\r\nProxy-Authorization: Basic eDp5\r\n\r\n"
        )
        assert b"An app" in answered(browser, request)


def test_a_used_up_allowance_makes_no_connection(site: Site) -> None:
    with through(Allowance(site.connect, 0, 50_000)) as browser:
        assert b"An app" not in answered(browser, b"GET http://app.example/plain HTTP/1.1\r\n\r\n")
    assert site.asked == []
