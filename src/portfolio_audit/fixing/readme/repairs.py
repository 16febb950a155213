"""What a README names wrongly, where the files leave but one thing that it can mean."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from msgspec import Struct

from portfolio_audit.facts.readme import read_readme
from portfolio_audit.facts.readme.anchors import slug_of
from portfolio_audit.fixing.making import Bench
from portfolio_audit.fixing.overlay import Overlay
from portfolio_audit.fixing.values import Change
from portfolio_audit.model.facts import CodeFacts, Command, DependencyFacts, Image, Link, ReadmeFacts
from portfolio_audit.skeletons.commands import quoted, usable
from portfolio_audit.skeletons.markup import target

MOST = 50
_LINKS = ("readme-links-work", "readme-pictures-work")
_COMMANDS = ("readme-commands-work", "readme-install-command", "readme-entry-point")
_KINDS = {".txt": "requirements", ".yml": "environment", ".yaml": "environment"}


class Repair(Struct, frozen=True):
    """One name in one line."""

    line: int
    """From 1."""
    old: str
    new: str
    rules: tuple[str, ...]

    @property
    def note(self) -> str:
        """What was done, for the author."""
        return f"line {self.line}: {self.old} is now {self.new}"


def repaired(bench: Bench, facts: ReadmeFacts, path: str, text: str) -> tuple[str, tuple[Repair, ...]]:
    """The text with what could be mended, and what that was; all of one sort, or nothing where that helps nothing."""
    done: tuple[Repair, ...] = ()
    for wanted, found in ((_LINKS, _of_links(bench, facts)), (_COMMANDS, _of_commands(bench, facts))):
        rules = bench.wants(*wanted)
        repairs = [repair for repair, _ in zip(found, range(MOST), strict=False)] if rules else []
        made = text
        tried: list[Repair] = []
        for repair in repairs:
            changed = _replaced(made, repair)
            if changed is not None:
                made, tried = changed, [*tried, repair]
        if tried and _helps(bench, facts, Change(path, text, made, "")):
            text, done = made, (*done, *tried)
    return text, done


def _replaced(text: str, repair: Repair) -> str | None:
    """The text with the one name replaced; `None` when it does not stand exactly once in its line."""
    lines = text.split("\n")
    line = lines[repair.line - 1] if 0 < repair.line <= len(lines) else ""
    pattern = re.compile(rf"(?<![^\s(<\"'=`/]){re.escape(repair.old)}(?![^\s)>\"'`#?;&|,])")
    if len(pattern.findall(line)) != 1:
        return None
    lines[repair.line - 1] = pattern.sub(lambda _: repair.new, line)
    return "\n".join(lines)


def _helps(bench: Bench, before: ReadmeFacts, change: Change) -> bool:
    made = [other for other in bench.made if other.path != change.path]
    after = read_readme(Overlay(bench.snapshot, [*made, change]))
    return _broken(after) < _broken(before)


def _broken(facts: ReadmeFacts) -> int:
    pointers: Iterable[bool | None] = (
        *(link.resolves for link in facts.links),
        *(image.resolves for image in facts.images),
        *(command.resolves for command in facts.commands),
    )
    return sum(there is False for there in pointers)


def _of_links(bench: Bench, facts: ReadmeFacts) -> Iterator[Repair]:
    folder, files = posixpath.dirname(facts.path or ""), _Files(bench)
    pointers: tuple[Link | Image, ...] = (*facts.images, *facts.links)
    for pointer in pointers:
        if pointer.resolves is not False:
            continue
        if isinstance(pointer, Link) and pointer.role == "anchor":
            yield from _of_anchor(pointer, facts)
            continue
        address = re.split(r"[#?]", pointer.url, maxsplit=1)[0]
        if found := files.only(posixpath.join(folder, unquote(address))):
            new = target(found, folder) + pointer.url[len(address) :]
            yield Repair(pointer.line, pointer.url, new, _LINKS)


def _of_anchor(link: Link, facts: ReadmeFacts) -> Iterator[Repair]:
    slugs = {slug_of(section.title) for section in facts.sections}
    alike = [slug for slug in slugs if _letters(slug) == _letters(unquote(link.url)) and slug]
    if len(alike) == 1 and _letters(alike[0]):
        yield Repair(link.line, link.url, f"#{alike[0]}", _LINKS)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


class _Files:
    """The files of a repository by their paths and by their names, capitals or not."""

    def __init__(self, bench: Bench) -> None:
        self._paths: dict[str, list[str]] = {}
        self._names: dict[str, list[str]] = {}
        for entry in bench.snapshot.entries:
            if entry.kind == "file":
                low = entry.path.lower()
                self._paths.setdefault(low, []).append(entry.path)
                self._names.setdefault(posixpath.basename(low), []).append(entry.path)

    def only(self, path: str) -> str:
        """The one file that it can mean: of that path in other capitals, or of that name in another folder."""
        low = posixpath.normpath(path).lower()
        alike = self._paths.get(low) or self._names.get(posixpath.basename(low)) or []
        return alike[0] if len(alike) == 1 and usable(alike[0]) else ""


def _of_commands(bench: Bench, facts: ReadmeFacts) -> Iterator[Repair]:
    files = _Files(bench)
    for command in facts.commands:
        if command.resolves is False and command.target:
            found = files.only(command.target) or _manifest(bench, command) or _app(bench, command)
            if found:
                yield Repair(command.line, command.target, quoted(found), _COMMANDS)


def _manifest(bench: Bench, command: Command) -> str:
    """The one manifest of the kind that an install command asks for."""
    facts, kind = bench.repo.dependencies, _KINDS.get(posixpath.splitext(command.target or "")[1].lower())
    if command.way != "manifest" or not kind or not isinstance(facts, DependencyFacts):
        return ""
    found = [manifest.path for manifest in facts.manifests if manifest.kind == kind and not manifest.problem]
    return found[0] if len(found) == 1 and usable(found[0]) else ""


def _app(bench: Bench, command: Command) -> str:
    """The one app of the framework whose own program starts what the command names."""
    code = bench.repo.code
    if not isinstance(code, CodeFacts) or not code.app_framework:
        return ""
    starts = command.text.split()[:2] == [code.app_framework, "run"]
    paths = {at.path for at in code.app_at} if starts else set()
    return paths.pop() if len(paths) == 1 and all(map(usable, paths)) else ""
