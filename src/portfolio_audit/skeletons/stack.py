"""What it is built with, as far as code and manifests say: tools, models, measures."""

import re
from collections.abc import Iterable
from posixpath import basename

from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.patterns import matcher

MOST_TOOLS = 14
MOST_MODELS = 3
MOST_METRICS = 4
_NAME = re.compile(r"[A-Z][A-Za-z0-9]{1,40}")
_SOURCE_LANGUAGES = ("R", "SQL", "Julia", "JavaScript", "TypeScript", "Java", "Go", "Rust", "C++", "C#", "Scala")


def tools(repo: RepoFacts) -> list[str]:
    """Languages, known libraries and services, in the order a reader expects."""
    found = [*_languages(repo), *_libraries(repo), *_services(repo)]
    return list(dict.fromkeys(found))[:MOST_TOOLS]


def _languages(repo: RepoFacts) -> Iterable[str]:
    code, notebooks = repo.code, repo.notebooks
    has_notebooks = not isinstance(notebooks, Unavailable) and bool(notebooks.notebooks)
    if not isinstance(code, Unavailable):
        if code.python_files or (has_notebooks and code.imports):
            yield "Python"
        yield from (name for name, _ in code.other_source if name in _SOURCE_LANGUAGES)
    if has_notebooks:
        yield "Jupyter"


def _libraries(repo: RepoFacts) -> Iterable[str]:
    """Those that are imported; of a package.json those that are declared."""
    names: set[str] = set()
    if not isinstance(repo.code, Unavailable):
        names |= {call.name for call in repo.code.imports}
    if not isinstance(repo.dependencies, Unavailable):
        declared = (m for m in repo.dependencies.manifests if m.kind == "package-json")
        names |= {requirement.name for manifest in declared for requirement in manifest.requirements}
    return (label for module, label in load("howto")["tools"].items() if module in names)


def _services(repo: RepoFacts) -> Iterable[str]:
    if not isinstance(repo.deployment, Unavailable):
        if repo.deployment.dockerfiles:
            yield "Docker"
        if any(workflow.system == "github-actions" for workflow in repo.deployment.workflows):
            yield "GitHub Actions"


def models(repo: RepoFacts) -> list[str]:
    """Classes that learn and that the code makes, in the order of the code; baselines are left out."""
    known = load("howto")["models"]
    found = filter(matcher(tuple(known["patterns"])), _made(repo))
    return [name for name in found if name not in (*known["baselines"], *known["wrappers"])][:MOST_MODELS]


def baselines(repo: RepoFacts) -> list[str]:
    """Baselines that the code makes."""
    return [name for name in _made(repo) if name in load("howto")["models"]["baselines"]]


def _made(repo: RepoFacts) -> list[str]:
    if isinstance(repo.code, Unavailable):
        return []
    names = (call.name.rpartition(".")[2] for call in repo.code.calls)
    return list(dict.fromkeys(name for name in names if _NAME.fullmatch(name)))


def metrics(repo: RepoFacts) -> list[str]:
    """What the code measures, by the names of scikit-learn's functions."""
    if isinstance(repo.code, Unavailable):
        return []
    called = {call.name.rpartition(".")[2] for call in repo.code.calls}
    return [label for name, label in load("howto")["metrics"].items() if name in called][:MOST_METRICS]


def loader(repo: RepoFacts, stock: str) -> str:
    """The full name of the call by which the code loads that stock data set, if it does."""
    if isinstance(repo.code, Unavailable):
        return ""
    known = next((entry.get("loaders", ()) for entry in load("datasets")["set"] if entry["id"] == stock), ())
    plain = {name for name in known if "(" not in name}
    return next((call.name for call in repo.code.calls if call.name in plain), "")


def shown_name(name: str) -> str:
    """A repository's name as a title: `bike_demand-forecast` is "Bike demand forecast"."""
    words = re.sub(r"[-_\s]+", " ", basename(name)).strip()
    return words[:1].upper() + words[1:] if words else name
