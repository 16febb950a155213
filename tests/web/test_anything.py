"""Whatever is written in an address or comes over a connection: it is refused, read or given up, and nothing else."""

import socket
import threading
import time
from http.client import HTTPException

from hypothesis import example, given
from hypothesis import strategies as st

from portfolio_audit.limits import WebLimits
from portfolio_audit.web.addresses import Place, Refused, is_public, led_on, spelled
from portfolio_audit.web.answers import NoAnswer, Page
from portfolio_audit.web.apis import is_program, looks_like_api
from portfolio_audit.web.hosts import asking, host_of, hosts
from portfolio_audit.web.judging import judged
from portfolio_audit.web.robots import read_robots
from portfolio_audit.web.wire import answer

LIMITS = WebLimits(head_bytes=4_000, body_bytes=3_000, wire_bytes=8_000)
PLAIN = "http https :// // / \\ @ : 80 127.0.0.1 0x7f 1 . [ ] ::1 % ? # localhost example.org streamlit.app xn--"
ODD = ["huggingface.co/spaces/", "\u2460", "\uff0e", "\u00fc", "%2f", "\t", "\0"]
ADDRESSES = st.text(max_size=60) | st.lists(st.sampled_from([*PLAIN.split(), *ODD]), max_size=14).map("".join)
HEADS = [
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 302 Found\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: -1\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Content-Type: application/json\r\n",
    b"Location: /\r\n",
    b"\r\n",
    b"\n",
    b"5\r\nhello\r\n",
    b"-5\r\n",
    b"fffffffffffffffff\r\n",
    b"0\r\n\r\n",
    b": \r\n",
    b" folded\r\n",
]
ANSWERS = st.binary(max_size=200) | st.lists(st.sampled_from(HEADS) | st.binary(max_size=20), max_size=12).map(b"".join)


@given(ADDRESSES)
@example("http://[::1]:80]/")
@example("http://[v1.x]/")
def test_an_address_is_refused_or_leads_to_a_public_place(url: str) -> None:
    try:
        place = spelled(url)
    except Refused:
        return
    assert spelled(place.url) == place
    assert place.url.isascii()
    last = place.host.rpartition(".")[2]
    assert is_public(place.host) or not (last.isdigit() or ":" in place.host or last == "localhost")
    host_of(place.url)
    asking((place.url,))


@given(ADDRESSES)
def test_a_location_is_refused_or_leads_to_a_place(location: str) -> None:
    try:
        place = led_on(Place("https", "demo.example.org", 443, "/"), location)
    except Refused:
        return
    assert spelled(place.url) == place


@given(ANSWERS)
@example(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n")
@example(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n")
@example(b"HTTP/1.1 200 OK\r\nContent-Length: \xb2\r\n\r\n")
@example(b"HTTP/1.1 \xb2\xb2\xb2 OK\r\n\r\n")
def test_bytes_are_an_answer_or_an_error_of_the_network(data: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        try:
            page = answer(ours, b"GET / HTTP/1.1\r\n\r\n", time.monotonic() + 20, LIMITS)
        except (OSError, HTTPException):
            return
    assert len(page.body) <= LIMITS.body_bytes


HEADERS = [("content-type", "text/html"), ("server", "x"), ("x-railway-fallback", "true")]
PAGES = st.builds(
    Page,
    status=st.sampled_from([200, 204, 302, 401, 403, 404, 405, 410, 429, 500, 503, 999]),
    headers=st.lists(
        st.sampled_from([("content-type", "text/html"), ("server", "x"), ("x-railway-fallback", "true")])
    ).map(tuple),
    body=st.binary(max_size=100) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
)


@given(PAGES | st.sampled_from(["timeout", "dns", "odd"]).map(NoAnswer), st.sampled_from([None, *hosts()]))
def test_any_page_can_be_judged_and_its_words_stay_out_of_the_reason(page: Page | NoAnswer, host: object) -> None:
    verdict = judged(host, page, page, lambda _: True)  # type: ignore[arg-type]
    assert verdict.reason.isascii()
    read_robots(page)
    if isinstance(page, Page):
        assert isinstance(is_program(page) and looks_like_api(page), bool)


def test_a_reader_without_a_writer_ends_at_its_deadline() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ends: list[Exception] = []

        def read() -> None:
            try:
                answer(ours, b"", time.monotonic() + 0.2, LIMITS)
            except OSError as error:
                ends.append(error)

        thread = threading.Thread(target=read)
        thread.start()
        thread.join(20)
        assert [type(error) for error in ends] == [TimeoutError]
