"""Data, environment, deployment and history."""

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import (
    CodeFacts,
    DataFacts,
    DependencyFacts,
    DeploymentFacts,
    HistoryFacts,
    HostFacts,
    NotebookFacts,
    ProjectFacts,
    ReadmeFacts,
    TreeFacts,
)
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import NOT_READ, Evidence, Unavailable

_OPEN = ("demo", "notebook-host")
_MANIFESTS = "requirements.txt, pyproject.toml, environment.yml, Pipfile, setup.py, package.json"


@check
def manifest(dependencies: DependencyFacts) -> Outcome:
    """A file that declares what must be installed."""
    found = [Evidence(m.path, None, m.problem) for m in dependencies.manifests]
    if not found:
        return failed("nothing says what must be installed", looked_for(_MANIFESTS))
    if all(m.problem not in ("", NOT_READ) for m in dependencies.manifests):
        return partial(50, f"the manifest does not work elsewhere: {dependencies.manifests[0].problem}", *found)
    return passed(f"{found[0].path} says what must be installed", *found)


@check
def pinned(dependencies: DependencyFacts, *, share: int) -> Outcome:
    """Versions that are fixed, by pins or a lock file."""
    if dependencies.locks:
        return passed("a lock file fixes every version", *(Evidence(path) for path in dependencies.locks))
    everything = [(m.path, r) for m in dependencies.manifests for r in m.requirements if r.name != "python"]
    firmest = sorted(everything, key=lambda row: (row[1].pinned, _has_an_upper_bound(row[1].spec)))
    rows = list({r.name: (path, r) for path, r in firmest}.values())  # a name that is pinned anywhere is pinned
    fixed = sum(1 for _, r in rows if r.pinned)
    bounded = sum(1 for _, r in rows if not r.pinned and _has_an_upper_bound(r.spec))
    loose = [Evidence(path, r.line, f"{r.name}{r.spec}") for path, r in rows if not r.pinned]
    percent = (100 * fixed + 50 * bounded) // max(1, len(rows))
    message = f"{fixed} of {len(rows)} requirements name one version" + (f", {bounded} a range" if bounded else "")
    return graded(percent, share, message, loose[0] if loose else looked_for("versions"), *loose)


def _has_an_upper_bound(spec: str) -> bool:
    return "<" in spec or "~" in spec or "^" in spec or ".*" in spec


@check
def python_version(dependencies: DependencyFacts) -> Outcome:
    """A declared version of Python."""
    if dependencies.python_version:
        return passed("the Python version is declared", dependencies.python_version)
    if any(m.problem == NOT_READ for m in dependencies.manifests):
        return unknown("a manifest could not be read")
    looked = looked_for("requires-python, .python-version, runtime.txt, a Docker base image", "manifests")
    return failed("no Python version is declared", looked)


@check
def data_obtainable(data: DataFacts, readme: ReadmeFacts) -> Outcome:
    """The data is in the repository, or it is said where to get it."""
    if data.files:
        return passed("the data is in the repository", *data.files)
    if data.sources or data.collected:
        return passed("the code fetches its data", *data.sources, *data.collected)
    if data.stock:
        return passed("the data comes with a library or a public source", *data.stock.evidence)
    links = [Evidence(readme.path or "", link.line, link.url) for link in readme.links if link.role == "data"]
    if links:
        return passed("the README links to the data", *links)
    if (said := readme.content("data")).present:
        return partial(50, "the README names the data, but there is neither link nor file", *said.evidence)
    return failed("there is no way to get the data", looked_for("data files, download code, a link to the data"))


@check
def not_stock(data: DataFacts, *, tolerated: tuple[str, ...]) -> Outcome:
    """No data set that every tutorial uses."""
    stock = data.stock
    if stock is None or stock.id in tolerated:
        return passed("no tutorial data set")
    if data.collected:
        return partial(60, f"{stock.title} is known to every reviewer; data of your own is beside it", *stock.evidence)
    return failed(f"built on {stock.title}, which every reviewer has seen many times", *stock.evidence)


@check
def own_data(data: DataFacts) -> Outcome:
    """Data that the author collected."""
    if data.collected:
        return passed("the data was collected for this project", *data.collected)
    return failed("no code found that collects the data", looked_for("a scraper, API client, sensor or survey"))


@check
def dockerfile(deployment: DeploymentFacts) -> Outcome:
    """A container that runs it anywhere."""
    if deployment.dockerfiles:
        return passed("a Dockerfile says how to run it anywhere", *deployment.dockerfiles)
    if deployment.compose:
        return passed("a compose file says how to run it", *(Evidence(path) for path in deployment.compose))
    return failed("there is no Dockerfile", looked_for("Dockerfile, compose.yaml"))


@check
def host_config(deployment: DeploymentFacts) -> Outcome:
    """Configuration of a host, or a workflow that deploys."""
    if deployment.host_configs:
        return passed("the configuration of a host is there", *deployment.host_configs)
    deploys = [workflow.deploys for workflow in deployment.workflows if workflow.deploys]
    if deploys:
        return passed("a workflow deploys it", *deploys)
    if deployment.dockerfiles:
        return partial(50, "a Dockerfile, but no host is configured", *deployment.dockerfiles)
    looked = looked_for("Procfile, render.yaml, fly.toml, app.yaml, vercel.json, a Space's front matter")
    return failed("nothing says where it is deployed", looked)


