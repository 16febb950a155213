"""What to type to run and to test a repository, as far as its files say."""

import posixpath
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import CodeFacts, RepoFacts, TreeFacts
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.skeletons.commands import chosen, image, patterns, quoted, setup, slug, usable

MOST = 3
MOST_NOTEBOOKS = 5
_DRAFT = re.compile(r"untitled|-copy\d|checkpoint")


def run(repo: RepoFacts) -> tuple[str, ...]:
    """What starts it: the steps of the pipeline, then the app; else its notebooks, else its image."""
    by = setup(repo).by
    code = repo.code
    if not isinstance(code, Unavailable):
        app = _app(repo, code)
        steps = _scripts(code, repo.tree, with_app=bool(app), library=_is_library(repo))
        if lines := (*steps, *app):
            return tuple(line if line.startswith("npx ") else f"{by}{line}" for line in lines)
    if not _is_library(repo) and (paths := _notebooks(repo)):
        program, first = _jupyter(repo, by)
        return (*first, *(f"{by}jupyter {program} {quoted(path)}" for path in paths))
    return _containers(repo)


def scripts(repo: RepoFacts) -> tuple[str, ...]:
    """What runs the steps of the pipeline, where no app does the work."""
    code = repo.code
    return () if isinstance(code, Unavailable) else _scripts(code, repo.tree, with_app=False, library=_is_library(repo))


def _is_library(repo: RepoFacts) -> bool:
    return not isinstance(repo.project, Unavailable) and repo.project.kind == "library"


def _app(repo: RepoFacts, code: CodeFacts) -> tuple[str, ...]:
    places = [at for at in code.app_at if usable(at.path)]
    if code.app_framework is None or not places:
        return ()
    steps = load("howto")["run"].get(code.app_framework)
    if not steps:
        return _node(repo)
    at = front(places)
    runs_itself = any(main.path == at.path and main != at for main in code.entry_points)
    if runs_itself and code.app_framework in ("flask", "quart", "fastapi", "starlette"):
        return (f"python {quoted(at.path)}",)
    named = module(at, code.app_framework)
    slots = {"path": quoted(at.path), **named, **_placed(named, at.path, code, repo.tree), **manage(repo.tree)}
    return _filled(steps, slots)


def front(places: list[Evidence]) -> Evidence:
    """The page a visitor meets first: pages of an app lie below it."""
    named = ("app", "main", "streamlit_app", "home", "index", "server", "api", "dashboard")
    ranks = {name: rank for rank, name in enumerate(named)}

    def rank(at: Evidence) -> tuple[bool, int, int]:
        return "pages" in at.path.split("/"), at.path.count("/"), ranks.get(_stem(at.path), len(ranks))

    return min(places, key=rank)


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0].lower()


def module(at: Evidence, framework: str) -> dict[str, str]:
    """The dotted name of an app's file, and the variable that the app is in, if both can be told."""
    maker = load("howto")["constructors"].get(framework)
    found = maker and re.match(rf"(\w{{1,60}})(?:\s*:[^=]{{1,60}})?\s*=\s*(?:[\w.]{{1,60}}\.)?{maker}\(", at.excerpt)
    dotted = at.path.removesuffix(".py").replace("/", ".")
    good = found and at.path.endswith(".py") and all(part.isidentifier() for part in dotted.split("."))
    return {"module": dotted, "variable": found[1]} if found and good else {}


def _placed(named: dict[str, str], path: str, code: CodeFacts, tree: TreeFacts | Unavailable) -> dict[str, str]:
    """Where a server looks for the app's module, and its name from there: from where the code's own imports find it."""
    if "module" not in named:
        return {}
    parts = named["module"].split(".")
    folder, paths = posixpath.dirname(path), () if isinstance(tree, Unavailable) else tree.paths
    for number, part in enumerate(parts[:-1]):
        inside = f"{'/'.join(parts[: number + 1])}/"
        if any(call.name == part and call.at.path.startswith(inside) for call in code.imports):
            break
    else:
        beside = {_stem(one) for one in paths if posixpath.dirname(one) == folder and one.endswith(".py")}
        near = any(call.name in beside and posixpath.dirname(call.at.path) == folder for call in code.imports)
        number = len(parts) - 1 if near else 0
    where = f"--app-dir {quoted('/'.join(parts[:number]))} " if number else ""
    return {"where": where, "module": ".".join(parts[number:])}


def manage(tree: TreeFacts | Unavailable) -> dict[str, str]:
    """The program by which a Django project is managed, quoted for a shell, if there is one."""
    paths = () if isinstance(tree, Unavailable) else tree.paths
    found = min((p for p in paths if posixpath.basename(p) == "manage.py" and usable(p)), key=len, default=None)
    return {"manage": quoted(found)} if found else {}


def _filled(lines: Iterable[str], slots: dict[str, str]) -> tuple[str, ...]:
    """The lines with their slots; none when one cannot be told."""
    try:
        return tuple(line.format(**slots) for line in lines)
    except KeyError:
        return ()


def _node(repo: RepoFacts) -> tuple[str, ...]:
    facts = repo.dependencies
    known = load("howto")["node"]
    for manifest in () if isinstance(facts, Unavailable) else facts.manifests:
        if manifest.path == "package.json":
            names = {requirement.name for requirement in manifest.requirements}
            return tuple(command for package, command in known.items() if package in names)[:1]
    return ()


