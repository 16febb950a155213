import ast
import json
import struct
import subprocess
import tomllib
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from demo_clients import Client, Git

from portfolio_audit.demo import LOGIN, REFERENCE, demo_github
from portfolio_audit.demo.artefacts import bar_chart, notebook
from portfolio_audit.demo.bundle import Bundle, bundles, parsed
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.history import write_repository
from portfolio_audit.demo.portfolio import build_portfolio
from portfolio_audit.text import decode

BUNDLES = {bundle.name: bundle for bundle in bundles()}
FILES = {
    f"{bundle.name}:{path}": content
    for bundle in BUNDLES.values()
    for commit in bundle.commits
    for path, content in commit.changes.items()
}
SMALL = """
name = "small"
author = "A <a@example.com>"
created = 3
commits = [{day = 3, message = "First", files = ["a.txt"]}, {day = 2, message = "Second", files = ["b.ipynb", "c.png"]}]
files."a.txt" = "text"
charts."c.png" = [1.0, 0.4]
notebooks."b.ipynb" = [{text = "# ü"}, {code = "1", count = 1, prints = "1", chart = [2, 1]}]
"""
HOSTS = {"github.com", "bike-demand-demo.streamlit.app", "localhost"}


def heads(folder: Path) -> dict[str, str]:
    return {
        repository.name: subprocess.run(
            ["git", f"--git-dir={repository.git_dir}", "for-each-ref", "--format=%(objectname) %(refname)"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for repository in build_portfolio(folder, REFERENCE)
    }


def test_every_run_makes_the_same_commits(tmp_path: Path) -> None:
    assert heads(tmp_path / "first") == heads(tmp_path / "second")


def test_commits_do_not_depend_on_the_machine(tmp_path: Path, git: Git) -> None:
    write_repository(parsed(SMALL), tmp_path / "small.git", REFERENCE)
    # written down on purpose: another git, zlib, time zone or platform must come to the same
    log = git(f"--git-dir={tmp_path / 'small.git'}", "log", "--format=%H %aI %s")
    assert log.splitlines() == [
        "1fca3fa28ed2c674f699624cc13aebcf5dbc93d5 2026-09-29T13:17:00+00:00 Second",
        "f8ad963247b5ee588adb9d3c19b73d88e8c907f5 2026-09-28T08:00:00+00:00 First",
    ]


def test_dates_follow_the_reference_date(tmp_path: Path) -> None:
    later = REFERENCE + timedelta(days=10)
    before = {repository.name: repository for repository in build_portfolio(tmp_path / "a", REFERENCE)}
    after = build_portfolio(tmp_path / "b", later)
    assert all(repository.pushed_at - before[repository.name].pushed_at == timedelta(days=10) for repository in after)
    # a fork is older than its own page, as on GitHub
    assert all(repository.fork or repository.created_at <= repository.pushed_at <= later for repository in after)


def test_git_finds_no_fault_in_any_repository(tmp_path: Path, git: Git) -> None:
    for repository in build_portfolio(tmp_path / "all", REFERENCE):
        git(f"--git-dir={repository.git_dir}", "fsck", "--strict", "--full")


def test_a_merge_has_two_parents_and_the_files_of_both(tmp_path: Path, git: Git) -> None:
    folder = next(r.git_dir for r in build_portfolio(tmp_path / "all", REFERENCE) if r.name == "bike-demand-forecast")
    merges = git(f"--git-dir={folder}", "log", "--merges", "--format=%h %p %s", "main").splitlines()
    assert [line.split(maxsplit=3)[3][:27] for line in merges] == [
        "Merge pull request #2 from ",
        "Merge pull request #1 from ",
    ]
    listed = git(f"--git-dir={folder}", "ls-tree", "-r", "--name-only", "main").splitlines()
    assert {"Dockerfile", "tests/test_features.py", "app.py"} <= set(listed)


def test_the_portfolio_differs_as_real_ones_do() -> None:
    assert {name for name, bundle in BUNDLES.items() if bundle.host.get("fork")} == {"ml-reading-list"}
    assert {name for name, bundle in BUNDLES.items() if bundle.host.get("archived")} == {"old-homepage"}
    assert {name for name, bundle in BUNDLES.items() if not bundle.commits} == {"next-idea"}
    assert LOGIN in BUNDLES
    assert len(BUNDLES) - 2 >= 7


def test_the_server_tells_what_the_bundles_say(portfolio: LoopbackGitHub) -> None:
    listed = {entry["name"]: entry for entry in Client(portfolio).get(f"/users/{LOGIN}/repos?per_page=100").json}
    assert set(listed) == set(BUNDLES)
    assert listed["bike-demand-forecast"]["homepage"] == "https://bike-demand-demo.streamlit.app"
    assert listed["bike-demand-forecast"]["license"]["spdx_id"] == "MIT"
    assert listed["old-homepage"]["archived"] is True
    assert listed["ml-reading-list"]["fork"] is True
    assert (listed["next-idea"]["size"], listed["next-idea"]["pushed_at"]) == (0, "2026-08-22T00:00:00Z")


def test_nothing_is_left_behind() -> None:
    with demo_github() as server:
        folder = server._api.directory.users[0].repositories[0].git_dir.parent
        assert folder.is_dir()
    assert not folder.exists()


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".py")])
def test_every_python_file_is_valid(name: str) -> None:
    ast.parse(FILES[name])


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".ipynb")])
def test_every_notebook_is_valid(name: str) -> None:
    document = json.loads(FILES[name])
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in document["cells"]}) == len(document["cells"]) > 1
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            ast.parse("".join(cell["source"]))


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".toml")])
def test_every_manifest_is_valid(name: str) -> None:
    assert "project" in tomllib.loads(FILES[name].decode())


