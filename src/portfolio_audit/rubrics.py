"""Rubrics: whose eyes to look with. A file may change shares, or ask its own parts with points as a course does."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from portfolio_audit.errors import RuleFileError
from portfolio_audit.model.catalogue import Category
from portfolio_audit.model.rules import Rule
from portfolio_audit.resources import data_dir
from portfolio_audit.rules import checked_params
from portfolio_audit.toml_table import Table

DATASET_KEYS = ("loaders", "files", "common", "slugs", "urls", "columns", "coined", "patterns", "aliases")
"""What may tell a data set; as in the table of the tool's own."""


class Part(Struct, frozen=True):
    """A part of a course's rubric: so many points, earned by these rules."""

    id: str
    title: str
    description: str
    points: int
    rules: Mapping[str, int]
    """Rule → its points within the part."""


class Rubric(Struct, frozen=True):
    """A rubric as its file says it."""

    name: str
    title: str
    description: str
    ignore: tuple[str, ...] = ()
    shares: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rule → parameters that take the place of its own."""
    pass_mark: int | None = None
    datasets: tuple[Mapping[str, Any], ...] = ()
    """Further data sets that count as stock."""


def load_rubric(name: str, categories: Collection[str] = ()) -> Rubric:
    """The built-in rubric of that name, or the one in that file.

    Args:
        categories: whose shares it may change; empty when that is not to be checked.

    Raises:
        RuleFileError: there is none, or it has a mistake; the message names file and key.
    """
    built_in = {file.stem: file for file in (data_dir("rules") / "rubrics").glob("*.toml")}
    if name in built_in:
        return _read(Table.load(built_in[name]), name, categories)
    if not Path(name).is_file():
        raise RuleFileError(f"rubric {name!r} is not known; use one of {', '.join(sorted(built_in))}, or a file.")
    return _read(Table.load(Path(name)), Path(name).stem, categories)


def rubrics() -> tuple[Rubric, ...]:
    """The built-in rubrics."""
    return tuple(load_rubric(file.stem) for file in sorted((data_dir("rules") / "rubrics").glob("*.toml")))


def _read(table: Table, name: str, categories: Collection[str]) -> Rubric:
    rubric = Rubric(
        name,
        table.text("title"),
        table.text("description"),
        table.texts("ignore", ()),
        _shares(table.table("shares"), categories),
        tuple(_part(row) for row in table.tables("part")),
        _params(table.table("params")),
        table.integer("pass-mark", 1, 100, None),
        tuple(_dataset(row) for row in table.tables("dataset")),
    )
    if rubric.parts and rubric.shares:
        table.fail("shares", "does not go with [[part]]: the points of the parts are the shares.")
    table.finish()
    return rubric


def _shares(table: Table, categories: Collection[str]) -> dict[str, int]:
    for key in table.keys() if categories else ():
        table.known(key, key, categories)
    return _integers(table, 0)


def _integers(table: Table, least: int) -> dict[str, int]:
    return {key: table.integer(key, least, 100) for key in table.keys()}  # noqa: SIM118 - a Table is no mapping


def _part(table: Table) -> Part:
    part = Part(
        table.text("id"),
        table.text("title"),
        table.text("description"),
        table.integer("points", 1, 100),
        _integers(table.table("rules"), 1),
    )
    if not part.rules:
        table.fail("rules", 'names no rule; write rules = { "readme-problem" = 2 }.')
    table.finish()
    return part


def _params(table: Table) -> dict[str, dict[str, Any]]:
    return {rule: table.mapping(rule) for rule in table.keys()}  # noqa: SIM118 - a Table is no mapping


def _dataset(table: Table) -> dict[str, Any]:
    told = {key: list(found) for key in DATASET_KEYS if (found := table.texts(key, ()))}
    if not told:
        table.fail("files", f"is missing; at least one of {', '.join(DATASET_KEYS)} must tell the data set.")
    row = {"id": table.text("id"), "title": table.text("title"), **told}
    table.finish()
    return row


def apply_rubric(
    rubric: Rubric, rules: Mapping[str, Rule], categories: tuple[Category, ...], projects: tuple[str, ...]
) -> tuple[dict[str, Rule], tuple[Category, ...]]:
    """Rules and categories as the rubric wants them.

    Args:
        projects: kinds that a course's rubric is asked of: all that are scored.
    """
    rules = {name: _with_params(rule, rubric) for name, rule in rules.items()}
    unknown = next((name for name in rubric.params if name not in rules), None)
    if unknown:
        raise RuleFileError(f"rubric {rubric.name}: params.{unknown}: no rule is called so.")
    if rubric.parts:
        return _in_parts(rubric, rules, categories, projects)
    return rules, tuple(replace(c, share=rubric.shares.get(c.id, c.share)) for c in categories)


def _with_params(rule: Rule, rubric: Rubric) -> Rule:
    if rule.id not in rubric.params:
        return rule
    return replace(rule, params={**rule.params, **checked_params(rubric.name, rule, rubric.params[rule.id])})


def _in_parts(
    rubric: Rubric, rules: Mapping[str, Rule], categories: tuple[Category, ...], projects: tuple[str, ...]
) -> tuple[dict[str, Rule], tuple[Category, ...]]:
    """Only what the parts name is asked of repositories, of every kind of project, for the points they give."""
    own = tuple(Category(part.id, part.title, part.points, "repository", part.description) for part in rubric.parts)
    asked: dict[str, Rule] = {}
    for part in rubric.parts:
        for name, points in part.rules.items():
            rule = _known(name, rules, rubric)
            plain = replace(rule, parent=None, cap=None, severity=_mild(rule))
            asked[rule.id] = replace(plain, category=part.id, weight=points, applies_to=projects)
    rest = {name: rule for name, rule in rules.items() if rule.scope == "portfolio"}
    return asked | rest, (*own, *(c for c in categories if c.scope == "portfolio"))


def _mild(rule: Rule) -> Any:
    """A course gives points; it caps nothing."""
    return "high" if rule.severity == "critical" else rule.severity


def _known(name: str, rules: Mapping[str, Rule], rubric: Rubric) -> Rule:
    rule = next((rule for rule in rules.values() if name == rule.id or name in rule.aliases), None)
    if rule is None or rule.scope != "repository":
        raise RuleFileError(f"rubric {rubric.name}: no rule about repositories is called {name!r}.")
    return rule
