"""How the work reaches users: containers, hosts, pipelines."""

import re
from collections.abc import Iterator
from posixpath import basename

from portfolio_audit.facts.dockerfile import base_images, read_dockerfiles
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.texts import readme_path, readme_text
from portfolio_audit.facts.workflows import read_workflows
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import DeploymentFacts, ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 50
MAX_PAGES = 20
_API_DOCS = re.compile(
    r"(?<![\w/])(?:https?://[\w.:-]{1,100})?/(?:docs|redoc|swagger|apidocs|api-docs)/?(?![\w/.-])|swagger|openapi|redoc",
    re.IGNORECASE,
)
_COMPOSE = re.compile(r"^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$")
_SDK = re.compile(r"^sdk:\s*[\"']?(streamlit|gradio|docker|static)\b", re.IGNORECASE)
_FRONT_MATTER_LINES = 40


def read_deployment(snapshot: Snapshot, tree: TreeFacts) -> DeploymentFacts:
    """What is set up to run, build and ship the work."""
    compose = tuple(path for path in tree.paths if _COMPOSE.match(basename(path).lower()))[:MAX_FILES]
    return DeploymentFacts(
        dockerfiles=tuple(base_images(snapshot, tree))[:MAX_FILES],
        images=tuple(read_dockerfiles(snapshot, tree, compose)),
        compose=compose,
        host_configs=(*_hosts(snapshot, tree), *_spaces(snapshot, tree))[:MAX_FILES],
        workflows=tuple(read_workflows(snapshot, tree))[:MAX_FILES],
        pages=tuple(_pages(tree))[:MAX_PAGES],
        api_docs=_api_docs(snapshot, tree),
    )


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


def _hosts(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    hosts: dict[str, str] = load("deployment")["hosts"]
    for path in tree.paths:
        low = path.lower()
        host = hosts.get(basename(low)) or hosts.get("/".join(low.split("/")[-2:]))
        if host and not _is_empty(snapshot, path):
            yield Evidence(path, None, host)


def _is_empty(snapshot: Snapshot, path: str) -> bool:
    data = snapshot.read(path)
    return data is not None and not data.strip()


def _spaces(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    """The front matter by which Hugging Face runs a README's repository as an app."""
    for path in tree.paths:
        if path.lower() in ("readme.md", "readme"):
            lines = (decode((snapshot.read(path) or b"")[:4_000]) or "").removeprefix("\ufeff").split("\n")
            if lines[0].strip() == "---":
                for number, line in enumerate(lines[1:_FRONT_MATTER_LINES], 2):
                    if line.strip() == "---":
                        break
                    if _SDK.match(line):
                        yield Evidence(path, number, "Hugging Face Spaces")
