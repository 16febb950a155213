"""A kept clone that is brought up to date shows what a fresh one does, and costs what has changed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keeping import Keeper

from gather.repositories import START, Made, git, grow, history
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.limits import Limits

NOISE = "".join(f"{number * 7919 % 65537:05x}" for number in range(40_000))


def made(number: int, **files: str) -> Made:
    named = {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    return Made(named or {"log.py": f"x = {number}\n"}, f"Step {number}".encode(), when=f"{START + number * 60} +0000")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A repository of eight commits."""
    first = made(0, README_md="# App\n\nCounts bikes.\n", big_py=f"x = '{NOISE}'\n", data__t_csv="a,b\n1,2\n")
    return history(tmp_path / "app.git", [first, *(made(number) for number in range(1, 8))])


@pytest.fixture
def host(app: Path) -> Iterator[LoopbackGitHub]:
    with LoopbackGitHub([HostedUser("ada", (HostedRepository("app", app),))]) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def url(host: LoopbackGitHub) -> str:
    return host.clone_url("ada", "app")


def add(app: Path) -> None:
    grow(app, [made(20, new_py="import pandas\n"), made(21, README_md="# App\n\nCounts all bikes.\n")])


def add_more_than_the_depth(app: Path) -> None:
    grow(app, [made(number) for number in range(20, 32)])


def rewrite(app: Path) -> None:
    grow(app, [made(50, README_md="# Other\n", big_py=f"x = '{NOISE}'\n"), made(51)], start="")


def shorten(app: Path) -> None:
    git(f"--git-dir={app}", "update-ref", "refs/heads/main", "refs/heads/main~6")


def go_back_and_on(app: Path) -> None:
    grow(app, [made(60), made(61)], start="refs/heads/main~3")


def move_to_another_branch(app: Path) -> None:
    grow(app, [made(70, other_py="import torch\n")], "work", "refs/heads/main~2")
    (app / "HEAD").write_text("ref: refs/heads/work\n")


def rename_the_branch(app: Path) -> None:
    git(f"--git-dir={app}", "branch", "-m", "main", "trunk")
    (app / "HEAD").write_text("ref: refs/heads/trunk\n")


def merge_an_old_line(app: Path) -> None:
    stream = (
        f"commit refs/heads/old\nmark :1\ncommitter A <a@b> {START - 500} +0000\ndata 3\nold\nM 100644 inline old.py\n"
        f"data 2\n1\n\ncommit refs/heads/main\ncommitter A <a@b> {START + 9000} +0000\ndata 5\nmerge\n"
        "from refs/heads/main^0\nmerge :1\n"
    )
    git(f"--git-dir={app}", "fast-import", "--quiet", stdin=stream.encode())


def leave_nothing_wanted(app: Path) -> None:
    grow(app, [made(80, data__t_csv="a,b\n")], start="")


def change_nothing(app: Path) -> None:
    """The host said otherwise."""


CHANGES = [
    add,
    add_more_than_the_depth,
    rewrite,
    shorten,
    go_back_and_on,
    move_to_another_branch,
    rename_the_branch,
    merge_an_old_line,
    leave_nothing_wanted,
    change_nothing,
]


@pytest.mark.parametrize(("change", "depth"), [*((change, 5) for change in CHANGES), (add, 100), (shorten, 100)])
def test_what_was_kept_does_not_show(
    keeper: Keeper, url: str, app: Path, change: Callable[[Path], None], depth: int
) -> None:
    keeper.limits = Limits(commits=depth)
    keeper.run(url)
    change(app)
    assert keeper.run(url) == keeper.fresh(url)
    assert keeper.run(url) == keeper.fresh(url)
    assert keeper.seeds == ["", "old", "old"]
    assert keeper.cloned == [False, False]


def test_many_changes_one_after_the_other_do_not_show(keeper: Keeper, url: str, app: Path) -> None:
    keeper.limits = Limits(commits=4)
    keeper.run(url)
    for change in (add, shorten, add, rewrite, add_more_than_the_depth, go_back_and_on, move_to_another_branch, add):
        change(app)
        assert keeper.run(url) == keeper.fresh(url)
    assert keeper.cloned == [False] * 8


def test_what_became_empty_is_empty(keeper: Keeper, url: str, app: Path) -> None:
    keeper.run(url)
    git(f"--git-dir={app}", "update-ref", "-d", "refs/heads/main")
    assert keeper.run(url) == keeper.fresh(url)
    assert keeper.clones.show() == (0, 0)


def test_a_change_costs_what_has_changed(keeper: Keeper, host: LoopbackGitHub, url: str, app: Path) -> None:
    keeper.run(url)
    cold, packs = len(host.requests), keeper.clones.show()[1]
    add(app)
    keeper.run(url)
    assert keeper.cloned == [False]
    assert len(host.requests) - cold <= cold
    assert keeper.clones.show()[1] - packs < 10_000 < len(NOISE) // 2 < packs


def test_what_has_not_changed_costs_nothing(keeper: Keeper, host: LoopbackGitHub, url: str) -> None:
    first = keeper.run(url, "pushed on Monday")
    before = len(host.requests)
    assert keeper.run(url, "pushed on Monday") == first
    assert len(host.requests) == before
    assert keeper.seeds == ["", "current"]


def test_a_version_that_wants_more_fetches_only_that(keeper: Keeper, host: LoopbackGitHub, url: str) -> None:
    less = lambda path: 1000 if path == "README.md" else 0  # noqa: E731
    keeper.run(url, "Monday", less)
    before = len(host.requests)
    more = keeper.run(url, "Monday")
    assert [request.method for request in host.requests[before:]] == ["POST"]
    assert more == keeper.fresh(url)
    assert keeper.run(url, "Monday", less) == keeper.fresh(url, less)


def test_what_the_host_says_of_its_state_decides(keeper: Keeper, url: str, app: Path) -> None:
    keeper.run(url, "Monday")
    add(app)
    assert keeper.run(url, "Tuesday") == keeper.fresh(url)
    keeper.run(url, "")
    assert keeper.seeds == ["", "old", "old"]


def test_a_clone_that_grew_for_long_is_made_anew(
    keeper: Keeper, url: str, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portfolio_audit.sources.clones._PACKS", 3)
    keeper.run(url)
    for number in range(3):
        grow(app, [made(20 + number)])
        assert keeper.run(url) == keeper.fresh(url)
    assert keeper.seeds == ["", "old", "", "old"]


@pytest.mark.parametrize("fault", ["500", "reset", "cut", "404", "html"])
def test_when_the_host_fails_once_the_repository_is_cloned(
    keeper: Keeper, host: LoopbackGitHub, url: str, app: Path, fault: str
) -> None:
    keeper.run(url)
    add(app)
    host.fail(fault, path="/ada/app")
    assert keeper.run(url) == keeper.fresh(url)


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_damaged_update_is_no_update(keeper: Keeper, host: LoopbackGitHub, url: str, app: Path, nth: int) -> None:
    keeper.run(url)
    add(app)
    host.fail("damaged", path="git-upload-pack", nth=nth, after_bytes=40)
    assert keeper.run(url) == keeper.fresh(url)
