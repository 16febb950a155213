"""What the lines of a pipeline are for: tests, linters, or nothing; tasks of the repository are followed."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from msgspec import Struct, field

from portfolio_audit.facts.ci.shell_lines import Run, runs, tool
from portfolio_audit.facts.ci.tasks import TaskBook
from portfolio_audit.facts.paths import is_test, suffix
from portfolio_audit.knowledge import load

MAX_LINES = 2_000
MAX_DEPTH = 6
_SHELLS = ("bash", "sh", "zsh", "dash", "pwsh", "powershell", "source", ".")
_SCRIPTS = (".sh", ".bash", ".ps1", ".bat", ".cmd", "")
TESTS, LINTS, IGNORED, UNCLEAR, WORKS = "tests", "lints", "ignored", "unclear", "works"
"""What a line may do: tests, linters, tests whose failure nobody heeds, tests perhaps, anything at all."""


class Purposes(Struct):
    """Tells what lines do, within a budget for one repository."""

    book: TaskBook
    _left: int = MAX_LINES
    _known: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def of(self, line: str, depth: int = 0) -> frozenset[str]:
        """All that a line does."""
        if depth > MAX_DEPTH or self._left <= 0:
            return frozenset({UNCLEAR, WORKS})
        self._left -= 1
        found: set[str] = set()
        for run in runs(line):
            does = self._run(run, depth)
            found |= does if run.heeded else unheeded(does)
        return frozenset(found)

    def _run(self, run: Run, depth: int) -> frozenset[str]:
        if run.talks:
            return frozenset()
        words = _unwrapped(run.words)
        if _is_any(words, "no-run"):
            return frozenset()
        direct = [what for what in (TESTS, LINTS) if _fits(run.words, words, what)]
        if not direct and _is_test_file(words):
            direct = [TESTS]
        if direct:
            return frozenset({*direct, WORKS})
        followed = self._followed(words, depth)
        if followed is not None:
            return followed
        return frozenset() if run.prepares else frozenset({WORKS})

    def _followed(self, words: Sequence[str], depth: int) -> frozenset[str] | None:
        """What a task or script of the repository does; `None` when it has none of that name."""
        if tool(words[0]) in _SHELLS and len(words) > 1:
            words = [word for word in words[1:] if not word.startswith("-")] or words
        if suffix(words[0]) in _SCRIPTS and ("/" in words[0] or suffix(words[0])):
            return self._lines("script", words[0], self.book.script(words[0]), depth)
        kind = load("deployment")["runners"].get(tool(words[0]))
        names = _names(words, kind) if kind else ()
        done = [self._lines(kind, name, self.book.lines(kind, name), depth) for name in names]
        told = [does for does in done if does is not None]
        return frozenset().union(*told) if told else None

    def _lines(self, kind: str, name: str, lines: list[str] | None, depth: int) -> frozenset[str] | None:
        if lines is None:
            return frozenset({UNCLEAR, WORKS})
        if lines and (kind, name) not in self._known:
            self._known[kind, name] = frozenset()  # what calls itself adds nothing
            does = frozenset(what for line in lines for what in self.of(line, depth + 1))
            if "test" in name.lower() and WORKS in does and does.isdisjoint({TESTS, LINTS, IGNORED}):
                does |= {UNCLEAR}  # a tester that is not known
            self._known[kind, name] = does
        return self._known[kind, name] if lines else None


def unheeded(does: frozenset[str]) -> frozenset[str]:
    """What is left of it when nobody heeds its failure."""
    return frozenset({IGNORED}) if not does.isdisjoint({TESTS, IGNORED}) else frozenset()


def lints(line: str) -> bool:
    """Whether a line itself runs a linter or formatter."""
    return any(_fits(run.words, _unwrapped(run.words), LINTS) for run in runs(line) if not run.talks)


def of_action(name: str) -> frozenset[str]:
    """What a step does that uses somebody's action or workflow."""
    known = load("deployment")["commands"]
    low = name.lower()
    found = {what for what in (TESTS, LINTS) if any(part in low for part in known[f"{what}-actions"])}
    if ".github/workflows/" in low and not low.startswith("./"):
        found.add(UNCLEAR)  # a workflow of another repository
    if not any(part in low for part in known["prepare-actions"]):
        found.add(WORKS)
    return frozenset(found)


def _unwrapped(words: Sequence[str]) -> Sequence[str]:
    """The command that an interpreter runs, a module or a script, as if it stood alone."""
    if tool(words[0]) not in load("deployment")["commands"]["interpreters"] or len(words) < 2:
        return words
    if "-m" in words[:-1]:
        return words[words.index("-m") + 1 :]
    rest = [word for word in words[1:] if not word.startswith("-")]
    return rest if rest and tool(words[0]) not in _SHELLS and "." in rest[0] else words


def _fits(written: Sequence[str], words: Sequence[str], what: str) -> bool:
    known = load("deployment")["commands"]
    calls = known["test-calls" if what == TESTS else "lint-calls"]
    if any(call in word for word in written for call in calls) and tool(written[0]) in ("r", "rscript", "julia"):
        return True
    names = [tool(word) for word in words]
    starts = range(len(names)) if names[0] in known["wrappers"] or words[0].startswith("$") else range(1)
    for at in starts:
        if names[at] in known["installs"]:
            return False
        phrases = _phrases(what).get(names[at], ())
        if any(_in_order(phrase, list(words[at + 1 :])) for phrase in phrases):
            return True
    return False


@cache
def _phrases(what: str) -> dict[str, list[list[str]]]:
    """What must follow a program, by the program's name."""
    found: dict[str, list[list[str]]] = {}
    for phrase in load("deployment")["commands"][what]:
        first, *rest = phrase.split()
        found.setdefault(first.lower(), []).append(rest)
    return found


def _in_order(wanted: Sequence[str], words: list[str]) -> bool:
    for word in wanted:
        if word not in words:
            return False
        words = words[words.index(word) + 1 :]
    return True


def _is_any(words: Sequence[str], key: str) -> bool:
    known: Any = load("deployment")["commands"][key]
    return any(word in known for word in words[1:])


def _is_test_file(words: Sequence[str]) -> bool:
    return suffix(words[0]) in (".py", ".js", ".mjs", ".ts", ".r", ".rb", ".jl", ".php") and is_test(words[0])


def _names(words: Sequence[str], kind: str) -> Iterator[str]:
    """Names of tasks that a command runs; `""` for the one that runs when none is named."""
    named = [word.split(":")[-1] if kind == "python" else word for word in words[1:] if not word.startswith("-")]
    if kind in ("tox", "nox"):
        named = [name for word in named for name in word.split(",")]
    if tool(words[0]) == "npm" and named[:1] == ["ci"]:
        return
    if tool(words[0]) == "npm" and named[:1] == ["t"]:
        named = ["test"]
    yield from dict.fromkeys(named)
    if not named and kind != "package":
        yield ""
