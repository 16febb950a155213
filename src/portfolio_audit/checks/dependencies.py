"""What is said about the environment."""

from msgspec.structs import replace

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.knowledge import ecosystem, lock_ecosystem
from portfolio_audit.model.facts import DependencyFacts, DeploymentFacts, NeedsFacts
from portfolio_audit.model.rules import Outcome, State
from portfolio_audit.model.values import EMPTY, NOT_READ, Evidence, Unavailable

_PACKAGING = "pyproject.toml, setup.py, setup.cfg, package.json with a name and a version"
_MANIFESTS = (
    "requirements.txt, pyproject.toml, environment.yml, Pipfile, setup.py, lock files, headers of scripts, "
    "manifests of other languages"
)
_VERSIONS = (
    "requires-python, .python-version, runtime.txt, .tool-versions, mise.toml, lock files, a Docker image, settings of "
    "hosts and workflows, the README"
)
_LISTED = 5


@check
def manifest(
    dependencies: DependencyFacts, needs: NeedsFacts | Unavailable, deployment: DeploymentFacts | Unavailable
) -> Outcome:
    """A file that declares what must be installed: for Python, or in a project without for any other language."""
    ours = [m for m in dependencies.manifests if ecosystem(m.kind) == "Python"]
    python = [m for m in ours if m.problem != EMPTY]
    locks = [path for path in dependencies.locks if lock_ecosystem(path) == "Python"]
    sound = [m for m in python if m.problem in ("", NOT_READ)]
    broken = [m for m in python if m not in sound]
    found = [Evidence(m.path, None, m.problem) for m in (*sound, *broken)]
    if broken and not locks and not any(m.requirements or m.problem for m in sound):
        first = Evidence(broken[0].path, None, broken[0].problem)
        return partial(50, f"the manifest does not work elsewhere: {broken[0].problem}", first, *found)
    if found or locks:
        places = [*found, *(Evidence(path) for path in locks)]
        return passed(f"{places[0].path} says what must be installed", *places)
    if ours:
        return failed(f"{ours[0].path} says nothing", *(Evidence(m.path, None, m.problem) for m in ours))
    outcome = _without_python(dependencies, needs)
    installs = () if isinstance(deployment, Unavailable) else deployment.installs
    if installs and outcome.state is State.FAIL:
        return partial(50, f"only {installs[0].path} says what must be installed", *installs)
    return outcome


def _without_python(dependencies: DependencyFacts, needs: NeedsFacts | Unavailable) -> Outcome:
    """What is said when only other languages have a manifest, which tells nothing of the Python beside them."""
    others = [*(m.path for m in dependencies.manifests), *dependencies.locks]
    packages = () if isinstance(needs, Unavailable) else needs.packages
    lacking = [package for package in packages if not package.way]
    if others and not lacking:
        return passed(f"{others[0]} says what must be installed", *(Evidence(path) for path in others))
    places = [package.at for package in lacking]
    if others:
        names = ", ".join(package.distribution for package in lacking[:_LISTED])
        return failed(f"{others[0]} is not for Python, and nothing says that its code needs {names}", *places)
    outcome = failed("nothing says what must be installed", looked_for(_MANIFESTS), *places)
    return replace(outcome, absence=not places)  # code that was not read cannot need less


@check
def pinned(dependencies: DependencyFacts, *, share: int) -> Outcome:
    """Versions that are fixed, by pins, constraints or a lock file of the same language."""
    locked = {lock_ecosystem(path) for path in dependencies.locks}
    open_ = [m for m in dependencies.manifests if ecosystem(m.kind) not in locked]
    everything = [(m.path, r) for m in open_ for r in m.requirements if r.name != "python"]
    if locked and not everything:
        return passed("a lock file fixes every version", *(Evidence(path) for path in dependencies.locks))
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
def python_version(dependencies: DependencyFacts, *, told: int) -> Outcome:
    """A declared version of Python.

    Args:
        told: credit when only people are told: no tool reads a sentence, and nothing fails when it grows old.
    """
    if dependencies.python_versions:
        return passed("the Python version is declared", *dependencies.python_versions)
    unread = [m.path for m in dependencies.manifests if m.problem == NOT_READ and ecosystem(m.kind) == "Python"]
    if unread or dependencies.python_unread:
        return unknown(f"{[*unread, dependencies.python_unread][0]} could not be read")
    if dependencies.python_told:
        places = dependencies.python_told
        return partial(told, f"{places[0].path} tells people the Python version, but no file tells tools", *places)
    return failed("no Python version is declared", looked_for(_VERSIONS))


@check
def packaging(dependencies: DependencyFacts) -> Outcome:
    """A library that can be installed under a name and a version."""
    read = [package for package in dependencies.packages if not package.problem]
    if not read:
        if dependencies.packages:
            return unknown(f"{dependencies.packages[0].path}: {dependencies.packages[0].problem}")
        return failed("nothing makes the code installable", looked_for(_PACKAGING))
    best = max(read, key=lambda package: (package.version, package.build))
    place = best.name or Evidence(best.path)
    lacks = [what for what, there in (("a version", best.version), ("a [build-system]", best.build)) if not there]
    if lacks:
        return partial(60, f"{best.path} names the library, but lacks {' and '.join(lacks)}", place)
    return passed(f"{best.path} makes it installable", place)
