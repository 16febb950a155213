"""What is asked, and what was found."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal

from msgspec import Struct, field

from portfolio_audit.model.values import Evidence

SEVERITIES = ("critical", "high", "medium", "low", "info")
Severity = Literal["critical", "high", "medium", "low", "info"]
Scope = Literal["repository", "portfolio"]


class State(StrEnum):
    """What is known about a rule in one place."""

    PASS = "pass"  # noqa: S105
    PARTIAL = "partial"
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"

    @property
    def decided(self) -> bool:
        """Whether it counts in the score."""
        return self in (State.PASS, State.PARTIAL, State.FAIL)


class Example(Struct, frozen=True):
    """A case that a rule decides in a known way: specification, test and documentation at once."""

    name: str
    expect: State
    kind: str | None = None
    """Kind of the repository, for an example that is too small to show it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Path → text of the repository. A notebook may be written as a script with `# %%` cells; `{{secret:github}}`
    stands for a made-up secret of that id in `knowledge/secrets.toml`."""
    earlier: Mapping[str, str] = field(default_factory=dict)
    """Path → text that the file held in an earlier commit."""
    large: Mapping[str, int] = field(default_factory=dict)
    """Path → megabytes of files whose content does not matter."""
    commits: tuple[str, ...] = ()
    """Messages of the history, oldest first; one a day."""
    host: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `HostFacts`."""
    profile: Mapping[str, Any] | None = None
    """Fields of `ProfileFacts`, for rules about the portfolio."""
    contributions: Mapping[str, Any] | None = None
    """Fields of `ContributionFacts`."""
    repositories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Name → files of further repositories, for rules about the portfolio."""
    looks: Mapping[str, str] = field(default_factory=dict)
    """Address → state that a look finds there; nobody has looked where there is none."""


class Rule(Struct, frozen=True):
    """One question of the catalogue, from `rules/<category>/<id>.toml`."""

    id: str
    """File stem, for ever; a renamed rule lists its old ids as aliases."""
    title: str
    """What is so when it passes."""
    failure_title: str
    category: str
    severity: Severity
    weight: int
    """Points in its category, from the severity."""
    check: str
    """`module.function` in `checks`."""
    why: str
    fix: str
    """What to do, in Markdown."""
    source: str
    """Where the criterion comes from."""
    minutes: int
    """Time a learner needs to fix it, estimated."""
    scope: Scope = "repository"
    applies_to: tuple[str, ...] = ()
    """Kinds of repository it makes sense for; empty for the portfolio."""
    needs: tuple[str, ...] = ()
    """Conditions that must hold for the question to make sense."""
    parent: str | None = None
    """Rule that this one is folded under in a report when both fail."""
    cap: int | None = None
    """Highest score of a repository that fails this (critical) rule."""
    among_named: bool = False
    """Whether a rule about the portfolio is also asked, without weight, of several repositories that were named."""
    aliases: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()


class Outcome(Struct, frozen=True):
    """A check's answer."""

    state: State
    credit: int
    """Part of the weight that is earned, 0–100."""
    message: str
    evidence: tuple[Evidence, ...] = ()
    absence: bool = False
    """Whether it rests on something not having been found: no verdict where not everything was read."""


class Finding(Struct, frozen=True, gc=False):  # never part of a cycle, and there are many
    """A rule's answer about one subject."""

    rule: Rule
    subject: str
    """Repository name; empty for the portfolio."""
    outcome: Outcome
