"""Rules on what a README points to: only what is proven counts against it."""

import pytest
from msgspec.structs import replace

from facts_of import outcome, repo_of
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import HostFacts, ProjectFacts, RepoFacts
from portfolio_audit.model.rules import Outcome, State

TRAIN = "from sklearn.linear_model import Ridge\n\nprint(Ridge().fit([[1]], [1]))\n"
PAGE = "https://github.com/ada/example"


def judge(catalogue: Catalogue, rule: str, readme: str, kind: str = "ml-app", url: str = PAGE, **files: str) -> Outcome:
    """What a rule says of a repository with this README."""
    repo: RepoFacts = repo_of({"README.md": readme, "train.py": TRAIN, **files})
    repo = replace(repo, url=url, host=HostFacts(default_branch="main"), project=ProjectFacts(kind, "said so"))
    return outcome(next(r for r in catalogue.rules if r.id == rule), repo, catalogue)


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("https://github.com/ada/example/blob/main/train.py", State.PASS),
        ("https://github.com/ada/example/blob/main/gone.py", State.FAIL),
        ("https://github.com/Ada/Example/blob/HEAD/gone.py", State.FAIL),
        ("https://github.com/ada/example/blob/dev/gone.py", State.NOT_APPLICABLE),
        ("https://github.com/bob/example/blob/main/gone.py", State.NOT_APPLICABLE),
    ],
)
def test_addresses_of_the_own_repository_count(catalogue: Catalogue, address: str, state: State) -> None:
    readme = f"# T\n\n[the training]({address})\n"
    assert judge(catalogue, "readme-links-work", readme).state is state
    assert judge(catalogue, "readme-links-work", readme, url="").state is State.NOT_APPLICABLE


def test_raw_pictures_of_the_own_repository_count(catalogue: Catalogue) -> None:
    readme = "# T\n\n![chart](https://raw.githubusercontent.com/ada/example/main/docs/gone.png)\n"
    assert judge(catalogue, "readme-pictures-work", readme).state is State.FAIL


def test_one_broken_installation_is_charged_once(catalogue: Catalogue) -> None:
    readme = "# T\n\n```\npip install -r requirements.txt\npython train.py\n```\n"
    assert judge(catalogue, "readme-install-command", readme).state is State.FAIL
    assert judge(catalogue, "readme-commands-work", readme).state is State.PASS


def test_a_broken_way_beside_one_that_works_is_a_broken_command(catalogue: Catalogue) -> None:
    readme = "# T\n\n```\npip install -r requirements.txt\n```\n\nor\n\n```\ndocker build -t t .\n```\n"
    files = {"requirements.txt": "pandas\n"}
    assert judge(catalogue, "readme-install-command", readme, **files).state is State.PASS
    assert judge(catalogue, "readme-commands-work", readme, **files).state is State.PARTIAL


def test_packages_by_name_are_told_which_list_is_there(catalogue: Catalogue) -> None:
    found = judge(
        catalogue, "readme-install-command", "# T\n\n```\npip install pandas\n```\n", **{"requirements.txt": "pandas\n"}
    )
    assert (found.state, "requirements.txt lists them" in found.message) == (State.PARTIAL, True)


def test_a_hosted_notebook_needs_no_installation(catalogue: Catalogue) -> None:
    readme = "# T\n\n[Open in Colab](https://colab.research.google.com/github/ada/example/blob/main/a.ipynb)\n"
    assert judge(catalogue, "readme-install-command", readme).state is State.PASS
    assert judge(catalogue, "readme-entry-point", readme).state is State.PASS


