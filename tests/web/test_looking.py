"""Many looks: two where there is a doubt, few on one host, kept for a day."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from strange_server import Answer, StrangeServer, Visit, json_reply, reply
from strange_web import NOW, PATIENT, QUICK, Look, MakeWeb

from portfolio_audit.model.demo_facts import STATES
from portfolio_audit.store import Store
from portfolio_audit.web.hosts import anywhere, hosts
from portfolio_audit.web.looking import Looking

D = "https://demo.example.org"
GONE = reply(404, "<h1>Not here</h1>")
RENDER = "https://bikes.onrender.com/"
NO_SERVER = reply(404, "Not Found", "x-render-routing: no-server")
AZURE = "https://bikes.azurewebsites.net/"
STOPPED = reply(403, "<h1>Error 403 - This web app is stopped.</h1>")


def in_turn(*answers: Answer) -> Callable[[Visit], None]:
    """First this, then that, and the last for ever."""
    left = list(answers)

    def answer(visit: Visit) -> None:
        now = left.pop(0) if len(left) > 1 else left[0]
        visit.send(now) if isinstance(now, bytes) else now(visit)

    return answer


@pytest.mark.parametrize(
    ("first", "second", "state", "says"),
    [
        (GONE, GONE, "gone", "404"),
        (GONE, reply(), "live", "200"),
        (GONE, reply(503, "x"), "unknown", "503"),
        (GONE, NO_SERVER, "unknown", "different"),
        (NO_SERVER, GONE, "unknown", "different"),
        (NO_SERVER, NO_SERVER, "failing", "no service"),
        (NO_SERVER, reply(), "live", "200"),
    ],
)
def test_two_looks_have_to_agree_that_something_is_wrong(
    first: bytes, second: bytes, state: str, says: str, server: StrangeServer, looking: Look
) -> None:
    server.endpoints = {RENDER: in_turn(first, second)}
    look = looking().at([RENDER])[RENDER]
    assert look.state == state
    assert says in look.reason
    assert server.urls() == [RENDER, RENDER]


@pytest.mark.parametrize(("second", "state"), [(STOPPED, "paused"), (reply(), "live")])
def test_two_looks_have_to_agree_that_an_app_is_stopped(
    second: bytes, state: str, server: StrangeServer, looking: Look
) -> None:
    server.endpoints = {AZURE: in_turn(STOPPED, second)}
    assert looking().at([AZURE])[AZURE].state == state
    assert server.urls() == [AZURE, AZURE]


@pytest.mark.parametrize("answer", [reply(), reply(500, "x"), reply(403, "x"), reply(401, "x"), reply(200, b"")])
def test_where_there_is_no_doubt_one_look_is_enough(answer: bytes, server: StrangeServer, looking: Look) -> None:
    server.endpoints = {f"{D}/": answer}
    looking().at([f"{D}/"])
    assert server.urls() == [f"{D}/"]


def test_an_app_that_wakes_between_two_looks_was_asleep(server: StrangeServer, looking: Look) -> None:
    url = "https://bikes.onrender.com/"
    server.endpoints = {url: in_turn(lambda visit: visit.wait(), reply())}
    look = looking(replace(PATIENT, seconds=2)).at([url])[url]
    assert (look.state, look.reason) == ("asleep", "Render was waking it; the second look found it answering")


def test_one_pause_does_for_all_doubts(server: StrangeServer, make_web: MakeWeb) -> None:
    pauses: list[tuple[float, int]] = []
    urls = [f"{D}/{n}" for n in range(12)]
    server.endpoints = dict.fromkeys(urls, GONE)
    looks = Looking(make_web(), now=NOW, pause=lambda seconds: pauses.append((seconds, len(server.urls())))).at(urls)
    assert {look.state for look in looks.values()} == {"gone"}
    assert pauses == [(10, 12)]
    assert len(server.urls()) == 24


def test_nobody_pauses_without_a_doubt(server: StrangeServer, make_web: MakeWeb) -> None:
    def pause(_: float) -> None:
        raise AssertionError("paused")

    server.endpoints = {f"{D}/": reply()}
    assert Looking(make_web(), now=NOW, pause=pause).at([f"{D}/"])[f"{D}/"].state == "live"


def test_looks_come_in_the_order_of_the_addresses_and_under_their_names(server: StrangeServer, looking: Look) -> None:
    urls = [
        f"{D}/b",
        "http://localhost/",
        f"{D}/a",
        "not an address",
        f"{D}",
        f"{D}/#part",
        "HTTPS://demo.example.org/",
    ]
    server.endpoints = {f"{D}/b": reply(), f"{D}/a": reply(), f"{D}/": reply()}
    looks = looking().at([*urls, urls[0]])
    assert list(looks) == urls
    assert [look.url for look in looks.values()] == urls
    assert [look.state for look in looks.values()] == ["live", "unknown", "live", "unknown", "live", "live", "live"]
    assert sorted(server.urls()) == [f"{D}/", f"{D}/a", f"{D}/b"]


def test_nothing_at_all_is_looked_at(looking: Look) -> None:
    assert looking().at([]) == {}


class Crowd:
    """Counts how many are there at once, and lets nobody go before others could have come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.here: dict[str, int] = {}
        self.most: dict[str, int] = {}

    def answer(self, visit: Visit) -> None:
        host = visit.url.split("/")[2].partition(".")[2]
        for name in (host, "all"):
            with self._lock:
                self.here[name] = self.here.get(name, 0) + 1
                self.most[name] = max(self.most.get(name, 0), self.here[name])
        visit.wait(0.1)
        for name in (host, "all"):
            with self._lock:
                self.here[name] -= 1
        visit.send(reply())


