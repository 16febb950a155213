"""What a Dockerfile says, held against the tree that it is built from."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from portfolio_audit.facts.dockerfile.context import Build, Context, Tree, contexts
from portfolio_audit.facts.dockerfile.image import is_floating, is_hollow, lacks, runs_as_root
from portfolio_audit.facts.dockerfile.listening import Listening, by_command, by_source
from portfolio_audit.facts.dockerfile.stages import Copy, Stage
from portfolio_audit.facts.dockerfile.starting import Start, is_broken, read_start
from portfolio_audit.facts.ignoring import IgnoreFile
from portfolio_audit.facts.paths import endings, language, suffix, words
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Dockerfile
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import decode, shown

MAX_PLACES = 20
_WRITTEN = (".txt", ".toml", ".cfg", ".json", ".lock", ".yml", ".yaml", ".md")
"""Endings of files that somebody writes, beside source: a mention does not make them."""
_HOST_NETWORK = ("network_mode", "--network host", "--network=host", "--net host", "--net=host")


@dataclass
class Reading:
    """One Dockerfile with what surrounds it."""

    path: str
    stages: list[Stage]
    tree: Tree
    builds: tuple[Build, ...]

    @cached_property
    def _contexts(self) -> list[Context]:
        return self._found[0]

    @cached_property
    def _found(self) -> tuple[list[Context], bool]:
        return contexts(self.tree, self.path, self.builds)

    @property
    def _last(self) -> Stage:
        return self.stages[-1]

    def facts(self) -> Dockerfile:
        """All that is certain."""
        last, start = self._last, read_start(self._last)
        command = last.entry or last.command
        missing, made = self._copies()
        listening = self._listening(start) if start else Listening()
        return Dockerfile(
            path=self.path,
            image=self._at(last.line, last.image) if last.image else None,
            floating=is_floating(last.image),
            missing=(*missing, *self._not_started(start), *self._nothing())[:MAX_PLACES],
            made=tuple(made)[:MAX_PLACES],
            starts=self._at(command.line, f"{command.name} {command.arguments}") if command else None,
            ports=_ports(last),
            unreachable=self._unreachable(listening, start),
            other_port=self._other_port(listening, start),
            root=runs_as_root(last),
            hollow=is_hollow(last),
        )

    def _nothing(self) -> list[Evidence]:
        bare = is_hollow(self._last) and not self._last.runs
        return [self._at(self._last.line, "nothing follows it: it copies, runs and starts nothing")] if bare else []

    def _at(self, line: int, text: str) -> Evidence:
        return Evidence(self.path, line, shown(text))

    def _copies(self) -> tuple[list[Evidence], list[Evidence]]:
        """Lines that copy what is not there: what somebody forgot, and what is made before the build."""
        missing: list[Evidence] = []
        made: list[Evidence] = []
        seen: set[tuple[int, str]] = set()
        for copy, source in self._sources():
            if (copy.line, source) in seen:
                continue
            seen.add((copy.line, source))
            if problem := self._problem(source):
                (made if self._is_made(source) else missing).append(self._at(copy.line, f"{source} {problem}"))
        return missing, made

    def _sources(self) -> Iterator[tuple[Copy, str]]:
        arguments = {name for build in self.builds if build.dockerfile == self.path for name in build.arguments}
        for stage in self.stages:
            for copy in stage.copies:
                if not any(f"${name}" in copy.text or f"${{{name}" in copy.text for name in arguments):
                    yield from ((copy, source) for source in copy.sources)

    def _problem(self, source: str) -> str:
        """Why the source certainly cannot be copied."""
        there = [context for context in self._contexts if context.has(source) is not False]
        if any(context.has(source) is None or not context.ignores(source) for context in there):
            return ""
        if there:
            return f"is left out by {there[0].ignore_path}"
        inside = normpath(join("/", source)).lstrip("/")
        if not self._found[1] and self.tree.ends_with(inside):
            return ""
        other = self.tree.in_other_case(self._contexts[0].path(source))
        return f"is written {other} in the repository" if other else "is not in the repository"

    def _is_made(self, source: str) -> bool:
        """Whether what is not there is probably made before the build, or kept back on purpose."""
        inside = normpath(join("/", source)).lstrip("/")
        name = basename(inside)
        if name.startswith(".env") or name.lower() in load("deployment")["containers"]["made"]:
            return True
        if inside.lower().endswith((*endings("models"), *endings("data"))) and not inside.endswith(_WRITTEN):
            return True
        above = {part.lower() for part in inside.split("/")}
        if above & (words("data-folders") | frozenset(load("deployment")["containers"]["made"])):
            return True
        if any(self._ignored_by_git(context.path(source)) for context in self._contexts):
            return True
        is_source = language(inside) is not None or suffix(inside) in _WRITTEN
        return not is_source and len(name) > 2 and name in self.tree.told

    def _ignored_by_git(self, path: str) -> bool:
        folder = path
        while folder:
            folder = dirname(folder)
            name = join(folder, ".gitignore")
            if name in self.tree.files:
                text = decode(self.tree.snapshot.read(name) or b"") or ""
                inside = path.removeprefix(f"{folder}/") if folder else path
                ignored = IgnoreFile(text.split("\n"))
                if ignored.covers(inside) or ignored.covers(inside, folder=True):
                    return True
        return False

    def _not_started(self, start: Start | None) -> Iterator[Evidence]:
        last = self._last
        for instruction in (last.entry, last.command):
            if is_broken(instruction) and instruction:
                yield self._at(
                    instruction.line, f"{instruction.name} {instruction.arguments}: no JSON, quotes are double"
                )
                return
        mounted = any(build.mounts for build in self.builds)
        if start and not mounted and lacks(last, self._contexts, start):
            yield self._at(start.line, f"{start.target} would not be in {last.folder} of the image")

    def _listening(self, start: Start) -> Listening:
        environment = self._last.environment
        found = by_command(start, environment)
        if start.program != "python":
            return found
        return next((by_source(text, environment) for text in self._started_texts(start)), found)

    def _started_texts(self, start: Start) -> Iterator[str]:
        """The script that is started, where it is the only one of its name."""
        name = basename(start.target)
        there = [path for path in self.tree.files if basename(path) == name]
        if len(there) == 1 and (text := decode(self.tree.snapshot.read(there[0]) or b"")):
            yield text

    def _unreachable(self, listening: Listening, start: Start | None) -> Evidence | None:
        if start is None or not listening.local or self._tells((*_HOST_NETWORK, *listening.variables)):
            return None
        source = f", line {listening.line} of {start.target}" if listening.line else ""
        return self._at(start.line, f"listens at {listening.host} of the container only{source}")

    def _tells(self, words: tuple[str, ...]) -> bool:
        """Whether the repository mentions one of the words, so that it may be set from outside."""
        return any(word in self.tree.told for word in words)

    def _other_port(self, listening: Listening, start: Start | None) -> Evidence | None:
        ports = _ports(self._last)
        if start is None or not ports or not listening.port or listening.port in ports:
            return None
        if self._tells(listening.variables):
            return None
        source = f", line {listening.line} of {start.target}" if listening.line else ""
        return self._at(start.line, f"listens at port {listening.port}{source}, exposed is {ports[0]}")


def _ports(stage: Stage) -> tuple[int, ...]:
    """The ports that are exposed; none when one is not certain."""
    numbers = [port.partition("/")[0] for port in stage.ports]
    if not all(number.isascii() and number.isdigit() and len(number) <= 5 for number in numbers):
        return ()
    return tuple(sorted({int(number) for number in numbers}))
