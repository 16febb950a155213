"""Versions that notebooks printed when they ran: `pandas.__version__`, listings, and what pip said."""

import re
from collections.abc import Iterable, Iterator

from portfolio_audit.facts.dependencies.lines import normal
from portfolio_audit.facts.needs.distributions import installers, tells_version
from portfolio_audit.facts.notebooks import Cell, NotebookFile
from portfolio_audit.model.values import Evidence

MAX_CHARS = 20_000
"""Of what one cell printed."""
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?[ \t]*(?:#.*)?$", re.MULTILINE)
_ASKED = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\.__version__")
_NUMBER = re.compile(r"(?<![\w.])\d{1,4}(?:\.\d{1,6}){1,3}(?:\.?(?:post|rc|dev|a|b)\d+)?(?:\+[\w.]{1,30})?(?![\w.]*\d)")
_LISTING = re.compile(
    r"show_versions|watermark|session_info|pip3?\s+(?:freeze|list)|conda\s+list|%pip\s+(?:freeze|list)"
)
_BETWEEN = r"(?:[ \t]*+(?:==|[:=])[ \t]*+|[ \t]++)"
_LISTED = re.compile(
    rf"^[ \t]*+([A-Za-z][\w.-]{{0,60}}){_BETWEEN}(\d[\w.+]{{0,40}})(?:[ \t]++\S{{1,40}}){{0,2}}[ \t]*+$", re.MULTILINE
)
_INSTALLED = re.compile(r"^Successfully installed ([^\n]{1,5000})$", re.MULTILINE)
_PACKAGE = re.compile(r"([A-Za-z0-9][\w.-]{0,100}?)-(\d[\w.+]{0,40})")
_PRESENT = re.compile(
    r"^Requirement already satisfied: ([A-Za-z0-9][\w.-]{0,100})[^\n]{0,200}? in [^\n]{1,300}? \((\d[\w.+]{0,40})\)",
    re.MULTILINE,
)
_LOOPS = re.compile(r"^[ \t]*(?:for|while|if|def|with|try)\b", re.MULTILINE)


def printed_versions(notebooks: Iterable[NotebookFile]) -> Iterator[tuple[str, str, Evidence]]:
    """(distribution, version, cell) of each version in saved outputs that leaves no doubt what it is of."""
    for file in notebooks:
        outputs = {output.number: output.text[:MAX_CHARS] for output in file.printed}
        aliases: dict[str, str] = {}
        for cell in file.code():
            aliases |= {found[2] or found[1]: found[1] for found in _IMPORT.finditer(cell.source)}
            if text := outputs.get(cell.number):
                at = Evidence(file.facts.path, cell.number)
                yield from ((name, version, at) for name, version in _of_cell(cell, text, aliases))


def _of_cell(cell: Cell, text: str, aliases: dict[str, str]) -> Iterator[tuple[str, str]]:
    if "__version__" in cell.source:
        yield from _attributes(cell, text, aliases)
    if _LISTING.search(cell.source):
        yield from ((_installer(found[1]), found[2]) for found in _LISTED.finditer(text) if tells_version(found[1]))
    if "install" in cell.source:
        yield from ((found[1], found[2]) for found in _PRESENT.finditer(text))
        for line in _INSTALLED.finditer(text):
            yield from ((found[1], found[2]) for word in line[1].split() if (found := _PACKAGE.fullmatch(word)))


def _attributes(cell: Cell, text: str, aliases: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What was asked for and what was printed, one for one; anything else may be a version of something else."""
    lines = [line for line in cell.source.split("\n") if not line.lstrip().startswith("#")]
    asked = [aliases.get(found[1], "") for line in lines for found in _ASKED.finditer(line)]
    printed = [found[0] for found in _NUMBER.finditer(text)]
    if len(asked) == len(printed) and not _LOOPS.search(cell.source):
        for module, version in zip(asked, printed, strict=True):
            names = installers(module) if module and "." not in module else ()
            if names and tells_version(module):
                yield names[0], version


def _installer(name: str) -> str:
    """The distribution that a listing means by a name, which may be that of a module."""
    names = installers(name)
    return names[0] if names and normal(name) not in names else name
