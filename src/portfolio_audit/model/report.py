"""The audit's result: everything a renderer shows. JSON is this value itself, in this order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from portfolio_audit.model.portfolio import Run, Skipped
from portfolio_audit.model.rules import Severity, State
from portfolio_audit.model.values import Dated, Evidence

REPORT_SCHEMA = "portfolio-audit/report@1"
CHANGES_SCHEMA = "portfolio-audit/changes@1"


class Score(Struct, frozen=True):
    """A value with what it rests on. `None` is "nothing could be decided", never 0."""

    value: int | None
    low: int | None
    """Value if all that is unknown failed."""
    high: int | None
    """Value if all that is unknown passed."""
    coverage: int
    """Per cent of the applicable weight that could be decided, rounded down."""
    grade: str | None


class Cap(Struct, frozen=True):
    """A critical rule that limits a score."""

    rule: str
    value: int


class CategoryScore(Struct, frozen=True):
    """One line of the arithmetic: share × earned / possible."""

    id: str
    title: str
    share: int
    score: Score
    earned: int
    """Σ weight · credit over decided rules, in hundredths of a point."""
    possible: int
    """Σ weight over decided rules, in points."""
    applicable: int
    """Σ weight over applicable rules, in points."""


class FindingReport(Struct, frozen=True):
    """One rule's answer, ready to show."""

    rule: str
    state: State
    credit: int
    weight: int
    message: str
    evidence: tuple[Evidence, ...]
    fix: str
    gain: int
    """Points the subject's score would rise if this passed."""
    minutes: int
    title: str
    """What is so: the rule's title, "in part" before it, or its failure title."""
    category: str
    severity: Severity
    parent: str | None = None
    """Failed rule that this one follows from."""


class SkeletonReport(Struct, frozen=True):
    """A text ready to copy, for a rule that asks for it: a section of the README, or lines of a manifest."""

    rule: str
    language: str
    """Language of both texts: that of the README, if there are skeletons in it."""
    looks_for: str
    """What readers look for."""
    text: str
    """Markdown, or lines of a manifest: what the repository says by itself, and questions to the author, each a line
    that begins `[TODO]`."""


class RepositoryHeading(Struct, frozen=True):
    """A judged repository at a glance: what is read of it where all are gone through."""

    name: str
    kind: str | None
    kind_reason: str
    head: str
    url: str
    score: Score


class RepositoryReport(RepositoryHeading, frozen=True):
    """One repository, judged."""

    uncapped: int | None
    """Value before caps."""
    caps: tuple[Cap, ...]
    categories: tuple[CategoryScore, ...]
    facts: Mapping[str, Any]
    findings: tuple[FindingReport, ...]
    limits: tuple[str, ...]
    skeletons: tuple[SkeletonReport, ...] = ()
    """For open rules about the README, then for those about manifests, in the order of the findings."""


class NextStep(Struct, frozen=True):
    """A fix, ordered by gain for effort."""

    rule: str
    repository: str
    """Empty for a step about the profile."""
    gain: int
    """Points the portfolio's score would rise, rounded."""
    gain_tenths: int
    """The same in tenths of a point; steps with none are left out."""
    minutes: int
    text: str
    title: str


class Slot(Struct, frozen=True):
    """A place in the portfolio's arithmetic and who fills it."""

    weight: int
    repository: str | None
    value: int | None
    """Rounded; 0 in a place that nobody fills, `None` in one that is left out: an unseen project may fill it."""


class PortfolioArithmetic(Struct, frozen=True):
    """How the portfolio's value is made: projects' share × slots + profile's share × its rules."""

    projects_share: int
    profile_share: int
    slots: tuple[Slot, ...]


class SkillReport(Struct, frozen=True):
    """A tool that the portfolio's code proves, for a résumé."""

    id: str
    title: str
    group: str
    repository: str
    """The best project that proves it."""
    at: Evidence
    repositories: int = 1
    """Number of projects that prove it."""


class RuleNote(Struct, frozen=True):
    """What a report says about a rule, so that it can be read without the catalogue."""

    id: str
    title: str
    category: str
    severity: Severity
    why: str
    source: str
    cap: int | None = None


