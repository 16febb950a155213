"""What commands need that install, build or make."""

import posixpath
import re
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from portfolio_audit.facts.readme.callable import plain
from portfolio_audit.facts.readme.shop import TAKES_VALUE, Need, Shop, first_unmet, positional, values
from portfolio_audit.knowledge import load

_URL = re.compile(r"(?:git\+|\w{2,10}://|git@)")
_KNOWN = load("commands")["needs"]
_PIP_VALUE = frozenset(_KNOWN["pip_takes_value"])
_MAKEFILES = ("Makefile", "makefile", "GNUmakefile")
_COMPOSE = tuple(_KNOWN["compose_files"])


def _pip(words: Sequence[str], shop: Shop) -> Need:
    if words[1:2] not in (["install"], ["sync"]):
        return Need()
    files = values(words, ("-r", "--requirement"))
    named = positional(words[2:], _PIP_VALUE)
    if words[1] == "sync":
        files, named = [*files, *named], []
    local = [value for value in (*values(words, ("-e", "--editable")), *named) if _is_local(value)]
    if files or local:
        needs = [*(shop.file(file.rstrip("."), "manifest") for file in files), *(_package(p, shop) for p in local)]
        return first_unmet(needs)
    if named and re.fullmatch(r"[\w.-]*requirements[\w.-]*\.txt", named[0]) and shop.file(named[0]).there:
        return Need(named[0], False, f"pip takes {named[0]} for a package; it wants `-r` before a file", way="manifest")
    return _names(named, shop)


def _is_local(value: str) -> bool:
    return value.partition("[")[0] in (".", "./", "..", ".\\") or value.startswith(("./", "../"))


def _package(value: str, shop: Shop) -> Need:
    """The need of a folder that pip can install."""
    folder = value.partition("[")[0].rstrip("/\\")
    if folder.endswith((".whl", ".gz", ".zip")):
        return Need()
    files = [posixpath.normpath(f"{folder}/{name}") for name in ("pyproject.toml", "setup.py")]
    return shop.any_file(files, f"neither {' nor '.join(files)} is there", "manifest")


def _names(named: Sequence[str], shop: Shop) -> Need:
    """Packages given by name: the project itself, or those it needs."""
    packages = [word for word in named if not _URL.match(word) and "/" not in word and not word.endswith(".whl")]
    if len(packages) < len(named) or not packages:
        return Need()
    own = plain(re.split(r"[\[=<>!~@]", packages[0])[0]) in shop.callables.own_names()
    return Need(way="package" if own else "" if set(packages) <= set(_KNOWN["setup_packages"]) else "names")


def _conda(words: Sequence[str], shop: Shop) -> Need:
    if words[1:2] == ["env"] and words[2:3] in (["create"], ["update"]):
        files = values(words, ("-f", "--file"))
        if files:
            return shop.file(files[0], "manifest")
        return shop.any_file(("environment.yml", "environment.yaml"), "environment.yml is not there", "manifest")
    if words[1:2] in (["install"], ["create"]):
        if files := values(words, ("--file",)):
            return shop.file(files[0], "manifest")
        return Need(way="names") if words[1] == "install" else Need()
    return Need()


def _pyproject_tool(words: Sequence[str], shop: Shop) -> Need:
    """poetry, pdm, uv, rye, hatch: all but adding by name need a pyproject.toml."""
    if words[1:2] == ["add"]:
        return Need(way="names")
    if words[1:2] in (["install"], ["sync"], ["lock"], ["build"], ["shell"]):
        return shop.file("pyproject.toml", "manifest" if words[1] in ("install", "sync") else "")
    return Need()


def _pipenv(words: Sequence[str], shop: Shop) -> Need:
    if words[1:2] not in (["install"], ["sync"]):
        return Need()
    if files := values(words, ("-r", "--requirements")):
        return shop.file(files[0], "manifest")
    if positional(words[2:]):
        return Need(way="names")
    return shop.any_file(("Pipfile", "requirements.txt"), "Pipfile is not there", "manifest")


