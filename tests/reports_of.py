"""Small reports, for tests of what is done with reports."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from portfolio_audit.model.portfolio import Run, Skipped
from portfolio_audit.model.report import (
    REPORT_SCHEMA,
    CategoryScore,
    FindingReport,
    PortfolioArithmetic,
    Report,
    RepositoryReport,
    RuleNote,
    Ruleset,
    Score,
    Slot,
)
from portfolio_audit.model.rules import State
from portfolio_audit.rescoring import recorded, with_scores

START = datetime(2026, 3, 1, tzinfo=UTC)
Rules = Mapping[str, tuple[str, int, int | None]]
RULES: Rules = {
    "readme-exists": ("readme", 5, None),
    "readme-usage": ("readme", 3, None),
    "eng-tests": ("engineering", 5, None),
    "eng-lint": ("engineering", 1, None),
    "security-secrets": ("security", 1, 50),
    "profile-readme": ("profile", 3, None),
}
"""Category, weight and cap by rule."""
SHARES = {"readme": 60, "engineering": 40, "security": 0}
STATES = {"+": State.PASS, "-": State.FAIL, "?": State.UNKNOWN, ".": State.NOT_APPLICABLE}
UNDECIDED = Score(None, None, None, 0, None)


def report_of(
    repositories: Mapping[str, str],
    profile: str = "",
    *,
    rules: Rules = RULES,
    day: int = 0,
    login: str | None = "ada",
    digest: str = "0" * 16,
    rubric: str = "ml-engineer",
    unseen: Sequence[str] = (),
) -> Report:
    """The report of repositories, each with a word: one letter for the answer to each rule, in their order.

    `+` passed, `-` failed, `?` unknown, `.` not asked of it, a digit for tenths of the credit.
    """
    about_profile = {name: asked for name, asked in rules.items() if asked[0] == "profile"}
    about_repositories = {name: asked for name, asked in rules.items() if asked[0] != "profile"}
    made = tuple(_repository(name, _findings(word, about_repositories)) for name, word in repositories.items())
    report = Report(
        schema=REPORT_SCHEMA,
        version="0.0.0",
        ruleset=Ruleset(rubric, digest),
        generated_at=START + timedelta(days=day),
        login=login,
        summary="A summary.",
        partial=False,
        score=UNDECIDED,
        arithmetic=_arithmetic(len(made) + len(unseen), person=login is not None),
        categories=(),
        repositories=made,
        findings=_findings(profile, about_profile),
        next_steps=(),
        skipped=tuple(Skipped(name, "it could not be cloned", True) for name in unseen),
        rules=tuple(RuleNote(n, f"{n} is so", c, "low", "", "", cap) for n, (c, _, cap) in rules.items()),
        run=Run(),
    )
    return _scored(report)


def _scored(report: Report) -> Report:
    record = with_scores(recorded(report))
    repositories = tuple(
        replace(repo, score=replace(UNDECIDED, value=one.value))
        for repo, one in zip(report.repositories, record.repositories, strict=True)
    )
    return replace(report, score=replace(UNDECIDED, value=record.score), repositories=repositories)


def _repository(name: str, findings: tuple[FindingReport, ...]) -> RepositoryReport:
    categories = tuple(CategoryScore(each, each, share, UNDECIDED, 0, 0, 0) for each, share in SHARES.items())
    return RepositoryReport(
        name=name,
        kind="ml-app",
        kind_reason="it is one",
        head="",
        url="",
        score=UNDECIDED,
        uncapped=None,
        caps=(),
        categories=categories,
        facts={},
        findings=findings,
        limits=(),
    )


def _findings(word: str, rules: Rules) -> tuple[FindingReport, ...]:
    return tuple(_finding(letter, name, *rules[name]) for letter, name in zip(word, rules, strict=bool(word)))


def _finding(letter: str, name: str, category: str, weight: int, cap: int | None) -> FindingReport:
    state = State.PARTIAL if letter.isdigit() else STATES[letter]
    credit = {State.PASS: 100, State.PARTIAL: 10 * int(letter) if letter.isdigit() else 0}.get(state, 0)
    title = f"{name} is so" if state is State.PASS else f"{name} is not so"
    severity = "low" if cap is None else "critical"
    return FindingReport(name, state, credit, weight, "", (), "", 0, 1, title, category, severity)


def _arithmetic(asked: int, *, person: bool) -> PortfolioArithmetic:
    weights = (50, 30, 20) if person else (50, 30, 20)[:asked]
    shares = (80, 20) if person else (100, 0)
    return PortfolioArithmetic(*shares, tuple(Slot(weight, None, None) for weight in weights))
