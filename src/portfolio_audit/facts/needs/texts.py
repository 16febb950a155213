"""The texts that tell a reader or a machine what to do: READMEs, settings, containers, scripts. Read when asked for."""

import re
from collections.abc import Iterator
from functools import cached_property
from posixpath import basename

from portfolio_audit.facts.paths import is_test, suffix
from portfolio_audit.facts.texts import readme_text
from portfolio_audit.knowledge import lock_ecosystem
from portfolio_audit.model.facts import ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 80
MAX_CHARS = 100_000
MAX_ALL_CHARS = 1_500_000
_PROSE = (".md", ".rst", ".txt", ".adoc")
_STEPS = (".sh", ".bash", ".ps1", ".bat", ".mk")
_SETTINGS = (".yml", ".yaml", ".toml", ".ini", ".cfg", ".tf", ".service", ".conf")
_NAMED = frozenset({"makefile", "justfile", "procfile", "jenkinsfile", "app.json", "vercel.json", "dvc.lock"})
_TEMPLATE = re.compile(
    r"(?:^|[._-])(?:example|sample|template|dist|default|defaults|tpl|tmpl|exemplo|ejemplo)(?:[._-]|$)"
)


class Texts:
    """The telling texts of a repository; tests are left out."""

    def __init__(self, snapshot: Snapshot, tree: TreeFacts, readme: ReadmeFacts) -> None:
        self.snapshot = snapshot
        self.tree = tree
        self.readme_facts = readme

    @cached_property
    def readme(self) -> str:
        """The README as written."""
        return readme_text(self.snapshot, self.tree, self.readme_facts)

    @cached_property
    def prose(self) -> tuple[tuple[str, str], ...]:
        """(path, text) of what a person reads, the README first."""
        path = self.readme_facts.path or "README"
        others = (path for path in self.tree.paths if suffix(path) in _PROSE and path != self.readme_facts.path)
        return ((path, self.readme), *self._read(others))

    @cached_property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """(path, text) of what a machine runs: container files, scripts, makefiles, pipelines."""
        return tuple(self._read(path for path in self.tree.paths if _is_step(path)))

    @cached_property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """(path, text) of settings, and of templates for them, these first."""
        found = [path for path in self.tree.paths if is_template(path) or is_environment(path) or _is_setting(path)]
        return tuple(self._read(sorted(found, key=lambda path: (not is_template(path), path.count("/"), path))))

    def everything(self) -> Iterator[tuple[str, str]]:
        """(path, text) of all of them."""
        yield from self.settings
        yield from self.steps
        yield from self.prose

    def _read(self, paths: Iterator[str] | list[str]) -> Iterator[tuple[str, str]]:
        left = MAX_ALL_CHARS
        for path in [path for path in paths if not is_test(path) and not lock_ecosystem(path)][:MAX_FILES]:
            text = (decode((self.snapshot.read(path) or b"")[: MAX_CHARS * 2]) or "")[: min(MAX_CHARS, left)]
            left -= len(text)
            if text:
                yield path, text


def is_template(path: str) -> bool:
    """Whether a file shows by its name which settings to make."""
    name = basename(path).lower()
    return ("env" in name or "secrets" in name) and bool(_TEMPLATE.search(name)) and suffix(path) not in (".py", ".md")


def is_environment(path: str) -> bool:
    """Whether a file of the name `.env` holds settings."""
    name = basename(path).lower()
    return name.startswith(".env") or name.endswith(".env")


def _is_step(path: str) -> bool:
    name = basename(path).lower()
    container = name.startswith(("dockerfile", "containerfile")) or name.endswith(".dockerfile")
    return container or name in _NAMED or suffix(path) in (*_STEPS, ".yml", ".yaml")


def _is_setting(path: str) -> bool:
    name = basename(path).lower()
    return suffix(path) in _SETTINGS or name in _NAMED or name.startswith("dockerfile")


def place(path: str, text: str, offset: int) -> Evidence:
    """Where in a text something stands, with its line."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return Evidence(path, text.count("\n", 0, offset) + 1, shown(text[start : end if end >= 0 else None]))
