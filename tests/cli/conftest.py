"""The command line against the made-up host: in this process, or as one of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gather.hosting import NOW, README, TOKEN, people
from gather.repositories import written
from portfolio_audit import gather
from portfolio_audit.cli import main
from portfolio_audit.codec import dumps
from portfolio_audit.demo.github import LoopbackGitHub

_CODE = "import pandas\nfrom sklearn.linear_model import Ridge\n\nmodel = Ridge().fit(pandas.read_csv('b.csv'), [1])\n"
Cli = Callable[..., Result]


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses before requests that are made again; they are not made."""
    seconds: list[float] = []
    monkeypatch.setattr("portfolio_audit.sources.patience.sleep", seconds.append)
    return seconds


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty; temporary files have a folder beside it."""
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "SOURCE_DATE_EPOCH", "NO_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    monkeypatch.setenv("PORTFOLIO_AUDIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PORTFOLIO_AUDIT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    for folder in ("here", "temporary"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture(scope="session")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = written(tmp_path_factory.mktemp("gathered") / "my-project", {"README.md": README, "train.py": _CODE})
    return dumps(gather(str(folder), now=NOW))


@pytest.fixture
def facts(here: Path, gathered: str) -> tuple[str, str]:
    """Options that audit a project whose facts have been saved."""
    written(here.parent, {"facts.json": gathered})
    return "--from", "../facts.json"


@pytest.fixture
def server(tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackGitHub]:
    with LoopbackGitHub(people(tmp_path / "hosted"), tokens={TOKEN: "ada"}) as running:
        monkeypatch.setenv("GITHUB_API_URL", running.api_url)
        monkeypatch.setenv("GITHUB_SERVER_URL", running.server_url)
        yield running
    assert running.errors == ()


@pytest.fixture
def cli(here: Path, warm: None) -> Cli:
    """Runs the command line; whatever it raises fails the test."""

    def run(*arguments: str | Path) -> Result:
        result = CliRunner(catch_exceptions=False).invoke(main, [str(argument) for argument in arguments])
        assert "Traceback" not in result.stderr
        return result

    return run


def _interruptible() -> None:
    """Ctrl-C is heard, also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def start(here: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts the command line as a process, with changes to the environment (`None` removes a variable).

    `before` is called in the new process; it can take away from what the process may do.
    """
    started: list[subprocess.Popen[bytes]] = []

    def run(
        *arguments: str | Path,
        env: dict[str, str | None] | None = None,
        before: Callable[[], object] = bool,
        **options: Any,
    ) -> Any:
        paths = os.pathsep.join(path for path in sys.path if path and Path(path).is_absolute())
        merged = {**os.environ, "PYTHONPATH": paths, **(env or {})}
        variables = {name: value for name, value in merged.items() if value is not None}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **options}
        command = [sys.executable, "-m", "portfolio_audit", *map(str, arguments)]
        prepare = lambda: (_interruptible(), before())  # noqa: E731
        started.append(subprocess.Popen(command, env=variables, preexec_fn=prepare, **{"cwd": here, **pipes}))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
