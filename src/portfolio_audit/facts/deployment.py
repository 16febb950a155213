"""How the work reaches users: containers, hosts, pipelines."""

import re
from collections.abc import Iterator
from itertools import islice
from posixpath import basename

from portfolio_audit.facts.addresses import read_addresses
from portfolio_audit.facts.ci.workflows import read_workflows
from portfolio_audit.facts.dockerfile import base_images, read_dockerfiles
from portfolio_audit.facts.hosts import read_hosts, read_services
from portfolio_audit.facts.needs.installing import installed
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.texts import readme_path, readme_text
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import DeploymentFacts, Dockerfile, ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 50
MAX_PAGES = 20
_TOOLS = frozenset({"pip", "setuptools", "wheel", "poetry", "uv", "pipenv", "pdm", "hatch", "build", "virtualenv"})
_API_DOCS = re.compile(
    r"(?<![\w/])(?:https?://[\w.:-]{1,100})?/(?:docs|redoc|swagger|apidocs|api-docs)/?(?![\w/.-])|swagger|openapi|redoc",
    re.IGNORECASE,
)
_COMPOSE = re.compile(r"^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$")


def read_deployment(snapshot: Snapshot, tree: TreeFacts) -> DeploymentFacts:
    """What is set up to run, build and ship the work."""
    compose = tuple(path for path in tree.paths if _COMPOSE.match(basename(path).lower()))[:MAX_FILES]
    services = tuple(read_services(snapshot, compose))
    images = tuple(read_dockerfiles(snapshot, tree, compose))
    hosts = tuple(islice(read_hosts(snapshot, tree), MAX_FILES))
    return DeploymentFacts(
        dockerfiles=tuple(base_images(snapshot, tree))[:MAX_FILES],
        images=images,
        compose=compose,
        services=tuple(place for place, _ in services)[:MAX_FILES],
        published=tuple(place for place, published in services if published)[:MAX_FILES],
        host_configs=tuple(place for place, _ in hosts),
        serving=tuple(serves for _, serves in hosts if serves),
        workflows=tuple(read_workflows(snapshot, tree))[:MAX_FILES],
        pages=tuple(_pages(tree))[:MAX_PAGES],
        api_docs=_api_docs(snapshot, tree),
        installs=tuple(_installs(snapshot, images))[:MAX_FILES],
        addresses=tuple(read_addresses(snapshot, tree)),
    )


def _installs(snapshot: Snapshot, images: tuple[Dockerfile, ...]) -> Iterator[Evidence]:
    """Lines of Dockerfiles that install packages by their names."""
    for image in images:
        lines = (decode(snapshot.read(image.path) or b"") or "").split("\n")
        for number, line in enumerate(lines, 1):
            if line.lstrip().upper().startswith("RUN ") and set(installed(line)) - _TOOLS:
                yield Evidence(image.path, number, shown(line.strip()))


def _pages(tree: TreeFacts) -> Iterator[Evidence]:
    known = tuple(load("deployment")["pages"]["endings"])
    return (Evidence(path) for path in tree.paths if path.lower().endswith(known) and not is_aside(path))


def _api_docs(snapshot: Snapshot, tree: TreeFacts) -> Evidence | None:
    """The line of the README that leads to an API's interactive documentation."""
    text = readme_text(snapshot, tree, ReadmeFacts())
    words: list[str] = load("deployment")["pages"]["documentation"]
    low = text.lower()
    if not any(word in low for word in words):
        return None
    for number, line in enumerate(text.split("\n"), 1):
        if _API_DOCS.search(line):
            return Evidence(readme_path(tree, ReadmeFacts()) or "", number, shown(line))
    return None