def test_few_visit_one_host_and_not_many_the_world(server: StrangeServer, looking: Look) -> None:
    crowd = Crowd()
    platform = [f"https://app-{n}.onrender.com/" for n in range(8)]
    others = [f"https://demo.site-{n}.example.org/" for n in range(12)]
    server.endpoints = dict.fromkeys([*platform, *others], crowd.answer)
    assert {look.state for look in looking().at([*platform, *others]).values()} == {"live"}
    assert crowd.most["onrender.com"] <= 2
    assert crowd.most["all"] <= 8


def test_a_host_is_not_asked_without_end(server: StrangeServer, looking: Look) -> None:
    urls = [f"{D}/{n}" for n in range(10)]
    server.endpoints = dict.fromkeys(urls, reply())
    looks = looking(replace(PATIENT, requests_per_host=5)).at(urls)
    assert sorted(look.state for look in looks.values()) == ["live"] * 4 + ["unknown"] * 6
    assert len(server.urls(robots=True)) == 5
    assert {look.reason for look in looks.values() if look.state == "unknown"} == {
        "enough was asked of that host in this run"
    }


def test_a_look_is_kept_for_a_day_and_one_that_found_nothing_out_for_an_hour(
    server: StrangeServer, looking: Look, tmp_path: Path
) -> None:
    urls = [f"{D}/", f"{D}/gone", f"{D}/trouble"]
    server.endpoints = {urls[0]: reply(), urls[1]: GONE, urls[2]: reply(503, "x")}

    def asked_again(hours: float) -> list[str]:
        server.asked.clear()
        with Store(tmp_path) as store:
            looks = looking(store=store, now=NOW + timedelta(hours=hours)).at(urls)
        assert [look.state for look in looks.values()] == ["live", "gone", "unknown"]
        return sorted(set(server.urls()))

    assert asked_again(0) == urls
    assert asked_again(0.5) == []
    assert asked_again(1) == urls[2:]
    assert asked_again(23.9) == urls[2:]
    assert asked_again(24) == urls[:2]
    assert asked_again(-1) == urls, "a look of the future is none"


