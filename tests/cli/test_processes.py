"""The command line as a process: interrupted, cut off, without a home, in another locale."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.processes import Start, ended
from gather.hosting import README, wait_until_gone
from gather.repositories import written
from portfolio_audit.demo.github import LoopbackGitHub

IN_PROC = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")


def temporary(here: Path) -> Path:
    return here.parent / "temporary"


def until_cloning(server: LoopbackGitHub, repository: str) -> None:
    """Wait until everything else is done and that one is being cloned."""
    end = time.monotonic() + 30
    while not any(repository in request.path for request in server.requests) and time.monotonic() < end:
        time.sleep(0.05)


@IN_PROC
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_writes_what_is_done(
    start: Start, server: LoopbackGitHub, here: Path, number: signal.Signals
) -> None:
    server.fail("stall", times=20, path="/ada/bikes.git", seconds=60, after_bytes=10)
    process = start("ada", "--output", "out")
    assert process.stderr is not None
    done = [process.stderr.readline(), process.stderr.readline()]
    until_cloning(server, "/ada/bikes.git")
    asked = time.monotonic()
    process.send_signal(number)
    shown, _ = ended(process, 130)
    assert time.monotonic() - asked < 20  # the server would stall for 60
    assert {line.partition(b":")[0] for line in done} == {b"empty", b"notes"}
    assert "partial" in shown
    report = json.loads((here / "out" / "report.json").read_text("utf-8"))
    assert report["partial"]
    assert sorted(repo["name"] for repo in report["repositories"]) == ["empty", "notes"]
    assert {"name": "bikes", "reason": "the run was interrupted", "unavailable": True} in report["skipped"]
    assert "partial" in (here / "out" / "index.html").read_text("utf-8")
    assert wait_until_gone(str(temporary(here))) == []
    assert list(temporary(here).iterdir()) == []


@IN_PROC
def test_an_interruption_ends_all_of_several_runs(start: Start, server: LoopbackGitHub, here: Path) -> None:
    server.fail("stall", times=20, path="/ada/bikes.git", seconds=60, after_bytes=10)
    written(here, {"p/README.md": README})
    process = start("ada", "./p", "--output", "out", "-q")
    until_cloning(server, "/ada/bikes.git")
    process.send_signal(signal.SIGINT)
    ended(process, 130)
    assert [path.name for path in (here / "out").iterdir()] == ["ada"]


def test_an_interruption_before_anything_is_read_writes_nothing(
    start: Start, server: LoopbackGitHub, here: Path
) -> None:
    server.fail("stall", times=9, path="/api/", seconds=60, after_bytes=10)
    process = start("ada")
    end = time.monotonic() + 30
    while not server.requests and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = ended(process, 130)
    assert said == "portfolio-audit: interrupted; nothing was written.\n"
    assert list(here.iterdir()) == list(temporary(here).iterdir()) == []


@IN_PROC
def test_an_interruption_that_is_said_twice_at_once_is_one(start: Start, server: LoopbackGitHub, here: Path) -> None:
    server.fail("stall", times=20, path="/ada/bikes.git", seconds=60, after_bytes=10)
    process = start("ada", "--output", "out", "-q")
    until_cloning(server, "/ada/bikes.git")
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    _, said = ended(process, 130)
    assert said == ""
    assert json.loads((here / "out" / "report.json").read_text("utf-8"))["partial"]
    assert wait_until_gone(str(temporary(here))) == []
    assert list(temporary(here).iterdir()) == []


def until_blocked(process: "subprocess.Popen[bytes]") -> None:
    """Wait until it writes its report, which nobody reads yet."""
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], 60)[0]
    time.sleep(0.2)


def test_a_report_that_is_being_written_is_written_to_its_end(start: Start, facts: tuple[str, str]) -> None:
    process = start(*facts, "--output", "-", "--format", "json")
    until_blocked(process)
    process.send_signal(signal.SIGINT)
    shown, said = ended(process, 130)
    assert said == ""
    assert json.loads(shown)["partial"] is False  # nothing was left to do


def test_a_second_interruption_does_not_wait_for_a_reader(start: Start, facts: tuple[str, str]) -> None:
    process = start(*facts, "--output", "-", "--format", "json")
    until_blocked(process)
    process.send_signal(signal.SIGINT)
    time.sleep(1.1)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)
    assert ended(process, 130)[1] == "portfolio-audit: interrupted; nothing was written.\n"


@IN_PROC
def test_what_a_killed_run_leaves_is_gone_after_the_next(start: Start, server: LoopbackGitHub, here: Path) -> None:
    server.fail("stall", times=1, path="/ada/bikes.git", seconds=60, after_bytes=10)
    process = start("ada", "--output", "out", "-q")
    until_cloning(server, "/ada/bikes.git")
    process.kill()
    process.wait()
    assert wait_until_gone(str(temporary(here))) == []
    assert list(here.parent.rglob("portfolio-audit-*.tmp")) != []
    ended(start("ada", "--output", "out", "-q"))
    assert list(here.parent.rglob("portfolio-audit-*.tmp")) == []
    assert list(temporary(here).iterdir()) == []
    assert sorted(path.name for path in (here / "out").iterdir()) == ["index.html", "report.json"]


@pytest.mark.parametrize("options", [("--output", "-"), ()])
def test_a_reader_that_goes_away_is_no_error(start: Start, facts: tuple[str, str], options: tuple[str, ...]) -> None:
    ended(start(*facts, *options, stdout=gone()))


def test_nobody_has_to_listen_to_the_progress(start: Start, here: Path) -> None:
    written(here, {"p/README.md": README})
    ended(start("./p", stderr=gone()))
    assert (here / "portfolio-audit-p" / "index.html").exists()


def gone() -> int:
    """A pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def test_head_gets_its_line(here: Path, facts: tuple[str, str]) -> None:
    paths = os.pathsep.join(path for path in sys.path if path)
    audit = f"'{sys.executable}' -m portfolio_audit {' '.join(facts)} --output - --format html"
    done = subprocess.run(
        ["bash", "-c", f"{audit} | head -1; echo ${{PIPESTATUS[0]}}"],
        cwd=here,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert (done.stdout, done.stderr) == ("<!doctype html>\n0\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no full device")
def test_a_full_disk_behind_stdout_is_a_sentence(start: Start, facts: tuple[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        _, said = ended(start(*facts, "-q", "--output", "-", stdout=full), 2)
    assert said == "portfolio-audit: the standard output could not be written: No space left on device.\n"


def test_without_a_home_in_a_plain_locale_all_is_the_same(start: Start, server: LoopbackGitHub, here: Path) -> None:
    written(here, {"größe/README.md": "# Größe – ein Projekt\n"})
    plain = {"HOME": None, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    shown, said = ended(start("größe", "ada/bikes", "--output", "out", env=plain))
    assert said.splitlines() != []
    assert shown.splitlines()[-1] == "out/report.json"
    report = json.loads((here / "out" / "report.json").read_text("utf-8"))
    assert len(report["repositories"]) == 2
    assert all(repo["head"] or repo["name"] != "bikes" for repo in report["repositories"])


def test_a_terminal_gets_colours_unless_it_does_not_want_them(start: Start, facts: tuple[str, str]) -> None:
    import pty

    for env, options, coloured in (({}, (), True), ({"NO_COLOR": "1"}, (), False), ({}, ("--no-color",), False)):
        ours, theirs = pty.openpty()
        process = start(*facts, *options, env={"TERM": "xterm-256color", **env}, stdout=theirs)
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # how a terminal says that it was closed
            while chunk := os.read(ours, 4096):
                seen += chunk
        os.close(ours)
        ended(process)
        assert (b"\x1b[" in seen) is coloured, seen
        assert b"portfolio-audit-my-project/report.json" in seen


GATHERING = {
    "github",
    "git",
    "requests",
    "portfolio_audit.gathering",
    "portfolio_audit.facts",
    "portfolio_audit.sources",
}
READING = {"markdown_it", "yaml", "pathspec", "charset_normalizer", "packaging"}
HEAVY = GATHERING | READING | {"jinja2", "rich"}
JUDGING = {
    "portfolio_audit.checks",
    "portfolio_audit.catalogue",
    "portfolio_audit.model",
    "msgspec",
    "sqlite3",
    "tomllib",
}


@pytest.mark.parametrize(
    ("arguments", "too_early"),
    [
        (["--help"], HEAVY | JUDGING | {"portfolio_audit.cli.audit"}),
        (["--version"], HEAVY | JUDGING | {"portfolio_audit.cli.audit"}),
        (["audit", "--help"], HEAVY | JUDGING),
        (["FACTS", "--quiet", "--format", "json"], HEAVY),
        (["FACTS", "--format", "text"], HEAVY),
        (["FACTS", "--quiet", "--format", "html"], HEAVY - {"jinja2"}),
    ],
    ids=["--help", "--version", "help of a command", "JSON", "text", "the page"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(
    arguments: list[str], too_early: set[str], facts: tuple[str, ...], here: Path
) -> None:
    code = (
        "import sys\nfrom portfolio_audit.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n    status = end.code\n"
        f"print(status, sorted({too_early!r} & set(sys.modules)))"
    )
    words = [part for word in arguments for part in (facts if word == "FACTS" else (word,))]
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": paths}
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, env=environment)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "0 []"
