"""A README for a repository that has none."""

from collections.abc import Iterator

from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.readme.badges import badges
from portfolio_audit.fixing.readme.sections import asked, least
from portfolio_audit.fixing.values import Change
from portfolio_audit.skeletons.making import title

PATH = "README.md"


def fresh(bench: Bench) -> Iterator[Made]:
    """A whole README of what the rules of the wish ask for."""
    rules = bench.wants("readme-exists", *bench.wish.contents)
    if not rules:
        return
    if bench.has(PATH):
        yield f"{PATH}: something is there that is no README to read"
        return
    sections = [section for section in asked(bench) if section.body] or list(least(bench))
    first = [section.body for section in sections if section.made.content == "overview"]
    rest = [
        f"## {section.made.heading}\n\n{section.body}" for section in sections if section.made.content != "overview"
    ]
    text = "\n\n".join(filter(None, (f"# {title(bench.repo)}", badges(bench.repo), *first, *rest))) + "\n"
    questions = tuple(question for section in sections for question in section.questions)
    yield Change(PATH, None, text, "There was none; this one holds what the files say.", rules, questions)
