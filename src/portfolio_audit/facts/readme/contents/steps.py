"""How to install, run and test it."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme import commands as cmd
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_comment, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.knowledge import load

_SNIPPET = re.compile(
    r"^[ \t]{0,40}(?:from [\w.]+ import |import \w|>>> |library\(|const .{1,60} = require\(|curl )", re.MULTILINE
)
_IMPORT = re.compile(r"\s*(?:from [\w.]+ )?import |\s*library\(")
_TESTS = re.compile(r"(?<![\w/])/?tests?/(?!\S*(?:image|img|data))|\btest_\w+\.py\b")
_DEPENDS = re.compile(
    r"^[ \t]{0,40}[\"']?dependencies[\"']?\s?[:{=]|<dependency>|\bPkg\.(?:add|instantiate)\b", re.MULTILINE
)
_TYPED = frozenset(load("commands")["typed"])
_FILE = re.compile(r"(?<![\w-])[\w-]+\.(?:py|ipynb|Rmd|R|sh|sql|html|exe|jar|bat|pbix|xlsx)\b")
_SCRIPT_TEST = re.compile(r"(?:python\S*|py)\s+test\.py\b")  # often scores a model on its test set
_BUILDS = re.compile(r"--build\b|docker[- ]compose\b.{0,40}\bup\b")
_MANIFEST = re.compile(r"\b(?:requirements[\w-]*\.txt|environment\.ya?ml|Pipfile|pyproject\.toml|package\.json)\b")
_NO_START = {"roadmap", "results", "methodology", "references"}
_TOLD = 4
_PLANNED = 40
_MANY_TOOLS = 4
_LINES = 4
_SETUP_ONLY = re.compile(r"git clone|cd |git checkout|git remote")


def installation(reading: Reading) -> Iterator[Found]:
    """Concrete steps or commands to get the code and set it up."""
    contributing = {part.line for part in reading.document.with_topic("contributing")}
    for command in reading.commands:
        part = reading.part_at(command.line)
        if (
            (command.role == "install" or _BUILDS.search(command.text))
            and part.line not in contributing
            and not _is_planned(command.text, command.line, reading)
            and not _SETUP_ONLY.match(cmd.bare(command.text))
            and not reading.document.cues(command.text) & {"placeholder"}
        ):
            yield Found(command.line, command.text, SURE, part)
    for sentence in reading.document.sentences:
        if not sentence.dead and sentence.has("install") and _MANIFEST.search(sentence.text):
            elsewhere = {"structure", "tech_stack", "contributing"} & set(sentence.part.topics)
            if weigh(sentence.text) >= 5 and not elsewhere:
                yield Found(sentence.line, sentence.text, UNSURE, sentence.part)
    for part in reading.about("installation"):
        yield from _declared(part)
        steps = [s for s in reading.document.live(part) if s.has("install") and weigh(s.text) >= 3]
        if len(steps) >= 2:
            yield Found(steps[0].line, steps[0].text, LIKELY, part)


def _declared(part: Part) -> Iterator[Found]:
    """Code that asks a builder for the package, instead of a command."""
    for block in part.blocks:
        if block.kind == "code" and _DEPENDS.search(block.text):
            yield Found(block.line, block.text.strip().split("\n")[0], LIKELY, part)


def _is_planned(text: str, line: int, reading: Reading) -> bool:
    """Whether the sentence that holds a command says that it will work one day."""
    if not reading.document.later_lines.get(line):
        return False
    return any(text[:_PLANNED] in sentence.text for sentence in reading.document.later_lines[line])


def usage(reading: Reading) -> Iterator[Found]:
    """How to run or use it: a command, a snippet, or steps in the app."""
    for command in reading.commands:
        if command.role == "run" and not reading.document.cues(command.text) & {"placeholder"}:
            yield Found(command.line, command.text, SURE, reading.part_at(command.line))
    for part in reading.document.parts:
        yield from _snippets(part)
        if " " in part.title.strip() and cmd.role_of(part.title.strip("` ")) == "run":
            yield Found(part.line, part.title, LIKELY, part)
    for part in reading.document.with_topic("usage"):
        yield from _app_steps(reading, part)
    for sentence in reading.document.sentences:
        listed = "structure" in sentence.part.topics and sentence.block.kind != "paragraph"
        drawn = sentence.text.count("\n") >= _LINES  # a tree, or a table without marks
        told = not sentence.dead and sentence.has("run") and not (listed or drawn)
        where = {"usage", "installation"} & set(sentence.part.topics) or sentence.block.kind == "item"
        starts = sentence.has("start_it") and where and not _NO_START & set(sentence.part.topics)
        if told and (_FILE.search(sentence.text) or starts):
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)


def _snippets(part: Part) -> Iterator[Found]:
    wanted = not part.topics or {"usage", "installation", "overview"} & set(part.topics)
    for block in part.blocks:
        if block.kind != "code":
            continue
        told = [line for line in block.text.split("\n") if line.strip() and not is_comment(line)]
        sets_up = any(cmd.role_of(line) in ("install", "other") for line in told)
        if told and not sets_up and "usage" in part.own and block.language in _TYPED:
            yield Found(block.line, told[0][:200], LIKELY, part)
        uses = any(not _IMPORT.match(line) for line in told)
        if wanted and uses and (match := _SNIPPET.search(block.text)):
            yield Found(block.line, block.text[match.start() :][:200].strip().split("\n")[0], LIKELY, part)


def _app_steps(reading: Reading, part: Part) -> Iterator[Found]:
    own = "usage" in part.own
    # Each step may have a heading of its own below.
    parts = list(reading.document.under(part)) if own else [part]
    live = [sentence for each in parts for sentence in reading.document.live(each)]
    steps = [s for s in live if s.has("act", "run") and not s.has("install") and weigh(s.text) >= 3]
    named = [s for s in steps if s.has("act") or _FILE.search(s.block.text)]
    listed = any(block.kind == "item" and _FILE.search(block.text) for block in part.blocks)
    if own and steps and listed and not named:
        yield Found(steps[0].line, steps[0].text, LIKELY, part)
    if len(named) >= 2 or (own and named and (_FILE.search(named[0].text) or named[0].block.kind == "item")):
        yield Found(steps[0].line, steps[0].text, LIKELY if own else UNSURE, part)


def testing(reading: Reading) -> Iterator[Found]:
    """How to run the tests, or what is tested."""
    for command in reading.commands:
        part = reading.part_at(command.line)
        named = " " not in command.text.strip() and "tech_stack" in part.topics  # a tool in a list of tools
        if command.role == "test" and not named and not _SCRIPT_TEST.match(cmd.bare(command.text)):
            yield Found(command.line, command.text, SURE, part)
    for part in reading.document.parts:
        if cmd.role_of(part.title.strip("` ")) == "test":
            yield Found(part.line, part.title, LIKELY, part)
    for part in reading.about("testing"):
        # "Installation & Test" means a trial, and "Testing and plots" a model; commands and sentences tell otherwise.
        if "testing" in part.own and reading.weight(part) >= _TOLD and not {"installation", "visuals"} & set(part.own):
            yield Found(part.line, part.title, LIKELY, part)
    for sentence in reading.document.sentences:
        elsewhere = {"tech_stack", "roadmap", "references", "contributing"} & set(sentence.part.topics)
        said = sentence.has("unit_test") or (sentence.has("run") and _TESTS.search(sentence.text))
        if said and not elsewhere and _tells_of_tests(sentence, reading):
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)


def _tells_of_tests(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence says something of the tests, and does not only name them among tools or tasks."""
    if sentence.dead or sentence.has("later") or weigh(sentence.text) < _TOLD or cmd.role_of(sentence.text):
        return False
    tools = [hit for hit in reading.document.hits(sentence) if hit.key == "term:tool"]
    return len(tools) < _MANY_TOOLS
