"""What the author's files and code say. No opinion: judging is for `checks`."""

from msgspec import Struct

from portfolio_audit.model.values import Evidence


class TreeFacts(Struct, frozen=True):
    """The author's files; vendored and generated trees are apart and never count."""

    files: int = 0
    """Number of the author's files."""
    paths: tuple[str, ...] = ()
    """The author's files in byte order, at most 5,000."""
    vendored: tuple[str, ...] = ()
    """Roots of vendored or generated trees, such as `venv/`."""
    copied: tuple[str, ...] = ()
    """Roots of other people's projects, such as `static/bootstrap/`, and files that a tool wrote; no junk."""
    junk: tuple[str, ...] = ()
    """Files that should not be committed, at most 200."""
    credentials: tuple[str, ...] = ()
    """Files that hold credentials by their very name and have content."""
    huge: tuple[Evidence, ...] = ()
    """Files over 50 MB, the size from which GitHub warns; the excerpt names it."""
    large: tuple[Evidence, ...] = ()
    """Files over 10 MB whose size is known; the excerpt names it."""
    license: str | None = None
    """Path of the license file."""
    license_name: str | None = None
    """What that license is called, `None` when its text is not known."""
    unsized: int = 0
    """The author's files whose size is not known, because their content was not brought in."""
    gitignore: str | None = None
    """Path of the ignore file at the root, or of the first one elsewhere."""
    ignored: tuple[str, ...] = ()
    """What of the usual clutter the ignore files leave out, by the names of `trees.toml`."""
    submodules: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


class Call(Struct, frozen=True):
    """A function or class that the code calls, by its full dotted name as imported."""

    name: str
    at: Evidence


class Tests(Struct, frozen=True):
    """The author's tests."""

    files: tuple[str, ...] = ()
    functions: int = 0
    """Tests that use more than their own literals."""
    assertions: int = 0
    """Assertions about more than literals."""
    others: tuple[str, ...] = ()
    """Test files in other languages than Python that hold more than assertions about literals."""
    cases: int = 0
    """Tests in these."""
    at: tuple[Evidence, ...] = ()


class Acts(Struct, frozen=True):
    """What the code does to tables and models, each with its places, at most 20, the surest first."""

    fits: tuple[Evidence, ...] = ()
    """Where a model learns; no scalers and encoders, which only get data ready."""
    cleans: tuple[Evidence, ...] = ()
    """Where data is cleaned or brought into shape."""
    reads: tuple[Evidence, ...] = ()
    """Where data is read by a chain of calls, as `spark.read.csv`."""
    asks: tuple[Evidence, ...] = ()
    """Where a language model is asked."""
    measures: tuple[Evidence, ...] = ()
    """Where a formula says how good predictions are."""
    learners: tuple[Evidence, ...] = ()
    """Classes of the author's own that learn and predict without a library for it."""


class CodeFacts(Struct, frozen=True):
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
    attributes: tuple[Call, ...] = ()
    """Attributes of fitted estimators that are read, as `.feature_importances_`, each with its first place."""
    charts: tuple[Evidence, ...] = ()
    """Calls that draw predictions, errors or forecasts, at most 100."""
    acts: Acts = Acts()
    unread: tuple[str, ...] = ()
    """The author's source files, notebooks and submodules that were not read, so that what is absent may be there."""
    app_framework: str | None = None
    """Framework of the app or API in the repository, such as `streamlit`."""
    app_at: tuple[Evidence, ...] = ()
    servers: tuple[Call, ...] = ()
    """What serves the work without such a framework, by what people call it, at most 20."""
    tests: Tests = Tests()
    absolute_paths: tuple[Evidence, ...] = ()
    """String literals that name a place on the author's machine or drive."""
    unparsed: tuple[Evidence, ...] = ()
    """Files and cells that are no valid Python 3, with the parser's word."""
    entry_points: tuple[Evidence, ...] = ()
    """Files that can be run: `if __name__ == "__main__"`, or an app."""
    work: tuple[Evidence, ...] = ()
    """Source files of the author's own that do real work; the excerpt says how much."""
    other_lines: int = 0
    """Lines of code in other languages than Python, in files that do real work."""
    linters: tuple[Evidence, ...] = ()
    """Files that set up a linter or formatter, or lines of tasks that run one, at most 20."""
    fingerprint: tuple[int, ...] = ()
    """Sketch of the code, to tell how much two repositories share; empty for little code."""


class Notebook(Struct, frozen=True):
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
    language: str = ""
    """Of its kernel, in lower case; empty when the notebook does not say."""


class NotebookFacts(Struct, frozen=True):
    """The author's notebooks; checkpoints do not count."""

    notebooks: tuple[Notebook, ...] = ()


class Requirement(Struct, frozen=True):
    """One line of a manifest."""

    name: str
    """Normalised distribution name (PEP 503)."""
    spec: str
    """Version specifier as written, empty when there is none."""
    line: int | None = None
    pinned: bool = False
    """Whether it, or a constraint on it, names exactly one version."""


class Manifest(Struct, frozen=True):
    """A file that declares dependencies."""

    path: str
    kind: str
    """One of `manifests.toml`: `requirements`, `pyproject`, `environment`, `pipfile`, `setup`, `package-json`, …"""
    requirements: tuple[Requirement, ...] = ()
    problem: str = ""
    """Why it cannot be read, or cannot be installed elsewhere."""


class Distribution(Struct, frozen=True):
    """A file that makes the code installable."""

    path: str
    name: Evidence | None = None
    """The line that names it."""
    version: bool = False
    """Whether a version is given or computed."""
    build: bool = False
    """Whether it is said how to build it, or the file itself does."""
    problem: str = ""


class DependencyFacts(Struct, frozen=True):
    """What the repository declares about its environment."""

    manifests: tuple[Manifest, ...] = ()
    locks: tuple[str, ...] = ()
    python_versions: tuple[Evidence, ...] = ()
    """Where files that tools read say which Python, the surest first, at most 20."""
    python_told: tuple[Evidence, ...] = ()
    """Where the README or a package's classifiers name a Python to people alone, at most 20."""
    python_unread: str = ""
    """Path of a file that may name it and was not read."""
    packages: tuple[Distribution, ...] = ()
    """What makes the code installable, nearest to the root first, at most 20."""
