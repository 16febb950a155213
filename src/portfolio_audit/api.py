"""The Python API: gather, audit, render.

    import portfolio_audit

    portfolio = portfolio_audit.gather("octocat")       # or "owner/repo", or a folder, or several
    portfolio = portfolio_audit.check_links(portfolio)  # only if its demos are to be visited
    report = portfolio_audit.audit(portfolio)
    page = portfolio_audit.render(report, "html")

Gathering talks to the network and may raise `AuditError`; visiting links talks to it and raises nothing. The other two
are pure functions.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.codec import dumps, load_file
from portfolio_audit.errors import AuditError
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import PORTFOLIO_SCHEMA, Portfolio
from portfolio_audit.model.report import REPORT_SCHEMA, Report

__all__ = [
    "AuditError",
    "audit",
    "check_links",
    "gather",
    "load_catalogue",
    "load_portfolio",
    "load_report",
    "render",
    "save_portfolio",
]


def gather(target: str | Sequence[str], *, token: str = "", now: datetime | None = None) -> Portfolio:
    """All facts of a username's repositories, or of the repositories and folders named.

    Args:
        token: for GitHub; a public portfolio needs none. Another GitHub: `GITHUB_API_URL`, `GITHUB_SERVER_URL`.
        now: the instant from which ages count; default the clock.

    Raises:
        AuditError: nothing could be gathered; the message says why and what to do.
    """
    from portfolio_audit.gathering import gather as gather_targets
    from portfolio_audit.sources.github import GitHub, addresses
    from portfolio_audit.targets import parse_target

    words = [target] if isinstance(target, str) else list(target)
    host = GitHub(*addresses(), token)
    try:
        return gather_targets([parse_target(word, host.server_url) for word in words], host, now=now)
    finally:
        host.close()


def check_links(portfolio: Portfolio, which: str = "demos", *, now: datetime | None = None) -> Portfolio:
    """The portfolio with what is found at the demos that its repositories lead to.

    Only public addresses are asked, without credentials. What could not be found out stays unknown.

    Args:
        which: `demos`, or `all` for every link of the READMEs to the web.
        now: the instant of the visits; default the clock.

    Raises:
        ValueError: no such choice.
    """
    from portfolio_audit.demos import WHICH
    from portfolio_audit.links import looking, visited
    from portfolio_audit.store import NO_STORE

    if which not in WHICH:
        raise ValueError(f"{which!r} are no links that can be visited; there are {', '.join(WHICH)}")
    return visited(portfolio, which, looking(NO_STORE, now or datetime.now(UTC)))


def audit(portfolio: Portfolio, catalogue: Catalogue | None = None) -> Report:
    """The scored report; with no catalogue given, by the default rubric."""
    from portfolio_audit.auditing import audit as judge

    return judge(portfolio, catalogue or load_catalogue(examples=False))


def render(report: Report, form: str = "html", language: str = "en") -> str:
    """The report as text in one of the formats that `portfolio_audit.renderers.FILES` names.

    Args:
        language: its code, as in `reports/languages/`; JSON is always in English.

    Raises:
        ValueError: no such format.
        AuditError: no such language.
    """
    from portfolio_audit.renderers import RENDERERS

    if form not in RENDERERS:
        raise ValueError(f"no format is called {form!r}; there are {', '.join(RENDERERS)}")
    return RENDERERS[form](report, language)


def load_portfolio(path: Path | str) -> Portfolio:
    """Facts that were saved with `save_portfolio` or `--save-portfolio`.

    Raises:
        ReportFileError: unreadable, or of another schema.
    """
    return load_file(Path(path), Portfolio, PORTFOLIO_SCHEMA)


def save_portfolio(portfolio: Portfolio, path: Path | str) -> None:
    """Keep the facts as JSON, whole or not at all.

    Raises:
        OutputError: the file could not be written.
    """
    from portfolio_audit.files import write_whole

    write_whole(Path(path), dumps(portfolio))


def load_report(path: Path | str) -> Report:
    """A `report.json`.

    Raises:
        ReportFileError: unreadable, or of another schema.
    """
    return load_file(Path(path), Report, REPORT_SCHEMA)
