"""A license, ready to copy."""

from datetime import UTC, datetime

from msgspec.structs import replace

from facts_of import portfolio_of, repo_of
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.checks.registry import CHECKS, load_all
from portfolio_audit.facts.holders import holders, license_name
from portfolio_audit.model.facts import HistoryFacts, RepoFacts
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.skeletons.license import CHECK

CATALOGUE = load_catalogue()
APP = {"app.py": "import streamlit as st\n\nst.title('Bikes')\n"}


def offered(repo: RepoFacts) -> str:
    """The license that a report offers, also in its page."""
    alone = replace(CATALOGUE, rules=tuple(rule for rule in CATALOGUE.rules if rule.check == CHECK))
    report = audit(portfolio_of(repo, login=None), alone, strict=True)
    texts = [made.text for made in report.repositories[0].skeletons]
    assert all(text in RENDERERS["html"](report).replace("&#34;", '"') for text in texts)
    return "".join(texts)


def test_the_check_is_one_of_ours() -> None:
    load_all()
    assert CHECK in CHECKS


def with_history(last: datetime | None) -> RepoFacts:
    return replace(repo_of(APP), history=HistoryFacts(last=last))


def test_where_there_is_none_the_usual_one_is_offered_and_names_nobody() -> None:
    text = offered(with_history(datetime(2025, 3, 1, tzinfo=UTC)))
    assert license_name(text) == "MIT License"
    assert holders(text) == frozenset()
    assert holders(text.replace("[fullname]", "Ada Lovelace")) == {"ada", "lovelace"}


def test_its_year_is_that_of_the_last_commit() -> None:
    assert "Copyright (c) 2025 [fullname]\n" in offered(with_history(datetime(2025, 3, 1, tzinfo=UTC)))
    assert "Copyright (c) [yyyy] [fullname]\n" in offered(with_history(None))


def test_none_is_offered_beside_a_license_or_where_the_readme_speaks_of_one() -> None:
    assert offered(repo_of({**APP, "LICENSE": "MIT License\n"})) == ""
    assert offered(repo_of({**APP, "README.md": "# Bikes\n\n## License\n\nGPL-3.0, see gnu.org.\n"})) == ""
