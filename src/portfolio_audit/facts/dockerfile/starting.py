"""What a container starts, by its `CMD` and `ENTRYPOINT`."""

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from posixpath import basename

from msgspec import Struct

from portfolio_audit.facts.dockerfile.stages import Stage
from portfolio_audit.facts.dockerfile.syntax import Instruction, expanded

_OPERATORS = re.compile(r"[;&|<>`]|\$\(")
_SETTING = re.compile(r"^[A-Za-z_]\w*=\S*$")
_MODULE = re.compile(r"^([A-Za-z_][\w.]{0,200}):[A-Za-z_][\w.]*(?:\(.{0,100}\))?$")
_QUOTED_LIST = re.compile(r"^\[\s*['\u2018\u2019\u201c\u201d]")
_PYTHON = re.compile(r"^python(?:\d(?:\.\d{1,2})?)?$")
_WRAPPERS = frozenset({"exec", "tini", "dumb-init", "--", "/usr/bin/env", "env"})
_FLAGS_WITH_VALUE = frozenset({"-W", "-X"})


class Start(Struct, frozen=True):
    """The one command that a container runs."""

    program: str
    """`python`, `uvicorn`, `gunicorn`, `streamlit`, `flask`, `script` or `node`."""
    target: str
    """File as written, or dotted module."""
    words: tuple[str, ...]
    """The arguments after the program."""
    module: bool = False
    line: int = 0


def is_broken(instruction: Instruction | None) -> bool:
    """Whether it looks like a JSON list and is none, so that a shell is asked to run brackets."""
    text = instruction.arguments if instruction else ""
    return bool(instruction) and bool(_QUOTED_LIST.match(text)) and text.endswith("]") and "," in text


def read_start(stage: Stage) -> Start | None:
    """What is started, if that is certain."""
    told = _words(stage)
    if told is None:
        return None
    words, line = told
    while words and (
        words[0] in ("exec", "tini", "dumb-init", "--", "/usr/bin/env", "env") or _SETTING.match(words[0])
    ):
        words = words[1:]
    return _start(words, stage.environment, line) if words else None


def _words(stage: Stage) -> tuple[list[str], int] | None:
    entry, command = stage.entry, stage.command
    last = entry or command
    if last is None or (stage.shell and last.listed() is None):
        return None
    if entry is None:
        words = _split(command, stage)
    elif entry.listed() is None or command is None:
        words = _split(entry, stage)
    else:
        first, rest = _split(entry, stage), command.listed()
        words = [*first, *rest] if first is not None and rest is not None else None
    return (words, last.line) if words is not None else None


def _split(instruction: Instruction | None, stage: Stage) -> list[str] | None:
    if instruction is None:
        return None
    if (listed := instruction.listed()) is not None:
        if len(listed) == 3 and basename(listed[0]) in ("sh", "bash") and listed[1] in ("-c", "-lc"):
            return _shell(listed[2], stage)
        return list(listed)
    return _shell(instruction.arguments, stage)


def _shell(text: str, stage: Stage) -> list[str] | None:
    """The words of a single plain command."""
    if _OPERATORS.search(text) or len(text) > 2_000:
        return None
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    return [expanded(word, stage.environment) or word for word in words]


def _start(words: list[str], environment: Mapping[str, str | None], line: int) -> Start | None:
    program = basename(words[0])
    rest = words[1:]
    if _PYTHON.match(program):
        return _python(rest, environment, line)
    if program in ("sh", "bash") and rest and rest[0].endswith(".sh"):
        return Start("script", rest[0], tuple(rest[1:]), line=line)
    if words[0].endswith(".sh") and "/" in words[0]:
        return Start("script", words[0], tuple(rest), line=line)
    if program == "Rscript":
        return _first_file("script", rest, (".r", ".R"), line)
    if program == "node":
        return _first_file("node", rest[:1], (".js", ".mjs", ".cjs"), line)
    reader = _RUNNERS.get(program)
    return reader(rest, environment, line) if reader else None


def _python(words: list[str], environment: Mapping[str, str | None], line: int) -> Start | None:
    while words and words[0].startswith("-") and words[0] not in ("-m", "-c", "-"):
        words = words[2:] if words[0] in _FLAGS_WITH_VALUE else words[1:]
    if len(words) > 1 and words[0] == "-m":
        reader = _RUNNERS.get(words[1])
        return reader(words[2:], environment, line) if reader else None
    return Start("python", words[0], tuple(words[1:]), line=line) if words and words[0].endswith(".py") else None


def _first_file(program: str, words: Iterable[str], endings: tuple[str, ...], line: int) -> Start | None:
    listed = tuple(words)
    found = next((word for word in listed if word.endswith(endings) and not word.startswith("-")), None)
    return Start(program, found, listed, line=line) if found and "://" not in found else None


def _server(program: str) -> Callable[[list[str], Mapping[str, str | None], int], Start | None]:
    def read(words: list[str], _environment: Mapping[str, str | None], line: int) -> Start | None:
        found = next((match for word in words if not word.startswith("-") and (match := _MODULE.match(word))), None)
        return Start(program, found[1], tuple(words), module=True, line=line) if found else None

    return read


def _streamlit(words: list[str], _environment: Mapping[str, str | None], line: int) -> Start | None:
    return _first_file("streamlit", words[1:], (".py",), line) if words[:1] == ["run"] else None


def _flask(words: list[str], environment: Mapping[str, str | None], line: int) -> Start | None:
    if "run" not in words:
        return None
    app = option(words, "--app", "-A") or environment.get("FLASK_APP")
    if not app:
        return None
    name = app.partition(":")[0]
    module = not name.endswith(".py")
    return Start("flask", name, tuple(words), module=module, line=line) if re.match(r"^[\w./-]+$", name) else None


_RUNNERS = {
    "uvicorn": _server("uvicorn"),
    "gunicorn": _server("gunicorn"),
    "hypercorn": _server("hypercorn"),
    "streamlit": _streamlit,
    "flask": _flask,
}


def option(words: Iterable[str], *names: str) -> str | None:
    """The value of an option, given as `--name value` or `--name=value`."""
    listed = tuple(words)
    for at, word in enumerate(listed):
        name, equals, value = word.partition("=")
        if name in names:
            return value if equals else listed[at + 1] if at + 1 < len(listed) else None
    return None
