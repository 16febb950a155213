"""The nth request to the API fails, for every n and each way to fail: what is to be read is alike, or that is said."""

from pathlib import Path

import pytest

from faults.sweeping import NOW, PAGE, TOKEN, host_of
from portfolio_audit.demo.faults import Fault
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.errors import AuditError
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.values import Unavailable
from portfolio_audit.planning import Assignment, Wish, plan
from portfolio_audit.store import NO_STORE, Store
from portfolio_audit.targets import Person

PAGES = 3
REQUESTS = 1 + PAGES + 1
REFUSALS = (Fault.UNAUTHORISED, Fault.MISSING, Fault.BLOCKED)
"""Nobody asks again after these."""
ON_PAGES = range(2, 2 + PAGES)
Planned = tuple[Portfolio, list[Assignment]]


def planned(server: LoopbackGitHub, store: Store = NO_STORE) -> Planned | AuditError:
    server.requests.clear()
    server.leave(5000, token=TOKEN)
    host = host_of(server, TOKEN, store)
    try:
        return plan([Person("many")], host, Wish(), NOW)
    except AuditError as error:
        return error
    finally:
        host.close()
        server.heal()


def fail(server: LoopbackGitHub, kind: Fault, nth: int, times: int) -> None:
    """Nobody sleeps in these tests, so a limit is over at once."""
    server.fail(kind, nth=nth, times=times, seconds=0 if kind is Fault.PRIMARY_LIMIT else 0.05)


@pytest.mark.parametrize("kind", list(Fault))
@pytest.mark.parametrize("times", [1, 2, 10**6])
def test_each_request_fails_once_twice_or_from_then_on(server: LoopbackGitHub, kind: Fault, times: int) -> None:
    calm = planned(server)
    assert not isinstance(calm, AuditError)
    assert len(server.requests) == REQUESTS
    for nth in range(1, REQUESTS + 1):
        fail(server, kind, nth, times)
        told = planned(server)
        assert wrong(told, calm, nth) == [], f"{kind} {nth}"
        assert len(server.requests) <= 3 * REQUESTS
        if times <= 2 and kind not in REFUSALS and not (kind is Fault.WRONG_TYPES and nth in ON_PAGES):
            assert told == calm, f"{kind} {nth} has passed, and should not be noticed"


@pytest.mark.parametrize("kind", list(Fault))
@pytest.mark.parametrize("times", [1, 10**6])
def test_each_request_of_a_second_run_fails(server: LoopbackGitHub, tmp_path: Path, kind: Fault, times: int) -> None:
    with Store(tmp_path) as store:
        calm = planned(server, store)
        assert not isinstance(calm, AuditError)
        for nth in (1, 2):
            fail(server, kind, nth, times)
            told = planned(server, store)
            if not isinstance(told, AuditError):
                assert wrong(told, calm, nth) == [], f"{kind} {nth}"
            after = planned(server, store)
            assert after == calm, f"after {kind} {nth}"
            assert [request.status for request in server.requests][:2] == [304, 304], f"after {kind} {nth}"


def wrong(told: Planned | AuditError, calm: Planned, nth: int) -> list[str]:
    """What is wrong with the outcome when the nth request failed."""
    if isinstance(told, AuditError):
        early = nth <= 2  # the profile, and the first page: there is nothing before them
        return [] if early and str(told).endswith((".", "`.")) else [f"ended by {told}"]
    (portfolio, wanted), (before, all_wanted) = told, calm
    lost = [entry for entry in all_wanted if entry not in wanted]
    reasons = [skip for skip in portfolio.skipped if skip.unavailable and skip.reason]
    complaints = [f"{entry.name} is new" for entry in wanted if entry not in all_wanted]
    if lost and not reasons:
        complaints.append(f"{len(lost)} repositories are missing without a reason")
    if len(wanted) < PAGE * min(nth - 2, PAGES - 1) and not any(skip.name.startswith("entry") for skip in reasons):
        complaints.append(f"only {len(wanted)} repositories are left of those before")
    if portfolio.profile != before.profile:
        complaints.append("the profile has changed")
    if portfolio.contributions != before.contributions and not isinstance(portfolio.contributions, Unavailable):
        complaints.append("the activity is wrong")
    return complaints
