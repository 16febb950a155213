"""The catalogue in force: which questions, what they weigh, how scores are made."""

from collections.abc import Mapping

from msgspec import Struct

from portfolio_audit.model.rules import Rule, Scope, Severity


class Category(Struct, frozen=True):
    """A part of the score."""

    id: str
    title: str
    share: int
    """Weight of the category within its scope; 0 means it only caps."""
    scope: Scope = "repository"
    description: str = ""


class Kind(Struct, frozen=True):
    """A kind of repository."""

    id: str
    title: str
    """With its article, as in "asked of a library"."""
    scored: bool
    """Whether it is a project that gets a score."""


class Scale(Struct, frozen=True):
    """How values become a portfolio's score and a grade."""

    grades: tuple[tuple[str, int], ...]
    """(letter, least value), best first."""
    severities: Mapping[Severity, int]
    """Points of a rule."""
    slots: tuple[int, ...]
    """Weights of the best, second best, … project."""
    projects_share: int
    profile_share: int


class Catalogue(Struct, frozen=True):
    """Everything the engine and the arithmetic need."""

    rules: tuple[Rule, ...]
    categories: tuple[Category, ...]
    kinds: tuple[Kind, ...]
    scale: Scale
    rubric: str
    digest: str
    pass_mark: int | None = None
    """Score from which the rubric calls it passed; `None` when it does not say."""
    required: tuple[str, ...] = ()
    """Ids of rules that must be passed as well; one that is switched off in a run is among them, and not in `rules`."""

    def kind(self, name: str) -> Kind:
        """The kind of that name."""
        return next(kind for kind in self.kinds if kind.id == name)

    def rule(self, name: str) -> Rule | None:
        """The rule of that id or alias."""
        return next((rule for rule in self.rules if name == rule.id or name in rule.aliases), None)
