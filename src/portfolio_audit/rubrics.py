"""Rubrics: whose eyes to look with. A file may change shares, or ask its own parts with points as a course does."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from msgspec import Struct, field
from msgspec.structs import replace

from portfolio_audit.errors import RuleFileError
from portfolio_audit.model.catalogue import Category
from portfolio_audit.model.rules import Rule
from portfolio_audit.resources import data_dir
from portfolio_audit.rubric_datasets import known_sets, read_datasets
from portfolio_audit.rules import checked_params
from portfolio_audit.text import NAME, shown
from portfolio_audit.toml_table import Table

_CHECK_OF_SETS = "data.not_stock"


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
    """What to look for beside the tool's own data sets: ones that count as stock, and the `course`'s own."""
    required: tuple[str, ...] = ()
    """Rules, categories or patterns of what must be passed, whatever the score."""
    file: str = ""
    """Where it stands, for messages."""

    @property
    def banned(self) -> tuple[str, ...]:
        """Ids of the data sets that this course does not accept."""
        return tuple(row["id"] for row in self.datasets if not row.get("course"))

    def fail(self, key: str, problem: str) -> NoReturn:
        """Stop with file, key and problem."""
        raise RuleFileError(f"{self.file}: {shown(key, NAME)}: {problem}")


def load_rubric(name: str, categories: Collection[str] = ()) -> Rubric:
    """The built-in rubric of that name, or the one in that file.

    Args:
        categories: whose shares it may change; empty when that is not to be checked.

    Raises:
        RuleFileError: there is none, or it has a mistake; the message names file and key.
    """
    if is_built_in(name):
        return _read(data_dir("rules") / "rubrics" / f"{name}.toml", name, categories)
    if not Path(name).is_file():
        raise RuleFileError(f"rubric {name!r} is not known; use one of {', '.join(sorted(built_in()))}, or a file.")
    return _read(Path(name), Path(name).stem, categories)


def is_built_in(name: str) -> bool:
    """Whether a rubric of that name comes with the tool."""
    return name in built_in()


def built_in() -> frozenset[str]:
    """Names of the rubrics that come with the tool."""
    return frozenset(file.stem for file in (data_dir("rules") / "rubrics").glob("*.toml"))


def rubrics() -> tuple[Rubric, ...]:
    """The built-in rubrics."""
    return tuple(load_rubric(file.stem) for file in sorted((data_dir("rules") / "rubrics").glob("*.toml")))


def _read(file: Path, name: str, categories: Collection[str]) -> Rubric:
    table = Table.load(file)
    rubric = Rubric(
        name,
        table.text("title"),
        table.text("description"),
        table.texts("ignore", ()),
        _shares(table.table("shares"), categories),
        _parts(table.tables("part")),
        _params(table.table("params")),
        table.integer("pass-mark", 1, 100, None),
        read_datasets(table.tables("dataset"), table.tables("course-dataset")),
        table.texts("required", ()),
        str(file),
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


def _parts(tables: Iterable[Table]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for table in tables:
        part = _part(table)
        if any(part.id == other.id for other in parts):
            table.fail("id", f"{part.id!r} is the id of another part; give each its own.")
        for other in parts:
            if both := next((rule for rule in part.rules if rule in other.rules), None):
                table.fail(f"rules.{both}", f"is in the part {other.id!r} too; a rule earns points in one part.")
        parts.append(part)
    return tuple(parts)


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
        rubric.fail(f"params.{unknown}", f"no rule is called so{_nearest(unknown, rules.values())}")
    if rubric.parts:
        return _in_parts(rubric, rules, categories, projects)
    weighed = tuple(replace(c, share=rubric.shares.get(c.id, c.share)) for c in categories)
    if not any(category.share for category in weighed if category.scope == "repository"):
        rubric.fail("shares", "leave nothing that counts. Give at least one category about repositories more than 0.")
    return rules, weighed


def _with_params(rule: Rule, rubric: Rubric) -> Rule:
    own = checked_params(rubric.file, rule, rubric.params[rule.id]) if rule.id in rubric.params else {}
    if rule.check == _CHECK_OF_SETS:
        table = Table({}, Path(rubric.file), f"params.{rule.id}.")
        for name in own.get("tolerated", ()):
            table.known("tolerated", name, known_sets(rubric.datasets))
    banned = {"banned": rubric.banned} if rubric.banned and rule.check == _CHECK_OF_SETS else {}
    return replace(rule, params={**rule.params, **banned, **own}) if own or banned else rule


def _in_parts(
    rubric: Rubric, rules: Mapping[str, Rule], categories: tuple[Category, ...], projects: tuple[str, ...]
) -> tuple[dict[str, Rule], tuple[Category, ...]]:
    """Only what the parts name is asked of repositories, of every kind of project, for the points they give."""
    own = tuple(Category(part.id, part.title, part.points, "repository", part.description) for part in rubric.parts)
    asked: dict[str, Rule] = {}
    taken = {category.id for category in categories if category.scope == "portfolio"}
    for number, part in enumerate(rubric.parts, 1):
        if part.id in taken:
            rubric.fail(f"part[{number}].id", f"{part.id!r} is the name of what is asked of a profile; take another.")
        for name, points in part.rules.items():
            rule = _known(name, rules, rubric, f"part[{number}].rules.{name}")
            if rule.id in asked:
                rubric.fail(f"part[{number}].rules.{name}", f"is {rule.id!r}, which earns points already.")
            plain = replace(rule, parent=None, cap=None, severity=_mild(rule))
            asked[rule.id] = replace(plain, category=part.id, weight=points, applies_to=projects)
    rest = {name: rule for name, rule in rules.items() if rule.scope == "portfolio"}
    return asked | rest, (*own, *(c for c in categories if c.scope == "portfolio"))


def _mild(rule: Rule) -> Any:
    """A course gives points; it caps nothing."""
    return "high" if rule.severity == "critical" else rule.severity


def _known(name: str, rules: Mapping[str, Rule], rubric: Rubric, key: str) -> Rule:
    about_repositories = [rule for rule in rules.values() if rule.scope == "repository"]
    rule = next((rule for rule in about_repositories if name == rule.id or name in rule.aliases), None)
    if rule is None:
        rubric.fail(key, f"no rule about repositories is called {name!r}{_nearest(name, about_repositories)}")
    return rule


def _nearest(name: str, rules: Iterable[Rule]) -> str:
    """The end of a sentence about a name that is not known."""
    near = get_close_matches(name, [known for rule in rules for known in (rule.id, *rule.aliases)], 1)
    return f"; did you mean {near[0]!r}?" if near else ". `portfolio-audit rules` lists them."
