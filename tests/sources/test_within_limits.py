"""No request that the host would refuse is sent, whatever the number of people and comments."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from taking import TOKEN

from clocks import Clock
from gather.repositories import bare
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.demo.secondary import SecondaryLimits
from portfolio_audit.errors import RateLimited
from portfolio_audit.model.facts import ContributionFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.budgets import Budgets, Left
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.pace import Pace
from portfolio_audit.sources.patience import Patience
from portfolio_audit.sources.threads import as_issue, on_pull_request
from portfolio_audit.store import NO_STORE, Store

HOUR = 3600


class Bench:
    """A strict host and a client that share one clock."""

    def __init__(self, stack: ExitStack, app: Path) -> None:
        self.clock = Clock()
        self._app = app
        self._stack = stack

    def serve(self, **options: Any) -> LoopbackGitHub:
        users = [
            HostedUser(login, (HostedRepository("app", self._app),), contributions=(1,)) for login in ("ada", "grace")
        ]
        club = HostedUser("club", organisation=True, members=("ada",), public_members=("ada",), sends_strangers_on=True)
        tokens, limits = {TOKEN: "ada"}, SecondaryLimits()
        self.server = self._stack.enter_context(
            LoopbackGitHub([*users, club], tokens=tokens, secondary=limits, clock=self.clock, **options)
        )
        return self.server

    def connect(
        self,
        token: str = "",
        store: Store = NO_STORE,
        *,
        wait: bool = False,
        sleep: Callable[[float], object] | None = None,
    ) -> GitHub:
        sleep = sleep or self.clock.sleep
        patience, pace = Patience(wait=wait, pause=sleep, clock=self.clock), Pace(pause=sleep, clock=self.clock)
        host = GitHub(self.server.api_url, self.server.server_url, token, store, patience=patience, pace=pace)
        self._stack.callback(host.close)
        return host


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ExitStack() as stack:
        made = Bench(stack, bare(tmp_path / "app.git", {"README.md": "# App\n"}))
        yield made
    assert made.server.errors == ()


def statuses(server: LoopbackGitHub) -> set[int]:
    return {request.status for request in server.requests}


def test_a_burst_of_2000_reads_meets_no_limit(bench: Bench) -> None:
    server = bench.serve()
    host = bench.connect(TOKEN)
    for _ in range(2000):
        host.profile("ada")
    assert (len(server.requests), statuses(server), server.refusals) == (2000, {200}, 0)
    assert bench.clock.slept == [61, 61]


def test_a_burst_that_does_not_wait_does_meet_the_limit(bench: Bench) -> None:
    server = bench.serve()
    host = bench.connect(TOKEN, sleep=lambda _: None)
    with pytest.raises(RateLimited, match="asks for fewer requests"):
        for _ in range(1000):
            host.profile("ada")
    assert server.refusals > 0


def test_500_comments_meet_no_limit(bench: Bench) -> None:
    server = bench.serve()
    threads = bench.connect(TOKEN).threads()
    issue = threads.create(as_issue("ada/app", "ada", "Feedback"), "Well done.")
    assert issue
    for number in range(500):
        threads.create(on_pull_request("ada/app", issue.id), f"No. {number}")
    assert (len(server.comments("ada/app")), statuses(server), server.refusals) == (500, {201}, 0)
    assert HOUR < sum(bench.clock.slept) < HOUR + 200


def test_what_is_left_is_known_from_the_answers(bench: Bench) -> None:
    bench.serve(token_limit=100)
    host = bench.connect(TOKEN)
    assert host.left is None
    host.profile("ada")
    assert host.left == Left(100, 99, int(bench.clock.now) + HOUR)
    host.contributions("ada")
    host.repositories("ada")
    assert host.left.remaining == 98


def test_with_nothing_left_nothing_is_sent_until_the_hour_is_over(bench: Bench) -> None:
    server = bench.serve(anonymous_limit=3)
    host = bench.connect()
    for _ in range(3):
        host.profile("ada")
    for _ in range(5):
        with pytest.raises(RateLimited, match=r"request limit of 127.0.0.1 is used up.*or with --wait.*A token raises"):
            host.profile("ada")
    assert (len(server.requests), server.refusals, bench.clock.slept) == (3, 0, [])
    bench.clock.now += HOUR + 1
    assert host.profile("grace").login == "grace"
    assert (len(server.requests), server.refusals) == (4, 0)


def test_who_waits_gets_everything_without_a_refusal(bench: Bench) -> None:
    server = bench.serve(anonymous_limit=5)
    host = bench.connect(wait=True)
    for _ in range(12):
        assert host.profile("ada").login == "ada"
    assert (len(server.requests), statuses(server), server.refusals) == (12, {200}, 0)
    assert bench.clock.slept == [HOUR + 1, HOUR + 1]


def test_a_limit_that_ends_within_a_minute_is_waited_for(bench: Bench) -> None:
    server = bench.serve()
    server.leave(1, reset_in=40)
    host = bench.connect()
    host.profile("ada")
    assert host.profile("grace").login == "grace"
    assert (server.refusals, bench.clock.slept) == (0, [41])


def test_nothing_is_written_when_nothing_is_left(bench: Bench) -> None:
    server = bench.serve(token_limit=2)
    threads = bench.connect(TOKEN).threads()
    place = as_issue("ada/app", "ada", "Feedback")
    for _ in range(2):
        threads.create(place, "Well done.")
    with pytest.raises(RateLimited):
        threads.create(place, "Well done.")
    assert (len(server.issues("ada/app")), len(server.requests), server.refusals) == (2, 2, 0)


def test_queries_that_are_used_up_cost_activity_alone(bench: Bench) -> None:
    server = bench.serve()
    server.leave(1, token=TOKEN, resource="graphql")
    host = bench.connect(TOKEN)
    assert isinstance(host.contributions("ada"), ContributionFacts)
    assert isinstance(host.contributions("grace"), Unavailable)
    assert host.profile("grace").login == "grace"
    assert (len(server.requests), server.refusals) == (2, 0)


def test_a_redirection_is_not_followed_with_nothing_left(bench: Bench) -> None:
    server = bench.serve()
    server.leave(1)
    with pytest.raises(RateLimited):
        bench.connect().members("club")
    assert (len(server.requests), server.refusals) == (1, 0)


def test_with_nothing_left_what_was_kept_is_used_of_whom_it_was_kept(bench: Bench, tmp_path: Path) -> None:
    server = bench.serve()
    with Store(tmp_path / "cache") as store:
        before = bench.connect("", store).repositories("ada")
        server.leave(1)
        host = bench.connect("", store)
        host.profile("ada")
        assert host.notes == ()
        assert host.repositories("ada") == before
        assert host.profile("ada").login == "ada"
        assert [note.name for note in host.notes] == ["changes on the host"]
        with pytest.raises(RateLimited):
            host.profile("grace")
        assert host.notes == ()
        assert server.refusals == 0


def test_what_is_noted_of_one_person_is_not_said_of_the_next(bench: Bench, tmp_path: Path) -> None:
    server = bench.serve()
    with Store(tmp_path / "cache") as store:
        bench.connect("", store).profile("ada")
        server.leave(0)
        host = bench.connect("", store)
        assert host.profile("ada").login == "ada"
        assert len(host.notes) == 1
        bench.clock.now += HOUR + 1
        assert host.profile("grace").login == "grace"
        assert host.notes == ()


def told(**headers: str) -> dict[str, str]:
    return {f"x-ratelimit-{name}": value for name, value in headers.items()}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        told(remaining="0"),
        told(limit="60", remaining="-1", reset="9"),
        told(limit="60", remaining="0", reset="soon"),
        told(limit="60", remaining="0", reset="9" * 400),
    ],
)
def test_headers_that_make_no_sense_stop_nobody(headers: dict[str, str]) -> None:
    budgets = Budgets()
    budgets.note("core", headers)
    assert (budgets.of("core"), budgets.reset_of("core")) == (None, 0)


def test_each_resource_is_counted_apart() -> None:
    budgets = Budgets()
    budgets.note("core", told(limit="60", remaining="1", reset="9"))
    budgets.note("core", told(limit="10", remaining="0", reset="8", resource="search"))
    budgets.note("graphql", told(limit="5", remaining="0", reset="7"))
    assert budgets.of("core") == Left(60, 1, 9)
    assert [budgets.reset_of(name) for name in ("core", "search", "graphql")] == [0, 8, 7]
