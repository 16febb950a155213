"""The plain connection: what it takes, when it gives up, and who gets to see the token."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from taking import TOKEN

from portfolio_audit.demo.answers import Answer, Asked, json_answer
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.demo.wire import Exchange, LoopbackServer
from portfolio_audit.errors import HostUnreachable
from portfolio_audit.sources.connection import Connection, usable
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.patience import Patience

MB = 1 << 20
Serve = Callable[..., str]
ADA = {"login": "ada", "type": "User"}


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that answers each request by a function; gives its address."""
    running: list[tuple[LoopbackServer, threading.Thread]] = []

    def start(answer: Callable[[Asked, Exchange], Answer | None]) -> str:
        def respond(self: Exchange, asked: Asked) -> None:
            told = answer(asked, self)
            if told is not None:
                self.send(told)

        server = LoopbackServer(type("Answering", (Exchange,), {"respond": respond}))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.end()
        thread.join()
        assert server.errors == []


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def packed(body: bytes) -> Answer:
    return Answer(200, gzip.compress(body), (("Content-Encoding", "gzip"),))


def test_many_requests_go_over_one_connection(serve: Serve) -> None:
    ports: list[Any] = []

    def answer(asked: Asked, exchange: Exchange) -> Answer:
        ports.append(exchange.client_address)
        return json_answer(ADA) if len(ports) != 2 else Answer(304)

    with closing(Connection(serve(answer), {}, 5)) as connection:
        assert [connection.get("/x", {}).status for _ in range(3)] == [200, 304, 200]
    assert len(ports) == 3
    assert len(set(ports)) == 1


def test_a_packed_answer_is_unpacked(serve: Serve) -> None:
    address = serve(lambda asked, _: packed(json.dumps({"asked": asked.headers["accept-encoding"]}).encode()))
    with closing(Connection(address, {}, 5)) as connection:
        assert connection.get("/x", {}).data() == {"asked": "gzip"}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, bytes(10 * MB + 1)),
        packed(bytes(10 * MB + 1)),
        Answer(200, gzip.compress(b"x" * 1000)[:-9], (("Content-Encoding", "gzip"),)),
        Answer(200, b"no gzip", (("Content-Encoding", "gzip"),)),
        Answer(200, b"x", (("Content-Encoding", "br"),)),
    ],
    ids=["too large", "too large when unpacked", "cut", "not packed", "packed otherwise"],
)
def test_a_body_that_is_too_large_or_not_as_agreed_is_refused(serve: Serve, answer: Answer) -> None:
    with closing(Connection(serve(lambda *_: answer), {}, 20)) as connection, pytest.raises(ValueError):
        connection.get("/x", {})


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_an_answer_that_trickles_ends_at_the_deadline(serve: Serve, start: bytes) -> None:
    def trickle(asked: Asked, exchange: Exchange) -> None:
        exchange.close_connection = True
        with suppress(OSError):
            exchange.connection.sendall(start)
            while not exchange.server.closing.wait(0.05):
                exchange.connection.sendall(b"x")

    with closing(Connection(serve(trickle), {}, 0.5)) as connection, pytest.raises(OSError):
        connection.get("/x", {})


@pytest.mark.parametrize(
    "raw", [b"SSH-2.0\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200]
)
def test_what_is_no_http_is_an_error_of_the_network(serve: Serve, raw: bytes) -> None:
    def answer(asked: Asked, exchange: Exchange) -> None:
        exchange.close_connection = True
        exchange.connection.sendall(raw)

    with closing(Connection(serve(answer), {}, 5)) as connection, pytest.raises(OSError):
        connection.get("/x", {})


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff\xfe\x00", b"1" * 5000, b"<html>", b'"\xff"'])
def test_what_is_no_json_is_a_sentence(serve: Serve, body: bytes) -> None:
    address = serve(lambda *_: Answer(200, body))
    host = GitHub(address, address, patience=Patience(pause=lambda _: None))
    with pytest.raises(HostUnreachable, match="did not answer as GitHub does"):
        host.profile("ada")
    host.close()


@pytest.mark.parametrize(
    "value", [None, [], "x", 1, {}, {"login": "ada"}, {"login": "../x", "type": "User"}, {"login": "ada", "type": 1}]
)
def test_json_of_another_shape_is_a_sentence(serve: Serve, value: Any) -> None:
    address = serve(lambda *_: json_answer(value))
    host = GitHub(address, address, patience=Patience(pause=lambda _: None))
    with pytest.raises(HostUnreachable, match="did not answer as GitHub does"):
        host.profile("ada")
    host.close()


def test_not_modified_without_having_been_asked_for_is_odd(serve: Serve) -> None:
    address = serve(lambda *_: Answer(304))
    host = GitHub(address, address, patience=Patience(pause=lambda _: None))
    with pytest.raises(HostUnreachable):
        host.profile("ada")
    host.close()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_token_does_not_follow_to_another_host(serve: Serve, status: int) -> None:
    seen: list[Asked] = []

    def note(asked: Asked, exchange: Exchange) -> Answer:
        seen.append(asked)
        return json_answer(ADA)

    elsewhere = serve(note)
    address = serve(lambda asked, _: Answer(status, b"", (("Location", elsewhere + asked.path),)))
    host = GitHub(address, address, TOKEN, patience=Patience(pause=lambda _: None))
    with pytest.raises(HostUnreachable):
        host.profile("ada")
    assert seen == []
    host.close()


def test_a_redirection_that_leads_in_circles_ends(serve: Serve) -> None:
    asked: list[str] = []

    def around(request: Asked, exchange: Exchange) -> Answer:
        asked.append(request.path)
        return Answer(301, b"", (("Location", f"{address}/{len(asked) % 2}"),))

    address = serve(around)
    host = GitHub(address, address, patience=Patience(pause=lambda _: None))
    with pytest.raises(HostUnreachable, match="error 301"):
        host.profile("ada")
    assert len(asked) == 4 == host.requests
    host.close()


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
def test_with_a_proxy_pygithub_does_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert usable("http://127.0.0.1/api/v3")
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert not usable("http://127.0.0.1/api/v3")


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_with_certificates_of_ones_own_pygithub_does_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    assert usable("https://api.github.com")
    monkeypatch.setenv(name, "/etc/ssl/own.pem")
    assert not usable("https://api.github.com")
    assert usable("http://127.0.0.1/api/v3")


def test_through_a_proxy_a_second_run_is_confirmed_as_well(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from portfolio_audit.store import Store

    statuses: list[int] = []

    def proxy(asked: Asked, exchange: Exchange) -> Answer:
        answer = json_answer(ADA)
        known = asked.headers.get("if-none-match") == answer.etag
        statuses.append(304 if known else 200)
        tag = ("ETag", answer.etag)
        return Answer(304, b"", (tag,)) if known else answer.with_headers(tag)

    monkeypatch.setenv("http_proxy", serve(proxy))
    monkeypatch.setenv("no_proxy", "")
    with Store(tmp_path / "cache") as store:
        for _ in range(2):
            host = GitHub("http://localhost:1/api/v3", "http://localhost:1", store=store)
            assert host.profile("ada").login == "ada"
            host.close()
    assert statuses == [200, 304]


def test_the_token_goes_along_with_every_request(tmp_path: Any) -> None:
    user = HostedUser("ada", (HostedRepository("app", tmp_path),))
    with LoopbackGitHub([user], tokens={TOKEN: "ada"}) as server:
        host = GitHub(server.api_url, server.server_url, TOKEN)
        host.profile("ada"), host.repositories("ada"), host.contributions("ada")
        host.close()
        assert [request.had_authorization for request in server.requests] == [True] * 3
