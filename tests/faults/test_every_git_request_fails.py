"""The nth request to git fails, for every n and each way to fail."""

import pytest

from faults.sweeping import Calm, run
from portfolio_audit.demo.faults import API_ONLY, Fault
from portfolio_audit.demo.github import LoopbackGitHub

KINDS = [kind for kind in Fault if kind not in API_ONLY]
LASTING = [Fault.ERROR, Fault.TOO_MANY, Fault.RESET, Fault.CUT, Fault.EMPTY]


@pytest.mark.parametrize("kind", KINDS)
def test_one_request_fails(calm: Calm, server: LoopbackGitHub, kind: Fault) -> None:
    sweep(calm, server, kind, times=1)


@pytest.mark.parametrize("kind", LASTING)
def test_all_requests_from_one_on_fail(calm: Calm, server: LoopbackGitHub, kind: Fault) -> None:
    sweep(calm, server, kind, times=10**6)


def sweep(calm: Calm, server: LoopbackGitHub, kind: Fault, times: int) -> None:
    wrong: list[str] = []
    for nth in range(1, calm.git_requests + 1):
        server.fail(kind, nth=nth, times=times, path=".git/", seconds=0.05)
        portfolio = run(server)
        asked = [request.path for request in server.requests if ".git/" in request.path]
        hit = {path.split("/")[2].removesuffix(".git") for path in asked[nth - 1 : nth - 1 + times]}
        assert hit, "the fault did not happen"
        wrong += [f"{kind} {nth}: {complaint}" for complaint in calm.compare(portfolio, hit)]
        if len(server.requests) > 3 * len(calm.paths):
            wrong.append(f"{kind} {nth}: {len(server.requests)} requests instead of {len(calm.paths)}")
    assert wrong == []
