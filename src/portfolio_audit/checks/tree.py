"""What is kept in git, and what had better not be."""

from portfolio_audit.checks.outcomes import failed, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import CodeFacts, DependencyFacts, HostFacts, NotebookFacts, TreeFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.text import counted, numbered


@check
def gitignore(
    tree: TreeFacts,
    code: CodeFacts,
    notebooks: NotebookFacts,
    dependencies: DependencyFacts,
    *,
    dotenv: tuple[str, ...],
    essential: int,
    other: int,
) -> Outcome:
    """An ignore file that keeps out what this stack leaves behind.

    Args:
        dotenv: modules that read settings and secrets from a file.
        essential: what a missing pattern takes off, in per cent.
        other: the same for what only some tools leave behind.
    """
    if tree.gitignore is None and ".gitignore" in tree.paths:
        return failed("the .gitignore keeps nothing out", Evidence(".gitignore"))
    if tree.gitignore is None:
        return failed("there is no .gitignore", looked_for(".gitignore"))
    wanted = {
        "__pycache__/": essential if _imports_itself(tree, code) else 0,
        "node_modules/": essential if any(m.kind == "package-json" for m in dependencies.manifests) else 0,
        ".env": essential if any(call.name in dotenv for call in code.imports) else 0,
        ".ipynb_checkpoints/": other if notebooks.notebooks else 0,
    }
    missing = {name: cost for name, cost in wanted.items() if cost and name not in tree.ignored}
    place = Evidence(tree.gitignore)
    if not missing:
        return passed("an ignore file keeps clutter out", place)
    return partial(max(10, 100 - sum(missing.values())), f"{tree.gitignore} lets in {', '.join(missing)}", place)


def _imports_itself(tree: TreeFacts, code: CodeFacts) -> bool:
    """Whether Python files import each other, which leaves caches behind."""
    scripts = [path for path in tree.paths if path.endswith(".py")]
    own = {part.removesuffix(".py") for path in scripts for part in path.split("/")}
    return bool(code.tests.files) or any(call.name in own for call in code.imports)


@check
def no_junk(tree: TreeFacts) -> Outcome:
    """Nothing committed that a machine made: caches, checkpoints, virtual environments."""
    found = [*(Evidence(path) for path in tree.vendored), *(Evidence(path) for path in tree.junk)]
    if not found:
        return passed("nothing is committed that a machine made")
    count = len(tree.vendored) + len(tree.junk)
    message = numbered(count, "{} generated file or folder committed", "{} generated files or folders committed")
    return partial(50, message, *found) if count <= 2 and not tree.vendored else failed(message, *found)


@check
def no_large_files(tree: TreeFacts, *, data: tuple[str, ...]) -> Outcome:
    """No whole data set in git."""
    found = [at for at in tree.large if at.path.lower().endswith(data)]
    if not found:
        return passed("no large data file is committed")
    return failed(f"{len(found)} data files over 10 MB in git", *found)


@check
def no_big_files(
    tree: TreeFacts,
    host: HostFacts | Unavailable,
    *,
    data: tuple[str, ...],
    several: int,
    repository: int,
) -> Outcome:
    """No model, archive or film in git that makes every clone slow; data is another rule's.

    Args:
        several: files over 10 MB that are too many.
        repository: megabytes of all history from which the host's figure says that something is too large.
    """
    found = [at for at in tree.large if not at.path.lower().endswith(data)]
    huge = [at for at in tree.huge if not at.path.lower().endswith(data)]
    if huge:
        return failed(f"{counted(len(huge), 'file')} of over 50 MB in git, where GitHub warns", *huge)
    if len(found) >= several:
        return partial(40, f"{counted(len(found), 'file')} of over 10 MB in git", *found)
    size = None if isinstance(host, Unavailable) else host.size_kb // 1_000
    if size is not None and size > repository and not tree.large:
        message = f"the repository weighs {size} MB, so something in it or in its history is too large"
        return partial(60, message, Evidence("the whole repository", None, f"{size} MB on the host"))
    if tree.unsized and size is None:
        return unknown(f"the size of {counted(tree.unsized, 'file')} is not known")
    return passed("no large file is in the way of a clone")