class Ruleset(Struct, frozen=True):
    """Which questions were asked."""

    rubric: str
    digest: str
    """SHA-256 over the rules in force, first 16 hex digits."""
    pass_mark: int | None = None
    """Score from which a course calls it passed; `None` when the rubric does not say."""
    grades: Mapping[str, int] = field(default_factory=dict)
    """Letter → least value, best first."""
    required: tuple[str, ...] = ()
    """Ids of the rules that must be passed, whatever the score."""


class Moved(Struct, frozen=True):
    """One rule's answer about one subject that is another than before."""

    rule: str
    repository: str
    """Empty for the portfolio."""
    title: str
    """What is so now."""
    before: State | None
    """`None` when it was not asked, or the repository was not there."""
    after: State | None


class ScoreMove(Struct, frozen=True):
    """A repository's value before and now; `None` when it had, or has, none."""

    name: str
    before: int | None
    after: int | None


class Changes(Dated, frozen=True):
    """What is another than at an earlier time; in every list, the most weight first."""

    since: datetime
    """When the earlier state was gathered."""
    before: int | None
    """The portfolio's value then, scored again when `note` says so."""
    after: int | None
    repositories: tuple[ScoreMove, ...]
    """Those whose value is another, by name, with those that came and went; not what could not be looked at."""
    fixed: tuple[Moved, ...]
    """A better state than before: pass over partial over fail."""
    broken: tuple[Moved, ...]
    """A worse one."""
    new: tuple[Moved, ...]
    """Open now, and not asked before or in a repository that was not there."""
    note: str = ""
    """How the scores were made comparable; empty when both rest on the same rules."""
    no_longer_known: int = 0
    """Answers that were known and could not be found out this time: neither fixed nor broken."""


class TrendPoint(Dated, frozen=True):
    """The portfolio's value at an earlier time, or now."""

    at: datetime
    score: int | None


class Exemption(Struct, frozen=True):
    """Rules of the rubric that a run was told not to ask."""

    named: str
    """Rule, category or pattern as it was given; empty for the rules that were not among those selected."""
    rules: tuple[str, ...]
    """Ids of the rules, at least one."""
    reason: str
    """The owner's, a text on one line; empty when none was given."""


class Requirement(Struct, frozen=True):
    """A required rule that is not passed, or of which it is not known."""

    rule: str
    title: str
    """What is asked; the rule's id when the run was told not to ask it."""
    state: State
    """`fail`, `partial` or `unknown`."""
    repositories: tuple[str, ...]
    """Where it is so; empty for a rule about the portfolio, and for one that was not asked."""


class Report(Dated, frozen=True):
    """The whole result."""

    schema: str
    version: str
    ruleset: Ruleset
    generated_at: datetime
    login: str | None
    summary: str
    """The portfolio in one or two sentences."""
    partial: bool
    """Whether gathering was ended early."""
    score: Score
    arithmetic: PortfolioArithmetic
    categories: tuple[CategoryScore, ...]
    repositories: Sequence[RepositoryReport]
    findings: tuple[FindingReport, ...]
    next_steps: tuple[NextStep, ...]
    skipped: tuple[Skipped, ...]
    rules: tuple[RuleNote, ...]
    run: Run
    skills: tuple[SkillReport, ...] = ()
    """What the code of the projects proves, in the order of a résumé."""
    changes: Changes | None = None
    """Since the last run that found something else; `None` when none is known."""
    trend: tuple[TrendPoint, ...] = ()
    """The values of earlier runs and of this one, oldest first; those of one rubric."""
    exempted: tuple[Exemption, ...] = ()
    """What was switched off, in the order in which it was named."""
    score_of_all: Score | None = None
    """What all rules of the rubric would have given; `None` when nothing was switched off."""
    passed: bool | None = None
    """Whether the pass mark is reached and every required rule passed; `None` when the rubric has neither, or it cannot
    be said."""
    required: tuple[Requirement, ...] = ()
    """The required rules that stand in the way, in the catalogue's order."""
