"""A small class made by hand: students of every status, texts that attack, a rubric of two parts."""

from collections.abc import Iterator
from datetime import UTC, datetime

from portfolio_audit.model.cohort import (
    COHORT_SCHEMA,
    Bucket,
    CohortReport,
    Concern,
    Distribution,
    FindingRow,
    Likeness,
    RosterProblem,
    RuleRow,
    Status,
    Student,
    StudentPart,
    StudentProject,
    StudentRow,
    StudentRule,
    Unseen,
)
from portfolio_audit.model.report import Ruleset, Score
from portfolio_audit.model.rules import State

NOW = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)
DEADLINE = datetime(2026, 5, 31, 22, 0, tzinfo=UTC)
LINK = '=HYPERLINK("http://evil.example","see")'
ATTACKS = (
    LINK,
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "a;=1+1",
)
"""What a spreadsheet could take for a formula."""
STEPS = ("Say in the README how to run it", "Add a licence", "Show what came out, with a baseline")
RULES = (
    RuleRow("readme-exists", "There is a README", "readme", "high", "Write a README.", 4, 1, 0, 40),
    RuleRow("readme-run", "The README says how to run it", "readme", "medium", "Add a command.", 4, 3, 0, 125),
    RuleRow("metrics", "Results are given in figures", "results", "high", "Add a table.", 3, 2, 1, 96),
    RuleRow("secrets", "No keys are published", "security", "critical", "Revoke the key.", 4, 1, 0, 0),
)


def score(value: int | None, low: int | None, high: int | None, coverage: int, grade: str | None) -> Score:
    """A score by its fields, in their order."""
    return Score(value, low, high, coverage, grade)


def parts(readme: int | None, results: int | None) -> tuple[StudentPart, ...]:
    """The rubric's two parts with what a student has of them, in per cent."""
    return (StudentPart("readme", "README", 60, readme), StudentPart("results", "Method/Results", 40, results))


def answers(*states: State) -> dict[str, StudentRule]:
    """A state for each of the rules, in their order."""
    ids = (rule.id for rule in RULES)
    return {id_: StudentRule(state, 12 if state is State.FAIL else 0) for id_, state in zip(ids, states, strict=True)}


def project(login: str, name: str, value: Score, *, carries: bool = True) -> StudentProject:
    """A repository of a student's."""
    return StudentProject(name, f"https://github.com/{login}/{name}", "ml-app", value, carries)


