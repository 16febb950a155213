"""Every endpoint of the strange server gets the verdict that it must get."""

import pytest
from hosted_endpoints import HOSTED
from strange_endpoints import ALL, Case
from strange_server import StrangeServer
from strange_web import PATIENT, QUICK, Look

CASES = [*ALL, *HOSTED]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.host} {case.name}".strip() for case in CASES])
def test_an_address_that(case: Case, server: StrangeServer, looking: Look) -> None:
    server.endpoints = {**({case.url: case.answer} if case.answer is not None else {}), **case.also}
    look = looking(QUICK if case.quick else PATIENT).at([case.url])[case.url]
    assert (look.state, look.host, look.api) == (case.state, case.host, case.api), look.reason
    assert case.says in look.reason
    assert look.reason.isascii()
    assert look.reason.isprintable()


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 90
    assert len({(case.host, case.name) for case in CASES}) == len(CASES)
