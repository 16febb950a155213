"""The user's own token goes to the configured host and nowhere else: not elsewhere, not to disk, not into any word."""

import base64
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

from cli.processes import Start, program
from gather.hosting import TOKEN, running_with
from portfolio_audit.cli.redaction import never_say, redacted, written_forms
from portfolio_audit.demo.github import LoopbackGitHub

ODD = "v1.0+a/secret=of&another shape%2F"
WHO = "x-access-token"


def forms(token: str) -> list[bytes]:
    """The token as it is, in an address, and as git's header has it."""
    header = base64.b64encode(f"{WHO}:{token}".encode()).decode()
    alone = base64.b64encode(token.encode()).decode()
    return [form.encode() for form in (token, quote(token, safe=""), header, alone)]


def sightings(token: str, texts: dict[str, bytes]) -> list[str]:
    return [name for name, text in texts.items() if any(form in text for form in forms(token))]


def on_disk(*folders: Path) -> dict[str, bytes]:
    """All files, with what the store keeps as it was before it was packed."""
    found = {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}
    for name in [name for name in found if name.endswith(".sqlite3")]:
        with closing(sqlite3.connect(name)) as file:
            for kind, key, value in file.execute("SELECT kind, key, value FROM entry"):
                found[f"{name}:{kind}:{key}"] = key.encode() + zlib.decompress(value)
    return found


def everything(start: Start, here: Path, *arguments: str, token: str = TOKEN, **env: str) -> dict[str, bytes]:
    """What a run says and leaves, with the fullest log."""
    cache = here.parent / "cache"
    process = start(*arguments, env={"GITHUB_TOKEN": token, "PORTFOLIO_AUDIT_CACHE": str(cache), **env})
    out, err = process.communicate(timeout=100)
    return {"stdout": out, "stderr": err, **on_disk(here, cache, here.parent / "temporary")}


def test_a_run_with_a_token_shows_it_nowhere(start: Start, server: LoopbackGitHub, here: Path) -> None:
    arguments = ("ada/secret", "ada/bikes", "-vv", "--save-portfolio", "facts.json", "--output", "out")
    found = everything(start, here, *arguments, "--format", "json", "--format", "html", "--format", "markdown")
    assert any(name.endswith("report.json") for name in found)
    assert sightings(TOKEN, found) == []
    assert any(request.had_authorization and "/ada/secret.git" in request.path for request in server.requests)
    assert not any(request.had_authorization and "/ada/bikes.git" in request.path for request in server.requests)


@pytest.mark.parametrize("fault", ["500", "401", "403-primary", "html", "cut-json", "wrong-types", "reset", "451"])
def test_a_run_that_fails_shows_it_nowhere(start: Start, server: LoopbackGitHub, here: Path, fault: str) -> None:
    server.fail(fault, times=99, seconds=600)
    found = everything(start, here, "ada", "-vv")
    assert found["stderr"]
    assert sightings(TOKEN, found) == []


def test_a_private_repository_that_cannot_be_had_shows_it_nowhere(
    start: Start, server: LoopbackGitHub, here: Path
) -> None:
    server.fail("cut", times=99, path="/ada/secret.git")
    assert sightings(TOKEN, everything(start, here, "ada/secret", "-vv")) == []


def test_a_token_of_no_known_shape_is_not_shown_either(start: Start, server: LoopbackGitHub, here: Path) -> None:
    for arguments in (("ada", "-vv"), ("doctor",)):
        found = everything(start, here, *arguments, token=ODD)
        assert b"refused" in found["stdout"] + found["stderr"]
        assert sightings(ODD, found) == []


def test_the_doctor_does_not_show_what_gh_tells(
    start: Start, server: LoopbackGitHub, here: Path, tmp_path: Path
) -> None:
    path = program(tmp_path / "bin", "gh", f"#!/bin/sh\nprintf 'caf\\351' >&2\necho {TOKEN}\n")
    found = everything(start, here, "doctor", token="", PATH=path)
    assert b"the token from gh auth token is accepted" in found["stdout"]
    assert sightings(TOKEN, found) == []


_CRASH = """
import os, sys
from portfolio_audit.cli import audit, main
def crash(*_, **__):
    raise ZeroDivisionError(f"header {sys.argv[1]} of {os.environ['GITHUB_TOKEN']}")
audit.grouped = crash
main(["ada"])
"""


def test_a_crash_ends_in_status_3_and_does_not_show_it(here: Path) -> None:
    paths = os.pathsep.join(path for path in sys.path if path)
    header = base64.b64encode(f"{WHO}:{ODD}".encode()).decode()
    done = subprocess.run(
        [sys.executable, "-c", _CRASH, header],
        capture_output=True,
        env={**os.environ, "GITHUB_TOKEN": ODD, "PYTHONPATH": paths},
    )
    assert done.returncode == 3
    assert b"ZeroDivisionError: header " in done.stderr
    assert done.stderr.endswith(b"this is a mistake in portfolio-audit itself. Please report what stands above.\n")
    assert sightings(ODD, {"stderr": done.stderr}) == []


def test_every_way_to_write_it_is_left_out() -> None:
    token = "Zk3_another-token~of+no/shape"  # noqa: S105
    never_say(token)
    texts = [token, quote(token, safe=""), *written_forms(token)]
    texts += [base64.b64encode(f"{'u' * n}:{token}{'z' * m}".encode()).decode() for n in range(4) for m in range(3)]
    for text in texts:
        assert len(redacted(f"({text})").replace("[token]", "")) < 16, text
    assert redacted("nothing of the kind") == "nothing of the kind"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_it_is_in_no_processs_arguments(start: Start, server: LoopbackGitHub, here: Path) -> None:
    server.fail("stall", times=20, path="/ada/secret.git", seconds=60, after_bytes=10)
    process = start("ada/secret", env={"GITHUB_TOKEN": TOKEN})
    place, end = str(here.parent / "temporary"), time.monotonic() + 30
    while not any("remote-http" in line for line in running_with(place)) and time.monotonic() < end:
        time.sleep(0.02)
    lines = running_with(place)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert any("remote-http" in line for line in lines)
    assert sightings(TOKEN, {line: line.encode() for line in lines}) == []


@contextmanager
def redirecting(target: str, status: int) -> Iterator[tuple[str, list[bool]]]:
    """A host that sends everybody elsewhere, and those who want what is private to what everybody may have.

    Yields its address, and of each request whether it had a token.
    """
    asked: list[bool] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # or git would go on in 1.0, which the demo's server does not speak

        def do_GET(self) -> None:
            asked.append("Authorization" in self.headers)
            self.send_response(status)
            self.send_header("Location", target + self.path.replace("/secret.git", "/bikes.git"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("arguments", [("ada",), ("doctor",)])
def test_a_redirection_of_the_api_does_not_carry_it_elsewhere(
    start: Start, server: LoopbackGitHub, here: Path, status: int, name: str, arguments: tuple[str, ...]
) -> None:
    elsewhere = server.server_url.replace("127.0.0.1", name)
    with redirecting(elsewhere, status) as (address, asked):
        everything(start, here, *arguments, GITHUB_API_URL=f"{address}/api/v3")
    assert any(asked)
    assert not any(request.had_authorization for request in server.requests)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_redirection_of_git_does_not_carry_it_elsewhere(
    start: Start, server: LoopbackGitHub, here: Path, name: str
) -> None:
    with redirecting(server.server_url.replace("127.0.0.1", name), 301) as (address, asked):
        everything(start, here, "ada/secret", GITHUB_SERVER_URL=address)
    assert any(asked)
    assert not any(request.had_authorization and ".git/" in request.path for request in server.requests)
