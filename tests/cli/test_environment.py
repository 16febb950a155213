"""A machine that refuses something: a sentence, the right status, and what was there before is untouched."""

import json
import re
import resource
import signal
from pathlib import Path
from random import Random
from shutil import which

import pytest

from cli.processes import Start, at_most, bound_by_permissions, ended, program, without
from gather.hosting import README
from gather.repositories import bare, written
from portfolio_audit.demo.github import LoopbackGitHub

Facts = tuple[str, str]
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no full device")


def sentence(said: str) -> str:
    (line,) = said.splitlines()
    assert line.startswith("portfolio-audit: ")
    assert line.endswith(".")
    return line.removeprefix("portfolio-audit: ")


def report(folder: Path) -> dict[str, object]:
    """What a report says, without what the run cost."""
    return {name: part for name, part in json.loads(folder.read_text("utf-8")).items() if name != "run"}


@pytest.mark.parametrize("streams", [(1,), (2,), (0, 1), (1, 2), (0, 1, 2)])
def test_closed_streams_do_not_keep_reports_from_being_written(
    start: Start, facts: Facts, here: Path, streams: tuple[int, ...]
) -> None:
    _, said = ended(start(*facts, before=without(*streams)))
    assert ("the standard output is closed" in said) == (1 in streams and 2 not in streams)
    written_there = sorted(path.name for path in (here / "portfolio-audit-my-project").iterdir())
    assert written_there == ["index.html", "report.json"]


def test_closed_streams_are_not_mixed_up_with_the_workers_channels(
    start: Start, server: LoopbackGitHub, here: Path
) -> None:
    ended(start("ada/bikes", "--output", "out", before=without(0, 1, 2)))
    (repo,) = json.loads((here / "out" / "report.json").read_text())["repositories"]
    assert repo["head"]


@pytest.mark.parametrize("arguments", [("rules",), ("explain", "readme-exists")])
def test_a_page_for_a_closed_stdout_is_a_mistake(start: Start, arguments: tuple[str, ...]) -> None:
    _, said = ended(start(*arguments, before=without(1)), 2)
    assert sentence(said) == "the standard output is closed. Let it lead somewhere, or use --output."


def test_a_report_for_a_closed_stdout_is_a_mistake(start: Start, facts: Facts) -> None:
    _, said = ended(start(*facts, "--output", "-", before=without(1)), 2)
    assert sentence(said).startswith("the standard output is closed")