def test_pictures_decode_to_their_size() -> None:
    picture = bar_chart([3.0, 1.0])
    width, height = struct.unpack(">II", picture[16:24])
    start = picture.index(b"IDAT") + 4
    length = struct.unpack(">I", picture[start - 8 : start - 4])[0]
    rows = zlib.decompress(picture[start : start + length])
    assert len(rows) == height * (1 + width)
    assert set(rows) == {0, 1, 2}


def test_a_notebook_shows_what_its_cells_left_behind() -> None:
    cells = json.loads(notebook([{"text": "# T"}, {"code": "1/0", "count": 4, "error": ["ZeroDivisionError", "by 0"]}]))
    error = cells["cells"][1]["outputs"][0]
    assert (error["output_type"], error["ename"], cells["cells"][1]["execution_count"]) == (
        "error",
        "ZeroDivisionError",
        4,
    )


@pytest.mark.parametrize("bundle", BUNDLES.values(), ids=BUNDLES)
def test_only_example_hosts_and_the_demo_are_linked(bundle: Bundle) -> None:
    for commit in bundle.commits:
        for content in commit.changes.values():
            words = (decode(content) or "").replace("(", " ").replace("<", " ").replace('"', " ").split()
            for host in (urlsplit(word.rstrip(").>,]*")).hostname for word in words if word.startswith("http")):
                assert host in HOSTS or (host or "").endswith(("example.org", "example.com")), host


def test_dates_run_forwards_in_each_repository() -> None:
    for bundle in BUNDLES.values():
        days = [commit.day for commit in bundle.commits]
        assert days == sorted(days, reverse=True)
        assert all(day >= 0 for day in days)


def test_a_file_that_no_commit_writes_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"no commit writes b\.txt"):
        parsed('name = "x"\nauthor = "A <a@example.com>"\ncreated = 1\n[files]\n"b.txt" = "text"\n')


def test_a_commit_of_a_file_that_is_not_there_is_a_mistake() -> None:
    text = 'name = "x"\nauthor = "A <a@example.com>"\ncreated = 1\n[[commits]]\nday = 1\nmessage = "m"\nfiles = ["b"]\n'
    with pytest.raises(ValueError, match="m: no such file: b"):
        parsed(text)


def test_the_reference_date_lies_in_the_past() -> None:
    assert datetime(2026, 1, 1, tzinfo=UTC) < REFERENCE < datetime.now(UTC)
