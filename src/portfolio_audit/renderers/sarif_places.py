"""Where a finding lies, for readers of SARIF that show nothing without a file.

What was looked for and not found, or was found in no file (the history, the About box), lies on the README: that is
what people open, most of it is mended there, and GitHub refuses results without a place. Without a README it lies on
README.md, where one would be.
"""

import hashlib
from typing import Any, NamedTuple

from portfolio_audit.model.report import FindingReport, Report, RepositoryReport
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers.escape import relative_uri
from portfolio_audit.renderers.places import is_file
from portfolio_audit.text import shown

MAX_PLACES = 1_000
"""What GitHub takes of one result."""
README = "README.md"
_ROOT = "%SRCROOT%"


class Home(NamedTuple):
    """What paths of a repository stand below, and its README."""

    prefix: str
    """Empty for the only repository of a report: that is what gets uploaded."""
    readme: str


class Places(NamedTuple):
    """Locations of a finding, ready for a result."""

    primary: dict[str, Any]
    related: tuple[dict[str, Any], ...]
    spots: tuple[str, ...]
    """The related ones as people write them."""
    identity: tuple[str, str]
    """Path and, of a line, what stands in it: what stays the same when the line moves."""
    has_line: bool

    def fingerprints(self, rule: str, repository: str) -> dict[str, str]:
        """What tells the result from all others, in the next run, too.

        GitHub looks at `primaryLocationLineHash` alone. Its upload action takes that from the file, but not for
        results without a line, which therefore bring theirs; one of ours for a line would contradict the action's.
        """
        parts = "\0".join((rule, repository, *self.identity)).encode("utf-8", "backslashreplace")
        digest = hashlib.sha256(parts).hexdigest()[:32]
        return {"portfolioAudit/v1": digest} | ({} if self.has_line else {"primaryLocationLineHash": f"{digest}:1"})


def home_of(repo: RepositoryReport, *, several: bool) -> Home:
    """Where a repository's paths begin. Base addresses would say it, too, but GitHub does not read them."""
    facts = repo.facts.get("readme")
    path = facts.get("path") if isinstance(facts, dict) else None
    readme = path if isinstance(path, str) and relative_uri(path) else README
    return Home(f"{relative_uri(repo.name) or 'repository'}/" if several else "", readme)


def portfolio_home(report: Report) -> Home:
    """The profile's README, which is where people first read about the portfolio; else that of the only repository."""
    if len(report.repositories) == 1:
        return home_of(report.repositories[0], several=False)
    return Home(f"{relative_uri(report.login) or 'profile'}/" if report.login else "", README)


def places_of(finding: FindingReport, home: Home, *, about_files: bool = True) -> Places:
    """The first file of the evidence, and the others beside it; evidence of the portfolio names repositories."""
    files = [at for at in finding.evidence if is_file(at)][:MAX_PLACES] if about_files else []
    if not files:
        return Places(_location(Evidence(home.readme), home), (), (), (home.readme, ""), has_line=False)
    first, *others = files
    related = tuple({"id": number} | _location(at, home) for number, at in enumerate(others, 1))
    line = _line(first)
    words = " ".join(first.excerpt.split()) if line else ""
    return Places(
        _location(first, home), related, tuple(at.spot for at in others), (first.path, words), has_line=bool(line)
    )


def _line(at: Evidence) -> int | None:
    return at.line if at.unit == "line" and at.line and at.line > 0 else None


def _location(at: Evidence, home: Home) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": home.prefix + relative_uri(at.path), "uriBaseId": _ROOT}}
    if line := _line(at):
        place["region"] = {"startLine": line}
    said = " ".join((f"cell {at.line}" if at.line and at.unit == "cell" else "", shown(at.excerpt))).strip()
    return {"physicalLocation": place} | ({"message": {"text": said.replace("](", "] (")}} if said else {})
