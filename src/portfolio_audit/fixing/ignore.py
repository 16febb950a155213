"""An ignore file for what the repository is built with: the table `[[ignore]]` of `trees.toml`."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from portfolio_audit.facts.ignoring import IgnoreFile
from portfolio_audit.facts.paths import is_cache, is_junk, suffix, words
from portfolio_audit.facts.vendored import below
from portfolio_audit.fixing.changeable import appended, editable, listed
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.values import Advice, Change
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import CodeFacts, DependencyFacts, NeedsFacts, NotebookFacts, RepoFacts, TreeFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.text import shown

RULE = "git-ignore"
PATH = ".gitignore"
SECRETS = ".env"
_ALWAYS = "any"


class Group(NamedTuple):
    """Lines of one sort."""

    title: str
    lines: tuple[str, ...]


def fix_ignore(bench: Bench) -> Iterator[Made]:
    """A `.gitignore` for the stack, or what the one at the root lacks; nothing that is committed gets ignored."""
    tree = bench.repo.tree
    if not bench.wants(RULE) or isinstance(tree, Unavailable):
        return
    old = editable(bench, PATH)
    if old is None and bench.has(PATH):
        yield f"{PATH} was left alone: it is no plain text file."
        return
    groups = [group for group in _groups(bench.repo, everything=not old) if group.lines]
    kept, held = _without_committed(
        _missing(groups, old or "", tree.ignored if old else ()), list(_to_protect(bench, tree))
    )
    if kept:
        below_it = "# Left behind by tools\n" + "\n".join(line for group in kept for line in group.lines)
        new = appended(f"{old.rstrip()}\n\n" if old.strip() else "", [below_it]) if old else _whole(kept)
        yield Change(PATH, old, new, "Keeps out of git what tools leave behind.", (RULE,), notes=tuple(_notes(held)))
    elif held:
        yield f"{PATH} was left alone: {_committed(held)}."
    if SECRETS in tree.credentials:
        yield Advice(
            f"{SECRETS} is committed: ignoring it takes nothing out of git. What stands in it is public and has to be "
            "changed where it is used.",
            (f"git rm --cached {SECRETS}",),
            (RULE,),
        )


def _whole(groups: Iterable[Group]) -> str:
    parts = ("\n".join((f"# {group.title}", *group.lines)) for group in groups)
    return "\n\n".join(parts) + "\n"


def _notes(held: list[tuple[str, str]]) -> Iterator[str]:
    if held:
        yield f"Not ignored, because git has it: {_committed(held)}."


def _committed(held: list[tuple[str, str]]) -> str:
    return listed(f"{line} would ignore {shown(path, 80)}, which is committed" for line, path in held[:5])


def _groups(repo: RepoFacts, *, everything: bool) -> Iterator[Group]:
    """What the stack leaves behind; to an ignore file of the author's nothing is added about systems and editors."""
    stack = _stack(repo) | ({_ALWAYS} if everything else set())
    rows: list[dict[str, Any]] = load("trees")["ignore"]
    seen: set[str] = set()
    for row in rows:
        if not stack.isdisjoint(row["of"]):
            yield Group(row["title"], tuple(line for line in row["lines"] if line not in seen))
            seen.update(row["lines"])


def _stack(repo: RepoFacts) -> set[str]:
    """Modules that the code imports, and the words of the table."""
    found: set[str] = set()
    if isinstance(repo.code, CodeFacts):
        found |= {call.name for call in repo.code.imports}
        found |= {"python"} if repo.code.python_files or found else set()
        found |= {"python-tests"} if repo.code.tests.files else set()
        found |= {"r"} if any(name in ("R", "R Markdown") for name, _ in repo.code.other_source) else set()
    if isinstance(repo.notebooks, NotebookFacts):
        found |= {"notebooks"} if repo.notebooks.notebooks else set()
        found |= {"python"} if any(one.language in ("python", "") for one in repo.notebooks.notebooks) else set()
    if isinstance(repo.dependencies, DependencyFacts):
        found |= {"node"} if any(m.kind == "package-json" for m in repo.dependencies.manifests) else set()
        packages = repo.dependencies.packages
        found |= {"packaging"} if any(one.path.endswith((".py", ".cfg", ".toml")) for one in packages) else set()
    return found | ({"made-models"} if _makes_models(repo) else set())


def _makes_models(repo: RepoFacts) -> bool:
    """Whether the code saves a model that no app needs in the repository, and none is committed."""
    needs, tree = repo.needs, repo.tree
    if not isinstance(needs, NeedsFacts) or not isinstance(tree, TreeFacts):
        return False
    committed = any(suffix(path) in words("models") for path in tree.paths)
    return needs.saves is not None and not committed and not any(model.served for model in needs.models)


def _missing(groups: Iterable[Group], text: str, elsewhere: tuple[str, ...]) -> list[Group]:
    """Of each group what an ignore file does not keep out so far."""
    samples = {line: path for row in load("trees")["ignore"] for line, path in row["lines"].items()}
    there = IgnoreFile(text.split("\n"))
    plain = {*elsewhere, *(line.strip() for line in text.split("\n"))}
    return [
        Group(group.title, tuple(line for line in group.lines if line not in plain and not there.covers(samples[line])))
        for group in groups
    ]


def _to_protect(bench: Bench, tree: TreeFacts) -> Iterator[str]:
    """Committed paths that are no clutter: these are meant to stay in git."""
    roots = frozenset(tree.vendored)
    for entry in bench.snapshot.entries:
        clutter = is_cache(entry.path) or is_junk(entry.path) or below(entry.path, roots)
        if not clutter and entry.path not in tree.credentials:
            yield entry.path


def _without_committed(groups: list[Group], paths: list[str]) -> tuple[list[Group], list[tuple[str, str]]]:
    """The groups without lines that fit something committed, and those lines, each with the first such path."""
    found = ((line, _first_covered(line, paths)) for group in groups for line in group.lines)
    held = {line: path for line, path in found if path}
    kept = (Group(group.title, tuple(line for line in group.lines if line not in held)) for group in groups)
    return [group for group in kept if group.lines], list(held.items())


def _first_covered(line: str, paths: list[str]) -> str | None:
    """The first path that a line means; most are told by the letters that it asks for."""
    letters, pattern = max(re.split(r"[*?/]|\[[^\]]*\]", line), key=len), IgnoreFile([line])
    return next((path for path in paths if letters in path and pattern.covers(path)), None)


def ignores(bench: Bench, path: str) -> bool:
    """Whether the `.gitignore` at the root, as it would now be, leaves a path out."""
    return IgnoreFile((editable(bench, PATH) or "").split("\n")).covers(path)