@pytest.mark.parametrize(
    ("readme", "state"),
    [
        ("```\npython train.py\n```", State.PASS),
        ("```\ndocker run -p 80:80 ada/example\n```", State.PASS),
        ("Start with [the training](train.py).", State.PASS),
        ("Start with the script `train.py`.", State.PASS),
        ("```\npython lib.py\n```", State.PARTIAL),
        ("```\njupyter notebook\n```", State.PARTIAL),
        ("```\npython gone.py\n```", State.PARTIAL),
        ("Forecasts demand.", State.FAIL),
    ],
)
def test_an_entry_point_is_a_file_that_does_something(catalogue: Catalogue, readme: str, state: State) -> None:
    files = {"lib.py": "def train():\n    return 1\n"}
    assert judge(catalogue, "readme-entry-point", f"# T\n\n{readme}\n", **files).state is state


TESTS = {"test_a.py": "def test_a():\n    assert 1\n"}
MIT = (
    "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of this software "
    "and associated documentation files\n"
)


@pytest.mark.parametrize(
    ("badge", "files", "state"),
    [
        ("https://img.shields.io/badge/license-MIT-blue", {"LICENSE": MIT}, State.PASS),
        ("https://img.shields.io/badge/license-MIT%2FApache--2.0-blue", {"LICENSE": MIT}, State.PASS),
        ("https://img.shields.io/badge/license-open%20source-blue", {"LICENSE": MIT}, State.PASS),
        ("https://img.shields.io/badge/license-MIT-blue", {}, State.PASS),
        ("https://img.shields.io/badge/license-GPLv3-blue", {"LICENSE": MIT}, State.FAIL),
        ("https://img.shields.io/badge/license-GPLv3-blue", {"LICENSE": "All mine.\n"}, State.PASS),
        ("https://img.shields.io/github/license/ada/example", {}, State.FAIL),
        ("https://img.shields.io/github/license/ada/example", {"LICENSE": MIT}, State.PASS),
        ("https://img.shields.io/github/license/bob/example", {}, State.PASS),
        ("https://img.shields.io/badge/coverage-95%25-green", {}, State.FAIL),
        ("https://img.shields.io/badge/coverage-95%25-green", TESTS, State.PASS),
        ("https://github.com/bob/other/actions/workflows/ci.yml/badge.svg", {}, State.PASS),
    ],
)  # fmt: skip
def test_a_badge_counts_against_only_when_proven_wrong(
    catalogue: Catalogue, badge: str, files: dict[str, str], state: State
) -> None:
    assert judge(catalogue, "readme-badges-honest", f"# T\n\n![b]({badge})\n", **files).state is state


def test_no_language_costs_points(catalogue: Catalogue) -> None:
    rule = next(rule for rule in catalogue.rules if rule.id == "readme-language")
    assert rule.weight == 0
    german = (
        "# T\n\nDieses Projekt sagt voraus, wie viele Räder an jeder Station der Stadt in einer Stunde fehlen werden.\n"
    )
    assert judge(catalogue, "readme-language", german).state is State.PARTIAL


def test_a_readme_in_a_language_that_is_not_read_is_unknown(catalogue: Catalogue) -> None:
    dutch = (
        "Dit project voorspelt hoeveel fietsen elk station van de stad het volgende uur nodig heeft. Elke ochtend zijn "
        "de rekken bij het spoor leeg, terwijl die op de heuvel vol blijven tot de middag. De ploeg heeft vier busjes "
        "en weet alleen wat zij gisteren zag. Daarom rekent het model met ritten van twee jaar en met het weer."
    )
    readme = f"# T\n\n{dutch}\n\n| model | MAE |\n|---|---|\n| ridge | 4.1 |\n"
    assert judge(catalogue, "results-limits", readme).state is State.UNKNOWN


def test_a_bare_title_and_no_readme_are_worth_the_same(catalogue: Catalogue) -> None:
    rule = next(rule for rule in catalogue.rules if rule.id == "readme-not-a-bare-title")
    nothing = replace(repo_of({"train.py": TRAIN}), project=ProjectFacts("ml-app", "said so"))
    assert outcome(rule, nothing, catalogue).state is State.FAIL
    assert judge(catalogue, "readme-not-a-bare-title", "# example\n").state is State.FAIL
    assert judge(catalogue, "readme-not-a-bare-title", "# T\n\n![chart](a.png)\n").state is State.PASS
