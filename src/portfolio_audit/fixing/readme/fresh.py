"""A README for a repository that has none."""

from collections.abc import Iterator

from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.readme.badges import badges
from portfolio_audit.fixing.readme.sections import asked
from portfolio_audit.fixing.values import Change
from portfolio_audit.skeletons.making import whole
from portfolio_audit.skeletons.offering import LEAST
from portfolio_audit.skeletons.phrases import MARK

PATH = "README.md"


def fresh(bench: Bench) -> Iterator[Made]:
    """A whole README of what the rules of the wish ask for."""
    rules = bench.wants("readme-exists", *bench.wish.contents)
    if not rules:
        return
    if bench.has(PATH):
        yield f"{PATH}: something is there that is no README to read"
        return
    contents = [section.made.content for section in asked(bench)] or list(LEAST)
    made = whole(bench.repo, contents, bench.wish.language or None)
    body = made.body if bench.wish.questions else made.stated
    text = "\n\n".join(filter(None, (f"# {made.heading}", badges(bench.repo), body))) + "\n"
    questions = tuple(line.removeprefix(MARK).strip() for line in made.questions) if bench.wish.questions else ()
    yield Change(PATH, None, text, "There was none; this one holds what the files say.", rules, questions)