def test_a_kept_look_that_is_damaged_or_of_another_address_is_had_again(
    server: StrangeServer, looking: Look, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.endpoints = {f"{D}/": reply(), f"{D}/b": reply()}
    with Store(tmp_path) as store:
        looking(store=store).at([f"{D}/", f"{D}/b"])
        keys = {url: next(key for key in _keys(tmp_path) if key.endswith(f" {url}")) for url in (f"{D}/", f"{D}/b")}
        store.put("look", keys[f"{D}/"], store.get("look", keys[f"{D}/b"]) or b"")
        store.put("look", keys[f"{D}/b"], b'{"at":"then"}')
    server.asked.clear()
    with Store(tmp_path) as store:
        looks = looking(store=store).at([f"{D}/", f"{D}/b"])
    assert {look.state for look in looks.values()} == {"live"}
    assert sorted(server.urls()) == [f"{D}/", f"{D}/b"]


def _keys(folder: Path) -> list[str]:
    import sqlite3
    from contextlib import closing

    from portfolio_audit.store_file import FILE

    with closing(sqlite3.connect(folder / FILE)) as file:
        return [row[0] for row in file.execute("SELECT key FROM entry")]


def test_what_was_found_before_an_interruption_is_kept(
    server: StrangeServer, make_web: MakeWeb, looking: Look, tmp_path: Path
) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    server.endpoints = {f"{D}/": reply(), f"{D}/gone": GONE}
    with Store(tmp_path) as store, pytest.raises(KeyboardInterrupt):
        Looking(make_web(), store, now=NOW, pause=interrupted).at([f"{D}/", f"{D}/gone"])
    server.asked.clear()
    with Store(tmp_path) as store:
        looking(store=store).at([f"{D}/", f"{D}/gone"])
    assert set(server.urls()) == {f"{D}/gone"}


_HANGING = """
import os, signal, socket, threading
from datetime import UTC, datetime
from portfolio_audit.web.getting import Web
from portfolio_audit.web.looking import Looking

server = socket.create_server(("127.0.0.1", 0))
def connect(address, port, seconds):
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    return socket.create_connection(server.getsockname(), seconds)
try:
    Looking(Web(lambda host, port: ("93.184.215.14",), connect), now=datetime.now(UTC)).at(["http://demo.example.org/"])
except KeyboardInterrupt:
    print("ended")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signal can be sent there to oneself alone")
def test_ctrl_c_ends_a_run_whose_servers_do_not_answer() -> None:
    """Whoever waited for the threads would wait for their servers: twenty seconds for each of two requests."""
    done = subprocess.run([sys.executable, "-c", _HANGING], capture_output=True, text=True, timeout=18)
    assert (done.stdout, done.returncode) == ("ended\n", 0), done.stderr


def test_every_state_that_a_sign_names_is_one_and_its_reason_part_of_a_sentence() -> None:
    signs = [*anywhere(), *(sign for host in hosts() for sign in host.sign)]
    assert {sign.state for sign in signs} <= set(STATES)
    assert [sign.reason for sign in signs if sign.reason.endswith(".") or not sign.reason] == []
    texts = [text for sign in signs for text in (sign.text, sign.title, sign.holds, sign.header)]
    assert [text for text in texts if text != text.casefold()] == []


def test_no_sign_takes_trouble_of_a_server_for_the_end_of_an_app() -> None:
    signs = [*anywhere(), *(sign for host in hosts() if not host.temporary for sign in host.sign)]
    accusing = [sign for sign in signs if sign.state in ("gone", "failing", "paused")]
    assert [sign for sign in accusing if not sign.status or max(sign.status) >= 429] == []


def test_every_host_is_imitated_in_every_state_that_its_signs_name() -> None:
    from hosted_endpoints import HOSTED

    shown = {(case.host, case.state) for case in HOSTED}
    wanted = {(host.title, "temporary" if host.temporary else sign.state) for host in hosts() for sign in host.sign} | {
        (host.title, "temporary") for host in hosts() if host.temporary
    }
    assert wanted - shown - {("Hugging Face Spaces", "gone")} == set()
    assert {host.title for host in hosts()} == {case.host for case in HOSTED}


def test_a_stalling_host_costs_its_deadline_and_not_the_others(server: StrangeServer, looking: Look) -> None:
    urls = [f"https://demo.site-{n}.example.org/" for n in range(6)]
    server.endpoints = {url: (lambda visit: visit.wait()) if n % 2 else reply() for n, url in enumerate(urls)}
    looks = looking(replace(QUICK, seconds=3, name_seconds=3)).at(urls)
    assert [look.state for look in looks.values()] == ["live", "unknown"] * 3


def test_a_program_with_an_api_is_not_called_gone_by_one_of_two_looks(server: StrangeServer, looking: Look) -> None:
    nothing = json_reply('{"detail":"Not Found"}', 404)
    server.endpoints = {f"{D}/": nothing, f"{D}/docs": reply(200, "<i class=swagger-ui></i>")}
    look = looking().at([f"{D}/"])[f"{D}/"]
    assert (look.state, look.api) == ("live", ("/docs",))


def test_a_look_has_one_allowance_for_all_its_requests(server: StrangeServer, looking: Look) -> None:
    server.endpoints = {f"{D}/": json_reply("{}")} | {
        f"{D}{path}": lambda visit: visit.wait() for path in ("/docs", "/openapi.json", "/health", "/healthz")
    }
    look = looking(replace(PATIENT, seconds=2, look_seconds=3)).at([f"{D}/"])[f"{D}/"]
    assert (look.state, look.api) == ("live", ())
    assert len(server.urls()) < 5, "nothing is asked any more once it is used up"


def test_waiting_for_room_on_a_host_costs_no_look_its_time(server: StrangeServer, looking: Look) -> None:
    urls = [f"https://app-{n}.onrender.com/" for n in range(10)]

    def answer(visit: Visit) -> None:
        visit.wait(0.5)
        visit.send(reply())

    server.endpoints = dict.fromkeys(urls, answer)
    looks = looking(replace(PATIENT, seconds=2, look_seconds=2.4)).at(urls)
    assert {look.state for look in looks.values()} == {"live"}
