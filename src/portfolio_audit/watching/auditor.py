"""Audits one folder as it stands, again and again, in a place that stays warm."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime

from portfolio_audit.auditing import audit, with_kinds
from portfolio_audit.exempting import Questions
from portfolio_audit.gathering import gather
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Report
from portfolio_audit.planning import Wish
from portfolio_audit.readings import protocols
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import Folder
from portfolio_audit.workshop import Workshop


class Auditor:
    """Use as a context manager; leaving it ends the warm process.

    Args:
        kinds: kind by the repository's name, or by an empty name whatever it is called.
    """

    def __init__(
        self, folder: Folder, questions: Questions, wish: Wish, host: GitHub, kinds: Mapping[str, str]
    ) -> None:
        self._folder = folder
        self._questions = questions
        self._wish = wish
        self._host = host
        self._kinds = kinds
        self._stack = ExitStack()

    def __enter__(self) -> "Auditor":
        self._workshop = self._stack.enter_context(Workshop(protocols(self._host), ()))
        self._workshop.opened()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def report(self, now: datetime) -> Report:
        """The folder as it stands, judged; what cannot be read is among what was skipped.

        Raises:
            AuditError: it cannot be looked at.
            KeyboardInterrupt: somebody wants it to end.
        """
        portfolio = gather(self._folder, self._host, self._wish, now=now, workshop=self._workshop)
        if portfolio.interrupted:
            raise KeyboardInterrupt
        portfolio = with_kinds(portfolio, self._kinds_of(portfolio))
        report = audit(portfolio, self._questions.catalogue)
        return self._questions.told(report, portfolio)

    def _kinds_of(self, portfolio: Portfolio) -> dict[str, str]:
        names = [repo.name for repo in portfolio.repos]
        return {name: kind for name in names if (kind := self._kinds.get(name) or self._kinds.get("", ""))}
