"""When the host is asked again, how long that waits, and what is said meanwhile."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from taking import TOKEN

from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedUser
from portfolio_audit.errors import AuditError, HostUnreachable, RateLimited
from portfolio_audit.model.facts import ContributionFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.patience import Patience, Trouble, moment
from portfolio_audit.sources.replies import Refusals, Reply

HEALING = ["500", "502", "503", "429", "403-primary", "403-secondary", "empty", "html", "cut-json", "wrong-types", "query", "cut", "reset", "stall"]  # fmt: skip # noqa: E501
REFUSALS = Refusals("github.com", "https://api.github.com", has_token=False)


@pytest.fixture
def server() -> Iterator[LoopbackGitHub]:
    ada = HostedUser("ada", contributions=(1, 2), merged_elsewhere=3)
    with LoopbackGitHub([ada], tokens={TOKEN: "ada"}) as running:
        yield running
    assert running.errors == ()


class Sleeper:
    """Sleeps by noting it."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.told: list[str] = []
        self.meanwhile = lambda: None

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.meanwhile()

    def patience(self, *, wait: bool = False) -> Patience:
        return Patience(wait=wait, tell=self.told.append, pause=self)


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


@pytest.fixture
def host(server: LoopbackGitHub, sleeper: Sleeper) -> Iterator[GitHub]:
    made = GitHub(server.api_url, server.server_url, patience=sleeper.patience(), seconds=5)
    yield made
    made.close()


@pytest.fixture
def india(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("fault", HEALING)
@pytest.mark.parametrize("times", [1, 2])
def test_what_passes_is_asked_again_up_to_twice(host: GitHub, server: LoopbackGitHub, fault: str, times: int) -> None:
    server.fail(fault, times=times, seconds=0)
    assert host.profile("ada").login == "ada"
    assert host.requests == len(server.requests) == 1 + times


@pytest.mark.parametrize("fault", HEALING)
def test_what_lasts_is_asked_three_times_in_all(
    host: GitHub, server: LoopbackGitHub, sleeper: Sleeper, fault: str
) -> None:
    server.fail(fault, times=20, seconds=0)
    with pytest.raises((HostUnreachable, RateLimited)):
        host.profile("ada")
    assert len(server.requests) == 3
    assert len(sleeper.slept) == 2
    assert max(sleeper.slept) <= 2


@pytest.mark.parametrize("fault", ["401", "404", "451"])
def test_what_cannot_heal_is_asked_once(host: GitHub, server: LoopbackGitHub, sleeper: Sleeper, fault: str) -> None:
    server.fail(fault)
    with pytest.raises(AuditError):
        host.profile("ada")
    assert (len(server.requests), sleeper.slept) == (1, [])


@pytest.mark.parametrize("status", [202, 204, 302, 400, 401, 403, 404, 410, 418, 422, 451])
def test_a_status_that_cannot_heal_is_an_error_at_once(status: int) -> None:
    with pytest.raises(AuditError):
        REFUSALS.check(Reply(status, {"x-ratelimit-remaining": "57"}, b'{"message": "No"}'), "")


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, {"x-ratelimit-remaining": "0"}, b""),
        (429, {"x-ratelimit-remaining": "0"}, b""),
        (429, {}, b""),
        (403, {"retry-after": "60"}, b""),
        (403, {"x-ratelimit-remaining": "9"}, b'{"message": "You have exceeded a secondary rate limit."}'),
    ],
)
def test_a_limit_is_known_by_any_of_its_signs(status: int, headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(Trouble) as caught:
        REFUSALS.check(Reply(status, headers, body), "")
    assert isinstance(caught.value.error, RateLimited)
    assert caught.value.seconds == 60


def test_a_limit_that_lasts_is_not_waited_for(host: GitHub, server: LoopbackGitHub, sleeper: Sleeper) -> None:
    server.leave(0)
    with pytest.raises(RateLimited, match=r"again after \d\d:\d\d \(\S+\), or with --wait"):
        host.profile("ada")
    assert (len(server.requests), sleeper.slept, sleeper.told) == (1, [], [])


@pytest.mark.parametrize(("seconds", "tries"), [(61, 1), (60, 2), (31, 2), (30, 3)])
def test_all_pauses_of_a_run_together_last_a_minute_at_most(
    host: GitHub, server: LoopbackGitHub, sleeper: Sleeper, seconds: int, tries: int
) -> None:
    server.fail("429", times=20, retry_after=seconds)
    with pytest.raises(RateLimited):
        host.profile("ada")
    assert len(server.requests) == tries
    assert sleeper.slept == [seconds] * (tries - 1)


def test_a_short_pause_that_the_host_asks_for_is_made(host: GitHub, server: LoopbackGitHub, sleeper: Sleeper) -> None:
    server.fail("503", retry_after=7)
    server.fail("403-secondary", nth=2, retry_after=9)
    host.profile("ada")
    assert sleeper.slept == [7, 9]


def test_with_wait_the_limit_is_waited_for_and_until_when_is_said(server: LoopbackGitHub, sleeper: Sleeper) -> None:
    server.leave(0, reset_in=1800)
    sleeper.meanwhile = lambda: server.leave(60)
    host = GitHub(server.api_url, server.server_url, patience=sleeper.patience(wait=True))
    assert host.profile("ada").login == "ada"
    assert 1790 <= sleeper.slept[0] <= 1801
    assert re.search(r"until \d\d:\d\d \(\S+\); waiting\. Ctrl-C", sleeper.told[0])
    host.close()


def test_with_wait_nobody_waits_for_days(server: LoopbackGitHub, sleeper: Sleeper) -> None:
    server.leave(0, reset_in=100_000)
    host = GitHub(server.api_url, server.server_url, patience=sleeper.patience(wait=True))
    with pytest.raises(RateLimited, match=r"again after \d\d:\d\d \(\S+\) on \d{4}-\d\d-\d\d"):
        host.profile("ada")
    assert sleeper.slept == []
    host.close()


def test_waiting_can_be_interrupted(server: LoopbackGitHub, sleeper: Sleeper) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    server.leave(0)
    sleeper.meanwhile = interrupt
    host = GitHub(server.api_url, server.server_url, patience=sleeper.patience(wait=True))
    with pytest.raises(KeyboardInterrupt):
        host.profile("ada")
    host.close()


def test_the_time_is_that_of_the_users_zone(india: None, host: GitHub, server: LoopbackGitHub) -> None:
    server.leave(0)
    before = datetime.now(UTC)
    with pytest.raises(RateLimited) as caught:
        host.profile("ada")
    shown = re.search(r"again after (\d\d):(\d\d) \(IST\)", str(caught.value))
    assert shown
    here = before + timedelta(hours=5, minutes=30)
    minutes = int(shown[1]) * 60 + int(shown[2]) - here.hour * 60 - here.minute
    assert 60 <= minutes % 1440 <= 63


def test_a_moment_is_rounded_up() -> None:
    now = datetime.now(UTC).astimezone()
    for seconds in (0, 0.5, 59, 60, 61, 3599):
        told = moment(seconds)
        form = "%H:%M:%S" if seconds < 60 else "%H:%M"
        clock = datetime.strptime(told.partition(" ")[0], form).replace(
            year=now.year, month=now.month, day=now.day, tzinfo=now.tzinfo
        )
        assert (clock - now - timedelta(seconds=seconds)).total_seconds() % 86400 < 65, told


@pytest.mark.parametrize(
    ("after", "seconds"),
    [("7", 7), ("0", 0), ("", None), ("soon", None), ("-5", None), ("9" * 400, None), ("Wed, 99 Foo", None)],
)
def test_a_pause_is_asked_for_in_seconds(after: str, seconds: float | None) -> None:
    with pytest.raises(Trouble) as caught:
        REFUSALS.check(Reply(503, {"retry-after": after}, b""), "")
    assert caught.value.seconds == seconds


def test_a_pause_is_asked_for_until_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    with pytest.raises(Trouble) as caught:
        REFUSALS.check(Reply(503, {"retry-after": date}, b""), "")
    assert 290 < (caught.value.seconds or 0) <= 300


@pytest.mark.parametrize("reset", ["", "soon", "-1", "9" * 50, "1e9"])
def test_a_reset_that_makes_no_sense_counts_as_a_minute(reset: str) -> None:
    with pytest.raises(Trouble) as caught:
        REFUSALS.check(Reply(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}, b""), "")
    assert caught.value.seconds == 60


