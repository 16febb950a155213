"""Targets of the command line, and what the report of each group of them is called."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from portfolio_audit.text import as_file_name

if TYPE_CHECKING:
    from portfolio_audit.model.portfolio import Portfolio
    from portfolio_audit.targets import Target


def grouped(words: tuple[str, ...], *, standing: bool) -> "list[tuple[str, list[Target]]]":
    """(name of the output, targets of one report)."""
    from portfolio_audit.sources.github import addresses
    from portfolio_audit.targets import Folder, Person, parse_target

    _, server = addresses()
    parsed = list(dict.fromkeys(parse_target(word, server) for word in words))
    if standing:
        parsed = [replace(target, as_it_stands=True) if isinstance(target, Folder) else target for target in parsed]
    for target in parsed:
        if isinstance(target, Folder) and target.also_username:
            click.echo(
                f"auditing the folder {target.path.name}; for the user, give {server}/{target.path.name}", err=True
            )
    groups: list[tuple[str, list[Target]]] = [(t.login, [t]) for t in parsed if isinstance(t, Person)]
    rest = [target for target in parsed if not isinstance(target, Person)]
    if rest:
        first = rest[0]
        name = first.path.name.removesuffix(".git") or "folder" if isinstance(first, Folder) else first.name
        groups.append((name if len(rest) == 1 else "repositories", [*rest]))
    return _apart(groups)


def _apart(groups: "list[tuple[str, list[Target]]]") -> "list[tuple[str, list[Target]]]":
    """A folder of its own for each report, on disks that tell no capitals apart, too."""
    taken: set[str] = set()
    named = []
    for name, group in groups:
        numbered = (name, *(f"{name}-{number}" for number in range(2, len(groups) + 1)))
        free = next(word for word in numbered if word.lower() not in taken)
        taken.add(free.lower())
        named.append((free, group))
    return named


def name_of(portfolio: "Portfolio") -> str:
    """What a saved portfolio's reports are called. The file is outside material: its name makes no path."""
    names = [portfolio.login] if portfolio.login else [repo.name for repo in portfolio.repos]
    name = names[0] if len(names) == 1 else "repositories"
    return as_file_name(name, "saved")


def are_folders(group: "list[Target]") -> bool:
    """Whether nothing else is among them."""
    from portfolio_audit.targets import Folder

    return all(isinstance(target, Folder) for target in group)
