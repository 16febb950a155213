"""What earlier runs have read is not read again, and nothing else is taken for it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from gather.hosting import NOW, TOKEN, people
from gather.repositories import Made, bare, history
from portfolio_audit import recall
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.gathering import gather
from portfolio_audit.limits import Limits
from portfolio_audit.model.facts import HistoryFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.packed import Packed
from portfolio_audit.planning import Wish
from portfolio_audit.sources.github import GitHub
from portfolio_audit.store import Store
from portfolio_audit.targets import parse_target

pytestmark = pytest.mark.usefixtures("warm")
Run = Callable[..., Portfolio]


@pytest.fixture
def run(server: LoopbackGitHub, tmp_path: Path) -> Iterator[Run]:
    """One run of several, each with the same store, after which only the requests of the last one are known."""

    def once(*words: str, token: str = "", now: datetime = NOW, store: Path | None = None, **wishes: Any) -> Portfolio:
        server.requests.clear()
        host = GitHub(server.api_url, server.server_url, token)
        targets = [parse_target(word, server.server_url) for word in words or ("ada",)]
        try:
            with Store(store or tmp_path / "cache") as kept:
                return gather(targets, host, Wish(**wishes), now=now, store=kept, each=lambda item: item.value)
        finally:
            host.close()

    yield once


def git_requests(server: LoopbackGitHub) -> list[str]:
    return [request.path for request in server.requests if ".git/" in request.path]


def put(store: Path, kind: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change every entry of a kind, checksums included, as another program might."""
    import sqlite3

    file = sqlite3.connect(store / "store.sqlite3")
    keys = [key for (key,) in file.execute("SELECT key FROM entry WHERE kind = ?", (kind,))]
    file.close()
    with Store(store) as kept:
        for key in keys:
            entry = json.loads(kept.get(kind, key) or b"")
            change(entry)
            kept.put(kind, key, json.dumps(entry).encode())


def test_a_second_run_reads_nothing_again(run: Run, server: LoopbackGitHub) -> None:
    first = run()
    assert (first.run.cloned, first.run.cache_hits) == (3, 0)
    second = run()
    assert git_requests(server) == []
    assert (second.run.cloned, second.run.cache_hits) == (0, 3)
    assert structs.replace(second, run=first.run) == first


def test_what_is_recalled_is_handed_on_like_what_is_read(server: LoopbackGitHub, tmp_path: Path) -> None:
    seen: list[list[str]] = []
    for _ in range(2):
        digests: list[Packed[RepoFacts]] = []
        with Store(tmp_path / "cache") as store:
            gather(
                parse_target("ada", server.server_url),
                GitHub(server.api_url, server.server_url),
                now=NOW,
                store=store,
                each=digests.append,
            )
        seen.append(sorted(item.digest for item in digests))
    assert seen[0] == seen[1]
    assert len(set(seen[0])) == 3


def test_without_a_store_everything_is_read(run: Run, server: LoopbackGitHub, gathered: Callable[..., Any]) -> None:
    run()
    gathered("ada")
    assert len(git_requests(server)) > 3


def test_only_what_was_pushed_to_is_read_again(run: Run, server: LoopbackGitHub, tmp_path: Path) -> None:
    first = run()
    ada, *others = people(tmp_path / "later")
    later = [replace(r, pushed_at=NOW) if r.name == "notes" else r for r in ada.repositories]
    changed = bare(tmp_path / "changed.git", {"notes.md": "# Notes\n\nMore of them.\n"})
    later = [replace(r, git_dir=changed) if r.name == "notes" else r for r in later]
    server.host([replace(ada, repositories=tuple(later)), *others])
    second = run()
    assert {path.split("/")[2] for path in git_requests(server)} == {"notes.git"}
    assert (second.run.cloned, second.run.cache_hits) == (1, 2)
    assert [one.name for one, two in zip(first.repos, second.repos, strict=True) if one != two] == ["notes"]


def test_a_push_that_left_the_commit_where_it_was_costs_no_contents(
    run: Run, server: LoopbackGitHub, tmp_path: Path
) -> None:
    run()
    ada, *others = people(tmp_path / "later")
    later = tuple(replace(r, pushed_at=NOW) if r.name == "bikes" else r for r in ada.repositories)
    server.host([replace(ada, repositories=later), *others])
    second = run()
    assert sum(path.endswith(".git/git-upload-pack") for path in git_requests(server)) == 1  # refs
    (bikes,) = (repo for repo in second.repos if repo.name == "bikes")
    assert bikes.host != HistoryFacts()
    assert bikes == next(repo for repo in run(store=tmp_path / "another").repos if repo.name == "bikes")
    run()
    assert git_requests(server) == []


