"""What is kept of a report so that a later one can be compared with it: the answers and what they weigh, no words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from portfolio_audit.model.report import Ruleset
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Dated

Percent = Annotated[int, Meta(ge=0, le=100)]
Points = Annotated[int, Meta(ge=0, le=1000)]
SlotWeight = Annotated[int, Meta(ge=1, le=1000)]


class Asked(Struct, frozen=True):
    """What a rule counts for."""

    category: str
    weight: Points
    cap: Percent | None = None
    """Of a critical rule."""


class Answer(Struct, frozen=True, array_like=True):
    """What a rule found in one place."""

    state: State
    credit: Percent


class RecordedRepository(Struct, frozen=True):
    """A repository's value and answers."""

    name: str
    value: Percent | None
    answers: Mapping[str, Answer]
    """By rule."""

    @property
    def in_doubt(self) -> bool:
        """Whether it has no value because it could not be looked at."""
        return self.value is None and any(answer.state is State.UNKNOWN for answer in self.answers.values())


class Record(Dated, frozen=True):
    """A report without its words. What is read from a file fits the arithmetic: weights and shares have bounds."""

    at: datetime
    """When the portfolio was gathered."""
    version: str
    ruleset: Ruleset
    login: str | None
    score: Percent | None
    projects_share: Percent
    profile_share: Percent
    slots: tuple[SlotWeight, ...]
    shares: Mapping[str, Points]
    """Of the categories of repositories."""
    rules: Mapping[str, Asked]
    repositories: tuple[RecordedRepository, ...]
    profile: Mapping[str, Answer]
    unseen: tuple[str, ...]
    """Repositories that could not be looked at."""

    def repository(self, name: str) -> RecordedRepository | None:
        """The repository of that name."""
        return next((repo for repo in self.repositories if repo.name == name), None)
