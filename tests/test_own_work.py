"""Whose work it is: what the address of a repository and its README tell together."""

import pytest
from msgspec.structs import replace

from facts_of import outcome, repo_of
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.model.facts import HistoryFacts, HostFacts
from portfolio_audit.model.rules import Outcome, State

CATALOGUE = load_catalogue()
RULE = next(rule for rule in CATALOGUE.rules if rule.id == "data-own-work")
TRAIN = "from sklearn.linear_model import Ridge\n\nRidge().fit([[1]], [1])\n"


def asked(readme: str, *, authors: int = 1, fork: bool = False) -> Outcome:
    repo = repo_of({"README.md": readme, "train.py": TRAIN}, "bike-demand")
    repo = replace(
        repo,
        url="https://github.com/ann/bike-demand",
        history=HistoryFacts(commits=5, authors=authors),
        host=HostFacts(fork=fork),
    )
    return outcome(RULE, repo, CATALOGUE)


def cloning(address: str) -> str:
    return f"# Bike demand\n\nForecasts demand.\n\n## Installation\n\n```bash\ngit clone {address}\n```\n"


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/ann/bike-demand",
        "https://github.com/Ann/Bike-Demand.git",
        "https://github.com/your-username/bike-demand.git",
        "https://github.com/<USER>/bike-demand.git",
        "https://github.com/seuusuario/bike-demand.git",
        "https://github.com/ultralytics/yolov5",
        "git@github.com:ann/bike-demand.git",
    ],
)
def test_ones_own_address_a_stand_in_and_another_tool_raise_no_question(address: str) -> None:
    assert asked(cloning(address)).state is State.PASS


@pytest.mark.parametrize("address", ["https://github.com/course/bike-demand", "git@github.com:course/Bike_Demand.git"])
def test_the_same_name_under_another_owner_is_asked_about(address: str) -> None:
    found = asked(cloning(address))
    assert (found.state, found.evidence[0].line) == (State.PARTIAL, 8)
    assert "another account of yours" in found.message


def test_teams_forks_and_credit_are_not_asked() -> None:
    readme = cloning("https://github.com/course/bike-demand")
    assert asked(readme, authors=3).state is State.PASS
    assert asked(readme, fork=True).state is State.PASS
    credit = "\n## Acknowledgements\n\nBased on the [course's project](https://github.com/course/bike-demand).\n"
    assert asked(readme + credit).state is State.PASS


def test_two_signs_that_agree_fail() -> None:
    handed = "\nIn this project you will predict demand. Use the starter code.\n"
    assert asked("# Bike demand\n" + handed).state is State.PARTIAL
    assert asked(cloning("https://github.com/course/bike-demand") + handed).state is State.FAIL
