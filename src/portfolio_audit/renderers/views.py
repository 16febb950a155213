"""What all templates need of a report: groupings and wordings, no judgement."""

from collections.abc import Sequence
from datetime import datetime

from portfolio_audit.codec import from_data
from portfolio_audit.model.facts import Stage
from portfolio_audit.model.report import (
    Cap,
    Changes,
    FindingReport,
    NextStep,
    Report,
    RepositoryHeading,
    RepositoryReport,
    Score,
    SkeletonReport,
    SkillReport,
)
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Evidence
from portfolio_audit.packed import named, seen_as, those
from portfolio_audit.renderers.languages import ENGLISH, LOOKED_FOR, Language
from portfolio_audit.text import as_file_name


def value(score: Score) -> str:
    """The value, or a dash: nothing decided is not nothing achieved."""
    return value_of(score.value)


def value_of(points: int | None) -> str:
    """The number, or a dash where there is none."""
    return "–" if points is None else str(points)


def points(tenths: int) -> str:
    """Tenths of a point as a number."""
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def hundredths(number: int) -> str:
    """Hundredths as a number with at most two decimals."""
    return f"{number / 100:.2f}".rstrip("0").rstrip(".")


def minutes(count: int, language: Language = ENGLISH) -> str:
    """A time that a person plans with."""
    if count < 90:
        return language.gettext("{0} min").format(count)
    return language.gettext("{0} h").format((count + 30) // 60)


def to_fix(findings: Sequence[FindingReport]) -> list[FindingReport]:
    """What did not pass, the most points first; what follows from another failure is left out."""
    open_ = [f for f in findings if f.state in (State.FAIL, State.PARTIAL) and not f.parent]
    return sorted(open_, key=lambda f: (f.severity != "critical", -f.gain, f.minutes, f.rule))


def by_message(findings: Sequence[FindingReport]) -> list[tuple[str, list[FindingReport]]]:
    """Findings with the same words together, in the order given."""
    groups: dict[str, list[FindingReport]] = {}
    for finding in findings:
        groups.setdefault(finding.message, []).append(finding)
    return list(groups.items())


def says_it_twice(finding: FindingReport) -> bool:
    """Whether the message says no more than the title."""
    return finding.message.lower().rstrip(".") == finding.title.lower()


def quotes(finding: FindingReport, at: Evidence) -> bool:
    """Whether the message says what the evidence quotes, word for word."""
    return at.excerpt.lower() == finding.message.lower()


def is_absence(at: Evidence) -> bool:
    """Whether the evidence says what was looked for in vain."""
    return at.excerpt.startswith(LOOKED_FOR)


def mark(finding: FindingReport) -> str:
    """A sign for the state that needs no colour."""
    return MARKS[finding.state]


MARKS = {State.PASS: "✓", State.PARTIAL: "◐", State.FAIL: "✗", State.UNKNOWN: "?", State.NOT_APPLICABLE: "–"}


def step_mark(report: Report, step: NextStep) -> str:
    """The sign of the finding that a step is about."""
    finding = _finding_of(report, step)
    return mark(finding) if finding else "✗"


def step_lines(report: Report, step: NextStep) -> list[Evidence]:
    """Lines of files that a step is about."""
    finding = _finding_of(report, step)
    return [at for at in finding.evidence if at.line is not None] if finding else []


def _finding_of(report: Report, step: NextStep) -> FindingReport | None:
    repo = repository_named(report, step.repository)
    findings = repo.findings if repo else report.findings
    return next((finding for finding in findings if finding.rule == step.rule), None)


def among_named(report: Report) -> list[FindingReport]:
    """What is to be said of several repositories together that were named; it gives no points, so it is no step."""
    return [] if report.login else to_fix(report.findings)


def folded(findings: Sequence[FindingReport], parent: str) -> list[FindingReport]:
    """What follows from that failed rule."""
    return [f for f in findings if f.parent == parent]


def in_state(findings: Sequence[FindingReport], state: str) -> list[FindingReport]:
    """Findings of one state, in the catalogue's order."""
    return [f for f in findings if f.state == state]


def scored(report: Report) -> Sequence[RepositoryReport]:
    """Repositories with a value."""
    return those(report.repositories, RepositoryHeading, lambda repo: repo.score.value is not None)


def listed(report: Report) -> Sequence[RepositoryReport]:
    """Repositories that get no value: profile pages, notes, data."""
    return those(report.repositories, RepositoryHeading, lambda repo: repo.score.value is None)


def alarms(report: Report) -> list[tuple[RepositoryReport, FindingReport]]:
    """What is critical where there is no score that it could cap."""
    return [(repo, f) for repo in listed(report) for f in to_fix(repo.findings) if f.severity == "critical"]


def band(score: Score) -> str:
    """Name of the colour and shape of a value."""
    if score.value is None:
        return "none"
    return "good" if score.value >= 70 else "fair" if score.value >= 40 else "weak"


def skeleton_for(repo: RepositoryReport, rule: str) -> SkeletonReport | None:
    """The text to copy for what that rule asks, if the report has one."""
    return next((skeleton for skeleton in repo.skeletons if skeleton.rule == rule), None)


def step_skeleton(report: Report, step: NextStep) -> SkeletonReport | None:
    """The text to copy for that step, if the report has one."""
    repo = repository_named(report, step.repository)
    return skeleton_for(repo, step.rule) if repo else None


def has_skeleton(report: Report, step: NextStep) -> bool:
    """Whether the report has a text to copy for that step."""
    return step_skeleton(report, step) is not None


def binding_caps(repo: RepositoryReport) -> list[Cap]:
    """Caps that lower the repository's value."""
    return [cap for cap in repo.caps if repo.uncapped is not None and repo.uncapped > cap.value]


def sentence(text: str) -> str:
    """The text with a capital at its start, unless it starts with the name of a file."""
    first = text.partition(" ")[0]
    return text if "." in first or "/" in first else text[:1].upper() + text[1:]


def stages(repo: RepositoryReport) -> tuple[Stage, ...]:
    """The way from problem to users; none when the report does not say."""
    try:
        return from_data(repo.facts.get("stages", []), tuple[Stage, ...])
    except ValueError:
        return ()


def by_group(skills: Sequence[SkillReport]) -> list[tuple[str, list[SkillReport]]]:
    """Skills of one sort together, in the order given."""
    groups: dict[str, list[SkillReport]] = {}
    for skill in skills:
        groups.setdefault(skill.group, []).append(skill)
    return list(groups.items())


def repository_named(report: Report, name: str) -> RepositoryReport | None:
    """The repository of that name."""
    return named(report.repositories, name)


def heading_of(report: Report, name: str) -> RepositoryHeading | None:
    """What stands at the head of the repository of that name."""
    return next((repo for repo in seen_as(report.repositories, RepositoryHeading) if repo.name == name), None)


def uncertain(score: Score) -> bool:
    """Whether something could not be looked at."""
    return score.value is not None and score.coverage < 100


def when(report: Report) -> str:
    """The day of the audit."""
    return f"{report.generated_at:%Y-%m-%d %H:%M} UTC"


def month(report: Report) -> str:
    """The month of the audit."""
    return f"{report.generated_at:%Y-%m}"


def parts_of(report: Report) -> list[tuple[str, str]]:
    """Parts that some repository's findings belong to, as (id, title), in the catalogue's order."""
    parts: dict[str, str] = {}
    for repo in report.repositories:
        parts |= {category.id: category.title for category in repo.categories}
    return list(parts.items())


def not_read(report: Report) -> list[tuple[str, int]]:
    """Repositories of which something was not read, with how many things."""
    return [(repo.name, len(repo.limits)) for repo in report.repositories if repo.limits]


def day(when: datetime) -> str:
    """A day of UTC."""
    return f"{when:%Y-%m-%d}"


def moves(changes: Changes, language: Language = ENGLISH) -> str:
    """How many answers have become better, worse, or are new."""
    _ = language.gettext
    lists = ((_("{0} fixed"), changes.fixed), (_("{0} broken"), changes.broken), (_("{0} new to fix"), changes.new))
    return language.comma.join(text.format(len(some)) for text, some in lists if some) or _("no answer is another")


def since(changes: Changes, language: Language = ENGLISH) -> str:
    """What changed, in one line."""
    values, what = f"{value_of(changes.before)} → {value_of(changes.after)}", moves(changes, language)
    return language.gettext("Since {day}: {values}; {what}").format(day=day(changes.since), values=values, what=what)


def still_known(changes: Changes, language: Language = ENGLISH) -> str:
    """How much could not be found out this time; empty when all could."""
    count = changes.no_longer_known
    if not count:
        return ""
    return language.ngettext(
        "{0} answer known then could not be found out this time.",
        "{0} answers known then could not be found out this time.",
        count,
    ).format(count)


def since_lines(report: Report, language: Language = ENGLISH) -> list[str]:
    """What changed since the last run that was another, in a few lines; none when there was no such run."""
    if not (changes := report.changes):
        return []
    first = language.gettext("{0}.").format(since(changes, language))
    return [line for line in (first, still_known(changes, language), language.tell(changes.note)) if line]


def subject(report: Report, language: Language = ENGLISH) -> str:
    """Whom or what the report is about."""
    if report.login:
        return report.login
    repos = report.repositories
    if len(repos) == 1:
        return repos[0].name
    return language.ngettext("{count} repository", "{count} repositories", len(repos)).format(count=len(repos))


def file_name(report: Report) -> str:
    """A name for files about the report's subject."""
    return as_file_name(subject(report).lower(), "report")
