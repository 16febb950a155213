"""The summary for a terminal or a log."""

from collections.abc import Iterator
from textwrap import wrap

from portfolio_audit.model.report import FindingReport, NextStep, Report, RepositoryReport
from portfolio_audit.renderers import views
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.passing import passing
from portfolio_audit.renderers.telling import gettext_noop
from portfolio_audit.renderers.visits import unvisited, visits
from portfolio_audit.renderers.wording import switched_off, with_all_rules, worded
from portfolio_audit.text import visible

NEXT = 3
PLACES = 3
TOGETHER = gettext_noop("Among these repositories, without points:")
SKELETON = gettext_noop("A section to copy, filled in as far as the repository says, is in the report page.")
PARTIAL = gettext_noop("This report is partial: the run was interrupted.")
HEAD = gettext_noop("Portfolio audit of {subject}")
OFF = gettext_noop("Switched off:")
WHERE = gettext_noop("{title} in {repository}")


def pieces(report: Report, language: Language = ENGLISH) -> Iterator[str]:
    """Plain text, the most important last."""
    yield "\n".join(visible(line) for block in _blocks(report, language) for line in (*block, "")).rstrip("\n") + "\n"


def _blocks(report: Report, language: Language) -> list[list[str]]:
    parts = (_head, _repositories, _left_out, _skills, _together, _alarms, _next, views.since_lines, off, _score)
    return [block for part in parts if (block := part(report, language))]


def _head(report: Report, language: Language) -> list[str]:
    line = f"{language.gettext(HEAD).format(subject=views.subject(report, language))}, {views.when(report)}"
    return [line, language.gettext(PARTIAL)] if report.partial else [line]


def _repositories(report: Report, language: Language) -> list[str]:
    rows = [_row(repo, language) for repo in (*views.scored(report), *views.listed(report))]
    width = max((len(name) for name, *_ in rows), default=0)
    return [f"  {value:>3} {grade:1}  {name:{width}}  {kind}" for name, value, grade, kind in rows]


def _row(repo: RepositoryReport, language: Language) -> tuple[str, str, str, str]:
    _, tell = language.gettext, language.tell
    kind = tell(repo.kind) if repo.kind else f"{_('unknown')}{language.colon}{tell(repo.kind_reason)}"
    caps = "".join(
        _(", capped at {value} by {rule}").format(value=cap.value, rule=cap.rule) for cap in views.binding_caps(repo)
    )
    return repo.name, views.value(repo.score), repo.score.grade or "", kind + caps + demo_state(repo, language)


def demo_state(repo: RepositoryReport, language: Language) -> str:
    """How its best demo was found, as the end of a line; empty when nobody has looked."""
    best = visits(repo, language)[:1]
    return "".join(language.gettext(", demo: {state}").format(state=visit.words) for visit in best)


def _left_out(report: Report, language: Language) -> list[str]:
    _, tell = language.gettext, language.tell
    unavailable = [skip for skip in report.skipped if skip.unavailable]
    rest = ", ".join(f"{skip.name} ({tell(skip.reason)})" for skip in report.skipped if not skip.unavailable)
    lines = [
        f"  {_('not available')}{language.colon}{skip.name}{language.colon}{tell(skip.reason)}" for skip in unavailable
    ]
    lines += [f"  {_('left out')}{language.colon}{rest}"] if rest else []
    return lines + ([f"  {left}"] if (left := unvisited(report, language)) else [])


def _skills(report: Report, language: Language) -> list[str]:
    titles = ", ".join(skill.title for skill in report.skills)
    line = f"{language.gettext('Skills the code proves:')} {titles}"
    return wrap(line, 100, subsequent_indent="  ") if titles else []


def _together(report: Report, language: Language) -> list[str]:
    found = views.among_named(report)
    lines = [f"  {line}" for finding in found for line in together(finding, language)]
    return [language.gettext(TOGETHER), *lines] if found else []


def together(finding: FindingReport, language: Language = ENGLISH) -> list[str]:
    """What is said of several repositories together, in lines."""
    shown = finding.evidence[: PLACES if len(finding.evidence) > 1 else 0]
    places = [f"  {at.path}{language.colon}{language.note(at)}" for at in shown]
    said = language.gettext("{0}.").replace("{0}", views.sentence(language.tell(finding.message)))
    return [f"{views.mark(finding)} {language.tell(finding.title)}", f"  {said}", *places]


def _alarms(report: Report, language: Language) -> list[str]:
    lines: list[str] = []
    for repo, finding in views.alarms(report):
        what = placed(finding.title, repo.name, language)
        lines.append(f"{views.mark(finding)} {what}{language.colon}{language.tell(finding.message)}")
        lines += [f"  {language.place(at)}" for at in finding.evidence[:PLACES]]
        lines.append(f"  {language.tell(finding.fix)}")
    return lines


def placed(title: str, repository: str, language: Language) -> str:
    """A title with the repository that it is about."""
    told = language.tell(title)
    return language.gettext(WHERE).format(title=told, repository=repository) if repository else told


def _next(report: Report, language: Language) -> list[str]:
    if not report.next_steps:
        return []
    lines = [language.gettext("What to do next, by gain for effort:")]
    for number, step in enumerate(report.next_steps[:NEXT], 1):
        lines.append(f"  {number}. {views.step_mark(report, step)} {_step(step, language)}")
        lines.append(f"     {language.tell(step.text)}")
        lines += [f"     {language.place(at)}" for at in views.step_lines(report, step)[:PLACES]]
        if views.has_skeleton(report, step):
            lines.append(f"     {language.gettext(SKELETON)}")
    return lines


def _step(step: NextStep, language: Language) -> str:
    gain = f"+{views.points(step.gain_tenths)}, {views.minutes(step.minutes, language)}"
    return f"{placed(step.title, step.repository, language)} ({gain})"


def off(report: Report, language: Language = ENGLISH) -> list[str]:
    """What was switched off and what all rules would have given, in lines; none when nothing was."""
    lines = [f"  {line}" for line in switched_off(report, language)]
    told = [language.gettext(OFF), *lines, with_all_rules(report, language)] if lines else []
    return [line for line in told if line]


def _score(report: Report, language: Language) -> list[str]:
    score = f"{language.gettext('Score')} {worded(report.score, language)}"
    lines = [language.tell(report.summary), score, *passing(report, language)]
    return [line for line in lines if line]
