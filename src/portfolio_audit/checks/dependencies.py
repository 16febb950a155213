"""What is said about the environment."""

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import DependencyFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import NOT_READ, Evidence

_PACKAGING = "pyproject.toml, setup.py, setup.cfg, package.json with a name and a version"
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
