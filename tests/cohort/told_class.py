"""A class whose reports are made by hand, in a state and on the made-up host."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from gather.repositories import bare, git
from portfolio_audit.codec import encode
from portfolio_audit.cohort.records import Asking, Finished
from portfolio_audit.cohort.rows import absent_row, student_row
from portfolio_audit.cohort.state import State
from portfolio_audit.demo.conversations import Tip
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.model.cohort import Roster, Status, Student
from portfolio_audit.model.report import NextStep, Report, Slot
from reports_of import report_of

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ASKING = Asking("0.0.0", "ml-engineer", "0" * 16)


def step(rule: str, repository: str, tenths: int = 12) -> NextStep:
    """A next step whose title is made from the rule's name."""
    return NextStep(rule, repository, tenths // 10, tenths, 10, f"Mend {rule}.", f"{rule} is not so")


def told(
    repositories: Mapping[str, str], steps: Sequence[NextStep] = (), *, owner: str = "ada", server: str = ""
) -> Report:
    """A report of repositories on the host, in the order of their slots."""
    made = report_of(repositories, "-", login=owner)
    server = server or "https://github.example"
    placed = tuple(replace(repo, url=f"{server}/{owner}/{repo.name}", head="a" * 40) for repo in made.repositories)
    slots = tuple(Slot(50, name, None) for name in repositories)
    return replace(
        made,
        repositories=placed,
        next_steps=tuple(steps),
        arithmetic=replace(made.arithmetic, slots=slots),
    )


def keep(folder: Path, reports: Mapping[str, Report | None]) -> None:
    """Have the class in the state of that folder; without a report somebody is no such user."""
    roster = Roster("class", tuple(Student(login, f"{login.title()} Example") for login in reports))
    with State(folder) as state:
        run = state.begin(roster, ASKING, NOW)
        for student in roster.students:
            report = reports[student.login]
            if report is None:
                state.keep(run, Finished(absent_row(student, Status.NO_SUCH_USER, "there is no such user")))
            else:
                state.keep(run, Finished(student_row(student, report), NOW, report=encode(report)))


def hosted(folder: Path, names: Mapping[str, Sequence[str]], **about: bool) -> list[HostedUser]:
    """Users with repositories of these names."""
    made = (
        bare(folder / "any.git", {"README.md": "# Any\n"}) if not (folder / "any.git").exists() else folder / "any.git"
    )
    return [
        HostedUser(login, tuple(HostedRepository(name, made, size_kb=1, **about) for name in owned))
        for login, owned in names.items()
    ]


def put_pull(server: LoopbackGitHub, folder: Path, name: str, number: int, title: str, state: str = "open") -> None:
    """Have a pull request in the repository `owner/name`."""
    tip = Tip(name, "main", git("-C", folder / "any.git", "rev-parse", "main").decode().strip())
    server.put_pull(number, tip, tip, title=title, state=state)


def writes(server: LoopbackGitHub) -> list[str]:
    """Requests that change something."""
    return [
        f"{request.method} {request.path.partition('/repos/')[2]}"
        for request in server.requests
        if request.method != "GET" and "graphql" not in request.path
    ]
