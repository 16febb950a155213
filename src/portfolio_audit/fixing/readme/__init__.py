"""The README: written when there is none, completed where sections are missing, mended where facts know better."""

from collections.abc import Iterator

from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.readme.fresh import fresh
from portfolio_audit.model.facts import ReadmeFacts


def readme(bench: Bench) -> Iterator[Made]:
    """The README with what the rules of the wish ask for."""
    facts = bench.repo.readme
    if not isinstance(facts, ReadmeFacts):
        if bench.wants("readme-exists"):
            yield f"README: it could not be read ({facts.reason})"
    elif facts.path is None:
        yield from fresh(bench)
