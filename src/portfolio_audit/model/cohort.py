"""A class of students: who is on the roster, what became of each, and what the whole class shows."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from portfolio_audit.model.report import Exemption, Ruleset, Score
from portfolio_audit.model.rules import Severity, State
from portfolio_audit.model.values import Dated

COHORT_SCHEMA = "portfolio-audit/cohort@1"


class Status(StrEnum):
    """What became of a student's audit."""

    OK = "ok"
    PARTIAL = "partial"
    """Something of it could not be looked at."""
    NO_SUCH_USER = "no such user"
    NO_REPOSITORIES = "no repositories"
    """None that is public and asked for."""
    RATE_LIMITED = "rate-limited"
    """The host wanted no more requests; the next run goes on here."""
    UNAVAILABLE = "unavailable"
    """It could not be looked at, for the reason that is named."""

    @property
    def seen(self) -> bool:
        """Whether there is a report."""
        return self in (Status.OK, Status.PARTIAL)


class Student(Struct, frozen=True):
    """A line of the roster that names somebody on the host."""

    login: str
    """Username, as the roster writes it."""
    name: str = ""
    """As the roster calls them; empty where it does not."""
    identifier: str = ""
    """What the school knows them by: roster identifier, e-mail address or student number; empty where none is given."""
    group: str = ""
    line: int = 0
    """Of the roster, from 1."""

    @property
    def key(self) -> str:
        """The login without regard to capitals, which the host does not tell apart."""
        return self.login.lower()


class RosterProblem(Struct, frozen=True):
    """A line of the roster that names nobody to audit."""

    line: int
    """From 1."""
    text: str
    """What stands there; the name or identifier where the username is missing."""
    reason: str


class Roster(Struct, frozen=True):
    """Whom to audit, in the roster's order, each once."""

    title: str
    """What the roster is called: its file's name without the ending, or the organisation."""
    students: tuple[Student, ...]
    problems: tuple[RosterProblem, ...] = ()
    told: str = ""
    """How it was read, for the mentor to check: its form, and which column the usernames were taken from."""


class StudentPart(Struct, frozen=True):
    """A category, or a rubric's part, over the projects that carry a student's score."""

    id: str
    title: str
    share: int
    """Points that the part stands for in a repository's score."""
    value: int | None
    """Per cent, the mean over those projects by the weight of their slots; `None` where nothing was decided."""


class StudentRule(Struct, frozen=True):
    """What a rule found at one student."""

    state: State
    """Over the projects that carry the score: pass where all pass, fail where all fail, partial between; unknown where
    nothing is decided and something unknown; not-applicable where it was asked of none."""
    gain_tenths: int = 0
    """Tenths of a point that the student's score would rise by the steps for it in those projects, each step taken by
    itself; 0 for what follows from another failed rule, which gains with that."""


class StudentProject(Struct, frozen=True):
    """A repository of a student's."""

    name: str
    url: str
    kind: str | None
    score: Score
    carries: bool
    """Whether it fills one of the slots that the student's score rests on."""


class Unseen(Struct, frozen=True):
    """Repositories of a student's that were not looked at for one reason."""

    reason: str
    repository: str = ""
    """Its name; empty for those that were left out on purpose, which are counted."""
    count: int = 1


