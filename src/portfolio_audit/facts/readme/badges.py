"""What badges claim, and whether the tree bears it out. A badge about somebody else is left alone."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Badge
from portfolio_audit.text import shown

MAX_BADGES = 100
_OWNER_NAME = r"([^/\s]{1,100})/([^/\s?#]{1,100}?)"
_KINDS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (claim, subject, re.compile(pattern, re.IGNORECASE))
    for claim, subject, pattern in (
        ("workflow", "", rf"https?://github\.com/{_OWNER_NAME}/actions/workflows/([^\s?#]{{1,200}}?)/badge\.svg"),
        (
            "workflow",
            "",
            rf"https?://img\.shields\.io/github/actions/workflow/status/{_OWNER_NAME}/([^/\s?#]{{1,200}})",
        ),
        ("ci", "", rf"https?://github\.com/{_OWNER_NAME}/workflows/[^\s?#]{{1,200}}?/badge\.svg"),
        ("ci", "", rf"https?://img\.shields\.io/github/workflow/status/{_OWNER_NAME}(?:/|$)"),
        ("workflow", ".travis.yml", rf"https?://(?:\w+\.)?travis-ci\.(?:org|com)/{_OWNER_NAME}\.(?:svg|png)"),
        ("workflow", ".travis.yml", rf"https?://img\.shields\.io/travis/(?:com/)?{_OWNER_NAME}(?:[./?#]|$)"),
        (
            "workflow",
            ".circleci/config.yml",
            rf"https?://circleci\.com/gh/{_OWNER_NAME}(?:/tree/\S{{1,80}}|)\.(?:svg|png)",
        ),
        ("license", "", rf"https?://img\.shields\.io/github/license/{_OWNER_NAME}(?:[.?#]|$)"),
    )
)
_RELATIVE = re.compile(r"\.\./\.\./actions/workflows/([^\s?#/]{1,200})/badge\.svg", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"(?:your|tu|seu|votre|dein)[-_]?(?:user|name|github|org|account|usuario|nome|nom)\w*|user-?_?name|<.{1,60}>|owner|github_username",
    re.IGNORECASE,
)
_CI_LABELS = frozenset(("build", "ci", "ci/cd", "tests", "test", "pipeline", "build status", "ci status"))
_GOOD = frozenset(("passing", "passed", "pass", "success", "successful", "green", "ok"))
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,2})?\s?%")


def badges(blocks: Iterable[Block], tree: Tree) -> tuple[Badge, ...]:
    """Every badge whose claim can be looked up."""
    return tuple(_found(blocks, tree))[:MAX_BADGES]


def _found(blocks: Iterable[Block], tree: Tree) -> Iterator[Badge]:
    for block in blocks:
        for picture in block.images:
            url = picture.url.strip()[:1_000]
            if badge := _live(url, picture.line, tree) or _painted(url, picture.line, tree):
                yield badge


def _live(url: str, line: int, tree: Tree) -> Badge | None:
    """A badge that a service draws from a repository."""
    if found := _RELATIVE.match(url):
        return _workflow(url, line, tree.name, f".github/workflows/{unquote(found[1])}", tree)
    for claim, subject, pattern in _KINDS:
        if not (found := pattern.match(url)):
            continue
        repository = f"{unquote(found[1])}/{unquote(found[2]).removesuffix('.git')}"
        if claim == "workflow":
            named = subject or f".github/workflows/{unquote(found[3])}"
            return _workflow(url, line, repository, named, tree)
        if claim == "license":
            return Badge(shown(url), line, claim, "", shown(repository), *_unless_template(repository, None, ""))
        none = not has_ci(tree) if _is_own(repository, tree) else False
        return Badge(
            shown(url), line, claim, "", shown(repository),
            *_unless_template(repository, False if none else None, "the repository has no CI" if none else ""),
        )  # fmt: skip
    return None


def _workflow(url: str, line: int, repository: str, path: str, tree: Tree) -> Badge:
    """A badge of one CI configuration; those of the host itself lie in folders of their own and have no file."""
    looked_up = _is_own(repository, tree) and path.count("/") <= 2
    there = tree.has(path) if looked_up else None
    problem = f"{path} is not there" if there is False else ""
    return Badge(
        shown(url), line, "workflow", shown(path), shown(repository), *_unless_template(repository, there, problem)
    )


def _unless_template(repository: str, holds: bool | None, problem: str) -> tuple[bool | None, str]:
    if _TEMPLATE.fullmatch(repository.partition("/")[0]):
        return False, f"{shown(repository)} is a template's name"
    return holds, problem


def _is_own(repository: str, tree: Tree) -> bool:
    return repository.rpartition("/")[2].lower() == tree.name.lower()


def has_ci(tree: Tree) -> bool:
    """Whether the configuration of any CI is in the tree, or may be."""
    known = (".github/workflows", *load("deployment")["ci"], "Jenkinsfile", ".gitlab-ci.yml")
    return any(tree.has(path) is not False for path in known)


def _painted(url: str, line: int, tree: Tree) -> Badge | None:
    """A badge that says the same for ever."""
    label, message = (text.strip().lower() for text in _words(url))
    if label in _CI_LABELS and message.strip("!✓✔✅ ") in _GOOD:
        none = not has_ci(tree)
        return Badge(shown(url), line, "ci", holds=False if none else None, problem="the repository has no CI" * none)
    if label in ("coverage", "code coverage", "test coverage") and _PERCENT.search(message):
        return Badge(shown(url), line, "coverage", shown(message))
    if label in ("license", "licence", "licencia", "licença", "lizenz"):
        return Badge(shown(url), line, "license", shown(message))
    return None


def _words(url: str) -> tuple[str, str]:
    """Label and message of a badge made by hand; empty when it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    if parts.netloc.lower() not in ("img.shields.io", "shields.io"):
        return "", ""
    if parts.path == "/static/v1":
        given = parse_qs(parts.query[:500], max_num_fields=20)
        return given.get("label", [""])[0], given.get("message", [""])[0]
    if not parts.path.startswith("/badge/"):
        return "", ""
    text = unquote(parts.path.removeprefix("/badge/")).replace("--", "\0").replace("__", "\1").replace("_", " ")
    pieces = [piece.replace("\0", "-").replace("\1", "_") for piece in text.split("-")]
    return (pieces[0], pieces[1]) if len(pieces) >= 3 else ("", "")
