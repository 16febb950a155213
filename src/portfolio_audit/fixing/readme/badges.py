"""Badges for a new README that say nothing but what the files bear out."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import RepoFacts, TreeFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.skeletons import markup
from portfolio_audit.skeletons.commands import usable
from portfolio_audit.skeletons.slots import SLOTS, Filling

_WORKFLOW = re.compile(r"\.github/workflows/[\w.-]{1,100}\.ya?ml")


def badges(repo: RepoFacts) -> str:
    """One line of badges; may be empty."""
    return " ".join((*_ci(repo), *_license(repo), *_python(repo)))


def _ci(repo: RepoFacts) -> Iterator[str]:
    """The state of the workflow that runs the tests, which the host itself draws."""
    facts, page = repo.deployment, markup.address(repo.url)
    if isinstance(facts, Unavailable) or not page:
        return
    for workflow in facts.workflows:
        if workflow.tests and _WORKFLOW.fullmatch(workflow.path):
            name = quote(workflow.path.rpartition("/")[2])
            url = f"{page}/actions/workflows/{name}"
            yield f"[![tests]({url}/badge.svg)]({url})"
            return


def _license(repo: RepoFacts) -> Iterator[str]:
    tree = repo.tree
    if isinstance(tree, TreeFacts) and tree.license and tree.license_name and usable(tree.license):
        name = tree.license_name.removesuffix(" License")
        yield f"[{_painted('license', name)}]({markup.target(tree.license)})"


def _python(repo: RepoFacts) -> Iterator[str]:
    if version := SLOTS["python"](Filling(repo, {})):
        yield _painted("python", version)


def _painted(label: str, message: str) -> str:
    """A badge that says the same for ever."""
    words = (quote(text.replace("-", "--").replace("_", "__"), safe="") for text in (label, message))
    return f"![{label}: {markup.plain(message)}]({load('howto')['badges']['painted'].format(*words)})"
