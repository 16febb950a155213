"""Dockerfiles read as a build would read them, and held against the tree. What is not certain is not said."""

import re
from collections.abc import Iterator
from posixpath import basename

from portfolio_audit.facts.dockerfile.context import Tree, read_builds
from portfolio_audit.facts.dockerfile.judging import Reading
from portfolio_audit.facts.dockerfile.stages import stages
from portfolio_audit.facts.dockerfile.syntax import NoDockerfile
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.model.facts import Dockerfile, TreeFacts
from portfolio_audit.model.values import NOT_READ, Evidence, Snapshot
from portfolio_audit.text import decode, shown

__all__ = ["base_images", "is_dockerfile", "read_dockerfiles"]

MAX_FILES = 50
_FROM = re.compile(r"^\s*FROM\s+(?:--\S{1,100}\s+)?(\S{1,200})(?:\s+AS\s+(\S{1,100}))?", re.IGNORECASE)
_OTHERS = (".dockerignore", ".md", ".txt", ".py", ".template", ".tmpl", ".tpl", ".j2", ".jinja", ".erb", ".sh")


def is_dockerfile(path: str) -> bool:
    """Whether a file says how an image is built."""
    name = basename(path).lower()
    if name.endswith(_OTHERS):
        return False
    return name in ("dockerfile", "containerfile") or name.startswith("dockerfile.") or name.endswith(".dockerfile")


def base_images(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    """The base image of each Dockerfile of the tree, as written."""
    for path in tree.paths:
        if is_dockerfile(path):
            yield _base_image(path, decode(snapshot.read(path) or b"") or "")


def _base_image(path: str, text: str) -> Evidence:
    """The image that the last stage stands on; a stage of the same file is followed to its own image."""
    stages: dict[str, tuple[str, int]] = {}
    last: tuple[str, int] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if found := _FROM.match(line[:500]):
            last = stages.get(found[1].lower(), (found[1], number))
            if found[2]:
                stages[found[2].lower()] = last
    return Evidence(path, last[1], shown(last[0])) if last else Evidence(path)


def read_dockerfiles(snapshot: Snapshot, tree: TreeFacts, compose: tuple[str, ...]) -> Iterator[Dockerfile]:
    """Each Dockerfile of the author's; those of tests, examples and editors are left out."""
    paths = [path for path in tree.paths if is_dockerfile(path) and not _is_aside(path)][:MAX_FILES]
    if not paths:
        return
    whole = Tree(snapshot)
    builds = read_builds(snapshot, compose)
    for path in paths:
        data = snapshot.read(path)
        text = decode(data) if data is not None else None
        if text is None:
            yield Dockerfile(path, problem=NOT_READ if data is None else "no text")
            continue
        if not text.strip():
            yield Dockerfile(path, missing=(Evidence(path, 1, "the file is empty"),))
            continue
        try:
            found = stages(text)
        except NoDockerfile as error:
            yield Dockerfile(path, problem=shown(str(error)))
            continue
        yield Reading(path, found, whole, builds).facts()


def _is_aside(path: str) -> bool:
    return is_aside(path) or ".devcontainer" in path.split("/")
