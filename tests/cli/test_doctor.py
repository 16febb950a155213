"""`portfolio-audit doctor` says what stands in the way and what to do about it, on any machine, in a few seconds."""

import json
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import Result

from cli.processes import Start, ended, program
from gather.hosting import TOKEN
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.store import Store
from portfolio_audit.store_file import FILE

Cli = Callable[..., Result]
Checks = dict[str, dict[str, str]]


@pytest.fixture
def doctor(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Checks]:
    """The checks by their names; the exit status must agree with them."""
    monkeypatch.setenv("PORTFOLIO_AUDIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("LANG", "C.UTF-8")

    def run(*arguments: str) -> Checks:
        result = cli("doctor", "--format", "json", *arguments)
        answer = json.loads(result.stdout)
        states = {check["state"] for check in answer["checks"]}
        assert answer["can_audit"] == ("bad" not in states)
        assert result.exit_code == (0 if answer["can_audit"] else 3)
        assert all(check["advice"] for check in answer["checks"] if check["state"] in ("bad", "warning"))
        return {check["id"]: check for check in answer["checks"]}

    return run


@contextmanager
def answering(headers: dict[str, str], status: int = 200, left: int = 4999) -> Iterator[str]:
    """An API that answers so; its address."""
    rate = {"limit": 5000, "remaining": left, "reset": 1790000000}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(status)  # without a date
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps({"resources": {"core": rate}}).encode())

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_when_all_is_well_an_audit_can_run(doctor: Callable[..., Checks], server: LoopbackGitHub) -> None:
    checks = doctor()
    assert list(checks)[:5] == ["python", "git", "api", "token", "rate-limit"]
    assert {checks[name]["state"] for name in ("api", "token", "rate-limit", "git-host", "cache", "output")} == {"good"}
    assert checks["token"]["found"].startswith("none; a public portfolio needs none.")
    assert checks["rate-limit"]["found"].startswith("60 of 60 requests an hour are left; all are back at ")
    assert [request.path for request in server.requests if request.path.startswith("/api")] == ["/api/v3/rate_limit"]
    assert not any(request.had_authorization for request in server.requests)


def test_the_text_has_a_mark_a_line_and_ends_with_the_verdict(cli: Cli, server: LoopbackGitHub) -> None:
    result = cli("doctor")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "An audit can run."
    assert all(line[:2] in ("✓ ", "! ", "- ", "ok", "  ") for line in result.stdout.splitlines()[:-1])


