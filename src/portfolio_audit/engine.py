"""Rule × facts → Finding. The only place that says "unknown" or "not applicable"."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from portfolio_audit.checks.outcomes import not_applicable, unknown
from portfolio_audit.checks.registry import CHECKS, CONDITIONS, load_all, signature
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import CodeFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.rules import Finding, Outcome, Rule
from portfolio_audit.model.values import Unavailable

log = logging.getLogger(__name__)

Facts = Mapping[str, Any]
_FROM_CODE = frozenset({"code", "notebooks", "data", "needs", "project"})


def judge_repository(repo: RepoFacts, catalogue: Catalogue, *, strict: bool = False) -> tuple[Finding, ...]:
    """One finding for each rule about repositories, in the catalogue's order."""
    facts = {name: getattr(repo, name) for name in RepoFacts.__struct_fields__}
    rules = (rule for rule in catalogue.rules if rule.scope == "repository")
    answer = _Answers(facts, strict)
    return tuple(Finding(rule, repo.name, _about_kind(rule, facts, catalogue) or answer(rule)) for rule in rules)


def judge_portfolio(
    portfolio: Portfolio, answers: tuple[Finding, ...], catalogue: Catalogue, *, strict: bool = False
) -> tuple[Finding, ...]:
    """One finding for each rule about the portfolio.

    Of repositories that were named instead of a person only what makes sense among several is asked, and it weighs
    nothing: they are a choice, not somebody's portfolio.

    Args:
        answers: the findings about the portfolio's projects.
    """
    facts = {
        "profile": portfolio.profile,
        "contributions": portfolio.contributions,
        "portfolio": portfolio,
        "answers": answers,
    }
    rules = [rule for rule in catalogue.rules if rule.scope == "portfolio"]
    if portfolio.login is None:
        several = len(portfolio.repos) > 1
        rules = [replace(rule, weight=0) for rule in rules if several and rule.among_named]
    answer = _Answers(facts, strict)
    return tuple(Finding(rule, "", answer(rule)) for rule in rules)


def _about_kind(rule: Rule, facts: Facts, catalogue: Catalogue) -> Outcome | None:
    project = facts["project"]
    if isinstance(project, Unavailable):
        return unknown(project.reason)
    if project.kind is None:
        return unknown(project.kind_reason)
    if project.kind in rule.applies_to:
        return None
    return not_applicable(f"not asked of {catalogue.kind(project.kind).title}")


class _Answers:
    """What the checks say of some facts; each condition is asked once."""

    def __init__(self, facts: Facts, strict: bool) -> None:
        load_all()
        self._facts = facts
        self._strict = strict
        self._not_asked: dict[str, Outcome | None] = {}

    def __call__(self, rule: Rule) -> Outcome:
        return next(filter(None, map(self._unless, rule.needs)), None) or self._of_check(rule)

    def _unless(self, name: str) -> Outcome | None:
        if name not in self._not_asked:
            self._not_asked[name] = _without(CONDITIONS[name], self._facts)
        return self._not_asked[name]

    def _of_check(self, rule: Rule) -> Outcome:
        function = CHECKS[rule.check]
        if missing := _missing(function, self._facts):
            return unknown(missing.reason)
        try:
            outcome = function(*_arguments(function, self._facts), **rule.params)
        except Exception:
            if self._strict:
                raise
            log.exception("rule %s failed", rule.id)
            return unknown(f"the check {rule.check} has a bug; please report it")
        return _if_all_was_read(outcome, function, self._facts)


def _without(condition: Callable[..., bool], facts: Facts) -> Outcome | None:
    """Why a rule with that condition is not asked; `None` when it is."""
    if missing := _missing(condition, facts):
        return unknown(missing.reason)
    if condition(*_arguments(condition, facts)):
        return None
    return not_applicable(f"asked only of a repository that {(condition.__doc__ or '').rstrip('.')}")


def _if_all_was_read(outcome: Outcome, function: Callable[..., Any], facts: Facts) -> Outcome:
    """The outcome, unless it says that something is absent from code of which a part was not read."""
    code = facts.get("code")
    unread = code.unread if isinstance(code, CodeFacts) else ()
    if outcome.absence and unread and not _FROM_CODE.isdisjoint(signature(function).facts):
        others = f" and {len(unread) - 1} more" * (len(unread) > 1)
        return unknown(f"not found, but not everything was read: {unread[0]}{others}")
    return outcome


def _missing(function: Callable[..., Any], facts: Facts) -> Unavailable | None:
    wants = signature(function)
    wanted = (facts[name] for name in wants.facts if name not in wants.tolerant)
    return next((fact for fact in wanted if isinstance(fact, Unavailable)), None)


def _arguments(function: Callable[..., Any], facts: Facts) -> list[Any]:
    return [facts[name] for name in signature(function).facts]
