"""Every repository at a glance: what a page says of all of them side by side."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from portfolio_audit.model.report import FindingReport, RepositoryReport, Score
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers import views

PROOF = {
    "demo": ("deploy-demo", "deploy-findings"),
    "results": ("results-metrics", "results-stated"),
    "tests": ("eng-tests",),
}
"""What shows that a project is one → the rules that tell, the strongest first."""


class Proof(Struct, frozen=True):
    """Whether something is there that a reader looks for, and where."""

    what: str
    """Key of `PROOF`."""
    state: State | None
    at: Evidence | None


class Glance(Struct, frozen=True):
    """One repository among the others."""

    number: int
    """Place in the report, from 1."""
    name: str
    kind: str | None
    url: str
    head: str
    score: Score
    reached: int
    """Stages of the way from problem to users that are there."""
    stages: int
    """Stages that there are; 0 when the report does not say."""
    months: Mapping[str, int]
    """Month → commits."""
    commits: int
    complete: bool
    """Whether all commits were read."""
    open: int
    """What there is to fix."""
    gain: int
    """The most points that one fix brings."""
    proof: tuple[Proof, ...]

    @property
    def last(self) -> str:
        """Month of the last commit; empty when it is not known."""
        return max(self.months, default="")


def glance(number: int, repo: RepositoryReport) -> Glance:
    """The repository among the others."""
    way = views.stages(repo)
    history = _history(repo.facts)
    open_ = views.to_fix(repo.findings)
    return Glance(
        number,
        repo.name,
        repo.kind,
        repo.url,
        repo.head,
        repo.score,
        sum(1 for stage in way if stage.evidence),
        len(way),
        *history,
        len(open_),
        max((finding.gain for finding in open_), default=0),
        tuple(_proof(what, rules, repo.findings) for what, rules in PROOF.items()),
    )


def _history(facts: Mapping[str, Any]) -> tuple[dict[str, int], int, bool]:
    """Commits by month, their number, whether these are all; the report may be from elsewhere."""
    history = facts.get("history")
    known: Mapping[str, Any] = history if isinstance(history, Mapping) else {}
    months = known.get("months")
    counts = months.items() if isinstance(months, Mapping) else ()
    commits = known.get("commits")
    return (
        {month: count for month, count in counts if _is_month(month) and isinstance(count, int) and count > 0},
        commits if isinstance(commits, int) else 0,
        known.get("complete") is not False,
    )


def _is_month(text: object) -> bool:
    return isinstance(text, str) and _MONTH.fullmatch(text) is not None


def _proof(what: str, rules: Sequence[str], findings: Sequence[FindingReport]) -> Proof:
    """The best answer of the rules that tell; a passed one before one in part."""
    found = [f for rule in rules for f in findings if f.rule == rule and f.state is not State.NOT_APPLICABLE]
    best = min(found, key=lambda f: _ORDER.index(f.state), default=None)
    if best is None:
        return Proof(what, None, None)
    places = (at for at in best.evidence if best.state in (State.PASS, State.PARTIAL) and not views.is_absence(at))
    return Proof(what, best.state, next(places, None))


_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_ORDER = (State.PASS, State.PARTIAL, State.UNKNOWN, State.FAIL)


def with_score(glances: Sequence[Glance]) -> list[Glance]:
    """Those with a value."""
    return [one for one in glances if one.score.value is not None]
