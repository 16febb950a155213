"""What the code says, over all scripts and notebooks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from portfolio_audit.facts.acts import read_acts
from portfolio_audit.facts.frameworks import find_app
from portfolio_audit.facts.linters import read_linters
from portfolio_audit.facts.machine_paths import machine_paths
from portfolio_audit.facts.paths import NO_CODE, SCRIPTING, is_minified, is_test, language, other_sources, stem, suffix
from portfolio_audit.facts.servers import find_servers
from portfolio_audit.facts.sketch import sketch
from portfolio_audit.facts.source import EXPORT_MARKS, MADE_FROM_CELLS, Source
from portfolio_audit.facts.stages import names
from portfolio_audit.facts.syntax import NEWER
from portfolio_audit.facts.trials import read_tests
from portfolio_audit.model.facts import Call, CodeFacts, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import counted, decode, shown

MAX_CALLS = 2_000
MAX_PLACES = 100
MAX_KEYWORDS = 500
WORK = 4
"""Statements from which a script does real work; a one-line helper does not."""
OTHER_WORK = 5
SHELL_WORK = 30
"""Lines from which a file in another language, or a shell script, does real work."""
_OURS = ("not parsed", NEWER, "RecursionError", "MemoryError")
"""Words for what this reader could not do, which says nothing about the file."""
_REPORTS = frozenset({"R Markdown", "Quarto"})
"""Pages in which code stands in chunks."""
_PACKAGING = ("setup", "conf", "conftest", "__init__", "noxfile", "_version", "version")
_COMMENT = ("#", "//", "--", "/*", "*", "%", "rem ", "::")


def read_code(snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...]) -> CodeFacts:
    """The facts of all code of the author's."""
    scripts = [source for source in sources if not source.notebook]
    own = [source for source in scripts if not source.test]
    written = [source for source in own if MADE_FROM_CELLS not in source.text]
    framework, places = find_app(snapshot, tree, sources)
    served = {place.path for place in places}
    others = dict(_others(snapshot, tree))
    work = tuple(_work(others, own, served, exported=any(source.notebook for source in sources)))
    entry = [Evidence(source.path, source.main, source.excerpt(source.main)) for source in own if source.main]
    return CodeFacts(
        python_files=len(scripts),
        script_lines=sum(_code_lines(source.lines) for source in written),
        functions=sum(source.functions for source in written),
        other_source=_languages(snapshot, tree),
        imports=_imports(sources),
        calls=_calls(source for source in sources if not source.test),
        keywords=_placed(_first((name, line, s) for s in sources if not s.test for name, line in s.keywords))[
            :MAX_KEYWORDS
        ],
        attributes=_placed(_first((name, line, s) for s in sources if not s.test for name, line in s.attributes))[
            :MAX_KEYWORDS
        ],
        charts=tuple(call.at for call in _placed(_first((*item, s) for s in sources for item in s.charts)))[
            :MAX_PLACES
        ],
        acts=read_acts([source for source in sources if not source.test], own_roots(scripts)),
        unread=_unread(snapshot, tree, sources),
        app_framework=framework,
        app_at=places,
        servers=find_servers(snapshot, tree, sources),
        tests=read_tests(snapshot, tree, scripts),
        absolute_paths=tuple(_absolute(source for source in sources if not source.test))[:MAX_PLACES],
        unparsed=tuple(_unparsed(sources))[:MAX_PLACES],
        entry_points=tuple(dict.fromkeys([*entry, *places]))[:MAX_PLACES],
        linters=read_linters(snapshot, tree),
        fingerprint=sketch(sources),
        other_lines=sum(others.values()),
        work=work[:MAX_PLACES],
    )


def own_roots(scripts: Iterable[Source]) -> frozenset[str]:
    """Names by which the repository's own modules are imported."""
    return frozenset(part.removesuffix(".py") for source in scripts for part in source.path.split("/")) | {""}


def _code_lines(lines: Iterable[str]) -> int:
    return sum(1 for line in lines if (bare := line.strip()) and not bare.startswith("#"))