@FULL
@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("audit", "--help"), ("rules",)])
def test_help_for_a_full_disk_ends_in_a_sentence(start: Start, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        _, said = ended(start(*arguments, stdout=full), 2)
    assert "output could not be written: No space left on device." in sentence(said)


@FULL
def test_a_complaint_that_nobody_can_hear_does_not_change_the_status(start: Start) -> None:
    with Path("/dev/full").open("w") as full:
        ended(start("./nothing", stderr=full), 2)


def test_a_disk_that_fills_up_leaves_the_earlier_report(start: Start, facts: Facts, here: Path) -> None:
    written(here, {"out/index.html": "old", "out/report.json": "{}"})
    _, said = ended(start(*facts, "--output", "out", before=at_most(resource.RLIMIT_FSIZE, 2000)), 2)
    assert sentence(said) == (
        "out/index.html could not be written: File too large. "
        "Raise the limit on the size of files (ulimit -f), or choose another place with --output."
    )
    assert sorted(path.name for path in (here / "out").iterdir()) == ["index.html", "report.json"]
    assert (here / "out" / "index.html").read_text() == "old"
    assert (here / "out" / "report.json").read_text() == "{}"


def test_of_two_reports_none_is_renewed_when_the_second_does_not_fit(start: Start, facts: Facts, here: Path) -> None:
    both = ("--format", "text", "--format", "json")
    ended(start(*facts, "-q", *both, "--output", "whole"))
    sizes = [(here / "whole" / name).stat().st_size for name in ("report.txt", "report.json")]
    assert sizes[0] < sizes[1]
    written(here, {"out/report.txt": "old", "out/report.json": "{}"})
    room = at_most(resource.RLIMIT_FSIZE, (sizes[0] + sizes[1]) // 2)
    _, said = ended(start(*facts, *both, "--output", "out", before=room), 2)
    assert sentence(said).startswith("out/report.json could not be written: File too large.")
    assert (here / "out" / "report.txt").read_text() == "old"
    assert sorted(path.name for path in (here / "out").iterdir()) == ["report.json", "report.txt"]


def test_a_folder_that_was_made_for_a_report_that_failed_goes_again(start: Start, facts: Facts, here: Path) -> None:
    ended(start(*facts, "--output", "new/deep", before=at_most(resource.RLIMIT_FSIZE, 2000)), 2)
    assert list(here.iterdir()) == []


def test_no_room_for_temporary_files_is_a_sentence(start: Start, here: Path, tmp_path: Path) -> None:
    folder = bare(tmp_path / "p.git", {"README.md": README})
    _, said = ended(start(folder, "-q", before=at_most(resource.RLIMIT_FSIZE, 0)), 3)
    assert sentence(said) == "no folder for temporary files can be written. Set TMPDIR to one that can."
    assert list(here.iterdir()) == []


def test_what_did_not_fit_on_the_disk_is_named(start: Start, here: Path, tmp_path: Path) -> None:
    noise = Random(1).randbytes(200_000).hex()  # noqa: S311
    folder = bare(tmp_path / "p.git", {"README.md": README, "data.py": f"x = '{noise}'"})
    shown, _ = ended(start(folder, "--output", "-", before=at_most(resource.RLIMIT_FSIZE, 80_000)))
    (repo,) = json.loads(shown)["repositories"]
    assert "1 file could not be fetched: it is larger than the limit" in repo["limits"]
    assert repo["facts"]["readme"]["path"] == "README.md"


def test_a_temporary_folder_that_is_none_is_passed_over(start: Start, here: Path, tmp_path: Path) -> None:
    written(tmp_path, {"a-file": ""})
    written(here, {"p/README.md": README})
    for place in (tmp_path / "a-file", tmp_path / "nowhere"):
        ended(start("./p", "-q", env={"TMPDIR": str(place)}))


def test_what_may_not_be_written_stays(start: Start, facts: Facts, here: Path) -> None:
    written(here, {"out/report.json": "old"})
    (here / "out").chmod(0o555)
    _, said = ended(start(*facts, "--output", "out", before=bound_by_permissions), 2)
    assert sentence(said) == "out is not writable. Choose another place with --output."
    assert [path.name for path in (here / "out").iterdir()] == ["report.json"]
    (here / "out").chmod(0o755)


def test_a_current_folder_that_may_not_be_written_is_said_before_the_work(
    start: Start, server: LoopbackGitHub, here: Path
) -> None:
    here.chmod(0o555)
    _, said = ended(start("ada", before=bound_by_permissions), 2)
    assert sentence(said).endswith("is not writable. Choose another place with --output.")
    assert server.requests == []
    ended(start("ada/bikes", "-q", "--output", "-", before=bound_by_permissions))
    here.chmod(0o755)


def test_a_current_folder_that_is_gone_is_a_sentence(start: Start, here: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    process = start("./p", cwd=gone, before=gone.rmdir)
    assert sentence(ended(process, 2)[1]).startswith("'./p' is no username")


def test_a_cache_that_cannot_be_used_costs_nothing_but_time(start: Start, server: LoopbackGitHub, here: Path) -> None:
    written(here.parent, {"taken": "a file"})
    for name, value in (("PORTFOLIO_AUDIT_CACHE", "taken/cache"), ("XDG_CACHE_HOME", "taken"), ("HOME", None)):
        ended(start("ada/bikes", "-q", "--output", "out", env={name: value and str(here.parent / value)}))
    assert (here.parent / "taken").read_text() == "a file"
    assert sorted(path.name for path in here.iterdir()) == ["out"]


OLD = "#!/bin/sh\necho git version 2.25.1\n"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (OLD, r"git 2.25.1 ({git}) is too old: 2.32 or newer is needed. Install it (https://git-scm.com/downloads)"),
        ("#!/bin/sh\nkill -SEGV $$\n", "{git} does not work: it did not tell its version. Repair or replace that git."),
        ("#!/bin/sh\necho hello\n", "{git} does not work: it did not tell its version."),
        ("no program", "{git} could not be started: Exec format error."),
    ],
    ids=["old", "crashing", "no git", "no program"],
)
def test_a_git_that_will_not_do(
    start: Start, server: LoopbackGitHub, here: Path, tmp_path: Path, script: str, words: str
) -> None:
    path = program(tmp_path / "bin", "git", script)
    _, said = ended(start("ada", env={"PATH": path}), 3)
    assert sentence(said).startswith(words.format(git=tmp_path / "bin" / "git"))
    assert server.requests == []
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("command", ["ls-tree", "log", "cat-file"])
def test_what_git_did_not_tell_to_its_end_is_not_taken_for_all_there_is(
    start: Start, here: Path, tmp_path: Path, command: str
) -> None:
    crash = (
        f'#!/bin/sh\nfor word in "$@"; do [ "$word" = {command} ] && kill -SEGV $$; done\nexec {which("git")} "$@"\n'
    )
    folder = bare(tmp_path / "p.git", {"README.md": README})
    process = start(folder, "--output", "-", env={"PATH": program(tmp_path / "bin", "git", crash)})
    shown, said = ended(process, 3)
    assert said == "p: git could not read it\nportfolio-audit: nothing could be audited; the report says why.\n"
    assert json.loads(shown)["repositories"] == []


def test_few_open_files_are_enough(start: Start, server: LoopbackGitHub, here: Path) -> None:
    ended(start("ada", "-q", "--output", "few", before=at_most(resource.RLIMIT_NOFILE, 64)))
    ended(start("ada", "-q", "--output", "many"))
    assert report(here / "few" / "report.json") == report(here / "many" / "report.json")


def test_too_few_open_files_end_in_a_sentence(start: Start, server: LoopbackGitHub, here: Path) -> None:
    _, said = ended(start("ada", "-q", before=at_most(resource.RLIMIT_NOFILE, 9)), 3)
    assert "Too many open files. Raise the limit on open files (ulimit -n), or give --jobs 1." in sentence(said)


@pytest.mark.parametrize("megabytes", [64, 80])
def test_too_little_memory_ends_in_a_sentence(start: Start, server: LoopbackGitHub, here: Path, megabytes: int) -> None:
    process = start("ada", "-q", before=at_most(resource.RLIMIT_AS, megabytes << 20))
    process.wait(timeout=100)
    # how much is needed differs from system to system, and Python or its C library may end a program that has none left
    assert process.returncode in (0, 3, -signal.SIGABRT)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    assert "Traceback" not in said
    # Python itself may say beside it that it has no memory left to say something
    assert said == "" or process.returncode < 0 or re.search(r"portfolio-audit: [^\n]+\.\n", said)


def test_a_strict_umask_is_kept(start: Start, facts: Facts, here: Path) -> None:
    ended(start(*facts, "-q", "--output", "out", umask=0o077))
    assert {path.stat().st_mode & 0o777 for path in (here / "out").iterdir()} == {0o600}


@pytest.mark.parametrize("seconds", ["-5", "²²", "soon", "1e9", "9" * 30, " "])
def test_an_odd_clock_is_wrong_usage(start: Start, here: Path, seconds: str) -> None:
    written(here, {"p/README.md": README})
    _, said = ended(start("./p", env={"SOURCE_DATE_EPOCH": seconds}), 2)
    assert f"SOURCE_DATE_EPOCH={seconds!r} is no number of seconds since 1970." in said


@pytest.mark.parametrize("seconds", ["0", "99999999999"])
@pytest.mark.parametrize("zone", ["Nonsense/Zone", "<-99>99", ":", "UTC"])
def test_a_far_clock_and_an_odd_zone_are_taken(start: Start, here: Path, seconds: str, zone: str) -> None:
    written(here, {"p/README.md": README})
    ended(start("./p", "-q", "--output", "out", env={"SOURCE_DATE_EPOCH": seconds, "TZ": zone}))
