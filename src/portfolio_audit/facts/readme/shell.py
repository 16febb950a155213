"""The reader's shell while a README is followed: in which folder, of which repository, with which files made."""

import posixpath
import re

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.callable import Callables
from portfolio_audit.facts.readme.needs import need_of
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.facts.readme.shop import Need, Shop, words_of
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Command
from portfolio_audit.text import shown

_KNOWN = load("commands")["needs"]
_UNSURE = re.compile(r"[<>{}$*\[\]]|path/to|path\\to|your|(?<![.\w-])example|\.\.\.|…|http|xxx", re.IGNORECASE)
_FOLDER = re.compile(r"([\w-]{1,60})[`'\"/]{0,2} (?:directory|folder)\b|\b(?:directory|folder) [`'\"]?([\w-]{1,60})")
_WORD = re.compile(r"[\w-]{2,60}")
_FLASK_APP = re.compile(r"FLASK_APP[\"']?\s{0,2}[= ]\s{0,2}[\"']?([\w./:-]{1,100})")
_WRITTEN = re.compile(
    r">>?\s{0,3}([\w./-]{1,100})|\b(?:touch|nano|vim?|code|notepad)\s+([\w./-]{1,100})|-[oO]\s+(\S{1,100})"
)
_FETCHED = re.compile(
    r"\b(?:wget|curl|aria2c|iwr|Invoke-WebRequest)\s[^\n]{0,300}?https?://[^\s\"'?#]{1,300}/([\w.-]{1,100}\.\w{1,10})"
)
_CLONED = re.compile(r"(?:git|gh repo) clone\s+(?:-\S{1,40}\s+){0,4}(\S{1,300})(?:\s+([\w./-]{1,100}))?")
_MADE = re.compile(
    r"\b(?:"
    + "|".join(map(re.escape, _KNOWN["made"]))
    + r")\b[^\n]{0,60}?(?<![\w-])([\w-]{1,60}\.(?:py|txt|ya?ml|env|ipynb|toml|sh))\b",
    re.IGNORECASE,
)
_ANNOUNCING = 50_000
_DEEP = 12
_ELSEWHERE = re.compile(r"[/~]|[A-Za-z]:")
_ACTIVATE = re.compile(r"(?:^|/)activate(?:\.\w{2,4})?$", re.IGNORECASE)
_BUILT = ("dist/", "build/", "out/", "target/", "bin/", ".next/")


class Step(Struct):
    """A command and the repository of another name that it is given in, if any."""

    command: Command
    foreign: str


class Shell:
    """Follows the commands of one README."""

    def __init__(self, tree: Tree, callables: Callables, blocks: list[Block]) -> None:
        self.found: list[Step] = []
        self._tree = tree
        self._shop = Shop(tree, callables)
        self._foreign = ""
        self._clones: set[str] = set()
        self._made: set[str] = set()
        self._blocks = blocks
        self._spoken: set[str] | None = None
        self._announced: set[str] = set()

    def note(self, text: str) -> None:
        """Remember what a line changes for those after it."""
        if found := _CLONED.search(text):
            self._clones.add((found[2] or posixpath.basename(found[1].rstrip("/").removesuffix(".git"))).strip("\"'`,"))
        if found := _FLASK_APP.search(text):
            self._shop = replace(self._shop, app=found[1])
        for found in _WRITTEN.finditer(text[:500]):
            self._made.add(posixpath.basename(found[1] or found[2] or found[3]))
        self._made.update(_FETCHED.findall(text[:1_000]))

    def run(self, text: str, command: str, line: int, role: str) -> None:
        """Add a command with what it needs."""
        if command.split(" ", 1)[0] in ("cd", "pushd"):
            self._enter(words_of(command)[1:2])
        need = Need() if role == "other" else need_of(command, self._shop)
        if need.there is False and self._is_doubtful(need.target or "", text):
            need = replace(need, there=None, problem="")
        self.found.append(
            Step(
                Command(
                    shown(text), line, role, None if need.target is None else shown(need.target), need.there,
                    shown(need.problem), need.path, need.way, need.idle and role == "run",
                ),
                self._foreign,
            )
        )  # fmt: skip

    def commands(self) -> tuple[Command, ...]:
        """All commands. What is missing in a clone of another name is no fault, unless that is this repository."""
        known = {step.foreign for step in self.found if step.command.role == "run" and step.command.path}
        return tuple(
            replace(step.command, resolves=None, problem="")
            if step.foreign and step.foreign not in known and step.command.resolves is False
            else step.command
            for step in self.found
        )

    def _enter(self, words: list[str]) -> None:
        path = words[0].rstrip("/") if words else ""
        folder = self._shop.folder
        wanted = posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))
        for choice in (wanted, posixpath.normpath(path or "."), *_tails(path)):
            if choice not in (".", "..") and self._tree.is_folder(choice):
                self._move(choice.strip("/"), "")
                return
        if path == "..":
            self._move(posixpath.dirname(folder), "")
        elif path.lower() == self._tree.name.lower() or not path or _UNSURE.search(path):
            self._move("", "")
        elif posixpath.basename(path) in self._clones or not path.startswith("."):
            self._move("", posixpath.basename(path))

    def _move(self, folder: str, foreign: str) -> None:
        self._shop = replace(self._shop, folder=folder)
        self._foreign = foreign

    def _is_doubtful(self, target: str, text: str) -> bool:
        """Whether a file that is missing need not have been there."""
        name = posixpath.basename(target)
        if _UNSURE.search(target) or name in _KNOWN["stand_ins"] or name in self._made or text.rstrip().endswith("\\"):
            return True
        if target.removeprefix("./").startswith(_BUILT) or _ELSEWHERE.match(target) or _ACTIVATE.search(target):
            return True  # on the reader's machine
        # "Run it in the app directory" says in words what `cd` says in code.
        return bool(self._tree.elsewhere(target) & self._folders()) or name in self._announced

    def _folders(self) -> set[str]:
        """Folders that the prose or a heading names."""
        if self._spoken is None:
            prose = " ".join(block.text for block in self._blocks if block.kind not in ("code", "heading"))
            named = {found[1] or found[2] for found in _FOLDER.finditer(prose)}
            titles = {word.lower() for b in self._blocks if b.kind == "heading" for word in _WORD.findall(b.text)}
            paths = [code.strip("/ .`") for b in self._blocks for code in b.codes if "/" in code]
            codes = {posixpath.basename(path) for path in paths}
            # Who is told to open a notebook in a folder types what follows there.
            codes |= {posixpath.basename(posixpath.dirname(path)) for path in paths if "." in posixpath.basename(path)}
            folders = {folder for folder in self._tree.folder_names() if folder.lower() in titles}
            self._spoken = named | codes | folders
            self._announced = {found[1] for found in _MADE.finditer(prose[:_ANNOUNCING])}
        return self._spoken


def _tails(path: str) -> list[str]:
    """What may be inside of the repository in a path of somebody's machine, the longest first."""
    pieces = [piece for piece in path.replace("\\", "/").split("/") if piece]
    return ["/".join(pieces[start:]) for start in range(1, min(len(pieces), _DEEP))] if _UNSURE.search(path) else []
