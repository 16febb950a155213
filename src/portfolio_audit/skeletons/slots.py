"""What a repository's facts put into the slots of a skeleton: Markdown, or nothing when it is not known."""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from msgspec import Struct

from portfolio_audit.model.facts import Figure, RepoFacts
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.skeletons import commands, markup, running, stack
from portfolio_audit.skeletons.tree import drawn

MOST_FILES = 5
MOST_PICTURES = 2
MOST_FIGURES = 8
_NUMBER = r"(?<![\w.])\d(?!\d)(?:\.[\d*]{1,4}){0,3}"
_VERSION = re.compile(rf"(?:[<>=~^!]{{1,2}}\s?)?{_NUMBER}(?:\s?,\s?[<>=~^!]{{1,2}}\s?{_NUMBER}){{0,3}}")
_NAME = re.compile(r"^.*?python[^\d<>=~^!]*", re.IGNORECASE)
"""What stands before the version where an image or a key names it."""
_READ = re.compile(r"-?[\d.,]{1,20}\s?%?")
_SIZE = re.compile(r"[\d.,]{1,12} [kMG]?B")


class Filling(Struct, frozen=True):
    """The repository, and the few words that its README's language lends."""

    repo: RepoFacts
    words: dict[str, str]

    @property
    def folder(self) -> str:
        """Where the README is: links start there."""
        readme = self.repo.readme
        return "" if isinstance(readme, Unavailable) else posixpath.dirname(readme.path or "")


def _description(filling: Filling) -> str:
    host = filling.repo.host
    return "" if isinstance(host, Unavailable) else markup.plain(host.description)


def _python(filling: Filling) -> str:
    facts = filling.repo.dependencies
    places = () if isinstance(facts, Unavailable) else facts.python_versions
    texts = (_NAME.sub("", at.excerpt) for at in places)
    return next((found[0].lstrip("=") for text in texts if (found := _VERSION.search(text))), "")


def _shell(lines: Iterable[str]) -> str:
    typed = list(lines)
    return markup.fenced(typed, "bash") if typed else ""


def _stock(filling: Filling) -> str:
    facts = filling.repo.data
    if isinstance(facts, Unavailable) or facts.known is None:
        return ""
    loader = stack.loader(filling.repo, facts.known.id)
    return markup.plain(facts.known.title) + (f" ({markup.code(loader)})" if loader else "")


def _sources(filling: Filling) -> str:
    facts = filling.repo.data
    places = () if isinstance(facts, Unavailable) else facts.sources
    found = dict.fromkeys(url for at in places for url in _addresses(at))
    return "\n".join(f"- <{url}>" for url in list(found)[:MOST_FILES])


def _addresses(at: Evidence) -> list[str]:
    return [url for word in at.excerpt.split() if (url := markup.address(word))]


def _files(filling: Filling) -> str:
    facts = filling.repo.data
    files = [] if isinstance(facts, Unavailable) else list(facts.files)
    if len(files) > MOST_FILES:
        return _folders(filling, Counter(posixpath.dirname(at.path) for at in files))
    return "\n".join(f"- {markup.code(at.path)}{_size(at)}" for at in files)


def _size(at: Evidence) -> str:
    return f" ({at.excerpt})" if _SIZE.fullmatch(at.excerpt) else ""


def _folders(filling: Filling, counts: Counter[str]) -> str:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"- {markup.code(f'{folder}/' if folder else './')} ({count})" for folder, count in ranked[:MOST_FILES]]
    rest = sum(count for _, count in ranked[MOST_FILES:])
    return "\n".join([*lines, *([f"- {filling.words['more'].format(count=rest)}"] if rest else [])])


def _models(filling: Filling) -> str:
    return ", ".join(markup.code(name) for name in stack.models(filling.repo))


def _figures(filling: Filling) -> str:
    """A table of the figures that saved outputs show, each with where it stands; of two that differ both are told."""
    method = filling.repo.method
    saved = () if isinstance(method, Unavailable) else method.saved
    exact = [figure for figure in saved if figure.of is not None and commands.usable(figure.at.path)]
    rows = {
        (_measured(figure), figure.value, figure.at.path): figure for figure in exact if _READ.fullmatch(figure.value)
    }
    if not rows:
        return ""
    head = [filling.words[word] for word in ("measure", "value", "source")]
    last = sorted(list(rows.items())[-MOST_FIGURES:], key=lambda row: (row[1].at.path, row[1].at.line or 0))
    lines = ([markup.plain(name), value, markup.code(figure.at.spot)] for (name, value, _), figure in last)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines))


