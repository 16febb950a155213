"""Whether a course's rubric is passed, in words."""

from portfolio_audit.model.report import Report, Requirement
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.telling import gettext_noop
from portfolio_audit.renderers.views import MARKS, uncertain


def passing(report: Report, language: Language = ENGLISH) -> list[str]:
    """Whether the rubric is passed, then what of its required rules is open; empty when it asks for neither."""
    if report.ruleset.required:
        return [_passing_with_rules(report, language), *_still_open(report, language)]
    score, least = report.score, report.ruleset.pass_mark
    if least is None or score.value is None:
        return []
    passed = score.value >= least
    unsure = (score.low or 0) < least <= (score.high or 0) and uncertain(score)
    text = language.gettext(_PASSING[passed, unsure])
    return [f"{'✓' if passed else '✗'} {text.format(rubric=report.ruleset.rubric, least=least)}"]


def _passing_with_rules(report: Report, language: Language) -> str:
    rules, least = report.ruleset, report.ruleset.pass_mark
    text = language.gettext(_WITH_RULES[report.passed, least is not None])
    return f"{_SIGNS[report.passed]} {text.format(rubric=rules.rubric, least=least)}"


def _still_open(report: Report, language: Language) -> list[str]:
    rules = language.semicolon.join(f"{MARKS[one.state]} {_required(report, one, language)}" for one in report.required)
    return [f"{language.gettext('Required rules still open')}{language.colon}{rules}"] if rules else []


def _required(report: Report, one: Requirement, language: Language) -> str:
    title = language.tell(one.title) if one.title != one.rule else one.rule
    if not one.repositories or (len(report.repositories) == 1 and not report.login):
        return title
    return language.gettext("{title} in {repository}").format(title=title, repository=", ".join(one.repositories))


_PASSING = {
    (True, False): gettext_noop("The rubric {rubric} asks for {least}: passed."),
    (False, False): gettext_noop("The rubric {rubric} asks for {least}: not yet passed."),
    (True, True): gettext_noop("The rubric {rubric} asks for {least}: passed, as far as could be decided."),
    (False, True): gettext_noop("The rubric {rubric} asks for {least}: not yet passed, as far as could be decided."),
}
"""By whether it is passed, and whether that is unsure."""
_WITH_RULES = {
    (True, True): gettext_noop("The rubric {rubric} asks for {least} and for required rules: passed."),
    (False, True): gettext_noop("The rubric {rubric} asks for {least} and for required rules: not yet passed."),
    (None, True): gettext_noop("The rubric {rubric} asks for {least} and for required rules: could not be decided."),
    (True, False): gettext_noop("The rubric {rubric} asks for required rules: passed."),
    (False, False): gettext_noop("The rubric {rubric} asks for required rules: not yet passed."),
    (None, False): gettext_noop("The rubric {rubric} asks for required rules: could not be decided."),
}
"""By whether it is passed, and whether there is a pass mark."""
_SIGNS = {True: "✓", False: "✗", None: "?"}
