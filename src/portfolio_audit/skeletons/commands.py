"""What to type to install a repository, as far as its files say."""

import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import DependencyFacts, Manifest, RepoFacts
from portfolio_audit.model.values import NOT_READ, Unavailable
from portfolio_audit.skeletons.markup import address

_PATH = re.compile(r"[^\\]{1,200}")  # a backslash spells out what cannot be shown: that is not the file's name
_PLAIN = re.compile(r"[\w./-]+")  # letters of every script mean nothing to a shell
_VENV = ("python -m venv .venv", "source .venv/bin/activate  # Windows: .venv\\Scripts\\activate")


class Setup(Struct, frozen=True):
    """How the environment is made."""

    lines: tuple[str, ...]
    by: str = ""
    """What runs a command in the environment, such as `uv run `."""


def quoted(path: str) -> str:
    """The path for a shell; it is never an option."""
    plain = f"./{path}" if path.startswith("-") else path
    return plain if _PLAIN.fullmatch(plain) else shlex.quote(plain)


def slug(name: str) -> str:
    """The name in letters that every tool takes."""
    return re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-_")[:60] or "project"


def usable(path: str) -> bool:
    """Whether the path can be typed."""
    return bool(_PATH.fullmatch(path))


def patterns(key: str) -> tuple[str, ...]:
    """A list of `howto.toml`."""
    return tuple(load("howto")["patterns"][key])


def install(repo: RepoFacts) -> tuple[str, ...]:
    """From a fresh machine to a working environment; nothing when no file says how."""
    made = setup(repo)
    return (*_clone(repo), *made.lines) if made.lines else ()


def _clone(repo: RepoFacts) -> Iterator[str]:
    if url := address(repo.url):
        folder = posixpath.basename(url.rstrip("/")).removesuffix(".git")
        yield f"git clone {shlex.quote(url)}"
        yield f"cd {quoted(folder)}"


def setup(repo: RepoFacts) -> Setup:
    """How the dependencies are installed."""
    facts = repo.dependencies
    if isinstance(facts, Unavailable):
        return Setup(())
    found = chosen(facts)
    return _setup(repo.name, *found) if found else image(repo)


def chosen(facts: DependencyFacts) -> tuple[dict[str, Any], Manifest] | None:
    """The row of `howto.toml` by which to install, with its manifest: of those nearest to the root the surest."""
    found = [(step, manifest) for step, manifest in _steps(facts) if usable(manifest.path)]
    depth = min((manifest.path.count("/") for _, manifest in found), default=0)
    return next((pair for pair in found if pair[1].path.count("/") == depth), None)


def _steps(facts: DependencyFacts) -> Iterator[tuple[dict[str, Any], Manifest]]:
    """What fits a manifest, in the order of `howto.toml`."""
    for step in load("howto")["install"]:
        for manifest in facts.manifests:
            lock = posixpath.join(posixpath.dirname(manifest.path), step["lock"]) if "lock" in step else None
            if manifest.kind == step["kind"] and _sound(manifest, step) and (lock is None or lock in facts.locks):
                yield step, manifest


def _sound(manifest: Manifest, step: dict[str, Any]) -> bool:
    name = posixpath.basename(manifest.path).lower()
    aside = any(word in re.split(r"[^a-z]+", name) for word in patterns("not_to_install"))
    return not aside and manifest.problem in ("", NOT_READ) and bool(manifest.requirements or not step.get("filled"))


def _setup(name: str, step: dict[str, Any], manifest: Manifest) -> Setup:
    folder = posixpath.dirname(manifest.path)
    takes_path = any("{path}" in line for line in step["lines"])
    lines = [line.format(path=quoted(manifest.path), name=slug(name)) for line in step["lines"]]
    enter = [f"cd {quoted(folder)}"] if folder and not takes_path else []
    return Setup((*enter, *(_VENV if step.get("venv") else ()), *lines), "" if enter else step.get("by", ""))


def image(repo: RepoFacts) -> Setup:
    """How its image is built, if there is a Dockerfile at the root."""
    facts = repo.deployment
    if isinstance(facts, Unavailable) or not any(at.path == "Dockerfile" for at in facts.dockerfiles):
        return Setup(())
    return Setup((f"docker build -t {slug(repo.name)} .",))
