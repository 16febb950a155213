"""What the tasks of a repository run: makefiles, scripts of packages, environments of testers, shell scripts."""

import ast
import configparser
import re
from collections.abc import Callable, Iterator
from posixpath import basename, normpath
from typing import Any

from msgspec import Struct, field

from portfolio_audit.facts.ci.shell_lines import joined
from portfolio_audit.facts.guarded import Unreadable, read_json, read_toml, read_yaml
from portfolio_audit.facts.syntax import parsed
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode

Tasks = dict[str, list[str]]
"""The lines that a task runs, by its name; that of `""` is what runs when none is named."""
ANY = "*"
"""The task that stands for those that have no lines of their own."""
NOTHING = ":"
"""The line of a task that has none."""
MAX_FILES = 50
MAX_TASKS = 500
_TARGET = re.compile(r"^@?([\w./%$(){}-][^:=#\t]{0,200}?)\s*::?(?![=:])([^#=]{0,1000})")
_RECIPE = re.compile(r"^@?([A-Za-z_][\w-]{0,80})\b[^:]{0,200}:(?!=)(.{0,1000})")
_VARIABLE = re.compile(r"^([A-Za-z_]\w{0,60})\s*[:?+]{0,2}=\s*(.{0,300})$", re.MULTILINE)
_USED = re.compile(r"\$[({]([A-Za-z_]\w{0,60})[)}]")


class TaskBook(Struct):
    """The tasks of one repository, each file read when it is asked for."""

    snapshot: Snapshot
    tree: TreeFacts
    _read: dict[str, list[tuple[str, Tasks | None]]] = field(default_factory=dict)

    def lines(self, kind: str, name: str) -> list[str] | None:
        """The lines that a task of that name runs in any file of the kind; none when there is no such task.

        `None` when that cannot be told.
        """
        files = [tasks for _, tasks in self._files(kind)]
        found = [line for tasks in files if tasks for line in self._named(tasks, name)]
        return None if not found and None in files else found

    def script(self, path: str) -> list[str] | None:
        """The lines of a script of the tree; `None` when it is there and cannot be read, none when it is not."""
        path = normpath(path.removeprefix("$GITHUB_WORKSPACE/"))
        # Nobody says in which folder a command runs, so that the end of a path will do.
        found = next((one for one in self.tree.paths if one == path or one.endswith(f"/{path}")), None)
        if found is None:
            return []
        try:
            return joined(_text(self.snapshot.read(found))) or [NOTHING]
        except Unreadable:
            return None

    def everything(self) -> Iterator[tuple[str, str]]:
        """(path, line) of every task."""
        for kind in _KINDS:
            for path, tasks in self._files(kind):
                for name, lines in (tasks or {}).items():
                    yield from ((path, line) for line in lines if name)

    def action(self, folder: str) -> Any:
        """The steps of an action that the repository holds; `None` when there is none."""
        for name in ("action.yml", "action.yaml"):
            try:
                document = read_yaml(self.snapshot.read(normpath(f"{folder}/{name}")) or b"")
            except Unreadable:
                continue
            if isinstance(document, dict) and isinstance(runs := document.get("runs"), dict):
                return runs.get("steps")
        return None

    def _named(self, tasks: Tasks, name: str) -> list[str]:
        if "$" in name:  # a matrix says which
            return [line for lines in tasks.values() for line in lines]
        name = name if name in tasks else ANY
        return (tasks[name] or [NOTHING]) if name in tasks else []

    def _files(self, kind: str) -> list[tuple[str, Tasks | None]]:
        if kind not in self._read:
            names, read = _KINDS[kind]
            paths = [path for path in self.tree.paths if basename(path).lower().endswith(names)][:MAX_FILES]
            named = [path for path in paths if basename(path).lower() in names or kind == "make"]
            self._read[kind] = [(path, _tasks(self.snapshot.read(path), read)) for path in named]
        return self._read[kind]


def _tasks(data: bytes | None, read: Callable[[bytes], Tasks | None]) -> Tasks | None:
    if data is None:
        return None
    try:
        return read(data)
    except Unreadable:
        return None


def _text(data: bytes | None) -> str:
    text = decode(data) if data is not None else None
    if text is None or "\0" in text:
        raise Unreadable("no text")
    return text


def _make(data: bytes) -> Tasks | None:
    text = _text(data)
    values = {"MAKE": "make"} | {found[1]: found[2] for found in _VARIABLE.finditer(text)}
    lines = re.sub(r"\\\r?\n\s*", " ", _USED.sub(lambda used: values.get(used[1], used[0]), text)).split("\n")
    return _recipes(lines, _TARGET, "make", every=True)


