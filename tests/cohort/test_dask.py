"""A class is audited on a Dask cluster: the same results, whatever dies meanwhile."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cli.cohorts import ROSTER, a_class, files_of, repository, statuses
from cohort.clusters import PATIENCE, Cluster, wait_for
from gather.hosting import NOW, README, TOKEN
from portfolio_audit.cohort import cluster as to_cluster
from portfolio_audit.cohort.dask_engine import dask_engine
from portfolio_audit.cohort.recipes import Recipe
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedUser
from portfolio_audit.errors import AuditError
from portfolio_audit.packed import Packed
from portfolio_audit.planning import Assignment, Wish
from portfolio_audit.readings import Readings
from portfolio_audit.sources.github import GitHub
from portfolio_audit.store import NO_STORE

COMPLETE = {"ada": "ok", "bo": "ok", "cy": "ok", "nobody": "no repositories", "ghost": "no such user"}
WISH = Wish()
SHORT = (
    "import portfolio_audit.cohort.cluster as c; c.PATIENCE_SECONDS = 1; from portfolio_audit.cli import main; main()"
)
OTHER_VERSION = "import portfolio_audit\nportfolio_audit.__version__ = '99.0'\n"
NO_TOOL = "import sys\nsys.modules['portfolio_audit'] = None\n"
POISON = """
import os, signal
from distributed import WorkerPlugin
from portfolio_audit.cohort.orders import Order, unpacked


class Poison(WorkerPlugin):
    def setup(self, worker):
        self.tasks = worker.state.tasks

    def transition(self, key, start, finish, **_):
        if finish == "executing" and unpacked(self.tasks[key].run_spec.args[0], Order).name == "bo-rain":
            os.kill(os.getpid(), signal.SIGKILL)


async def dask_setup(worker):
    await worker.plugin_add(Poison(), name="poison")
