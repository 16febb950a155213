"""JUnit XML, as continuous integration shows it: a suite per repository, a case per rule."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from portfolio_audit.model.report import FindingReport, Report, RepositoryReport, Score
from portfolio_audit.model.rules import State
from portfolio_audit.text import visible

NAME = "portfolio-audit"
PORTFOLIO = "the portfolio"
_OPEN = (State.FAIL, State.PARTIAL)


def pieces(report: Report) -> Iterator[str]:
    """XML 1.0 whatever the texts hold: what it forbids is spelled out."""
    suites = list(_suites(report))
    root = Element("testsuites", name=NAME)
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(counts[key] for counts, _ in suites)))
    root.text = "\n"
    start, _, end = tostring(root, encoding="unicode").rpartition("</")
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{start}'
    for _, text in suites:
        yield f"  {text}\n"
    yield f"</{end}\n"


def _suites(report: Report) -> Iterator[tuple[dict[str, int], str]]:
    """Numbers and text of each suite; the elements of one at a time are kept."""
    when = f"{report.generated_at:%Y-%m-%dT%H:%M:%S}"
    for repo in report.repositories:
        yield _suite(repo.name, when, _about(repo), repo.findings)
    yield _suite(PORTFOLIO, when, _overall(report), report.findings)


def _suite(
    name: str, when: str, about: dict[str, str], findings: Sequence[FindingReport]
) -> tuple[dict[str, int], str]:
    is_open = sum(finding.state in _OPEN for finding in findings)
    counts = {
        "tests": len(findings),
        "failures": is_open,
        "errors": 0,
        "skipped": sum(not finding.state.decided for finding in findings),
    }
    suite = Element("testsuite", name=visible(name), timestamp=when, time="0")
    for key, number in counts.items():
        suite.set(key, str(number))
    properties = SubElement(suite, "properties")
    for key, text in about.items():
        SubElement(properties, "property", name=key, value=visible(text))
    for finding in findings:
        _case(suite, name, finding)
    indent(suite, "  ", level=1)
    return counts, tostring(suite, encoding="unicode")


def _case(suite: Element, name: str, finding: FindingReport) -> None:
    place = f"{name}.{finding.category}"
    case = SubElement(suite, "testcase", classname=visible(place), name=visible(finding.rule), time="0")
    if finding.state in _OPEN:
        said = visible(f"{finding.title}: {finding.message}")
        failure = SubElement(case, "failure", type=str(finding.state), message=said)
        failure.text = "\n".join(visible(line) for line in _told(finding))
    elif not finding.state.decided:
        SubElement(case, "skipped", message=visible(f"{finding.state}: {finding.message}"))


def _told(finding: FindingReport) -> Iterator[str]:
    """What follows a failure: where it is, and what to do."""
    yield f"{finding.message} ({finding.state}, {finding.credit} % of {finding.weight})"
    for at in finding.evidence:
        yield f"{at.spot}: {at.excerpt}" if at.excerpt else at.spot
    yield f"To fix it: {finding.fix}"


def _about(repo: RepositoryReport) -> dict[str, str]:
    return {**_score(repo.score), "kind": repo.kind or "unknown", "head": repo.head, "url": repo.url}


def _overall(report: Report) -> dict[str, str]:
    return {**_score(report.score), "rubric": report.ruleset.rubric, "rules": report.ruleset.digest}


def _score(score: Score) -> dict[str, str]:
    return {
        "score": "" if score.value is None else str(score.value),
        "grade": score.grade or "",
        "coverage": str(score.coverage),
    }
