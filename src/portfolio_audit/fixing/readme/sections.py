"""Which sections the rules of a wish ask for, filled from the facts."""

from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from portfolio_audit.fixing.making import Bench
from portfolio_audit.model.facts import ReadmeFacts, RepoFacts
from portfolio_audit.skeletons.making import ORDER, Skeleton, answers, skeleton
from portfolio_audit.skeletons.offering import LEAST
from portfolio_audit.skeletons.phrases import FALLBACK, MARK, languages, phrases


class Asked(Struct, frozen=True):
    """A section that is asked for."""

    made: Skeleton
    rules: tuple[str, ...]
    said: bool
    """Whether the README says something of the kind, though not what the rules ask for."""
    body: str
    """What may be written; empty when that would be questions alone that nobody wants."""

    @property
    def questions(self) -> tuple[str, ...]:
        """What only the author can answer."""
        lines = self.body.split("\n")
        return tuple(line.removeprefix(MARK).strip() for line in lines if line.startswith(MARK))

    def answered(self, text: str, repo: RepoFacts) -> str:
        """The text with those of our questions answered that the files answer by now."""
        lines = text.split("\n")
        for question, told in answers(repo, self.made.content, self.made.language).items():
            if lines.count(question) == 1:
                lines[lines.index(question)] = told
        return "\n".join(lines)

    @property
    def looks_for(self) -> str:
        """What readers look for, in English."""
        return phrases(FALLBACK).sections[self.made.content].looks_for

    def waits(self, text: str) -> bool:
        """Whether its questions stand in that text already."""
        lines = text.split("\n")
        return any(question in lines for question in self.made.questions)

    def is_titled(self, title: str) -> bool:
        """Whether that is what the section is called in some language."""
        return _bare(title) in _titles(self.made.content)


@cache
def _titles(content: str) -> frozenset[str]:
    return frozenset(_bare(phrases(code).sections[content].heading) for code in languages())


def _bare(title: str) -> str:
    return "".join(char for char in title.casefold() if char.isalnum())


def asked(bench: Bench) -> Iterator[Asked]:
    """The sections, in the order in which a reader wants them."""
    for content in ORDER:
        rules = bench.wants(*(rule for rule, contents in bench.wish.contents.items() if content in contents))
        said = _is_said(bench, content)
        if said:  # of several contents that a rule asks for, those that are there are not what it misses
            rules = tuple(rule for rule in rules if bench.wish.contents[rule] == (content,))
        made = skeleton(bench.repo, content, _language(bench)) if rules else None
        if made:
            with_questions = bench.wish.questions and content not in bench.wish.optional
            yield Asked(made, rules, said, made.body if with_questions else made.stated)


def least(bench: Bench) -> Iterator[Asked]:
    """What a README should hold when nothing more is asked of it."""
    for content in ORDER:
        if content in LEAST and (made := skeleton(bench.repo, content, _language(bench))):
            yield Asked(made, (), False, made.body if bench.wish.questions else made.stated)


def _is_said(bench: Bench, content: str) -> bool:
    readme = bench.repo.readme
    return isinstance(readme, ReadmeFacts) and readme.content(content).present


def _language(bench: Bench) -> str | None:
    readme = bench.repo.readme
    spoken = readme.language if isinstance(readme, ReadmeFacts) else None
    return bench.wish.language or spoken
