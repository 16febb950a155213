"""What badges claim, and what the tree says about it."""

import pytest
from readme_text import read

CI = {".github/workflows/ci.yml": "on: push\n"}


@pytest.mark.parametrize(
    ("url", "claim", "holds"),
    [
        ("https://github.com/ada/project/actions/workflows/ci.yml/badge.svg?branch=main", "workflow", True),
        ("https://github.com/ada/project/actions/workflows/gone.yml/badge.svg", "workflow", False),
        ("https://github.com/ada/project/actions/workflows/pages/pages-build-deployment/badge.svg", "workflow", None),
        ("https://github.com/ada/other/actions/workflows/gone.yml/badge.svg", "workflow", None),
        ("https://github.com/your-username/project/actions/workflows/ci.yml/badge.svg", "workflow", False),
        ("../../actions/workflows/ci.yml/badge.svg", "workflow", True),
        ("https://github.com/ada/project/workflows/Tests/badge.svg", "ci", None),
        ("https://img.shields.io/github/actions/workflow/status/ada/project/gone.yml?branch=main", "workflow", False),
        ("https://travis-ci.org/ada/project.svg?branch=master", "workflow", False),
        ("https://img.shields.io/badge/build-passing-brightgreen", "ci", None),
        ("https://img.shields.io/badge/License-MIT-yellow.svg", "license", None),
        ("https://img.shields.io/github/license/ada/project", "license", None),
        ("https://img.shields.io/badge/coverage-95%25-green", "coverage", None),
        ("https://img.shields.io/static/v1?label=license&message=MIT", "license", None),
    ],
)  # fmt: skip
def test_a_badge_is_looked_up_in_the_tree(url: str, claim: str, holds: bool | None) -> None:
    (badge,) = read(f"# T\n\n![b]({url})\n", **CI).badges
    assert (badge.claim, badge.holds) == (claim, holds)
    assert bool(badge.problem) == (holds is False)


@pytest.mark.parametrize(
    "url",
    [
        "https://img.shields.io/badge/build-passing-brightgreen",
        "https://img.shields.io/badge/tests-passing-success.svg",
        "https://github.com/ada/project/workflows/Tests/badge.svg",
    ],
)
def test_a_passing_build_needs_a_build(url: str) -> None:
    assert [badge.holds for badge in read(f"# T\n\n![b]({url})\n").badges] == [False]
    for path in (".gitlab-ci.yml", "Jenkinsfile", ".circleci/config.yml"):
        assert [badge.holds for badge in read(f"# T\n\n![b]({url})\n", **{path: "a: 1\n"}).badges] == [None], path


@pytest.mark.parametrize(
    "url",
    [
        "https://img.shields.io/badge/python-3.11-blue",
        "https://img.shields.io/badge/build-failing-red",
        "https://img.shields.io/badge/made%20with-love-red",
        "https://img.shields.io/pypi/v/tides",
        "https://img.shields.io/github/stars/ada/project",
        "https://codecov.io/gh/ada/project/branch/main/graph/badge.svg",
        "https://example.org/badge/build-passing-green",
        "https://[broken",
        "docs/build-passing.png",
    ],
)
def test_other_badges_claim_nothing_that_a_tree_can_tell(url: str) -> None:
    assert read(f"# T\n\n![b]({url})\n").badges == ()


def test_a_list_that_was_cut_proves_nothing() -> None:
    from portfolio_audit.facts.readme import read_readme
    from snapshots import DictSnapshot

    text = "# T\n\n![b](https://github.com/ada/project/actions/workflows/gone.yml/badge.svg)\n"
    snapshot = DictSnapshot({"README.md": text}, "project", limits=("3 further files were counted, not listed",))
    assert [badge.holds for badge in read_readme(snapshot).badges] == [None]