def _scripts(code: CodeFacts, tree: TreeFacts | Unavailable, *, with_app: bool, library: bool) -> tuple[str, ...]:
    """The files that can be run, in the order of a pipeline; beside an app only those that are steps of one.

    What a library is for, its own scripts do not show; only a package that can be run as such does.
    """
    apps = {at.path for at in code.app_at}
    places = code.entry_points or tuple(at for at in code.work if _rank(at.path) < len(patterns("pipeline")))
    paths = dict.fromkeys(at.path for at in places if at.path.endswith(".py") and at.path not in apps)
    if library:
        return tuple(_script(path) for path in paths if _package(path))[:1]
    folders = [path for path in paths if "/" in path]
    own = [path for path in paths if not any(path.endswith(f"/{other}") for other in folders)]  # of copied folders one
    ranked = sorted((_rank(path), path) for path in own if usable(path) and _stem(path) not in patterns("helpers"))
    last = len(patterns("pipeline"))
    chosen = [path for rank, path in ranked if rank < (last if not with_app else last - 2)]
    if not chosen and not with_app and len(ranked) == 1:
        chosen = [ranked[0][1]]
    paths_there = () if isinstance(tree, Unavailable) else tree.paths
    commands = (_named(path, code, paths_there) for path in chosen)
    return tuple(command for command in commands if command)[:MOST]


def _named(path: str, code: CodeFacts, paths: Iterable[str]) -> str:
    """What runs a script, which finds a folder that it is in by its name only from above; empty when that is deeper."""
    parts = path.removesuffix(".py").split("/")
    beside = {_stem(one) for one in paths if posixpath.dirname(one) == posixpath.dirname(path)}
    for number, part in enumerate(parts[:-1]):
        inside = f"{'/'.join(parts[: number + 1])}/"
        if any(call.name == part and call.at.path.startswith(inside) for call in code.imports):
            if any(call.name in beside for call in code.imports) or not all(map(str.isidentifier, parts[number:])):
                break
            return "" if number else f"python -m {'.'.join(parts)}"
    return _script(path)


def _script(path: str) -> str:
    package = _package(path)
    return f"python -m {package}" if package else f"python {quoted(path)}"


def _package(path: str) -> str:
    """The package that this file runs, if it runs one."""
    folder, name = posixpath.split(path.removeprefix("src/"))
    return folder if name == "__main__.py" and folder.isidentifier() and folder.isascii() else ""


def _rank(path: str) -> int:
    words = patterns("pipeline")
    stem = _stem(path).strip("_")
    return next((rank for rank, word in enumerate(words) if word in stem), len(words))


def _notebooks(repo: RepoFacts) -> tuple[str, ...]:
    facts = repo.notebooks
    if isinstance(facts, Unavailable):
        return ()
    opened = (notebook.path for notebook in facts.notebooks if notebook.readable and usable(notebook.path))
    paths = [path for path in opened if not _DRAFT.search(posixpath.basename(path).lower())]
    if len(paths) <= MOST_NOTEBOOKS:
        return tuple(paths)
    folder = posixpath.commonpath([posixpath.dirname(path) for path in paths])
    return (folder,) if folder else ()


def _jupyter(repo: RepoFacts, by: str) -> tuple[str, tuple[str, ...]]:
    """The program that opens notebooks, and what installs it first where the repository's dependencies do not."""
    known = load("howto")["jupyter"]
    found = None if isinstance(repo.dependencies, Unavailable) else chosen(repo.dependencies)
    names = {requirement.name for requirement in found[1].requirements} if found else set()
    if not names.isdisjoint(known["notebook"]):
        return "notebook", ()
    if not names.isdisjoint(known["lab"]):
        return "lab", ()
    step = found[0] if found else {}
    ways = known["install_by"]
    line = ways.get(step.get("lock")) or ways.get(step.get("kind")) or known["install"]
    return "notebook", (line.format(by=by),)


def _containers(repo: RepoFacts) -> tuple[str, ...]:
    facts = repo.deployment
    if isinstance(facts, Unavailable):
        return ()
    if any("/" not in path for path in facts.compose):
        return ("docker compose up --build",)
    return (f"docker run --rm {slug(repo.name)}",) if image(repo).lines else ()


def tests(repo: RepoFacts) -> tuple[str, ...]:
    """What runs the tests; nothing when there are none or their runner cannot be told."""
    code = repo.code
    if isinstance(code, Unavailable) or not code.tests.files:
        return ()
    modules = {call.name for call in code.imports}
    by = setup(repo).by
    if "unittest" not in modules or "pytest" in modules | _declared(repo):
        return (f"{by}python -m pytest",)
    folders = {posixpath.dirname(path) or "." for path in code.tests.files}
    names = all(fnmatchcase(posixpath.basename(path), "test*.py") for path in code.tests.files)
    if len(folders) > 1 or not names or not all(map(usable, folders)):
        return ()
    return (f"{by}python -m unittest discover -s {quoted(folders.pop())}",)


def _declared(repo: RepoFacts) -> set[str]:
    facts = repo.dependencies
    manifests = () if isinstance(facts, Unavailable) else facts.manifests
    return {requirement.name for manifest in manifests for requirement in manifest.requirements}
