"""Models that are fetched from elsewhere: by the code, by commands, or by a reader who is told where."""

import re
from collections.abc import Container
from functools import cache, cached_property

from portfolio_audit.facts.needs.texts import Texts
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

MAX_LINE = 1_000


@cache
def _any_of(key: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, load("artefacts")["fetches"][key])))


class Fetching:
    """What brings files from elsewhere."""

    def __init__(self, sources: tuple[Source, ...], texts: Texts) -> None:
        self.sources = sources
        self.texts = texts
        self.table = load("artefacts")["fetches"]

    @cached_property
    def calls(self) -> list[tuple[Source, Evidence]]:
        """Calls that download or unpack, each with its file."""
        plain = {name for name in self.table["calls"] if "." not in name}
        dotted = tuple(name for name in self.table["calls"] if "." in name)
        return [
            (source, source.place(line, name))
            for source in self.sources
            for name, line in source.calls
            if name.rpartition(".")[2] in plain or name.endswith(dotted)
        ] + [
            (source, Evidence(source.path, line, shown(text)))
            for source in self.sources
            for text, line in source.strings
            if any(command in text for command in self.table["commands"])
        ]

    @property
    def somewhere(self) -> bool:
        """Whether any code or command fetches anything."""
        commands = self.table["commands"]
        return bool(self.calls) or any(command in text for _, text in self.texts.steps for command in commands)

    def by_code(self, name: str, near: Container[str]) -> Evidence | None:
        """The call that fetches a file: one beside where it is loaded, or one in a file that names it."""
        for source, at in self.calls:
            if source.path in near or name in source.text:
                return at
        for path, text in self.texts.steps:
            for number, line in enumerate(text.split("\n") if name in text else (), 1):
                if name in line and any(command in line for command in self.table["commands"]):
                    return Evidence(path, number, shown(line))
        return None

    @cached_property
    def told(self) -> Evidence | None:
        """The line of a README or another text that says where to get a model."""
        for path, text in self.texts.prose:
            low = text.lower()
            for found in _any_of("words").finditer(low):
                start = low.rfind("\n", 0, found.start()) + 1
                end = low.find("\n", found.start(), start + MAX_LINE)
                if _any_of("about").search(low, start, end if end >= 0 else start + MAX_LINE):
                    return Evidence(path, low.count("\n", 0, start) + 1, shown(low[start : end if end >= 0 else None]))
        return None
