"""How a score is said in words, why there is none, and what was switched off beside it."""

from portfolio_audit.model.cohort import CohortReport, StudentRow, Unseen
from portfolio_audit.model.report import Exemption, Report, Score
from portfolio_audit.renderers import views
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.telling import filled

NAMED = 3
"""Repositories that a reason names; of more it gives the number."""


def worded(score: Score, language: Language = ENGLISH) -> str:
    """Value, grade and how sure it is."""
    _ = language.gettext
    if score.value is None:
        return _("–: nothing could be decided")
    value = _("{value} of 100, grade {grade}").format(value=score.value, grade=score.grade)
    span = f"{score.low}–{score.high}, " if score.low != score.high else ""
    decided = _("{coverage} % could be decided").format(coverage=score.coverage)
    return f"{value} ({span}{decided})" if views.uncertain(score) else value


def switched_off(report: Report | CohortReport, language: Language = ENGLISH) -> list[str]:
    """What was switched off, a line each with its reason, which is a stranger's text."""
    return [_exemption(exemption, language) for exemption in report.exempted]


def _exemption(exemption: Exemption, language: Language) -> str:
    count = len(exemption.rules)
    rules = language.ngettext("{count} rule", "{count} rules", count).format(count=count)
    if not exemption.named:
        return language.gettext("not selected ({rules})").format(rules=rules)
    alone = exemption.rules == (exemption.named,)
    several = language.gettext("{named} ({rules})").format(named=exemption.named, rules=rules)
    reason = exemption.reason or language.gettext("no reason given")
    return f"{exemption.named if alone else several}{language.colon}{reason}"


def with_all_rules(report: Report, language: Language = ENGLISH) -> str:
    """What all rules of the rubric would have given; empty when nothing was switched off."""
    if report.score_of_all is None:
        return ""
    return language.gettext("With all rules: {score}").format(score=worded(report.score_of_all, language))


def why(row: StudentRow, language: Language = ENGLISH) -> str:
    """Why there is no report on a student, or what of it is missing; empty where nothing is."""
    items = [_unseen(each, language) for each in row.unseen[:NAMED]]
    if (more := len(row.unseen) - NAMED) > 0:
        items.append(language.gettext("{count} more").format(count=more))
    said = [language.tell(row.reason), language.semicolon.join(items)]
    return language.colon.join(filter(None, said))


def _unseen(each: Unseen, language: Language) -> str:
    reason = language.tell(each.reason)
    if each.repository:
        return filled(language.gettext("{0} ({1})"), {"0": each.repository, "1": reason})
    return filled(language.gettext("{0} × {1}"), {"0": str(each.count), "1": reason})