"""


class Class:
    """The host of a class, and runs of the whole command against it."""

    def __init__(self, folder: Path, host: LoopbackGitHub) -> None:
        self._folder = folder
        self.host = host

    def start(self, name: str, *options: str, code: str = "") -> "subprocess.Popen[str]":
        home = self._folder / name
        home.mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": self.host.api_url,
            "GITHUB_SERVER_URL": self.host.server_url,
            "PORTFOLIO_AUDIT_CACHE": str(home / "cache"),
            "PORTFOLIO_AUDIT_DATA": str(home / "data"),
            "SOURCE_DATE_EPOCH": "1780272000",
            "DASK_CONFIG": str(home),
        }
        command = [sys.executable, *(["-c", code] if code else ["-m", "portfolio_audit"]), "cohort"]
        command += [str(self._folder / "roster.csv"), "--output", str(home / "out"), *options]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def run(self, name: str, *options: str, status: int = 0) -> str:
        return ended(self.start(name, *options), status)

    def results(self, name: str) -> tuple[dict[str, bytes], list[tuple[str, str, bytes]]]:
        """All that was written, and facts and assessments as they are kept."""
        with closing(sqlite3.connect(next((self._folder / name / "cache").rglob("*.sqlite3")))) as file:
            query = "SELECT kind, key, value FROM entry WHERE kind IN ('facts', 'assessed') ORDER BY kind, key"
            kept = file.execute(query).fetchall()
        return files_of(self._folder / name / "out"), kept

    def statuses(self, name: str) -> dict[str, str]:
        return statuses(self._folder / name / "out")

    def wait_for_git(self) -> None:
        """Until a worker clones something."""
        wait_for(lambda: any(".git/" in request.path for request in self.host.requests))

    def slowly(self) -> None:
        """From now on, the first clones take their time, so that something is in work when something dies."""
        self.host.requests.clear()
        self.host.fail("slow", times=4, path=".git/", seconds=2)


def ended(process: "subprocess.Popen[str]", status: int = 0) -> str:
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == status, said
    assert "Traceback" not in said, said
    return said


def dask(address: str) -> tuple[str, ...]:
    return "--engine", "dask", "--scheduler", address


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """A class whose local results are in `local`."""
    folder = tmp_path_factory.mktemp("dask")
    secret = HostedUser("own", (replace(repository(folder, "own", "secret", {"README.md": README}), private=True),))
    (folder / "roster.csv").write_text(ROSTER)
    with LoopbackGitHub([*a_class(folder / "class"), secret], tokens={TOKEN: "own"}) as host:
        made = Class(folder, host)
        made.run("local")
        assert made.statuses("local") == COMPLETE
        yield made


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with Cluster(tmp_path / "cluster") as running:
        yield running


def test_results_are_those_of_this_machine_byte_for_byte(class_: Class, cluster: Cluster) -> None:
    cluster.start_workers(2)
    class_.run("same", *dask(cluster.address))
    assert class_.results("same") == class_.results("local")
    cluster.kill()
    class_.run("same", *dask("tcp://127.0.0.1:9"))  # nothing has changed, so that nobody is needed
    assert class_.results("same") == class_.results("local")


def test_a_worker_that_is_killed_costs_no_result(class_: Class, cluster: Cluster) -> None:
    cluster.start_workers(2)
    class_.slowly()
    process = class_.start("killed", *dask(cluster.address))
    class_.wait_for_git()
    cluster.workers[0].kill()
    ended(process)
    assert class_.results("killed") == class_.results("local")


def test_a_scheduler_that_comes_back_is_asked_again(class_: Class, cluster: Cluster) -> None:
    cluster.start_workers(1)
    class_.slowly()
    process = class_.start("again", *dask(cluster.address))
    class_.wait_for_git()
    port = cluster.address.rpartition(":")[2]
    cluster.kill()
    cluster.start_scheduler(port)
    cluster.start_workers(1)
    assert "has gone; waiting" in ended(process)
    assert class_.results("again") == class_.results("local")


def test_a_scheduler_that_does_not_come_back_interrupts_the_run(class_: Class, cluster: Cluster) -> None:
    cluster.start_workers(1)
    class_.slowly()
    process = class_.start("lost", *dask(cluster.address), code=SHORT)
    class_.wait_for_git()
    cluster.kill()
    said = ended(process, 130)
    assert "did not come back" in said
    assert "the same command goes on with it" in said
    class_.host.heal()
    class_.run("lost")
    assert class_.results("lost") == class_.results("local")


def test_what_kills_its_workers_is_given_up_and_nothing_else(class_: Class, tmp_path: Path) -> None:
    (tmp_path / "poison.py").write_text(POISON)
    with Cluster(tmp_path / "cluster", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as cluster:
        cluster.start_workers(4, "--preload", str(tmp_path / "poison.py"), threads=1)
        class_.run("poison", *dask(cluster.address))
        assert sum(worker.poll() is None for worker in cluster.workers) == 1
    assert class_.statuses("poison") == {**COMPLETE, "bo": "partial"}
    assert b"its reader died on 3 workers" in class_.results("poison")[0]["students/bo/report.json"]


def test_a_worker_of_another_version_ends_the_run_with_advice(class_: Class, cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(OTHER_VERSION)
    cluster.start_workers(1, path=str(tmp_path))
    said = class_.run("other", *dask(cluster.address), status=3)
    assert "it has portfolio-audit 99.0 on Python" in said
    assert "Install the same versions on both" in said


@pytest.mark.parametrize("where", ["scheduler", "workers"])
def test_a_cluster_without_the_tool_ends_the_run_with_advice(class_: Class, tmp_path: Path, where: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_TOOL)
    without = str(tmp_path)
    with Cluster(tmp_path / "cluster", **({"PYTHONPATH": without} if where == "scheduler" else {})) as cluster:
        cluster.start_workers(1, path=without if where == "workers" else str(tmp_path / "nothing"))
        said = class_.run(f"lacking-{where}", *dask(cluster.address), status=3)
    assert "lacks portfolio-audit" in said
    assert "for its scheduler and its workers" in said


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://127.0.0.1:9", "127.0.0.1"])
def test_where_no_scheduler_answers_one_is_told(class_: Class, address: str) -> None:
    said = class_.run("nobody", *dask(address), status=3)
    assert address in said
    assert "--scheduler" in said


@pytest.mark.filterwarnings("default")
def test_a_cluster_without_workers_is_said_to_have_none(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_cluster, "_WORKERS_SECONDS", 1)
    said: list[str] = []
    client = to_cluster.connected(cluster.address)
    with pytest.raises(AuditError, match="has no workers"):
        to_cluster.threads_of(client, said.append)
    client.close()
    assert "waiting" in said[0]


@pytest.mark.filterwarnings("default")
def test_what_is_private_is_never_sent(class_: Class, cluster: Cluster) -> None:
    """The worker is asleep, so that whatever is sent to it would never come back."""
    cluster.start_workers(1)
    host = class_.host
    github = GitHub(host.api_url, host.server_url, TOKEN)
    with closing(github), Readings(github, WISH, NOW, NO_STORE) as readings:
        secret = Assignment("secret", f"{host.server_url}/own/secret.git", private=True, has_content=True)
        engine = dask_engine(cluster.address, Recipe("", "software"), print)(readings)
        cluster.workers[0].send_signal(signal.SIGSTOP)
        outcome = engine.submit(secret).result(PATIENCE).outcome
        engine.close()
    assert isinstance(outcome.facts, Packed)
    assert outcome.facts.value.readme.words


def test_where_dask_is_missing_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(AuditError, match=r"pip install 'portfolio-audit\[cluster\]'"):
        to_cluster.connected("tcp://127.0.0.1:9")