def test_a_token_is_tried_and_never_shown(
    doctor: Callable[..., Checks], server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    checks = doctor()
    assert checks["token"]["found"].startswith("the token from GH_TOKEN is accepted; it tells no scopes")
    assert checks["rate-limit"]["found"].startswith("5,000 of 5,000")
    assert TOKEN not in json.dumps(checks)
    told = {request.path.partition("?")[0]: request.had_authorization for request in server.requests}
    assert told.pop("/api/v3/rate_limit")
    assert not any(told.values())


def test_a_refused_token_stands_in_the_way(
    doctor: Callable[..., Checks], server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_" + "x" * 36)
    token = doctor()["token"]
    assert (token["state"], token["found"]) == ("bad", "the token from GITHUB_TOKEN was refused.")
    assert token["advice"] == "Renew it, or take it away (GITHUB_TOKEN): a public portfolio needs none."


@pytest.mark.parametrize(
    ("headers", "words", "state"),
    [
        ({"X-OAuth-Scopes": "repo, read:org"}, "scopes: repo, read:org (none is needed)", "good"),
        ({"X-OAuth-Scopes": ""}, "it has no scopes, and none is needed", "good"),
        ({"GitHub-Authentication-Token-Expiration": "2020-01-01 00:00:00 UTC"}, "it expires on 2020-01-01", "warning"),
        ({"GitHub-Authentication-Token-Expiration": "2999-01-01 00:00:00 +0200"}, "it expires on 2999-01-01", "good"),
        ({"GitHub-Authentication-Token-Expiration": "\x07soon"}, r"it expires on \x07soon", "good"),
    ],
)
def test_what_the_host_tells_of_the_token_is_said(
    doctor: Callable[..., Checks],
    server: LoopbackGitHub,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    words: str,
    state: str,
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    with answering(headers) as address:
        monkeypatch.setenv("GITHUB_API_URL", address)
        token = doctor()["token"]
    assert words in token["found"]
    assert token["state"] == state


@pytest.mark.parametrize(("left", "state"), [(0, "bad"), (3, "warning"), (4000, "good")])
def test_the_rate_limit_is_said_with_the_time_of_its_end(
    doctor: Callable[..., Checks], server: LoopbackGitHub, left: int, state: str
) -> None:
    server.leave(left)
    rate = doctor()["rate-limit"]
    assert rate["state"] == state
    assert rate["found"].startswith(f"{left:,} of ")
    assert ("set GITHUB_TOKEN" in rate["advice"]) == (state != "good")


def test_a_host_without_limits_is_fine(
    doctor: Callable[..., Checks], server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.fail("404", path="/rate_limit")
    assert doctor()["rate-limit"]["found"] == "the host tells of no limit."


@pytest.mark.parametrize(
    ("fault", "words"), [("html", "did not answer as GitHub's API does (status 200)"), ("reset", "could not be asked"),
                         ("500", "did not answer as GitHub's API does (status 500)")]
)  # fmt: skip
def test_an_odd_api_stands_in_the_way(
    doctor: Callable[..., Checks], server: LoopbackGitHub, fault: str, words: str
) -> None:
    server.fail(fault, times=9)
    api = doctor()["api"]
    assert api["state"] == "bad"
    assert words in api["found"]


def test_a_clock_that_is_wrong_is_said(
    doctor: Callable[..., Checks], server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering({"Date": "Wed, 01 Jan 2020 00:00:00 GMT"}) as address:
        monkeypatch.setenv("GITHUB_API_URL", address)
        assert "this machine's clock is" in doctor()["clock"]["found"]


def test_without_network_it_says_so_and_tries_no_token(
    doctor: Callable[..., Checks], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_API_URL", "GITHUB_SERVER_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    checks = doctor()
    assert checks["api"]["found"] == "127.0.0.1 could not be asked: it refused the connection."
    assert checks["git-host"]["found"] == "git could not reach 127.0.0.1: the host could not be reached."
    assert checks["token"]["found"] == "one from GITHUB_TOKEN, not tried."
    assert "rate-limit" not in checks


def test_a_host_that_never_answers_does_not_make_it_wait(
    doctor: Callable[..., Checks], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("GITHUB_API_URL", address)
        monkeypatch.setenv("GITHUB_SERVER_URL", address)
        start = time.monotonic()
        checks = doctor()
    assert time.monotonic() - start < 40  # two questions of five seconds each
    assert "it did not answer in time" in checks["api"]["found"]
    assert "it did not answer in time" in checks["git-host"]["found"]


def test_a_proxy_is_named_without_its_password(
    doctor: Callable[..., Checks], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_API_URL", "GITHUB_SERVER_URL"):
        monkeypatch.setenv(name, "https://github.example")
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://ada:opensesame@127.0.0.1:9")
    checks = doctor()
    assert "github.example (through the proxy 127.0.0.1:9)" in checks["api"]["found"]
    assert "the proxy could not be reached" in checks["api"]["found"]
    assert "opensesame" not in json.dumps(checks)


def test_offline_nobody_is_asked(doctor: Callable[..., Checks], server: LoopbackGitHub) -> None:
    checks = doctor("--offline")
    assert {checks[name]["state"] for name in ("api", "token", "git-host")} == {"not-asked"}
    assert server.requests == []


def git_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setenv("PATH", program(tmp_path / "bin", "git", f"#!/bin/sh\necho 'git version {version}'\n"))


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ("2.31.8", "bad"),
        ("2.32.0", "warning"),
        ("2.39.5 (Apple Git-154)", "warning"),
        ("2.43.6", "warning"),
        ("2.43.7", "good"),
        ("2.49.0.windows.1", "warning"),
        ("2.50.1", "good"),
        ("2.51.GIT", "good"),
        ("3.0.0-rc1", "good"),
    ],
)
def test_git_is_judged_by_its_number(
    doctor: Callable[..., Checks], here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, state: str
) -> None:
    git_says(tmp_path, monkeypatch, version)
    git = doctor("--offline")["git"]
    assert git["state"] == state
    assert ("this cannot be told from here" in git["found"]) == (state == "warning")


def test_without_git_no_git_host_is_asked(
    doctor: Callable[..., Checks], server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    checks = doctor()
    assert checks["git"]["found"] == "git was not found on PATH."
    assert checks["git"]["advice"].startswith("Install it")
    assert checks["git-host"]["state"] == "not-asked"


def test_the_cache_is_looked_through_and_not_changed(doctor: Callable[..., Checks], here: Path, tmp_path: Path) -> None:
    assert doctor("--offline")["cache"]["found"] == f"{tmp_path / 'cache'} is empty; the first run fills it."
    assert not (tmp_path / "cache").exists()
    with Store(tmp_path / "cache") as store:
        store.put("facts", "a", b"x" * 5000)
        store.put("facts", "b", b"y" * 5000)
    assert doctor("--offline")["cache"]["found"].endswith(": 2 values, 0 clones; nothing is damaged.")
    with closing(sqlite3.connect(tmp_path / "cache" / FILE)) as file, file:
        file.execute("UPDATE entry SET value = x'00' WHERE key = 'a'")
    damaged = doctor("--offline")["cache"]
    assert (damaged["state"], damaged["found"].rpartition("; ")[2]) == ("warning", "1 value damaged.")


def test_what_an_audit_has_kept_is_counted(doctor: Callable[..., Checks], cli: Cli, server: LoopbackGitHub) -> None:
    assert cli("ada/bikes", "-q").exit_code == 0
    cache = doctor("--offline")["cache"]
    assert cache["state"] == "good"
    assert cache["found"].endswith(", 1 clone; nothing is damaged.")


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_cache_is_said_and_left_to_the_next_run(
    doctor: Callable[..., Checks], here: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / FILE).write_bytes(content)
    cache = doctor("--offline")["cache"]
    assert cache["state"] == "warning"
    assert "this version cannot read it (file is not a database)" in cache["found"]
    assert (tmp_path / "cache" / FILE).read_bytes() == content


def test_a_file_in_the_place_of_the_cache_is_said(doctor: Callable[..., Checks], here: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert "is no folder, so nothing can be kept in it." in doctor("--offline")["cache"]["found"]


def test_it_works_with_almost_no_environment_and_in_ascii(start: Start, here: Path) -> None:
    bare = {name: None for name in os.environ if name != "TMPDIR"}
    shown, said = ended(start("doctor", "--offline", env={**bare, "LC_ALL": "C", "PATH": "/nonexistent"}), 3)
    assert said == ""
    assert shown.isascii()
    assert "x  git         git was not found on PATH." in shown
    assert shown.splitlines()[-1] == "An audit of a person or a repository cannot run as things are."
