"""The state at an instant is what a run at that instant would have found, as far as the dates of commits tell."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from gather.dated import DEADLINE, chain, commit, long_history
from gather.hosting import NOW, TOKEN
from gather.repositories import git, written
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.errors import BadTarget
from portfolio_audit.gathering import gather
from portfolio_audit.limits import Limits
from portfolio_audit.model.facts import HistoryFacts, ReadmeFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio, Skipped
from portfolio_audit.model.values import Unavailable
from portfolio_audit.planning import Wish
from portfolio_audit.sources.clones import CLONES
from portfolio_audit.sources.github import GitHub
from portfolio_audit.store import NO_STORE, Store
from portfolio_audit.targets import parse_target

pytestmark = pytest.mark.usefixtures("warm")
CONTRADICTION = (
    "the dates of its commits contradict each other around 2026-05-10 12:00 UTC, so it is not certain what it held then"
)


class Bench:
    """A host on which ada has one repository, which is also a folder."""

    def __init__(self, server: LoopbackGitHub, folder: Path, cache: Path) -> None:
        self.folder = folder
        self._server = server
        self._cache = cache
        self.host()

    def host(self, **said: Any) -> None:
        """Have the host say this of the repository."""
        known = {"size_kb": 1, "pushed_at": NOW - timedelta(days=1), **said}
        self._server.host([HostedUser("ada", (HostedRepository("p", self.folder, **known),))])

    def run(
        self,
        word: str = "ada",
        as_of: datetime | None = DEADLINE,
        *,
        kept: bool = False,
        offline: bool = False,
        token: str = "",
        **wish: Any,
    ) -> Portfolio:
        """One run; with `kept`, what it reads is kept, and what earlier ones have kept is used."""
        self._server.requests.clear()
        target = parse_target(str(self.folder) if word == "folder" else word, self._server.server_url)
        with Store(self._cache) if kept else NO_STORE as store:
            host = GitHub(self._server.api_url, self._server.server_url, token, store, offline=offline)
            try:
                return gather(target, host, Wish(as_of=as_of, **wish), now=NOW, store=store)
            finally:
                host.close()

    def found(self, *arguments: Any, **options: Any) -> RepoFacts:
        """The facts of the repository."""
        (repo,) = self.run(*arguments, **options).repos
        return repo

    @property
    def fetches(self) -> int:
        """Requests of git in the last run."""
        return sum(".git/" in request.path for request in self._server.requests)


@pytest.fixture
def bench(server: LoopbackGitHub, tmp_path: Path) -> Bench:
    return Bench(server, tmp_path / "p.git", tmp_path / "cache")


def length(repo: RepoFacts) -> int:
    assert isinstance(repo.history, HistoryFacts)
    return repo.history.commits


def title(repo: RepoFacts) -> str:
    assert isinstance(repo.readme, ReadmeFacts)
    return repo.readme.sections[0].title


def then(bench: Bench, head: str, **wish: Any) -> RepoFacts:
    """What a run at the deadline finds in a repository that ends with that commit."""
    (before,) = git(f"--git-dir={bench.folder}", "rev-parse", "main").decode().split()
    git(f"--git-dir={bench.folder}", "update-ref", "refs/heads/main", head)
    (repo,) = gather(parse_target(str(bench.folder)), wish=Wish(**wish), now=DEADLINE).repos
    git(f"--git-dir={bench.folder}", "update-ref", "refs/heads/main", before)
    return repo


@pytest.mark.parametrize("word", ["ada", "ada/p", "folder"])
def test_the_state_is_that_of_the_last_commit_before_the_instant(bench: Bench, word: str) -> None:
    oids = chain(bench.folder, "2026-05-01", "2026-05-10T11:59:59", "2026-05-10T12:00:01", "2026-05-20")
    portfolio = bench.run(word)
    (repo,) = portfolio.repos
    assert (repo.head, title(repo), length(repo), repo.limits) == (oids[1], "State 2", 2, ())
    assert portfolio.gathered_at == DEADLINE
    expected = then(bench, oids[1])
    assert structs.replace(repo, name=expected.name, url=expected.url, host=expected.host) == expected


def test_a_commit_at_the_very_instant_counts(bench: Bench) -> None:
    oids = chain(bench.folder, "2026-05-01", DEADLINE, "2026-05-20")
    assert bench.found().head == oids[1]


def test_when_nothing_came_later_it_is_the_present_state(bench: Bench) -> None:
    oids = chain(bench.folder, "2026-05-01", "2026-05-02")
    assert (bench.found().head, bench.found().limits) == (oids[1], ())


@pytest.mark.parametrize("word", ["ada", "ada/p", "folder"])
@pytest.mark.parametrize("days", [("2026-05-11", "2026-05-12"), ()])
def test_a_repository_without_an_earlier_commit_is_left_out_and_is_no_failure(
    bench: Bench, word: str, days: tuple[str, ...]
) -> None:
    chain(bench.folder, *days)
    bench.host(size_kb=bool(days))
    portfolio = bench.run(word)
    assert portfolio.repos == ()
    assert portfolio.skipped == (Skipped("p", "no commit before 2026-05-10 12:00 UTC", False),)


@pytest.mark.parametrize("word", ["ada", "folder"])
@pytest.mark.parametrize("after", [95, 99, 100, 130])
def test_the_history_before_the_instant_is_as_long_as_usual(bench: Bench, word: str, after: int) -> None:
    oids = long_history(bench.folder, before=110, after=after)
    repo = bench.found(word)
    assert (repo.head, length(repo), repo.limits) == (oids[109], 100, ())
    expected = then(bench, oids[109])
    assert structs.replace(repo, name=expected.name, url=expected.url, host=expected.host) == expected


def test_so_is_that_of_a_private_repository(bench: Bench) -> None:
    oids = long_history(bench.folder, before=110, after=130)
    bench.host(private=True)
    repo = bench.found("ada/p", token=TOKEN)
    assert (repo.head, length(repo)) == (oids[109], 100)


def test_a_history_of_which_too_much_is_later_is_unavailable(bench: Bench) -> None:
    long_history(bench.folder, before=5, after=60)
    few = Limits(commits=20, dated_commits=50)
    reason = "all that was fetched of its history is later than 2026-05-10 12:00 UTC, and it goes on before"
    assert bench.run(limits=few).skipped == (Skipped("p", reason, True),)
    assert length(bench.found(limits=Limits(commits=20, dated_commits=61))) == 5


def test_so_is_a_shallow_folder_that_does_not_reach_back(bench: Bench, tmp_path: Path) -> None:
    chain(bench.folder, "2026-05-01", "2026-05-20")
    git("clone", "--quiet", "--depth=1", bench.folder.as_uri(), tmp_path / "shallow")
    (skip,) = bench.run(str(tmp_path / "shallow")).skipped
    assert skip.unavailable
    assert skip.reason.startswith("all that was fetched of its history is later than")


def test_what_was_merged_later_was_not_on_the_branch_then(bench: Bench) -> None:
    base, main = chain(bench.folder, "2026-05-01", "2026-05-02")
    side = commit(bench.folder, "2026-05-09", "Side", base, branch="side")
    commit(bench.folder, "2026-05-20", "Merge", main, side)
    assert (bench.found().head, bench.found().limits) == (main, ())


def test_what_was_merged_before_belongs_to_the_history(bench: Bench) -> None:
    base, main = chain(bench.folder, "2026-05-01", "2026-05-02")
    side = commit(bench.folder, "2026-05-03", "Side", base, branch="side")
    merge = commit(bench.folder, "2026-05-04", "Merge", main, side)
    commit(bench.folder, "2026-05-20", "Later", merge)
    assert (bench.found().head, length(bench.found())) == (merge, 4)


def test_a_branch_that_began_later_is_seen_by_what_was_merged_into_it(bench: Bench) -> None:
    (imported,) = chain(bench.folder, "2026-05-03")
    began = commit(bench.folder, "2026-05-19", "Made on the host")
    commit(bench.folder, "2026-05-20", "Merge", began, imported)
    repo = bench.found()
    assert repo.head == imported
    assert repo.limits == (
        "its branch begins after 2026-05-10 12:00 UTC; what was read are commits from before that were merged into it "
        "later",
    )


@pytest.mark.parametrize("word", ["ada", "folder"])
def test_dates_that_contradict_each_other_are_said(bench: Bench, word: str) -> None:
    oids = chain(bench.folder, "2026-05-01", "2026-05-11", "2026-05-09", "2026-05-20")
    repo = bench.found(word)
    assert (repo.head, repo.limits) == (oids[2], (CONTRADICTION,))


def test_a_contradiction_that_does_not_touch_the_instant_is_none(bench: Bench) -> None:
    chain(bench.folder, "2026-05-03", "2026-05-01", "2026-05-21", "2026-05-20")
    assert (length(bench.found()), bench.found().limits) == (2, ())


def test_a_commit_without_a_credible_date_may_belong_before(bench: Bench) -> None:
    oids = chain(bench.folder, "2026-05-01", 0)
    repo = bench.found()
    assert (repo.head, repo.limits) == (oids[0], (CONTRADICTION,))


def test_commits_without_credible_dates_tell_nothing(bench: Bench) -> None:
    chain(bench.folder, 0, 1_000)
    reason = "without credible dates its commits do not tell what it held at 2026-05-10 12:00 UTC"
    assert bench.run().skipped == (Skipped("p", reason, True),)


def test_a_repository_that_the_host_knows_only_since_later_is_doubted(bench: Bench) -> None:
    oids = chain(bench.folder, "2026-05-01", "2026-05-20")
    bench.host(created_at=datetime.fromisoformat("2026-05-15T00:00Z"))
    repo = bench.found()
    assert repo.head == oids[0]
    assert repo.limits == (
        "the host says that it was made on 2026-05-15, after 2026-05-10 12:00 UTC: its earlier commits may have been "
        "pushed later",
    )
    assert bench.found(as_of=None).limits == ()


def test_what_the_host_tells_of_activity_is_of_today_and_not_asked_for(bench: Bench, server: LoopbackGitHub) -> None:
    chain(bench.folder, "2026-05-01")
    portfolio = bench.run(token=TOKEN)
    assert portfolio.contributions == Unavailable("the host does not tell it as of an earlier day")
    assert not [request.path for request in server.requests if "graphql" in request.path]
    assert portfolio.login == "ada"


def test_a_folder_without_git_has_no_earlier_state(bench: Bench, tmp_path: Path) -> None:
    chain(bench.folder, "2026-05-01")
    bare = written(tmp_path / "plain", {"README.md": "# Plain\n"})
    with pytest.raises(BadTarget, match=r"plain has no git history of its own to tell how it was\. Leave --as-of out"):
        bench.run(str(bare))
    targets = [parse_target(str(folder)) for folder in (bare, bench.folder)]
    portfolio = gather(targets, wish=Wish(as_of=DEADLINE), now=NOW)
    assert [repo.name for repo in portfolio.repos] == ["p"]
    assert [(skip.name, skip.unavailable) for skip in portfolio.skipped] == [("plain", True)]


def test_runs_over_the_present_and_over_an_instant_keep_out_of_each_others_way(bench: Bench) -> None:
    oids = chain(bench.folder, "2026-05-01", "2026-05-20")
    heads, fetches = [], []
    for as_of in (DEADLINE, None, DEADLINE, None, DEADLINE - timedelta(days=1)):
        heads.append(bench.found(as_of=as_of, kept=True).head)
        fetches.append(bench.fetches > 0)
    assert heads == [oids[0], oids[1], oids[0], oids[1], oids[0]]
    assert fetches == [True, True, False, False, True]


def test_a_remark_about_an_instant_is_not_recalled_for_the_present(bench: Bench) -> None:
    chain(bench.folder, "2026-05-01", "2026-05-11", "2026-05-09")
    assert bench.found(kept=True).limits == (CONTRADICTION,)
    assert bench.found(as_of=None, kept=True).limits == ()
    assert bench.found(kept=True).limits == (CONTRADICTION,)
    assert bench.fetches == 0


def test_what_did_not_exist_then_is_not_fetched_again_until_something_is_pushed(bench: Bench) -> None:
    oids = chain(bench.folder, "2026-05-20")
    first = bench.run(kept=True)
    assert bench.fetches > 0
    again = bench.run(kept=True)
    assert (bench.fetches, again.skipped, again.run.cache_hits) == (0, first.skipped, 0)
    assert bench.found(as_of=None, kept=True).head == oids[0]
    early = commit(bench.folder, "2026-05-02", "Handed in late")
    bench.host(pushed_at=NOW)
    assert bench.found(kept=True).head == early


def test_clones_are_neither_kept_nor_used(bench: Bench, tmp_path: Path) -> None:
    oids = chain(bench.folder, "2026-05-01", "2026-05-20")
    bench.run(kept=True)
    clones = tmp_path / "cache" / CLONES
    assert not list(clones.glob("[0-9a-f]*"))
    bench.run(as_of=None, kept=True)
    (clone,) = clones.glob("[0-9a-f]*")
    before = {file.name: file.read_bytes() for file in clone.iterdir()}
    assert bench.found(as_of=DEADLINE + timedelta(days=1), kept=True).head == oids[0]
    assert {file.name: file.read_bytes() for file in clone.iterdir()} == before


def test_an_offline_run_recalls_the_same_instant_only(bench: Bench) -> None:
    oids = chain(bench.folder, "2026-05-02", "2026-05-20")
    early = DEADLINE - timedelta(days=9)
    bench.run(kept=True)
    bench.run(as_of=early, kept=True)
    assert bench.found(kept=True, offline=True).head == oids[0]
    nothing = Skipped("p", "no commit before 2026-05-01 12:00 UTC", False)
    assert [skip for skip in bench.run(as_of=early, kept=True, offline=True).skipped if skip.name == "p"] == [nothing]
    unknown = Skipped("p", "no earlier run has read it, and this one is offline", True)
    assert unknown in bench.run(as_of=early + timedelta(days=1), kept=True, offline=True).skipped
