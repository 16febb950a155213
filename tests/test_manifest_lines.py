"""Lines for a manifest, ready to copy."""

import pytest
from msgspec.structs import replace

from facts_of import portfolio_of, repo_of
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.checks.registry import CHECKS, load_all
from portfolio_audit.model.report import SkeletonReport
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.skeletons.manifest import LOOKS_FOR

CATALOGUE = load_catalogue()
RULES = ("repro-manifest", "repro-imports-covered")
APP = "import numpy as np\nimport streamlit as st\nfrom sklearn.linear_model import Ridge\n\nst.title('Bikes')\n"


def offered(files: dict[str, str]) -> dict[str, SkeletonReport]:
    """Rule → the lines that a report offers for it."""
    alone = replace(CATALOGUE, rules=tuple(rule for rule in CATALOGUE.rules if rule.id in RULES))
    report = audit(portfolio_of(repo_of({"app.py": APP, **files}), login=None), alone, strict=True)
    page = RENDERERS["html"](report)
    found = {made.rule: made for made in report.repositories[0].skeletons}
    assert all(made.text in page.replace("&#34;", '"') for made in found.values())
    return found


def test_without_a_manifest_a_whole_one_is_offered() -> None:
    assert offered({})["repro-manifest"].text == "numpy\nscikit-learn\nstreamlit\n"


def test_what_can_be_missing_or_is_the_repositorys_own_is_left_out() -> None:
    code = "import bikes\ntry:\n    import torch\nexcept ImportError:\n    torch = None\nimport kaggle_secrets\n"
    assert set(offered({"b.py": code, "bikes.py": ""})["repro-manifest"].text.split()) == {
        "numpy",
        "scikit-learn",
        "streamlit",
    }


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("requirements.txt", "scikit-learn==1.5.2\n", "streamlit\n"),
        ("Pipfile", '[packages]\nscikit-learn = "*"\n', 'streamlit = "*"\n'),
        ("environment.yml", "dependencies:\n  - scikit-learn\n", "  - streamlit\n"),
        ("pyproject.toml", "[project]\nname = 'a'\ndependencies = ['scikit-learn']\n", '    "streamlit",\n'),
    ],
)
def test_the_missing_lines_are_written_as_the_manifest_is(path: str, text: str, line: str) -> None:
    made = offered({path: text})
    assert set(made) == {"repro-imports-covered"}
    assert made["repro-imports-covered"].text == line


def test_a_manifest_of_poetry_has_a_form_of_its_own() -> None:
    made = offered({"pyproject.toml": "[tool.poetry.dependencies]\nscikit-learn = '*'\n", "poetry.lock": "x"})
    assert made["repro-imports-covered"].text == 'streamlit = "*"\n'


def test_a_manifest_that_names_everything_needs_no_lines() -> None:
    assert offered({"requirements.txt": "scikit-learn\nstreamlit\n"}) == {}


def test_what_cannot_be_decided_gets_no_lines() -> None:
    assert offered({"requirements.txt": "-r gone.txt\n"}) == {}


def test_lines_are_offered_for_checks_that_exist() -> None:
    load_all()
    assert set(LOOKS_FOR) <= set(CHECKS)
