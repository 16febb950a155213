"""What goes out, where it goes, and what never does."""

import os
import socket
from collections.abc import Callable

import pytest
from strange_server import StrangeServer, led_to, reply
from strange_web import PATIENT, PUBLIC, QUICK, MakeWeb

from portfolio_audit.web.answers import NoAnswer, Page
from portfolio_audit.web.getting import AGENT, Web

D = "https://demo.example.org"
SPELLINGS = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f000001/",
    "http://0/",
    "http://localhost/",
    "http://localhost./",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "//127.0.0.1/",
    "//localhost:8080/",
    "http:////127.0.0.1/",
    "http:/\\127.0.0.1/",
    "https://demo.example.org@127.0.0.1/",
    "http://router.local/",
    "http://intranet/",
    "http://demo.example.org:6379/",
    "ftp://demo.example.org/",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "dict://127.0.0.1:11211/",
]


@pytest.mark.parametrize("location", SPELLINGS)
def test_a_redirection_to_a_private_place_is_not_followed(
    location: str, server: StrangeServer, make_web: MakeWeb
) -> None:
    server.endpoints = {f"{D}/": led_to(location)}
    answer = make_web().get(f"{D}/")
    assert isinstance(answer, NoAnswer)
    assert answer.kind == "refused"
    assert server.urls() == [f"{D}/"]
    assert server.connected == 1


@pytest.mark.parametrize(
    "private",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
    ],
)
def test_a_name_that_leads_inside_is_not_asked(private: str, server: StrangeServer, make_web: MakeWeb) -> None:
    answer = make_web(resolve=lambda *_: (PUBLIC, private)).get("http://demo.example.org/")
    assert isinstance(answer, NoAnswer)
    assert answer.kind == "refused"
    assert server.connected == 0


def test_a_name_is_looked_up_once_for_a_connection(server: StrangeServer, make_web: MakeWeb) -> None:
    """Rebinding: the second answer would lead inside, so there must be no second question."""
    answers = iter([(PUBLIC,), ("127.0.0.1",)])
    server.endpoints = {f"{D}/": reply()}
    assert isinstance(make_web(resolve=lambda *_: next(answers)).get(f"{D}/"), Page)
    assert next(answers) == ("127.0.0.1",)


def test_a_name_that_changes_its_mind_at_a_redirection_is_refused(server: StrangeServer, make_web: MakeWeb) -> None:
    answers = iter([(PUBLIC,), ("127.0.0.1",)])
    server.endpoints = {f"{D}/": led_to("/inside"), f"{D}/inside": reply()}
    answer = make_web(resolve=lambda *_: next(answers)).get(f"{D}/")
    assert isinstance(answer, NoAnswer)
    assert answer.kind == "refused"
    assert server.urls() == [f"{D}/"]


def test_each_address_of_a_name_is_tried(server: StrangeServer, make_web: MakeWeb) -> None:
    server.endpoints = {f"{D}/": reply()}
    closed = "93.184.215.99"
    assert isinstance(make_web(resolve=lambda *_: (closed, closed, PUBLIC)).get(f"{D}/"), Page)


def test_more_addresses_than_some_are_not_tried(server: StrangeServer, make_web: MakeWeb) -> None:
    many = ("93.184.215.99",) * PATIENT.attempts
    answer = make_web(resolve=lambda *_: (*(f"93.184.215.{n}" for n in (99,)), *many)).get(f"{D}/")
    assert isinstance(answer, NoAnswer)
    assert answer.kind == "closed"


def test_a_look_up_that_does_not_end_is_left_alone(server: StrangeServer, make_web: MakeWeb) -> None:
    def never(*_: object) -> tuple[str, ...]:
        import threading

        threading.Event().wait(30)
        return (PUBLIC,)

    answer = make_web(QUICK, resolve=never).get(f"{D}/")
    assert isinstance(answer, NoAnswer)
    assert answer.kind == "dns"


@pytest.fixture
def with_credentials(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything by which some client would find a password, or go through somebody else."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://user:secret@127.0.0.1:9")
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    netrc = os.path.join(str(tmp_path), "netrc")  # noqa: PTH118
    with open(netrc, "w") as file:  # noqa: PTH123
        file.write("machine demo.example.org login ada password secret\n")
    monkeypatch.setenv("NETRC", netrc)


def test_a_request_says_what_we_are_and_nothing_else(
    with_credentials: None, server: StrangeServer, make_web: MakeWeb
) -> None:
    cookies = ("Set-Cookie: session=secret; Domain=example.org; Path=/", "Location: https://other.example.org/there")
    server.endpoints = {f"{D}/here?a=b": reply(302, b"", *cookies), "https://other.example.org/there": reply()}
    assert isinstance(make_web().get(f"{D}/here?a=b#part"), Page)
    assert [url for url, _ in server.asked] == [f"{D}/here?a=b", "https://other.example.org/there"]
    for url, headers in server.asked:
        assert headers == {
            "host": url.split("/")[2],
            "user-agent": AGENT,
            "accept": "text/html, */*;q=0.5",
            "accept-encoding": "identity",
            "connection": "close",
        }


def test_a_port_is_named_to_the_server_where_it_is_not_the_usual_one(server: StrangeServer, make_web: MakeWeb) -> None:
    server.endpoints = {"http://demo.example.org:8501/": reply()}
    assert isinstance(make_web().get("http://demo.example.org:8501/"), Page)
    assert server.asked[0][1]["host"] == "demo.example.org:8501"


def test_a_body_is_cut_at_its_limit(server: StrangeServer, make_web: MakeWeb) -> None:
    server.endpoints = {f"{D}/": reply(200, b"x" * (PATIENT.body_bytes + 1)), f"{D}/fits": reply(200, b"x" * 5)}
    large, small = make_web().get(f"{D}/"), make_web().get(f"{D}/fits")
    assert isinstance(large, Page)
    assert isinstance(small, Page)
    assert (len(large.body), large.whole) == (PATIENT.body_bytes, False)
    assert (small.body, small.whole) == (b"xxxxx", True)


def test_the_way_is_told(server: StrangeServer, make_web: MakeWeb) -> None:
    server.endpoints = {f"{D}/": led_to("/a"), f"{D}/a": led_to("/b"), f"{D}/b": reply()}
    assert make_web().get(f"{D}").hops == (f"{D}/", f"{D}/a", f"{D}/b")


def test_five_redirections_are_followed_and_six_are_not(server: StrangeServer, make_web: MakeWeb) -> None:
    server.endpoints = {f"{D}/{n}": led_to(f"/{n + 1}") for n in range(6)} | {f"{D}/6": reply()}
    assert isinstance(make_web().get(f"{D}/1"), Page)
    answer = make_web().get(f"{D}/0")
    assert isinstance(answer, NoAnswer)
    assert answer.kind == "redirects"


def test_the_systems_own_look_up_is_checked_like_any_other(make_web: MakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> socket.socket:
        raise AssertionError("connected")

    found: Callable[..., object] = lambda *_, **__: [(0, 0, 0, "", ("127.0.0.1", 80))]  # noqa: E731
    monkeypatch.setattr(socket, "getaddrinfo", found)
    answer = Web(connect=connect).get("http://demo.example.org/")
    assert isinstance(answer, NoAnswer)
    assert answer.kind == "refused"
