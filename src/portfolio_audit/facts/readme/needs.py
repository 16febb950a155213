"""What a command needs of the repository, and whether that is there."""

import re
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from portfolio_audit.facts.readme.installing import INSTALLERS
from portfolio_audit.facts.readme.shop import Need, Shop, values, words_of
from portfolio_audit.knowledge import load

_FILE = re.compile(r"(?:[\w .()@+,&'~%-]|[/\\]){1,200}\.(?:py|ipynb|sh|bat|ps1|js|mjs|ts|R|Rmd|qmd|jl|jar|sql|html)")
_CALL = re.compile(r"([A-Za-z_]\w*(?:\.\w+)*):([A-Za-z_]\w*)(?:[.(].*)?")
_KNOWN = load("commands")["needs"]


def need_of(command: str, shop: Shop) -> Need:
    """What a command without prompt and wrappers needs."""
    words = words_of(command)
    if not words:
        return Need()
    if words[0] in _KNOWN["pythons"] and words[1:2] == ["-m"] and words[2:3] and words[2] in _KNOWN["module_tools"]:
        words = words[2:]
    if words[:2] == ["uv", "pip"]:
        words = words[1:]
    if command.startswith(("install.packages(", "BiocManager::install(")):
        return Need(way="names")
    program = words[0].lower().removesuffix(".exe") if len(words) > 1 else words[0]
    handler = _PROGRAMS.get("pip" if re.fullmatch(r"pip3?(?:\.\d+)?", program) else program)
    if handler:
        return handler(words, shop)
    if program in _KNOWN["pythons"]:
        return _python(words, shop)
    if words[0] in _KNOWN["file_runners"]:
        return _started(_first_file(words[1:], shop), shop)
    if program.startswith(("./", ".\\")) and _FILE.fullmatch(program):
        return shop.file(program.replace("\\", "/"))
    if program.endswith(".py"):  # behind `uv run` and its like
        return _started(shop.file(program), shop)
    return _console(words, shop)


def _python(words: Sequence[str], shop: Shop) -> Need:
    rest = list(words[1:])
    while rest and rest[0].startswith("-") and rest[0] not in ("-m", "-c"):
        rest = rest[2:] if rest[0] in ("-W", "-X") else rest[1:]
    if rest[:1] == ["-m"] and rest[1:]:
        return _module(rest[1], shop)
    return _started(_first_file(rest[:1], shop), shop)


def _module(name: str, shop: Shop) -> Need:
    """The need of `python -m package.module`, when the package is the repository's own."""
    path = name.replace(".", "/")
    if not re.fullmatch(r"\w+(?:\.\w+)*", name):
        return Need()
    if need := _where(path, shop):
        return _started(need, shop)
    top = path.partition("/")[0]
    if not any(shop.file(f"{base}{top}/__init__.py").there for base in ("", "src/")) and "/" not in path:
        return Need()
    if not any(shop.tree.is_folder(f"{base}{top}") for base in (*_slashed(shop.bases()), "src/")):
        return Need()
    here = shop.tree.is_folder(path) or shop.tree.is_folder(f"src/{path}")
    missing = f"{path}/__main__.py" if here else f"{path}.py"
    return Need(missing, False, f"{missing} is not there")


def _slashed(bases: Sequence[str]) -> list[str]:
    return [f"{base}/" if base else "" for base in bases]


def _where(path: str, shop: Shop) -> Need | None:
    """The file that a module's path stands for."""
    for base in ("", "src/"):
        for ending in (".py", "/__main__.py"):
            if (need := shop.file(f"{base}{path}{ending}")).path:
                return need
    return None


def _server(words: Sequence[str], shop: Shop) -> Need:
    """uvicorn, gunicorn and the like: a module and a name that it defines."""
    inside = values(words, ("--app-dir", "--chdir"))
    called = next((found for word in words[1:] if (found := _CALL.fullmatch(word))), None)
    return _application(called[1], called[2], shop, inside[0] if inside else "") if called else Need()


def _application(module: str, name: str, shop: Shop, inside: str = "") -> Need:
    path = module.replace(".", "/")
    target = f"{inside.rstrip('/')}/{path}.py" if inside else f"{path}.py"
    choices = [target, f"src/{path}.py", f"{path}/__init__.py"]
    found = next((need for choice in choices if (need := shop.file(choice)).path), None)
    if found is None:
        top = path.partition("/")[0]
        known = path == top or any(shop.tree.is_folder(f"{base}{top}") for base in _slashed(shop.bases()))
        return shop.file(target) if known or top in _KNOWN["local_modules"] else Need(target)
    if name and shop.callables.defines(found.path, name) is False:
        return replace(found, target=target, there=False, problem=f"{found.path} does not define {name}")
    return replace(found, target=target)


def _flask(words: Sequence[str], shop: Shop) -> Need:
    if "run" not in words:
        return Need()
    app = next(iter(values(words, ("--app", "-A"))), "") or shop.app
    if not app:
        hidden = any(shop.tree.has(name, base) is not False for name in (".flaskenv", ".env") for base in shop.bases())
        names = ("app.py", "wsgi.py", "app/__init__.py", "wsgi/__init__.py")
        return Need() if hidden else shop.any_file(names, "neither app.py nor wsgi.py is there")
    module, _, name = app.partition(":")
    if module.endswith(".py"):
        return shop.file(module)
    return _application(module, name.partition("(")[0], shop) if re.fullmatch(r"[\w.]+", module) else Need()


def _pytest(words: Sequence[str], shop: Shop) -> Need:
    named = [word.partition("::")[0] for word in words[1:] if not word.startswith("-")]
    paths = [word for word in named if word.endswith(".py") or "/" in word or word in ("test", "tests")]
    return shop.file(paths[0]) if paths and re.fullmatch(r"[\w./\\-]+", paths[0]) else Need()


def _console(words: Sequence[str], shop: Shop) -> Need:
    """A command of the project's own, as its packaging declares it."""
    call = shop.callables.console_scripts().get(words[0], "")
    module, _, name = call.partition(":")
    return _application(module, name.partition(".")[0], shop) if call else Need()


def _first_file(words: Sequence[str], shop: Shop) -> Need:
    """The first file among the words; one whose name has spaces may have been written without quotes."""
    for number, word in enumerate(words):
        if word.startswith("-") or (number and words[number - 1] in _KNOWN["output_options"]):
            continue
        if _FILE.fullmatch(word):
            need = shop.file(word.replace("\\", "/"))
            tails = (" ".join(words[start : number + 1]) for start in range(max(0, number - 8), number))
            return need if need.there else next((n for tail in tails if (n := shop.file(tail)).there), need)
    return Need()


def _started(need: Need, shop: Shop) -> Need:
    return replace(need, idle=need.path.endswith(".py") and shop.callables.is_idle(need.path))


_PROGRAMS: dict[str, Callable[[Sequence[str], Shop], Need]] = {
    **INSTALLERS,
    "uvicorn": _server,
    "gunicorn": _server,
    "hypercorn": _server,
    "waitress-serve": _server,
    "daphne": _server,
    "flask": _flask,
    "pytest": _pytest,
}
