"""A README for a repository that has none."""

from collections.abc import Iterator

from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.values import Change
from portfolio_audit.skeletons import MARK, whole
from portfolio_audit.skeletons.offering import LEAST

PATH = "README.md"


def fresh(bench: Bench) -> Iterator[Made]:
    """A whole README of what the rules of the wish ask for."""
    rules = bench.wants("readme-exists", *bench.wish.contents)
    if not rules:
        return
    if bench.has(PATH):
        yield f"{PATH}: something is there that is no README to read"
        return
    contents = [name for rule in rules for name in bench.wish.contents.get(rule, ())]
    made = whole(bench.repo, contents or LEAST, bench.wish.language or None)
    questions = tuple(line.removeprefix(MARK).strip() for line in made.questions)
    yield Change(PATH, None, made.at_level(1), "There was none; it holds what the files say.", rules, questions)