def _languages(snapshot: Snapshot, tree: TreeFacts) -> tuple[tuple[str, int], ...]:
    paths = (
        path for path in other_sources(tree.paths) if not (path.endswith(".jl") and _is_data(_text(snapshot, path)))
    )
    counts = Counter(language(path) or "" for path in paths)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _imports(sources: tuple[Source, ...]) -> tuple[Call, ...]:
    roots = ((name.partition(".")[0], line, source) for source in sources for name, line in source.imports)
    return _placed(_first(item for item in roots if item[0]))


def _calls(sources: Iterable[Source]) -> tuple[Call, ...]:
    return _placed(_first((name, line, source) for source in sources for name, line in source.calls))


def _first(items: Iterable[tuple[str, int, Source]]) -> dict[str, tuple[Source, int]]:
    """The first place of each name."""
    first: dict[str, tuple[Source, int]] = {}
    for name, line, source in items:
        first.setdefault(name, (source, line))
    return first


def _unread(snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...]) -> tuple[str, ...]:
    """Python and notebooks that have content and were not read, or not as a whole, and other repositories inside."""
    read = {source.path for source in sources}
    partly = {source.path for source in sources if source.partly}
    sizes = {entry.path: entry.size for entry in snapshot.entries}
    expected = (path for path in tree.paths if suffix(path) in (".py", ".ipynb") and not is_minified(path))
    missing = (
        path
        for path in expected
        if path in partly or (path not in read and snapshot.read(path) is None and sizes[path] != 0)
    )
    return (*missing, *tree.submodules)[:MAX_PLACES]


def _placed(first: dict[str, tuple[Source, int]]) -> tuple[Call, ...]:
    kept = list(first.items())[:MAX_CALLS]
    return tuple(Call(shown(name, 120), at.place(line, name.rstrip("="))) for name, (at, line) in kept)


def _absolute(sources: Iterable[Source]) -> Iterator[Evidence]:
    """Tests are left out: they name paths that need not exist."""
    for source in sources:
        yield from (Evidence(source.path, line, shown(text)) for text, line in machine_paths(source))


def _unparsed(sources: tuple[Source, ...]) -> Iterator[Evidence]:
    for source in sources:
        for line, message in source.errors:
            if not message.startswith(_OURS):
                yield Evidence(source.path, line, message)


def _others(snapshot: Snapshot, tree: TreeFacts) -> Iterator[tuple[str, int]]:
    """(path, lines of code) of files in other languages than Python; a shell script counts when it is a program."""
    for path in other_sources(tree.paths):
        name = language(path) or ""
        if is_test(path) or (name in NO_CODE and name not in _REPORTS):
            continue
        lines = _other_lines(snapshot.read(path), chunks=name in _REPORTS)
        if lines >= (SHELL_WORK if name in SCRIPTING else 1):
            yield path, lines


def _work(others: dict[str, int], own: list[Source], served: set[str], *, exported: bool) -> Iterator[Evidence]:
    """Source that does real work: no packaging, no notebook saved as a script, no helper of a line or two."""
    for source in own:
        saved = exported and any(mark in source.text for mark in EXPORT_MARKS)
        if stem(source.path) not in _PACKAGING and not saved and (source.path in served or _acts(source)):
            yield Evidence(source.path, None, counted(source.work, "statement"))
    for path, lines in others.items():
        name = language(path) or ""
        if name not in NO_CODE and (path in served or lines >= OTHER_WORK):
            yield Evidence(path, None, f"{lines} lines of {name}")


def _acts(source: Source) -> bool:
    """Whether a script does something by itself: it is long enough, is made to be started, or works with a model."""
    return source.work >= WORK or bool(source.main) or any(name in _starting() for name, _ in source.calls)


@cache
def _starting() -> frozenset[str]:
    return names("fits") | names("infers") | {"main"}


def _text(snapshot: Snapshot, path: str) -> str:
    return decode(snapshot.read(path) or b"") or ""


def _is_data(text: str) -> bool:
    """Whether it is JSON: its lines are called .jl too, and a list of objects may be called .js."""
    return text.lstrip()[:1] in ("{", "[")


def _other_lines(data: bytes | None, *, chunks: bool) -> int:
    text = decode(data or b"") or ""
    if _is_data(text):
        return 0
    lines = text.split("\n")
    if chunks:
        lines = [line for part in text.split("```")[1::2] for line in part.split("\n")[1:]]
    return sum(1 for line in lines if (bare := line.strip().lower()) and not bare.startswith(_COMMENT))
