"""Every kind of hostile repository goes the whole way, in one portfolio with a good one."""

import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from gather.hosting import NOW, wait_until_gone
from hostile_repositories import KINDS
from hostile_repositories.dangers import dangers
from hostile_repositories.folders import FOLDERS, Trap
from hostile_repositories.kinds import ORDINARY
from hostile_repositories.store import Store
from portfolio_audit.auditing import audit
from portfolio_audit.codec import dumps, load_file
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.gathering import gather
from portfolio_audit.limits import Limits
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import PORTFOLIO_SCHEMA, Portfolio, Run
from portfolio_audit.model.report import Report
from portfolio_audit.model.values import Unavailable
from portfolio_audit.planning import Wish
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import parse_target

LIMITS = Limits(memory_bytes=700_000_000, part_seconds=4, parts_seconds=8)
TRIED = [kind for kind in KINDS.values() if kind.tried]
"""Those of the others are tried in tests/facts/test_readme_hostile.py, and in benchmarks/hostile.py."""
Audit = Callable[..., subprocess.CompletedProcess[bytes]]
NEVER = re.compile(r"crashed|bug|malformed|could not be started")


def _good(folder: Path) -> HostedRepository:
    store = Store(folder)
    store.commit(store.root(ORDINARY))
    return HostedRepository("good", store.save(), size_kb=1)


def _gathered(repositories: tuple[HostedRepository, ...]) -> Portfolio:
    with LoopbackGitHub([HostedUser("mallory", repositories)]) as server:
        host = GitHub(server.api_url, server.server_url)
        try:
            portfolio = gather(parse_target("mallory", server.server_url), host, Wish(limits=LIMITS), now=NOW)
        finally:
            host.close()
    assert server.errors == ()
    addresses = tuple(replace(repo, url=f"https://github.com/mallory/{repo.name}") for repo in portfolio.repos)
    return replace(portfolio, repos=addresses, run=Run())


@pytest.fixture(scope="session")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """All of them and the good one; gathered once, also where several processes share the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "hostile-portfolio.json"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            folder = tmp_path_factory.mktemp("hostile")
            hosted = [
                HostedRepository(k.name, k.make(folder / k.name, k.small), default_branch=k.branch) for k in TRIED
            ]
            shared.write_text(dumps(_gathered((*hosted, _good(folder / "good.git")))))
    return load_file(shared, Portfolio, PORTFOLIO_SCHEMA)


def _limits(repo: RepoFacts) -> list[str]:
    """Why something of it is unknown, and what was not read of it."""
    parts = (getattr(repo, name) for name in RepoFacts.__struct_fields__)
    return [part.reason for part in parts if isinstance(part, Unavailable)] + list(repo.limits)


@pytest.mark.parametrize("name", [kind.name for kind in TRIED])
def test_each_ends_with_a_verdict_or_a_reason(name: str, portfolio: Portfolio) -> None:
    repo = next((repo for repo in portfolio.repos if repo.name == name), None)
    if repo is None:
        (skip,) = [skip for skip in portfolio.skipped if skip.name == name]
        assert skip.unavailable
        assert skip.reason
        assert not NEVER.search(skip.reason)
    else:
        assert [reason for reason in _limits(repo) if NEVER.search(reason)] == []
        assert repo.limits or not isinstance(repo.project, Unavailable)


@pytest.fixture(scope="session")
def report(portfolio: Portfolio, catalogue: Catalogue) -> Report:
    return audit(portfolio, catalogue, version="0.0.0", strict=True)


def test_the_good_one_is_the_same_among_them_and_alone(report: Report, tmp_path: Path, catalogue: Catalogue) -> None:
    alone = audit(_gathered((_good(tmp_path / "good.git"),)), catalogue, version="0.0.0", strict=True)
    among, by_itself = ([repo for repo in each.repositories if repo.name == "good"] for each in (report, alone))
    assert dumps(among) == dumps(by_itself)
    assert among[0].kind == "ml-project"


@pytest.mark.parametrize("form", RENDERERS)
def test_nothing_of_them_acts_in_a_report(form: str, report: Report) -> None:
    text = RENDERERS[form](report)
    assert "good" in text or form in ("badge", "shields")
    assert dangers(form, text) == []
    text.encode("utf-8")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Audit]:
    """The command line as a process, in an empty folder with an empty scratch folder."""
    for name in ("here", "scratch"):
        (tmp_path / name).mkdir()
    variables = {**os.environ, "TMPDIR": str(tmp_path / "scratch"), "PORTFOLIO_AUDIT_CACHE": str(tmp_path / "cache")}
    variables |= {"PORTFOLIO_AUDIT_DATA": str(tmp_path / "cache" / "data")}
    variables |= {"SOURCE_DATE_EPOCH": str(int(NOW.timestamp())), "GITHUB_TOKEN": "", "GH_TOKEN": ""}

    def audited(*words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "portfolio_audit", "audit", *words]
        done = subprocess.run(command, cwd=tmp_path / "here", env=variables | more, capture_output=True, timeout=300)
        assert b"Traceback" not in done.stderr
        assert dangers("text", done.stderr.decode()) == []
        assert list((tmp_path / "scratch").iterdir()) == []
        return done

    yield audited
    assert wait_until_gone(str(tmp_path / "scratch")) == []


def _seen(folder: Path) -> set[str]:
    """Every file outside of the audit's own cache, as deep as paths go."""
    found = {os.path.join(place, name) for place, _, names in os.walk(folder) for name in names}  # noqa: PTH118
    return {path for path in found if not path.startswith(str(folder / "cache"))}


def test_folders_run_nothing_and_nothing_is_written_beside_the_report(tmp_path: Path, run: Audit) -> None:
    trap = Trap(tmp_path / "trap")
    for name, make in FOLDERS.items():
        make(tmp_path / "folders" / name, trap)
    before = _seen(tmp_path)
    done = run(*(str(tmp_path / "folders" / name) for name in FOLDERS), "--format", "json", "--output", "-")
    assert done.returncode == 0
    assert not trap.trace.exists()
    assert b"the-words-of-the-secret" not in done.stdout + done.stderr
    assert dangers("json", done.stdout.decode()) == []
    assert _seen(tmp_path) == before


COMMANDS = (
    "names-like-options",
    "names-of-gits-own-files",
    "submodules-that-run-commands",
    "filters-and-pointers",
    "settings-that-run-commands",
    "head-like-an-option",
    "packages-that-run-when-imported",
    "links-to-the-password-file",
    "settings-of-this-very-tool",
    "pictures-and-archives-that-swell",
    "yaml-that-runs-commands",
)
"""Those whose names and files would run something or write somewhere."""


def test_what_would_run_or_write_does_neither(tmp_path: Path, run: Audit) -> None:
    kinds = [KINDS[name] for name in COMMANDS]
    hosted = [HostedRepository(k.name, k.make(tmp_path / "hosted" / k.name, 1), default_branch=k.branch) for k in kinds]
    before = _seen(tmp_path)
    with LoopbackGitHub([HostedUser("mallory", tuple(hosted))]) as server:
        where = {"GITHUB_API_URL": server.api_url, "GITHUB_SERVER_URL": server.server_url}
        done = run("mallory", "--format", "html", "--output", "-", **where)
    assert done.returncode == 0
    assert dangers("html", done.stdout.decode()) == []
    assert b"root:x:0" not in done.stdout
    assert _seen(tmp_path) == before
