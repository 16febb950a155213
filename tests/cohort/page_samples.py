"""Classes as a cohort's report tells of them, for tests and measurements of its page."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import cycle, islice
from random import Random
from statistics import quantiles

from msgspec.structs import replace

from hostile import hostile
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.model.cohort import (
    COHORT_SCHEMA,
    Bucket,
    CohortReport,
    Concern,
    Distribution,
    Likeness,
    RosterProblem,
    RuleRow,
    Status,
    Student,
    StudentPart,
    StudentProject,
    StudentRow,
    StudentRule,
)
from portfolio_audit.model.report import Ruleset, Score
from portfolio_audit.model.rules import Rule, State

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PASS_MARK = 60
GRADES = {"A": 85, "B": 70, "C": 55, "D": 40, "E": 0}
NAMES = (
    "Ada Okafor", "Bruno Almeida", "Chioma Eze", "Dmitri Volkov", "Elena García Márquez", "Farid Haddad",
    "Grace Muthoni", "Hiroshi Tanaka", "Ines Kowalska", "João Pedro Nascimento de Albuquerque", "Katrin Weiß",
    "Liang Wei 梁伟", "Meera Iyer", "Nour El-Sayed نور السيد", "Olga Sørensen", "Priya Raghavan", "Quentin Dubois",
    "Rosa Jiménez", "Samuel Adeyemi", "Tereza Nováková", "Umar Siddiqui", "Valentina Rossi", "Wanjiru Kamau", "Zoë Ng",
)  # fmt: skip
PATTERNS = ("assignment-*",)
WHY = {
    Status.PARTIAL: "1 repository could not be looked at.",
    Status.NO_SUCH_USER: "GitHub knows nobody of that name.",
    Status.NO_REPOSITORIES: "There is no public repository.",
    Status.RATE_LIMITED: "The rate limit was reached; the next run goes on here.",
    Status.UNAVAILABLE: "The host did not answer.",
}
WITHOUT = {
    4: Status.PARTIAL,
    9: Status.NO_SUCH_USER,
    13: Status.NO_REPOSITORIES,
    17: Status.RATE_LIMITED,
    20: Status.UNAVAILABLE,
    22: Status.PARTIAL,
}
"""Place in a round of 24 → what became of that student."""


_catalogue = cache(load_catalogue)


@cache
def class_of(count: int) -> CohortReport:
    """A class of so many students, of every status, whose answers are drawn by one seed."""
    random = Random(8)  # noqa: S311 - not for secrets
    catalogue = _catalogue()
    hard = {rule.id: random.triangular(0.05, 0.95, 0.5) for rule in catalogue.rules}
    names = islice(cycle(NAMES), count)
    rows = tuple(_row(place, name, catalogue.rules, hard, random) for place, name in enumerate(names))
    rules = tuple(row for rule in catalogue.rules if (row := _rule_row(rule, rows)).asked + row.unknown)
    rising = sorted((row for row in rows if (row.moved or 0) > 0), key=lambda row: -(row.moved or 0))
    best = sorted(rules, key=lambda rule: (-rule.gain_tenths, rule.id))
    return CohortReport(
        schema=COHORT_SCHEMA,
        version="0.0.0",
        title="Machine learning, spring 2026",
        ruleset=Ruleset("ml-engineer", "0" * 16, PASS_MARK, GRADES),
        generated_at=NOW,
        as_of=datetime(2026, 3, 1, 23, 59, tzinfo=UTC),
        patterns=PATTERNS,
        students=rows,
        problems=(
            RosterProblem(12, "Yusuf Demir", "There is no username."),
            RosterProblem(26, "ada-okafor", "It stands in line 2 already."),
        ),
        rules=rules,
        distribution=distribution([row.value for row in rows if row.value is not None]),
        teach=tuple(rule.id for rule in best[:5]),
        improved=tuple(row.student.login for row in rising),
        concerns=_concerns(rows),
        likenesses=_likenesses(rows),
        partial=count > 24,
    )


@cache
def hostile_class() -> CohortReport:
    """A class of which every text is an attack."""
    report = class_of(24)
    attacked = hostile(CohortReport)
    students = tuple(replace(_attacked(row), status=row.status, score=row.score) for row in report.students)
    logins = tuple(row.student.login for row in students)
    return replace(
        attacked,
        students=students,
        rules=(*attacked.rules, *report.rules[:3]),
        teach=tuple(rule.id for rule in attacked.rules),
        improved=logins[:2],
        concerns=tuple(replace(attacked.concerns[0], login=login) for login in logins[:2]),
        anonymous=False,
    )


def _attacked(row: StudentRow) -> StudentRow:
    attack = hostile(StudentRow)
    rules = {**attack.rules, **dict(list(row.rules.items())[:3])}
    return replace(
        attack, student=replace(attack.student, login=f"{row.student.login}{attack.student.login}"), rules=rules
    )


@cache
def anonymous_class() -> CohortReport:
    """A class under pseudonyms, as one gives it away, and yet with addresses, which its page must not show."""
    report = class_of(24)
    rows = tuple(
        replace(row, student=Student(f"student-{place:03}", group=row.student.group))
        for place, row in enumerate(report.students, 1)
    )
    called = {before.student.login: after.student.login for before, after in zip(report.students, rows, strict=True)}
    return replace(
        report,
        students=rows,
        improved=tuple(called[login] for login in report.improved),
        concerns=tuple(replace(concern, login=called[concern.login]) for concern in report.concerns),
        likenesses=tuple(
            replace(one, projects=tuple((called[login], "project") for login, _ in one.projects))
            for one in report.likenesses
        ),
        anonymous=True,
    )


def _row(place: int, name: str, rules: Sequence[Rule], hard: Mapping[str, float], random: Random) -> StudentRow:
    login = f"{name.split()[0].lower().encode('ascii', 'ignore').decode()}-{place + 1}"
    status = WITHOUT.get(place % 24, Status.OK)
    group = "ABC"[place % 3]
    student = Student(login, name, f"s{1000 + place}", f"Group {group}", place + 2)
    if not status.seen:
        return StudentRow(student, status, WHY[status])
    talent = random.triangular(-0.45, 0.45, 0.1)
    answers = {rule.id: _answer(hard[rule.id] - talent, random) for rule in rules}
    value = min(98, max(4, round(58 + 70 * talent)))
    unsure = random.randint(5, 14) if status is Status.PARTIAL else 0
    coverage = 100 - unsure
    score = Score(value, max(0, value - unsure), min(100, value + unsure), coverage, grade_of(value))
    missed = sorted((rule for rule in rules if answers[rule.id].gain_tenths), key=lambda r: -answers[r.id].gain_tenths)
    before = None if place % 4 == 3 else min(100, max(0, value + random.randint(-14, 6)))
    leaked = ("A secret has been published",) if place % 24 == 7 else ()
    return StudentRow(
        student,
        status,
        WHY.get(status, ""),
        score,
        None if unsure and abs(value - PASS_MARK) < unsure else value >= PASS_MARK,
        before,
        "Two projects from problem to users.",
        _parts(rules, answers),
        answers,
        _projects(login, value),
        tuple(rule.failure_title for rule in missed[:3]),
        leaked,
        f"students/{login}/index.html",
    )


def grade_of(value: int) -> str:
    """By `GRADES`."""
    return next(letter for letter, least in GRADES.items() if value >= least)


def _answer(hard: float, random: Random) -> StudentRule:
    drawn = random.random()
    if drawn < 0.05:
        return StudentRule(State.NOT_APPLICABLE if random.random() < 0.7 else State.UNKNOWN)
    if drawn < hard:
        partly = random.random() < 0.25
        return StudentRule(State.PARTIAL if partly else State.FAIL, random.randint(1, 18 if partly else 35))
    return StudentRule(State.PASS)


def _parts(rules: Sequence[Rule], answers: Mapping[str, StudentRule]) -> tuple[StudentPart, ...]:
    parts = []
    for category in _catalogue().categories:
        states = [answers[rule.id].state for rule in rules if rule.category == category.id]
        decided = [state is State.PASS for state in states if state.decided]
        value = round(100 * sum(decided) / len(decided)) if decided else None
        parts.append(StudentPart(category.id, category.title, category.share, value))
    return tuple(parts)


def _projects(login: str, value: int) -> tuple[StudentProject, ...]:
    score = Score(value, value, value, 100, grade_of(value))
    names = ("assignment-1", "assignment-2", "final-project")
    return tuple(StudentProject(name, f"https://github.com/{login}/{name}", "ml-app", score, True) for name in names)


def _rule_row(rule: Rule, rows: Sequence[StudentRow]) -> RuleRow:
    answers = [row.rules[rule.id] for row in rows if rule.id in row.rules]
    return RuleRow(
        rule.id,
        rule.title,
        rule.category,
        rule.severity,
        rule.fix,
        sum(answer.state.decided for answer in answers),
        sum(answer.state in (State.FAIL, State.PARTIAL) for answer in answers),
        sum(answer.state is State.UNKNOWN for answer in answers),
        sum(answer.gain_tenths for answer in answers),
    )


def distribution(values: Sequence[int]) -> Distribution:
    """How these scores lie."""
    counts = [sum(min(value // 10, 9) == ten for value in values) for ten in range(10)]
    buckets = tuple(Bucket(10 * ten, 10 * ten + (10 if ten == 9 else 9), count) for ten, count in enumerate(counts))
    quarters = [round(value) for value in quantiles(values, n=4, method="inclusive")]
    return Distribution(buckets, min(values), quarters[0], quarters[1], quarters[2], max(values))


def _concerns(rows: Sequence[StudentRow]) -> tuple[Concern, ...]:
    found = []
    for row in rows:
        reasons = [f"{title}." for title in row.critical]
        if row.value is not None and row.value < 45:
            reasons.append(f"The score of {row.value} is among the lowest quarter.")
        if (row.moved or 0) < -3:
            reasons.append(f"The score fell by {-(row.moved or 0)} points since the last run.")
        if row.status in (Status.NO_SUCH_USER, Status.NO_REPOSITORIES):
            reasons.append(row.reason)
        if reasons:
            found.append(Concern(row.student.login, tuple(reasons)))
    return tuple(found)


def _likenesses(rows: Sequence[StudentRow]) -> tuple[Likeness, ...]:
    seen = [row.student.login for row in rows if row.projects]
    return (
        Likeness(((seen[1], "assignment-2"), (seen[5], "assignment-2")), 93),
        Likeness(((seen[2], "final-project"), (seen[6], "final-project"), (seen[8], "my-project")), 81),
    )