def _measured(figure: Figure) -> str:
    return f"{figure.metric} ({figure.of})" if figure.of else figure.metric


def _metrics(filling: Filling) -> str:
    """A table with a row for each model and a column for each measure, every number still to be filled in."""
    measures = stack.metrics(filling.repo)
    rows = [*stack.baselines(filling.repo), *stack.models(filling.repo)]
    if not measures or not rows:
        return ""
    table = [[filling.words["model"], *measures], ["---"] * (len(measures) + 1)]
    table += [[markup.code(row), *["TODO"] * len(measures)] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in table)


def _pictures(filling: Filling) -> str:
    tree = filling.repo.tree
    paths = () if isinstance(tree, Unavailable) else tree.paths
    chosen = sorted((path for path in paths if _is_picture(path)), key=lambda path: (path.count("/"), path))
    if len(chosen) > 10 * MOST_PICTURES:  # a collection of pictures is data
        return ""
    lines = [markup.picture(stack.shown_name(_stem(path)), path, filling.folder) for path in chosen[:MOST_PICTURES]]
    return "\n\n".join(lines)


def _is_picture(path: str) -> bool:
    *folders, name = path.lower().split("/")
    if not name.endswith(commands.patterns("pictures")) or not commands.usable(path) or len(folders) > 2:
        return False
    words = set(re.split(r"[^a-z]+", posixpath.splitext(name)[0]))
    placed = not words.isdisjoint(commands.patterns("picture_words")) or any(
        folder in commands.patterns("picture_folders") for folder in folders
    )
    return placed and words.isdisjoint(commands.patterns("no_pictures"))


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]


def _homepage(filling: Filling) -> str:
    host = filling.repo.host
    url = "" if isinstance(host, Unavailable) else markup.address(host.homepage)
    ours = urlsplit(url).hostname in ("github.com", "www.github.com", "gitlab.com") if url else False
    return f"<{url}>" if url and not ours else ""


def _owner(filling: Filling) -> str:
    url = markup.address(filling.repo.url)
    parts = urlsplit(url).path.strip("/").split("/") if url else []
    return f"[{markup.plain(parts[0])}]({url.rpartition('/')[0]})" if len(parts) == 2 else ""


def _license(filling: Filling) -> str:
    tree = filling.repo.tree
    if isinstance(tree, Unavailable) or not tree.license or not tree.license_name or not commands.usable(tree.license):
        return ""
    return markup.link(tree.license_name, tree.license, filling.folder)


def _license_file(filling: Filling) -> str:
    tree = filling.repo.tree
    return "" if isinstance(tree, Unavailable) or not tree.license else markup.code(tree.license)


def _tree(filling: Filling) -> str:
    tree = filling.repo.tree
    if isinstance(tree, Unavailable):
        return ""
    hidden = {*tree.credentials, "" if isinstance(filling.repo.readme, Unavailable) else filling.repo.readme.path}
    lines = drawn(path for path in tree.paths if path not in hidden)
    return markup.fenced([f"{commands.slug(filling.repo.name)}/", *lines], "text") if lines else ""


SLOTS: dict[str, Callable[[Filling], str]] = {
    "description": _description,
    "python": _python,
    "install": lambda filling: _shell(commands.install(filling.repo)),
    "run": lambda filling: _shell(running.run(filling.repo)),
    "tests": lambda filling: _shell(running.tests(filling.repo)),
    "stock": _stock,
    "sources": _sources,
    "files": _files,
    "models": _models,
    "figures": _figures,
    "metrics": _metrics,
    "pictures": _pictures,
    "homepage": _homepage,
    "tools": lambda filling: ", ".join(markup.plain(tool) for tool in stack.tools(filling.repo)),
    "tree": _tree,
    "license": _license,
    "license_file": _license_file,
    "owner": _owner,
}
"""Slot → what fills it."""