@pytest.mark.parametrize(("fault", "tries"), [("query", 3), ("401", 1), ("html", 3), ("wrong-types", 3), ("404", 1)])
def test_activity_that_is_not_told_is_unknown(server: LoopbackGitHub, sleeper: Sleeper, fault: str, tries: int) -> None:
    server.fail(fault, times=20, path="graphql")
    host = GitHub(server.api_url, server.server_url, TOKEN, patience=sleeper.patience())
    assert host.contributions("ada") == Unavailable("the host did not tell about activity")
    assert len(server.requests) == tries
    host.close()


def test_activity_is_told_at_the_second_try(server: LoopbackGitHub, sleeper: Sleeper) -> None:
    server.fail("query", path="graphql")
    host = GitHub(server.api_url, server.server_url, TOKEN, patience=sleeper.patience())
    assert isinstance(host.contributions("ada"), ContributionFacts)
    host.close()


def test_activity_of_nobody_is_asked_for_once(server: LoopbackGitHub, sleeper: Sleeper) -> None:
    host = GitHub(server.api_url, server.server_url, TOKEN, patience=sleeper.patience())
    assert isinstance(host.contributions("ghost"), Unavailable)
    assert len(server.requests) == 1
    host.close()


def test_a_limit_of_queries_alone_costs_activity_alone(server: LoopbackGitHub, sleeper: Sleeper) -> None:
    server.leave(0, token=TOKEN, resource="graphql", reset_in=900)
    host = GitHub(server.api_url, server.server_url, TOKEN, patience=sleeper.patience())
    assert isinstance(host.contributions("ada"), Unavailable)
    assert (len(server.requests), sleeper.slept) == (1, [])
    assert host.profile("ada").login == "ada"
    host.close()


def test_with_wait_a_limit_of_queries_is_waited_for(server: LoopbackGitHub, sleeper: Sleeper) -> None:
    server.leave(0, token=TOKEN, resource="graphql", reset_in=900)
    sleeper.meanwhile = lambda: server.leave(9, token=TOKEN, resource="graphql")
    host = GitHub(server.api_url, server.server_url, TOKEN, patience=sleeper.patience(wait=True))
    assert isinstance(host.contributions("ada"), ContributionFacts)
    assert 890 <= sleeper.slept[0] <= 901
    host.close()
