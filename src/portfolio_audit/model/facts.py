"""What is so about a repository and a profile. No opinion: judging is for `checks`."""

from dataclasses import dataclass
from datetime import datetime

from portfolio_audit.model.values import Evidence, Unavailable

CONTENTS = (
    "overview",
    "problem",
    "installation",
    "usage",
    "data",
    "methodology",
    "results",
    "metrics",
    "visuals",
    "demo",
    "demo_video",
    "tech_stack",
    "structure",
    "testing",
    "contributing",
    "license",
    "contact",
    "roadmap",
    "references",
)
"""What a visitor may find in a README."""

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


@dataclass(frozen=True, slots=True)
class Content:
    """Whether one of `CONTENTS` is in the README."""

    name: str
    present: bool
    certainty: int = 100
    """How sure, 0–100."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    level: int
    line: int
    contents: tuple[str, ...] = ()
    """Names out of `CONTENTS` found under this heading."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that the README embeds."""

    url: str
    alt: str
    line: int
    role: str
    """`picture`, `badge`, `logo` or `decoration`."""
    resolves: bool | None = None
    """Whether a relative path exists in the tree; `None` for other addresses."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the README."""

    url: str
    text: str
    line: int
    role: str
    """`demo`, `video`, `notebook-host`, `data`, `anchor`, `file`, `contact` or `other`."""
    resolves: bool | None = None
    """Whether a relative path or an anchor exists; `None` for other addresses."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command that the README tells the reader to run."""

    text: str
    line: int
    role: str
    """`install`, `run`, `test` or `other`."""
    target: str | None = None
    """The file of the repository it needs, as written."""
    resolves: bool | None = None
    """Whether that file exists; `None` when the command needs none."""


@dataclass(frozen=True, slots=True)
class ReadmeFacts:
    """The README as a visitor finds it. No README is an empty README: `path` is `None`."""

    path: str | None = None
    format: str | None = None
    """`markdown`, `rst`, `asciidoc`, `org` or `text`."""
    language: str | None = None
    """ISO 639-1 code of the prose, `None` when it cannot be told."""
    size_bytes: int = 0
    words: int = 0
    """Words of prose; each CJK character counts as half a word."""
    sections: tuple[Section, ...] = ()
    contents: tuple[Content, ...] = ()
    """One for each name of `CONTENTS`, in that order; empty without a README."""
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    commands: tuple[Command, ...] = ()
    placeholders: tuple[Evidence, ...] = ()
    """Template text left in place."""
    template_only: bool = False
    """Whether nothing but a template is there."""
    others: tuple[str, ...] = ()
    """Paths of further READMEs."""
    limits: tuple[str, ...] = ()

    def content(self, name: str) -> Content:
        """The content of that name; absent when there is no README."""
        return next((c for c in self.contents if c.name == name), Content(name, False))


@dataclass(frozen=True, slots=True)
class TreeFacts:
    """The author's files; vendored and generated trees are apart and never count."""

    files: int = 0
    """Number of the author's files."""
    paths: tuple[str, ...] = ()
    """The author's files in byte order, at most 5,000."""
    vendored: tuple[str, ...] = ()
    """Roots of vendored or generated trees, such as `venv/`."""
    junk: tuple[str, ...] = ()
    """Files that should not be committed, at most 200."""
    credentials: tuple[str, ...] = ()
    """Files that hold credentials by their very name and have content."""
    large: tuple[Evidence, ...] = ()
    """Files over 10 MB whose size is known; the excerpt names it."""
    license: str | None = None
    """Path of the license file."""
    gitignore: str | None = None
    """Path of the ignore file at the root."""
    submodules: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A function or class that the code calls, by its full dotted name as imported."""

    name: str
    at: Evidence


@dataclass(frozen=True, slots=True)
class Tests:
    """The author's tests."""

    files: tuple[str, ...] = ()
    functions: int = 0
    assertions: int = 0
    others: tuple[str, ...] = ()
    """Test files in other languages than Python, which are not looked into."""
    at: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What the author's source says, in scripts and in notebook cells, without running it."""

    python_files: int = 0
    """Python files of the author's own, tests included."""
    script_lines: int = 0
    """Lines of code in Python files, without tests, blanks and comments."""
    functions: int = 0
    """Functions and methods defined in Python files, without tests."""
    other_source: tuple[tuple[str, int], ...] = ()
    """(language, files) of further source, most first."""
    imports: tuple[Call, ...] = ()
    """Top-level modules imported, each with its first place."""
    calls: tuple[Call, ...] = ()
    """Names called, each with its first place, at most 2,000."""
    keywords: tuple[Call, ...] = ()
    """Keyword arguments given in calls, as `random_state=`, each with its first place, at most 500."""
    unread: tuple[str, ...] = ()
    """The author's source files and notebooks that were not read, so that what is absent may be there."""
    app_framework: str | None = None
    """Framework of the app or API in the repository, such as `streamlit`."""
    app_at: tuple[Evidence, ...] = ()
    tests: Tests = Tests()
    absolute_paths: tuple[Evidence, ...] = ()
    """String literals that name a place on the author's machine or drive."""
    unparsed: tuple[Evidence, ...] = ()
    """Files and cells that are no valid Python 3, with the parser's word."""
    entry_points: tuple[Evidence, ...] = ()
    """Files that can be run: `if __name__ == "__main__"`, or an app."""
    work: tuple[Evidence, ...] = ()
    """Source files of the author's own that do real work; the excerpt says how much."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """One notebook of the author's."""

    path: str
    readable: bool = True
    reason: str = ""
    """Why it is not readable."""
    unread: bool = False
    """Whether it was not looked at: too large, or it did not arrive."""
    size_bytes: int = 0
    code_cells: int = 0
    """Code cells that are not empty."""
    markdown_cells: int = 0
    """Markdown cells with text."""
    code_lines: int = 0
    comment_lines: int = 0
    prose_words: int = 0
    """Words in Markdown cells."""
    executed_cells: int = 0
    in_order: bool = True
    """Whether execution counts rise from cell to cell."""
    output_cells: int = 0
    errors: tuple[Evidence, ...] = ()
    """Saved error outputs; the excerpt is the exception's name."""
    pictures: int = 0
    """Saved picture outputs."""