@check
def demo_link(readme: ReadmeFacts, host: HostFacts | Unavailable, *, not_a_demo: tuple[str, ...]) -> Outcome:
    """A link to the running work: in the README, or at least in the About box."""
    found = readme.content("demo")
    if found.present:
        return passed("the README links to the running app", *found.evidence)
    homepage = "" if isinstance(host, Unavailable) else host.homepage
    if homepage.startswith("http") and not any(word in homepage.lower() for word in not_a_demo):
        about = Evidence("About box", None, homepage)
        return partial(70, "only the About box links to the running app; the README does not", about)
    return failed("no link to a running demo", looked_for("a link to the deployed app", readme.path or "README"))


@check
def findings_open(readme: ReadmeFacts, code: CodeFacts, notebooks: NotebookFacts) -> Outcome:
    """Findings of an analysis that a reader can open."""
    links = [Evidence(readme.path or "", link.line, link.url) for link in readme.links if link.role in _OPEN]
    if readme.content("demo").present or links or code.app_framework:
        places = (*readme.content("demo").evidence, *links, *code.app_at)
        return passed("the findings can be opened", *places)
    saved = [Evidence(n.path, None, f"{n.output_cells} saved outputs") for n in notebooks.notebooks if n.output_cells]
    if saved:
        message = "the findings can be read in a notebook here, but not in an app, a dashboard or a page"
        return partial(50, message, *saved)
    looked = looked_for("an app, a dashboard, a published page, a notebook with outputs")
    return failed("the findings can only be seen by running the code", looked)


@check
def end_to_end(project: ProjectFacts, *, stages: tuple[str, ...]) -> Outcome:
    """The whole way from problem to users."""
    shown = {stage.name: stage.evidence for stage in project.stages if stage.evidence}
    evidence = [places[0] for name, places in shown.items() if name in stages]
    if project.end_to_end:
        return passed("the whole way is there, from data to users", *evidence)
    missing = [stage for stage in stages if stage not in shown]
    have = len(stages) - len(missing)
    message = f"missing on the way: {', '.join(missing)}" if missing else "the stages are there but not joined"
    return graded(min(have, len(stages) - 1), len(stages), message, looked_for(", ".join(missing)), *evidence)


def _unread(deployment: DeploymentFacts) -> bool:
    return any(workflow.problem == NOT_READ for workflow in deployment.workflows)


@check
def ci(deployment: DeploymentFacts) -> Outcome:
    """A CI workflow that runs tests."""
    if not deployment.workflows:
        looked = looked_for(".github/workflows, .gitlab-ci.yml, …")
        return failed("no CI checks the code on each push", looked)
    tests = [workflow.tests for workflow in deployment.workflows if workflow.tests]
    if tests:
        return passed("CI runs the tests", *tests)
    if _unread(deployment):
        return unknown("a CI workflow could not be read")
    return partial(50, "CI is there but runs no tests", *(Evidence(w.path) for w in deployment.workflows))


@check
def ci_deploys(deployment: DeploymentFacts) -> Outcome:
    """A workflow that builds, deploys or retrains."""
    found = [place for w in deployment.workflows for place in (w.deploys, w.trains) if place]
    if found:
        return passed("a workflow builds, deploys or retrains", *found)
    if _unread(deployment):
        return unknown("a CI workflow could not be read")
    return failed(
        "no workflow builds, deploys or retrains", looked_for("build, deploy or training steps", "CI workflows")
    )


@check
def not_one_dump(history: HistoryFacts, *, commits: int) -> Outcome:
    """Work that came in steps."""
    message = f"{_count(history.commits, 'commit')} on {_days(history)}" + ("" if history.complete else ", and more")
    if not history.complete:
        return passed(message)
    return graded(history.commits - 1, commits - 1, message, Evidence("git log", None, message))


def _days(history: HistoryFacts) -> str:
    return _count(history.active_days, "day")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + "s" * (number != 1)


@check
def messages(history: HistoryFacts) -> Outcome:
    """Messages that say what changed."""
    if history.style == "good":
        return passed("most messages say what changed")
    samples = history.samples or (Evidence("git log"),)
    if history.style == "mixed":
        return partial(50, "some messages say what changed, some do not", *samples)
    if history.style == "poor":
        return failed("few messages say what changed", *samples)
    return passed("too few commits to judge their messages")


@check
def active_days(history: HistoryFacts, *, minimum: int) -> Outcome:
    """Work on several days."""
    message = f"commits on {_days(history)}"
    if not history.complete and history.active_days < minimum:
        return passed(message + ", and more before")
    return graded(history.active_days - 1, minimum - 1, message, Evidence("git log", None, message))


@check
def structure_shown(tree: TreeFacts, readme: ReadmeFacts, *, files: int) -> Outcome:
    """Where what is, told in the README of a repository that is not tiny."""
    if tree.files < files:
        return passed(f"{tree.files} files explain themselves")
    if (found := readme.content("structure")).present:
        return passed("the README shows where what is", *found.evidence)
    return failed(
        f"{tree.files} files, and the README does not say where what is",
        looked_for("a tree or list of files", readme.path or "README"),
    )
