"""The catalogue in force: files of `rules/`, a rubric, a user's own rules, a selection."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import cast

from msgspec.structs import replace

from portfolio_audit.catalogue_names import DEFAULT_RUBRIC
from portfolio_audit.codec import to_data
from portfolio_audit.errors import RuleFileError, UnknownRule
from portfolio_audit.model.catalogue import Catalogue, Category, Kind, Scale
from portfolio_audit.model.rules import SEVERITIES, Rule, Scope, Severity
from portfolio_audit.resources import data_dir
from portfolio_audit.rubrics import Rubric, apply_rubric, load_rubric
from portfolio_audit.rules import load_rules
from portfolio_audit.toml_table import Table


def load_catalogue(
    rubric: str = DEFAULT_RUBRIC,
    own_rules: Path | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    *,
    examples: bool = True,
) -> Catalogue:
    """The rules in force.

    Args:
        rubric: name of a file in `rules/rubrics`, or path of one.
        own_rules: folder of further rule files; one with the id of a built-in rule replaces it.
        select: ids, aliases, categories or patterns such as `readme-*`; empty means all.
        ignore: the same, to leave out.
        examples: whether to read those of the built-in rules, too; judging needs none.

    Raises:
        RuleFileError: a file has a mistake, or a name is not known.
    """
    root = data_dir("rules")
    categories = _categories(Table.load(root / "categories.toml"))
    kinds, groups = _kinds(Table.load(root / "kinds.toml"))
    scale = _scale(Table.load(root / "scoring.toml"))
    if own_rules is not None and not own_rules.is_dir():
        raise RuleFileError(f"{own_rules}: is no folder. Give a folder of rule files to --rules.")
    folders = {root / category.id: examples for category in categories} | ({own_rules: True} if own_rules else {})
    rules = load_rules(folders, {c.id: c.scope for c in categories}, groups, scale.severities)
    _parents_exist(rules)
    seen_by = load_rubric(rubric, [category.id for category in categories])
    projects = tuple(kind.id for kind in kinds if kind.scored)
    every = rules
    rules, categories = apply_rubric(seen_by, every, categories, projects)
    left_out = _named_in(seen_by, "ignore", seen_by.ignore, rules)
    required = _required(seen_by, rules, every, left_out)
    dropped = [*left_out, *_expand(ignore, rules.values())]
    chosen = _expand(select, rules.values()) if select else list(rules)
    in_force = tuple(rule for rule in rules.values() if rule.id in chosen and rule.id not in dropped)
    catalogue = Catalogue(in_force, categories, kinds, scale, seen_by.name, "", seen_by.pass_mark, required)
    return replace(catalogue, digest=_digest(catalogue))


def _categories(table: Table) -> tuple[Category, ...]:
    return tuple(
        Category(
            row.text("id"),
            row.text("title"),
            row.integer("share", 0, 100),
            cast("Scope", row.choice("scope", ("repository", "portfolio"), "repository")),
            row.text("description"),
        )
        for row in table.tables("category")
    )


def _kinds(table: Table) -> tuple[tuple[Kind, ...], dict[str, tuple[str, ...]]]:
    kinds = tuple(Kind(row.text("id"), row.text("title"), row.flag("scored")) for row in table.tables("kind"))
    groups = table.table("groups")
    named = {name: groups.texts(name) for name in groups.keys()}  # noqa: SIM118 - a Table is no mapping
    return kinds, named | {kind.id: (kind.id,) for kind in kinds}


def _scale(table: Table) -> Scale:
    grades, severity, portfolio = table.table("grades"), table.table("severity"), table.table("portfolio")
    return Scale(
        tuple((letter, grades.integer(letter, 0, 100)) for letter in grades.keys()),  # noqa: SIM118
        {cast("Severity", name): severity.integer(name, 0, 100) for name in SEVERITIES},
        portfolio.integers("slots", 1, 100),
        portfolio.integer("projects-share", 0, 100),
        portfolio.integer("profile-share", 0, 100),
    )


def _expand(patterns: Sequence[str], rules: Iterable[Rule]) -> list[str]:
    found: list[str] = []
    known = tuple(rules)
    for pattern in patterns:
        meant = [rule.id for rule in known if matches(pattern, rule)]
        if not meant:
            raise UnknownRule(pattern, _hint(pattern, known))
        found += meant
    return found


def _named_in(rubric: Rubric, key: str, patterns: Sequence[str], rules: Mapping[str, Rule]) -> list[str]:
    """The rules that a rubric's file names there."""
    try:
        return _expand(patterns, rules.values())
    except UnknownRule as error:
        rubric.fail(key, str(error))


def _required(
    rubric: Rubric, rules: Mapping[str, Rule], every: Mapping[str, Rule], left_out: Sequence[str]
) -> tuple[str, ...]:
    """Ids of the required rules, in the catalogue's order."""
    for pattern in rubric.required:
        if not _means(pattern, rules) and _means(pattern, every):
            rubric.fail("required", f"no part asks {pattern!r}. Give it points in a [[part]], or do not require it.")
    names = set(_named_in(rubric, "required", rubric.required, rules))
    if both := next((name for name in rules if name in names and name in left_out), None):
        rubric.fail("required", f"{both!r} is required, and `ignore` leaves it out. Take it out of one of the two.")
    return tuple(name for name in rules if name in names)


def _means(pattern: str, rules: Mapping[str, Rule]) -> bool:
    return any(matches(pattern, rule) for rule in rules.values())


def _hint(pattern: str, rules: Iterable[Rule]) -> str:
    names = dict.fromkeys(name for rule in rules for name in (rule.id, *rule.aliases, rule.category))
    near = get_close_matches(pattern, names, 1)
    return f"; did you mean {near[0]!r}?" if near else ". `portfolio-audit rules` lists them."


def matches(pattern: str, rule: Rule) -> bool:
    """Whether the pattern means that rule: by its id, an alias or its category."""
    return pattern == rule.category or any(fnmatchcase(name, pattern) for name in (rule.id, *rule.aliases))


def _parents_exist(rules: dict[str, Rule]) -> None:
    for rule in rules.values():
        if rule.parent and rule.parent not in rules:
            raise RuleFileError(f"rule {rule.id}: parent: no rule is called {rule.parent!r}.")


def _digest(catalogue: Catalogue) -> str:
    data = to_data(replace(catalogue, rules=tuple(replace(rule, examples=()) for rule in catalogue.rules)))
    if not catalogue.required:
        del data["required"]  # equal rules keep their digest, so that older reports stay comparable
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]