ADA_SCORE = score(86, 84, 90, 95, "A")
ADA = StudentRow(
    Student("ada-l", "Ada Lovelace", "ada@uni.example", "Group 1", 2),
    Status.OK,
    score=ADA_SCORE,
    passed=True,
    before=79,
    summary="Two projects <carry> the portfolio.",
    parts=parts(90, 80),
    rules=answers(State.PASS, State.PASS, State.PARTIAL, State.PASS),
    projects=(project("ada-l", "engine", ADA_SCORE), project("ada-l", "notes", ADA_SCORE, carries=False)),
    steps=STEPS[2:],
    page="students/ada-l/index.html",
)
MALLORY_SCORE = score(43, 43, 43, 100, "D")
MALLORY = StudentRow(
    Student("mallory", LINK, "-2+3", "@group", 3),
    Status.OK,
    score=MALLORY_SCORE,
    passed=False,
    before=50,
    summary="=1+1 is how the only project begins.",
    parts=parts(40, 48),
    rules=answers(State.PASS, State.FAIL, State.FAIL, State.FAIL),
    projects=(project("mallory", "-rm", MALLORY_SCORE),),
    steps=STEPS,
    critical=("A key is published",),
    page="students/mallory/index.html",
)
ZOE_SCORE = score(71, 60, 82, 78, "B")
ZOE = StudentRow(
    Student("Zoe-M", "Zoë Müller", "00123", "Group 2", 4),
    Status.PARTIAL,
    "1 of 3 repositories could not be cloned",
    ZOE_SCORE,
    passed=True,
    summary="One project carries the portfolio.",
    parts=parts(71, None),
    rules=answers(State.PARTIAL, State.FAIL, State.UNKNOWN, State.PASS),
    projects=(project("Zoe-M", "vögel", ZOE_SCORE),),
    steps=STEPS[:2],
    page="students/zoe-m/index.html",
    unseen=(Unseen("the clone timed out", "käfer"),),
)
NIL_SCORE = score(0, 0, 0, 100, "E")
NIL = StudentRow(
    Student("nil-n", "Nil, Nemo", "nemo@uni.example", "Group 2", 5),
    Status.OK,
    score=NIL_SCORE,
    passed=False,
    summary="No project does anything yet.",
    parts=parts(0, 0),
    rules=answers(State.FAIL, State.FAIL, State.FAIL, State.NOT_APPLICABLE),
    projects=(project("nil-n", "empty", NIL_SCORE),),
    steps=STEPS,
    page="students/nil-n/index.html",
)
UNDECIDED = StudentRow(
    Student("undecided", "Una Decided", "una@uni.example", "", 6),
    Status.PARTIAL,
    "nothing of it could be read",
    score(None, 0, 100, 0, None),
    summary="Nothing could be decided.",
    parts=parts(None, None),
    page="students/undecided/index.html",
)
GONE = StudentRow(Student("gone", "＝1+1", "gone@uni.example", "", 7), Status.NO_SUCH_USER, "GitHub knows no such user")
BARE = StudentRow(Student("bare", "", "", "Group 1", 8), Status.NO_REPOSITORIES, "none is public")
LATER = StudentRow(
    Student("later", "Sam Twin", "sam@uni.example", "", 9), Status.RATE_LIMITED, "@GitHub wanted no more requests"
)
LOST = StudentRow(Student("lost", "Sam Twin", "", "", 10), Status.UNAVAILABLE, "\t=the host did not answer")
STUDENTS = (ADA, MALLORY, ZOE, NIL, UNDECIDED, GONE, BARE, LATER, LOST)

REPORT = CohortReport(
    schema=COHORT_SCHEMA,
    version="1.2.3",
    title="ML: 2026/27",
    ruleset=Ruleset("course", "0123456789abcdef", 50, {"A": 85, "B": 70, "C": 55, "D": 40, "E": 0}),
    generated_at=NOW,
    as_of=DEADLINE,
    patterns=("assignment-*",),
    students=STUDENTS,
    problems=(
        RosterProblem(11, "=2+2", "there is no username; ask them for it"),
        RosterProblem(12, "ada-l", "is named in line 2 already"),
    ),
    rules=RULES,
    distribution=Distribution(
        (Bucket(0, 9, 1), Bucket(40, 49, 1), Bucket(70, 79, 1), Bucket(80, 89, 1)), 0, 22, 57, 79, 86
    ),
    teach=("readme-run", "metrics"),
    improved=("ada-l",),
    concerns=(Concern("mallory", ("A key is published",)), Concern("gone", ("GitHub knows no such user",))),
    likenesses=(Likeness((("mallory", "-rm"), ("nil-n", "empty")), 81),),
)
"""The whole class."""


def findings() -> Iterator[FindingRow]:
    """An answer about each project for every rule, with attacks among the messages."""
    for row in STUDENTS:
        for place, each in enumerate(row.projects):
            for number, rule in enumerate(RULES):
                state = row.rules[rule.id].state
                yield FindingRow(
                    *(row.student.login, each.name, rule.id, rule.title, rule.category, rule.severity, state),
                    *(100 if state is State.PASS else 0, 6, 3, 20, ATTACKS[(number + place) % len(ATTACKS)]),
                    *("README.md" if state is State.FAIL else "", 1 if state is State.FAIL else None),
                    "readme-exists" if rule.id == "readme-run" and row is NIL else None,
                )