def _just(data: bytes) -> Tasks | None:
    return _recipes(_text(data).split("\n"), _RECIPE, "just", every=False)


def _recipes(lines: list[str], target: re.Pattern[str], tool: str, *, every: bool) -> Tasks:
    """Targets with their lines; what a target needs first is a line that runs it."""
    tasks: Tasks = {}
    needs: list[tuple[str, str]] = []
    names: list[str] = []
    for line in lines:
        if line[:1] in ("\t", " "):
            bare = line.strip().lstrip("@+ ")
            for name in names if bare and not bare.startswith("#") else []:
                tasks[name].append(f"{bare.lstrip('-')} || true" if bare.startswith("-") else bare)
        elif (found := target.match(line)) and len(tasks) < MAX_TASKS:
            names = found[1].split() if every else [found[1]]
            tasks |= {name: tasks.get(name, []) for name in names}
            needs += [(name, word.strip("()|&")) for name in names for word in found[2].split()]
    for name, need in needs:
        if need in tasks:  # others are files
            tasks[name].append(f"{tool} {need}")
    return tasks | {"": next((tasks[name] for name in tasks if not name.startswith(".")), [])}


def _taskfile(data: bytes) -> Tasks | None:
    document = read_yaml(data)
    tasks = document.get("tasks") if isinstance(document, dict) else None
    found = {str(name): list(_task(task)) for name, task in tasks.items()} if isinstance(tasks, dict) else {}
    return found | {"": found.get("default", [])}


def _task(task: Any) -> Iterator[str]:
    """The lines of a task, and the tasks that it needs or calls."""
    for item in _listed(task.get("cmds", task.get("cmd")) if isinstance(task, dict) else task):
        if isinstance(item, dict):
            item = item.get("cmd") or f"task {item.get('task', '')}"
        yield from joined(str(item))
    for item in _listed(task.get("deps")) if isinstance(task, dict) else ():
        yield f"task {item.get('task', '') if isinstance(item, dict) else item}"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _package(data: bytes) -> Tasks | None:
    document = read_json(data)
    return dict(_tables(document, 0))


def _pyproject(data: bytes) -> Tasks | None:
    """Scripts and tasks of whatever tool: hatch, pdm, poe, pixi, rye, taskipy."""
    return dict(_tables(read_toml(data), 0))


def _tables(table: Any, depth: int) -> Iterator[tuple[str, list[str]]]:
    for key, value in table.items() if isinstance(table, dict) and depth < 6 else ():
        if key in ("scripts", "tasks") and isinstance(value, dict):
            yield from ((name, list(_texts(said))) for name, said in value.items())
        else:
            yield from _tables(value, depth + 1)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        words = [item for item in value if isinstance(item, str)]
        yield from words
        yield " ".join(words)  # a command may be given word by word
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _tox(data: bytes) -> Tasks | None:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(_text(data))
    except configparser.Error as error:
        raise Unreadable(str(error)) from None
    found = {name: joined(parser.get(name, "commands", fallback="") or "") for name in parser.sections()}
    usual = found.get("testenv", [])
    named = {name[len("testenv:") :]: lines or usual for name, lines in found.items() if name.startswith("testenv:")}
    return named | {ANY: usual, "": [line for lines in (usual, *named.values()) for line in lines]}


def _nox(data: bytes) -> Tasks | None:
    module = parsed(_text(data))
    if not isinstance(module, ast.Module):
        raise Unreadable("no Python")
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    found = {node.name: list(_ran(node)) for node in functions}
    return found | {"": [line for lines in found.values() for line in lines]}


def _ran(function: ast.FunctionDef) -> Iterator[str]:
    """The commands of a session, as far as they are literal."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("run"):
            literal = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
            yield " ".join(word for word in literal if isinstance(word, str))


_KINDS: dict[str, tuple[tuple[str, ...], Callable[[bytes], Tasks | None]]] = {
    "make": (("makefile", ".mk"), _make),
    "just": (("justfile", ".justfile"), _just),
    "task": (("taskfile.yml", "taskfile.yaml"), _taskfile),
    "package": (("package.json",), _package),
    "python": (("pyproject.toml", "pixi.toml"), _pyproject),
    "tox": (("tox.ini", "setup.cfg"), _tox),
    "nox": (("noxfile.py",), _nox),
}