def _npm(words: Sequence[str], shop: Shop) -> Need:
    inside = values(words, ("--prefix", "--cwd", "-C"))
    package = f"{inside[0].rstrip('/')}/package.json" if inside else "package.json"
    rest = positional(words[1:], TAKES_VALUE | {"--prefix", "--cwd", "-C", "-w", "--workspace", "--filter"})
    verb = rest[0] if rest else "install"
    need = shop.file(package, "manifest")
    if verb in ("install", "i", "ci"):
        return Need(way="" if {"-g", "--global"} & set(words) else "names") if rest[1:] else need
    script = rest[1] if verb == "run" and rest[1:] else verb if verb in _KNOWN["npm_scripts"] else ""
    if not script or not need.path or (verb == "start" and shop.file("server.js").there):
        return replace(need, way="") if script else Need()
    known = [shop.callables.npm_scripts(path) for path in shop.tree.places("package.json")]
    if any(scripts is None or script in scripts for scripts in known):
        return replace(need, way="")
    return replace(need, there=False, problem=f"{need.path} has no script {script}", way="")


def _docker(words: Sequence[str], shop: Shop) -> Need:
    if words[0] == "docker" and words[1:2] == ["compose"]:
        return _compose(words[1:], shop)
    verbs = words[1:3] if words[1:2] in (["buildx"], ["image"]) else ["", *words[1:2]]
    if verbs[1:] != ["build"]:
        return Need()
    files = values(words, ("-f", "--file"))
    context = positional(words[1:], TAKES_VALUE | {"-t", "-f", "--file"})[len([v for v in verbs if v]) :][:1]
    if not context or _URL.match(context[0]) or context[0] == "-":
        return Need()
    name = files[0] if files else f"{context[0].rstrip('/')}/Dockerfile"
    return replace(shop.file(name, "container"), target=name.removeprefix("./"))


def _compose(words: Sequence[str], shop: Shop) -> Need:
    verb = next((word for word in words[1:] if word in _KNOWN["compose_verbs"]), None)
    if verb is None:
        return Need()
    files = values(words[: words.index(verb)], ("-f", "--file"))
    if files:
        return first_unmet([shop.file(file, "container") for file in files])
    above = shop.folder.split("/")
    folders = ["/".join(above[:depth]) for depth in range(len(above), 0, -1)]
    names = [f"{folder}/{name}" for folder in folders for name in _COMPOSE if folder]
    return shop.any_file([*_COMPOSE, *names], f"{_COMPOSE[0]} is not there", "container")


def _make(words: Sequence[str], shop: Shop) -> Need:
    if values(words, ("-f", "-C")):
        return Need()
    need = shop.any_file(_MAKEFILES, "Makefile is not there")
    wanted = [word for word in positional(words[1:]) if "=" not in word][:1]
    if not wanted or not need.path or shop.file(wanted[0]).there:
        return need
    # A README seldom says in which of several folders; that it is in one of them is enough.
    known = [shop.callables.make_targets(path) for name in _MAKEFILES for path in shop.tree.places(name)]
    if any(targets is None or wanted[0] in targets for targets in known):
        return need
    return replace(need, there=False, problem=f"{need.path} has no target {wanted[0]}")


def _copied(words: Sequence[str], shop: Shop) -> Need:
    named = positional(words[1:])
    return shop.file(named[0]) if len(named) >= 2 else Need()


def _pipeline(words: Sequence[str], shop: Shop) -> Need:
    return shop.file("dvc.yaml") if words[1:2] == ["repro"] and not words[2:] else Need()


def _renv(_words: Sequence[str], shop: Shop) -> Need:
    return shop.file("renv.lock", "manifest")


INSTALLERS: dict[str, Callable[[Sequence[str], Shop], Need]] = {
    "pip": _pip,
    "conda": _conda,
    "mamba": _conda,
    "micromamba": _conda,
    "poetry": _pyproject_tool,
    "pdm": _pyproject_tool,
    "uv": _pyproject_tool,
    "rye": _pyproject_tool,
    "pipenv": _pipenv,
    "npm": _npm,
    "yarn": _npm,
    "pnpm": _npm,
    "bun": _npm,
    "docker": _docker,
    "docker-compose": _compose,
    "make": _make,
    "cp": _copied,
    "dvc": _pipeline,
    "renv::restore()": _renv,
}