class StudentRow(Struct, frozen=True):
    """A student in the cohort's report."""

    student: Student
    status: Status
    reason: str = ""
    """Why there is no report, or what of it is missing; `unseen` says more."""
    score: Score | None = None
    """`None` where there is no report."""
    passed: bool | None = None
    """By the rubric's pass mark and required rules; `None` where it has none, or it cannot be said."""
    before: int | None = None
    """The score of the last run that found something else, on the present scale; `None` where there is none."""
    summary: str = ""
    """The portfolio in a sentence or two."""
    parts: tuple[StudentPart, ...] = ()
    rules: Mapping[str, StudentRule] = field(default_factory=dict)
    """By rule, those about repositories and about the profile."""
    projects: tuple[StudentProject, ...] = ()
    """Best first."""
    steps: tuple[str, ...] = ()
    """Titles of the three next steps."""
    critical: tuple[str, ...] = ()
    """Titles of critical findings, such as a published key."""
    page: str = ""
    """The student's page, relative to the cohort's; empty where there is none."""
    unseen: tuple[Unseen, ...] = ()
    """Repositories that were not looked at, where the reason speaks of them."""

    @property
    def value(self) -> int | None:
        """The score, or nothing."""
        return self.score.value if self.score else None

    @property
    def moved(self) -> int | None:
        """Points up or down since the last run."""
        return None if self.value is None or self.before is None else self.value - self.before


class FindingRow(Struct, frozen=True):
    """One answer about one student, for tables."""

    login: str
    repository: str
    """Empty for the profile."""
    rule: str
    title: str
    category: str
    severity: Severity
    state: State
    credit: int
    weight: int
    gain: int
    """Points the repository's score would rise if this passed; of the profile, the portfolio's."""
    minutes: int
    message: str
    path: str
    """Of the first place; empty where there is none."""
    line: int | None
    parent: str | None = None
    """Failed rule that this one follows from."""


class RuleRow(Struct, frozen=True):
    """A rule over the whole class."""

    id: str
    title: str
    """What is so where it passes."""
    category: str
    severity: Severity
    fix: str
    asked: int
    """Students at whom it was decided."""
    missed: int
    """Of those, students at whom it is not passed everywhere: partial or fail."""
    unknown: int
    gain_tenths: int
    """Tenths of a point, over all students together."""


class Bucket(Struct, frozen=True):
    """Students whose score lies from `low` to `high`, both included."""

    low: int
    high: int
    count: int


class Distribution(Struct, frozen=True):
    """How the scores lie; quartiles as a spreadsheet's `QUARTILE.INC`, rounded half up.

    All `None` and empty where nobody has one.
    """

    buckets: tuple[Bucket, ...] = ()
    """Tens; the last one is 90 to 100."""
    lowest: int | None = None
    lower_quartile: int | None = None
    median: int | None = None
    upper_quartile: int | None = None
    highest: int | None = None


class Concern(Struct, frozen=True):
    """A student who needs help, and why."""

    login: str
    reasons: tuple[str, ...]
    """The most urgent first."""


class Likeness(Struct, frozen=True):
    """Projects of different students whose code is largely the same once what the class shares is taken away."""

    projects: tuple[tuple[str, str], ...]
    """(login, repository), two or more; none in an anonymous report."""
    in_common: int
    """Per cent of the code that the closest two share, as estimated."""


class CohortReport(Dated, frozen=True):
    """The whole class: everything that its pages and exports show."""

    schema: str
    version: str
    title: str
    ruleset: Ruleset
    generated_at: datetime
    as_of: datetime | None
    """The instant whose state was audited; `None` for the present one."""
    patterns: tuple[str, ...]
    """Which repositories were looked at, where not all were."""
    students: tuple[StudentRow, ...]
    """In the roster's order; of an anonymous report, in that of the pseudonyms."""
    problems: tuple[RosterProblem, ...]
    rules: tuple[RuleRow, ...]
    """In the catalogue's order, those that were asked of anybody."""
    distribution: Distribution
    teach: tuple[str, ...]
    """Ids of the rules that would teach most, at most five, best first."""
    improved: tuple[str, ...]
    """Logins of those whose score rose since the last run, the most first."""
    concerns: tuple[Concern, ...]
    """Who needs help first."""
    likenesses: tuple[Likeness, ...]
    partial: bool = False
    """Whether the run was ended before everybody was looked at."""
    anonymous: bool = False
    """Whether names are pseudonyms and everything that tells who somebody is was left out."""
    exempted: tuple[Exemption, ...] = ()
    """What was switched off, for everybody."""