@dataclass(frozen=True, slots=True)
class NotebookFacts:
    """The author's notebooks; checkpoints do not count."""

    notebooks: tuple[Notebook, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a manifest."""

    name: str
    """Normalised distribution name (PEP 503)."""
    spec: str
    """Version specifier as written, empty when there is none."""
    line: int | None = None
    pinned: bool = False
    """Whether it names exactly one version."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A file that declares dependencies."""

    path: str
    kind: str
    """`requirements`, `pyproject`, `environment`, `pipfile`, `setup`, `package-json`, …"""
    requirements: tuple[Requirement, ...] = ()
    problem: str = ""
    """Why it cannot be read, or cannot be installed elsewhere."""


@dataclass(frozen=True, slots=True)
class DependencyFacts:
    """What the repository declares about its environment."""

    manifests: tuple[Manifest, ...] = ()
    locks: tuple[str, ...] = ()
    python_version: Evidence | None = None
    """Where a Python version is declared."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A CI configuration."""

    path: str
    system: str
    """`github-actions`, `gitlab-ci`, `circleci`, …"""
    triggers: tuple[str, ...] = ()
    tests: Evidence | None = None
    """The line that runs tests."""
    deploys: Evidence | None = None
    """The line that builds an image, publishes or deploys."""
    trains: Evidence | None = None
    """The line that retrains a model."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DeploymentFacts:
    """How the work reaches users."""

    dockerfiles: tuple[Evidence, ...] = ()
    """Each Dockerfile with its base image as excerpt."""
    compose: tuple[str, ...] = ()
    host_configs: tuple[Evidence, ...] = ()
    """Configuration of a host; the excerpt names the host."""
    workflows: tuple[Workflow, ...] = ()


@dataclass(frozen=True, slots=True)
class StockDataset:
    """A tutorial data set that the project is built on."""

    id: str
    title: str
    certainty: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Where the data comes from."""

    files: tuple[Evidence, ...] = ()
    """Committed data files, at most 200; the excerpt is the size if known."""
    stock: StockDataset | None = None
    collected: tuple[Evidence, ...] = ()
    """Code that collects data of the author's own: scraper, API client, sensor, survey."""
    sources: tuple[Evidence, ...] = ()
    """Addresses that the code reads data from."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One of `STAGES` with what shows it; no evidence, not shown."""

    name: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What the repository is, concluded from all other facts of it."""

    kind: str
    """One of `KINDS`."""
    kind_reason: str
    notebook_only: bool = False
    end_to_end: bool = False
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """The fetched history."""

    commits: int = 0
    complete: bool = True
    """Whether the first commit was reached."""
    active_days: int = 0
    """Days with at least one commit."""
    first: datetime | None = None
    last: datetime | None = None
    authors: int = 0
    merges: int = 0
    style: str | None = None
    """`good`, `mixed` or `poor`: whether messages say what changed."""
    samples: tuple[Evidence, ...] = ()
    """Messages that say little, at most 5."""


@dataclass(frozen=True, slots=True)
class HostFacts:
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


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """The public profile."""

    login: str
    has_name: bool = False
    bio: str = ""
    website: str = ""
    has_contact: bool = False
    """Whether an address, a site or a social account is shown."""
    public_repos: int = 0
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContributionFacts:
    """What only an authenticated request tells."""

    merged_elsewhere: int = 0
    """Merged pull requests to repositories of others."""
    active_weeks: int = 0
    """Weeks of the last 52 with at least one contribution."""
    contributions: int = 0
    """Contributions of the last year."""
    pinned: tuple[str, ...] = ()
    """Names of the pinned repositories, in order."""


@dataclass(frozen=True, slots=True)
class RepoFacts:
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
    history: HistoryFacts | Unavailable = Unavailable("not read")
    host: HostFacts | Unavailable = Unavailable("not asked: no host")
    limits: tuple[str, ...] = ()
    """What was not read, and why."""