def test_what_the_host_says_is_always_of_today(run: Run, server: LoopbackGitHub, tmp_path: Path) -> None:
    run()
    ada, *others = people(tmp_path / "later")
    described = tuple(replace(r, description="Bikes in the city") for r in ada.repositories)
    server.host([replace(ada, repositories=described), *others])
    second = run()
    assert git_requests(server) == []
    assert {getattr(repo.host, "description", "") for repo in second.repos} == {"Bikes in the city"}


@pytest.mark.parametrize("wish", [{"limits": Limits(commits=1)}, {"datasets": ({"id": "bikes", "title": "Bikes"},)}])
def test_what_was_read_in_another_way_is_read_again(run: Run, wish: dict[str, Any]) -> None:
    run()
    assert run(**wish).run.cloned == 3
    assert run().run.cloned == 0


def test_another_version_reads_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    monkeypatch.setattr(recall, "build", lambda: "another")
    assert run().run.cloned == 3


def test_a_repository_made_anew_under_the_same_name_is_read_again(
    run: Run, server: LoopbackGitHub, tmp_path: Path
) -> None:
    run()
    ada, *others = people(tmp_path / "later")
    renamed = replace(ada, repositories=tuple(replace(r, created_at=NOW) for r in ada.repositories))
    server.host([renamed, *others])
    run()
    assert len({path.split("/")[2] for path in git_requests(server)}) == 3


def test_a_private_repository_leaves_nothing(run: Run, server: LoopbackGitHub, tmp_path: Path) -> None:
    assert run("ada/secret", token=TOKEN).run.cloned == 1
    assert run("ada/secret", token=TOKEN).run.cloned == 1
    with Store(tmp_path / "cache") as store:
        assert [count for count in store.counts() if count.kind in ("facts", "seen")] == []


def test_a_folder_is_read_each_time(run: Run, tmp_path: Path) -> None:
    folder = str(bare(tmp_path / "mine.git", {"a.py": "x = 1\n"}))
    assert run(folder).run.cloned == 1
    assert run(folder).run.cloned == 1


def test_what_could_not_be_had_is_tried_again(run: Run, server: LoopbackGitHub) -> None:
    server.fail("404", times=20, path="/ada/bikes.git")
    assert [skip.name for skip in run().skipped if skip.unavailable] == ["bikes"]
    server.heal()
    second = run()
    assert (second.run.cloned, second.run.cache_hits) == (1, 2)
    assert not [skip for skip in second.skipped if skip.unavailable]


def test_what_was_read_in_part_is_tried_again(run: Run, server: LoopbackGitHub) -> None:
    server.fail("500", nth=3, times=20, path="/ada/bikes.git/git-upload-pack")
    first = next(repo for repo in run().repos if repo.name == "bikes")
    assert any("could not be fetched" in limit for limit in first.limits)
    server.heal()
    second = next(repo for repo in run().repos if repo.name == "bikes")
    assert second.limits == ()


def test_a_date_is_judged_by_the_clock_of_the_run(server: LoopbackGitHub, run: Run, tmp_path: Path) -> None:
    """A commit from tomorrow's tomorrow has no credible date today; the day after it has."""
    soon = int((NOW + timedelta(days=2)).timestamp())
    made = history(tmp_path / "soon.git", [Made({"a.py": "x = 1\n"}, when=f"{soon} +0000")])
    server.host([HostedUser("ada", (HostedRepository("soon", made, size_kb=1),))])
    dates = []
    for days in (0, 0, 3, 9, 0):
        (repo,) = run(now=NOW + timedelta(days=days)).repos
        dates.append(repo.history.last if isinstance(repo.history, HistoryFacts) else None)
    then = datetime.fromtimestamp(soon, UTC)
    assert dates == [None, None, then, then, None]


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.clear(),
        lambda entry: entry.update(facts=7),
        lambda entry: entry["facts"].update(tree="none"),
        lambda entry: entry["facts"].update(limits=[7]),
        lambda entry: entry.update(read_at=None),
    ],
)
def test_an_entry_that_is_none_is_read_anew(
    run: Run, tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    first = run()
    put(tmp_path / "cache", "facts", change)
    second = run()
    assert second.run.cloned == 3
    assert structs.replace(second, run=first.run) == first
