"""`portfolio-audit watch`, as a process and in a terminal."""

import io
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from conftest import Cli
from gather.hosting import NOW, README
from gather.repositories import checked_out, git, written
from portfolio_audit.auditing import audit
from portfolio_audit.cli.watch_board import Board
from portfolio_audit.gathering import gather
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.targets import Folder
from portfolio_audit.watching.course import Course, Moment

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return checked_out(tmp_path / "bikes", {"README.md": "# Bikes\n", "a.py": "import pandas\n\nprint(1)\n"})


def line_of(process: "subprocess.Popen[bytes]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode().partition(" ")[2].rstrip("\n")


def test_each_save_is_a_line_and_ctrl_c_is_the_usual_end(start: Start, folder: Path) -> None:
    process = start("watch", folder, "--interval", "0.1")
    first = line_of(process)
    assert first.startswith(("– of 100", *(f"{n} of 100" for n in range(100))))
    written(folder, {"README.md": README})
    assert "README" in line_of(process)
    written(folder, {"b.py": "def f(:\n"})
    assert "broken eng-parses" in line_of(process)
    (folder / "b.py").unlink()
    assert "fixed eng-parses" in line_of(process)
    git("-C", folder, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qam", "Say what it is")
    assert line_of(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert out.decode().startswith("bikes: ")
    assert "5 looks; " in out.decode()


def test_a_folder_that_goes_is_waited_for(start: Start, folder: Path) -> None:
    process = start("watch", folder, "--interval", "0.1")
    line_of(process)
    folder.rename(folder.with_name("away"))
    assert line_of(process) == "the folder cannot be looked into (No such file or directory); waiting for it"
    written(folder.with_name("away"), {"b.py": "def f(:\n"})
    folder.with_name("away").rename(folder)
    assert "broken eng-parses" in line_of(process)


def test_ended_before_it_has_seen_anything_it_is_interrupted(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("portfolio_audit.watching.auditor.gather", interrupted)
    result = cli("watch", folder)
    assert (result.exit_code, result.stdout) == (130, "")
    assert "interrupted" in result.stderr


def test_a_reader_that_went_away_is_no_error(start: Start, folder: Path) -> None:
    process = start("watch", folder, "--interval", "0.1")
    line_of(process)
    assert process.stdout is not None
    process.stdout.close()
    written(folder, {"b.py": "def f(:\n"})
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""


def test_once_is_one_line(cli: Cli, folder: Path) -> None:
    written(folder, {"README.md": README})
    result = cli("watch", folder, "--once")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "'nowhere' is no folder here"),
        (("ada/bikes",), "clone what is on a host first"),
        ((".", "--kind", "novel"), "--kind takes one of"),
        ((".", "--interval", "0"), "0.0 is not in the range"),
        ((".", "--select", "readme-typo"), "readme-typo"),
        (("../bare.git",), "is a bare repository, in which no files lie"),
    ],
)
def test_wrong_usage_is_said(words: tuple[str, ...], said: str, cli: Cli, tmp_path: Path) -> None:
    git("init", "--quiet", "--bare", tmp_path / "bare.git")
    result = cli("watch", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def drawn(out: io.StringIO) -> list[str]:
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", out.getvalue())
    out.seek(0)
    out.truncate()
    return [line.rstrip() for line in text.split("\n")]


def test_in_a_terminal_the_score_stands_above_what_moved_it(folder: Path, catalogue: Catalogue, warm: None) -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system=None, width=70, height=40, _environ={"TERM": "x"})
    course = Course()

    def look(*saved: str) -> Moment:
        found = course.take(audit(gather(Folder(folder, as_it_stands=True), now=NOW), catalogue), saved)
        assert isinstance(found, Moment)
        return found

    with Board("bikes", console=console) as board:
        board.looking()
        assert "looking …" in "\n".join(drawn(out))
        board.tell(look())
        first = "\n".join(drawn(out))
        assert "What to do next, by gain for effort" in first
        assert "since the" not in first
        written(folder, {"README.md": README, "\x1b[31mb.py": "def f(:\n"})
        board.tell(look("README.md", "\x1b[31mb.py"))
        second = drawn(out)
        assert any("since the last save" in line and "broken" in line for line in second)
        assert any(line.startswith("    Broken: In part: every script is valid Python [eng-parses]") for line in second)
        assert all(len(line) <= 70 for line in second)
        assert "\\x1b[31mb.py changed" in "\n".join(second)
        board.trouble("the folder cannot be looked into (gone); waiting for it")
        third = "\n".join(drawn(out))
        assert "waiting for it" in third
        assert "What to do next" in third
