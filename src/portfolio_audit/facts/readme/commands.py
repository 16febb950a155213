"""Commands that a README tells its reader to run, and whether what they need is there."""

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Command
from portfolio_audit.text import shown

MAX_COMMANDS = 300
_PROMPT = re.compile(
    r"\s{0,40}(?:\([\w.-]{1,30}\)\s?)?"
    r"(?:[\w.@:~/\\-]{0,40}[$%>❯➜]\s{0,3}|>>>\s|!\s{0,2}|PS [^>\n]{1,60}>\s?|C:[^>\n]{0,60}>\s?)?"
)
_STEP = re.compile(r"(?:[-*•]|\d{1,2}[.)]|[a-z]\))\s+")
_CHAIN = re.compile(r"\s(?:&&|\|\||;|\|)\s|\s&&|;\s")
_FOLDER = re.compile(r"([\w-]{1,60})[`'\"/]{0,2} (?:directory|folder)\b|\b(?:directory|folder) [`'\"]?([\w-]{1,60})")
_REMARK = re.compile(r"\s#\s.*$")
_ENV = re.compile(r"(?:[A-Z_]{2,40}=\S{0,80} )")
_KNOWN = load("commands")
_END = r"(?:(?<=\()|(?!\w))"


def _any(patterns: list[str], flags: int = 0) -> re.Pattern[str]:
    """One expression for all of the patterns."""
    return re.compile("(?:" + "|".join(patterns).replace("{py}", _KNOWN["python"]) + ")", flags)


_WRAPPER = re.compile(_any(_KNOWN["wrappers"]).pattern + " ")
# Whatever a project's own environment runs is the project.
_RUNNER = re.compile(r"(?:poetry|uv|pipenv|pdm|rye|hatch) run \w")
_HEAD = _any(_KNOWN["heads"], re.IGNORECASE)
_INSIDE = _any(_KNOWN["inside"])
# Prose starts with a capital, "Make predictions" is no command; only the steps of an installation are often written so.
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role["name"], re.compile(_any(role["patterns"]).pattern + _END, re.IGNORECASE if role["name"] == "install" else 0))
    for role in _KNOWN["roles"]
)
_FENCES = frozenset(_KNOWN["fences"])
_TARGET = re.compile(
    r"(?<![\w/.])(?:\./)?[\w./\\-]*[\w-]+\.(?:py|ipynb|txt|ya?ml|toml|sh|js|R|Rmd|jl|jar|html|bat|lock)\b"
)
_MODULE = re.compile(r"(?:uvicorn|gunicorn|hypercorn|flask --app|waitress-serve)\s+(?:-\S+(?: \d+)? )*([\w.]+):\w+")
_UNSURE = re.compile(r"[<>{}$*\[\]]|path/to|your|example|\.\.\.|…|http", re.IGNORECASE)


def commands(blocks: list[Block], tree: Tree) -> tuple[Command, ...]:
    """Every command in reading order, with its role and whether the file it needs exists."""
    found: list[Command] = []
    folder = ""
    spoken = _spoken_folders(blocks)
    for text, line in _candidates(blocks):
        for piece in _CHAIN.split(_REMARK.sub("", text)):
            if (role := role_of(piece)) is None:
                continue
            if piece.split()[:1] == ["cd"]:
                folder = _entered(piece, folder, tree)
            target = _target(piece) if role != "other" else None
            resolves = _resolves(target, piece, folder, tree)
            if resolves is False and target and tree.elsewhere(target) & spoken:
                resolves = None  # "run it in the app directory" says in words what `cd` says in code
            found.append(Command(shown(piece), line, role, target, resolves))
            if len(found) >= MAX_COMMANDS:
                return tuple(found)
    return tuple(found)


@lru_cache(maxsize=4_096)
def role_of(text: str) -> str | None:
    """`install`, `run`, `test` or `other`; `None` when it is no command that is known."""
    command = bare(text)
    if not _HEAD.match(command) and not _RUNNER.match(text.lstrip("$ ")):
        return None
    role = next((role for role, pattern in _ROLES if pattern.match(command)), None)
    return role or ("run" if _RUNNER.match(text.lstrip("$ ")) else None)


def bare(text: str) -> str:
    """The command without prompt, variables and wrappers."""
    match = _PROMPT.match(text)
    command = (text[match.end() :] if match else text).strip()
    command = _STEP.sub("", command, count=1) if _STEP.match(command) else command
    for _ in range(3):
        for prefix in (_ENV, _WRAPPER):
            if found := prefix.match(command):
                command = command[found.end() :].lstrip()
    return " ".join(command[:500].split())


def _candidates(blocks: list[Block]) -> Iterator[tuple[str, int]]:
    for block in blocks:
        if block.kind == "code":
            if block.language in _FENCES:
                yield from _code_lines(block)
        elif block.kind != "heading":
            yield from _prose_commands(block)


def _code_lines(block: Block) -> Iterator[tuple[str, int]]:
    foreign = block.language in ("python", "py", "r", "js", "javascript", "yaml")
    for offset, line in enumerate(block.text.split("\n")):
        text = line.strip()
        if text and not text.startswith(("#", "//", "::", "REM ")) and len(text) < 2_000:
            if foreign and not text.startswith(
                ("!", "$", "%", "pip", "git ", "streamlit", "python", "uvicorn", "npm", "cd ", "install.")
            ):
                continue
            yield text, block.line + offset


def _prose_commands(block: Block) -> Iterator[tuple[str, int]]:
    lines = block.text.split("\n")
    for offset, line in enumerate(lines):
        codes = [code for code in block.codes if code in line][:50]
        for code in codes:
            yield from (
                (text, block.line + offset)
                for text in code.split("\n")
                if (role_of(text) and " " in text.strip()) or role_of(text) == "test"
            )
        if not codes and len(line) < 5_000 and (match := _INSIDE.search(line)):
            yield line[match.start() : match.start() + 300], block.line + offset


def _entered(command: str, folder: str, tree: Tree) -> str:
    """The folder after `cd`; a folder that is not in the tree is taken as the clone itself."""
    path = command.split()[1].strip("\"'`,.") if ".." not in command else ".."
    wanted = posixpath.normpath(posixpath.join(folder, path))
    for choice in (wanted, posixpath.normpath(path)):
        if choice not in (".", "..") and tree.is_folder(choice):
            return choice.strip("/")
    return "" if path == ".." and not folder else (posixpath.dirname(folder) if path == ".." else folder)


def _target(command: str) -> str | None:
    if module := _MODULE.search(command):
        return module[1].replace(".", "/") + ".py"
    if re.match(r"\S{0,20}git clone|curl|wget|docker run", bare(command)):
        return None
    found = _TARGET.search(command)
    return found[0].replace("\\", "/") if found else None


def _spoken_folders(blocks: list[Block]) -> set[str]:
    """Folders that the prose tells the reader to go to."""
    prose = " ".join(block.text for block in blocks if block.kind != "code")
    return {found[1] or found[2] for found in _FOLDER.finditer(prose)}


def _resolves(target: str | None, command: str, folder: str, tree: Tree) -> bool | None:
    if target is None or _UNSURE.search(bare(command)):
        return None
    here, root = tree.has(target, folder), tree.has(target)
    return True if here or root else here
