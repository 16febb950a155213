"""What is so about a repository and a profile. No opinion: judging is for `checks`."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from portfolio_audit.model.code_facts import (
    Acts,
    Call,
    CodeFacts,
    DependencyFacts,
    Distribution,
    Manifest,
    Notebook,
    NotebookFacts,
    Requirement,
    Tests,
    TreeFacts,
)
from portfolio_audit.model.demo_facts import DemoFacts
from portfolio_audit.model.deployment_facts import DeploymentFacts, Dockerfile, Workflow
from portfolio_audit.model.readme_facts import (
    ASPECTS,
    CONTENTS,
    Badge,
    Command,
    Content,
    Home,
    Image,
    Link,
    ReadmeFacts,
    Section,
)
from portfolio_audit.model.values import Dated, Evidence, Unavailable
from portfolio_audit.model.work_facts import (
    Figure,
    MethodFacts,
    ModelFile,
    NeedsFacts,
    Package,
    Risk,
    Secret,
    SecurityFacts,
    Variable,
)

__all__ = [
    "ASPECTS",
    "CONTENTS",
    "KINDS",
    "STAGES",
    "Acts",
    "Badge",
    "Call",
    "CodeFacts",
    "Command",
    "Content",
    "ContributionFacts",
    "DataFacts",
    "DemoFacts",
    "DependencyFacts",
    "DeploymentFacts",
    "Distribution",
    "Dockerfile",
    "Figure",
    "HistoryFacts",
    "Home",
    "HostFacts",
    "Image",
    "Link",
    "Manifest",
    "MethodFacts",
    "ModelFile",
    "NeedsFacts",
    "Notebook",
    "NotebookFacts",
    "Package",
    "ProfileFacts",
    "ProjectFacts",
    "ReadmeFacts",
    "RepoFacts",
    "Requirement",
    "Risk",
    "Secret",
    "Section",
    "SecurityFacts",
    "Skill",
    "Stage",
    "StockDataset",
    "Tests",
    "TreeFacts",
    "Variable",
    "Workflow",
]

KINDS = (
    "ml-app",
    "ml-project",
    "data-analysis",
    "web-app",
    "library",
    "coursework",
    "notes",
    "profile",
    "config",
    "data",
    "empty",
)
"""What a repository can be."""

STAGES = ("problem", "data", "cleaning", "modelling", "evaluation", "serving")
"""The way of an end-to-end project."""


class StockDataset(Struct, frozen=True):
    """A tutorial data set that the project is built on."""

    id: str
    title: str
    certainty: int
    evidence: tuple[Evidence, ...]


class DataFacts(Struct, frozen=True):
    """Where the data comes from."""

    files: tuple[Evidence, ...] = ()
    """Committed data files, at most 200; the excerpt is the size if known."""
    stock: StockDataset | None = None
    """A data set that every tutorial uses, or that the course does not accept."""
    collected: tuple[Evidence, ...] = ()
    """Code that collects data of the author's own: scraper, API client, sensor, survey."""
    sources: tuple[Evidence, ...] = ()
    """Addresses that the code reads data from."""
    fetched: tuple[Evidence, ...] = ()
    """Calls, commands and files of DVC that bring the data, and tables that the code writes before it reads them."""
    personal: tuple[Evidence, ...] = ()
    """Where people can be told by two things that lead to them, at most 20; never a value of theirs."""
    handout: tuple[Evidence, ...] = ()
    """Sentences of the README in which a course speaks to those who take it."""
    course: StockDataset | None = None
    """Data that the course hands out itself, which is held against nobody; then there is no `stock`."""

    @property
    def known(self) -> StockDataset | None:
        """The data set that others have, too."""
        return self.stock or self.course


class Stage(Struct, frozen=True):
    """One of `STAGES` with what shows it; no evidence, not shown."""

    name: str
    evidence: tuple[Evidence, ...] = ()


class Skill(Struct, frozen=True):
    """A tool that a résumé may name, with the line that proves its use."""

    id: str
    title: str
    group: str
    """Sort of tool, such as `deep learning` or `containers`."""
    at: Evidence


class ProjectFacts(Struct, frozen=True):
    """What the repository is, concluded from all other facts of it."""

    kind: str | None
    """One of `KINDS`; `None` when its work could not be read."""
    kind_reason: str
    notebook_only: bool = False
    end_to_end: bool = False
    stages: tuple[Stage, ...] = ()
    skills: tuple[Skill, ...] = ()
    """Skills that the code proves, in the order of the table."""


class HistoryFacts(Dated, frozen=True):
    """The fetched history."""

    commits: int = 0
    complete: bool = True
    """Whether the first commit was reached."""
    active_days: int = 0
    """Days with at least one commit."""
    months: Mapping[str, int] = field(default_factory=dict)
    """Month in UTC, `2026-03` → commits, oldest first."""
    first: datetime | None = None
    last: datetime | None = None
    authors: int = 0
    merges: int = 0
    style: str | None = None
    """`good`, `mixed` or `poor`: whether messages say what changed."""
    samples: tuple[Evidence, ...] = ()
    """Messages that say little, at most 5."""
    branches: tuple[Evidence, ...] = ()
    """Messages of commits that bring in a branch or pull request, at most 5."""


class HostFacts(Dated, frozen=True):
    """What the host says about a repository. Stars and followers are left out on purpose."""

    description: str = ""
    homepage: str = ""
    topics: tuple[str, ...] = ()
    fork: bool = False
    archived: bool = False
    default_branch: str = ""
    created_at: datetime | None = None
    pushed_at: datetime | None = None
    size_kb: int = 0
    private: bool = False
    """Whether only those whom the owner lets in can see it; nothing of it is kept between runs."""


class ProfileFacts(Dated, frozen=True):
    """The public profile."""

    login: str
    has_name: bool = False
    bio: str = ""
    website: str = ""
    has_contact: bool = False
    """Whether an address, a site or a social account is shown."""
    public_repos: int = 0
    created_at: datetime | None = None


class ContributionFacts(Struct, frozen=True):
    """What only an authenticated request tells."""

    merged_elsewhere: int = 0
    """Merged pull requests to repositories of others."""
    active_weeks: int = 0
    """Weeks of the last 52 with at least one contribution."""
    contributions: int = 0
    """Contributions of the last year."""
    pinned: tuple[str, ...] = ()
    """Names of the pinned repositories, in order."""


class RepoFacts(Struct, frozen=True):
    """All that is known about one repository."""

    name: str
    url: str = ""
    head: str = ""
    """Commit that was read, 40 hex digits; empty for a folder without git."""
    project: ProjectFacts | Unavailable = Unavailable("not read")
    readme: ReadmeFacts | Unavailable = Unavailable("not read")
    tree: TreeFacts | Unavailable = Unavailable("not read")
    code: CodeFacts | Unavailable = Unavailable("not read")
    notebooks: NotebookFacts | Unavailable = Unavailable("not read")
    dependencies: DependencyFacts | Unavailable = Unavailable("not read")
    deployment: DeploymentFacts | Unavailable = Unavailable("not read")
    data: DataFacts | Unavailable = Unavailable("not read")
    needs: NeedsFacts | Unavailable = Unavailable("not read")
    method: MethodFacts | Unavailable = Unavailable("not read")
    security: SecurityFacts | Unavailable = Unavailable("not read")
    history: HistoryFacts | Unavailable = Unavailable("not read")
    host: HostFacts | Unavailable = Unavailable("not asked: no host")
    demos: DemoFacts | Unavailable = Unavailable("not asked: --check-links")
    limits: tuple[str, ...] = ()
    """What was not read, and why."""
