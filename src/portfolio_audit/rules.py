"""The catalogue's TOML files to `Rule` values, validated against the checks' signatures."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args, get_origin, get_type_hints

from portfolio_audit.checks.registry import CHECKS, CONDITIONS, load_all, signature
from portfolio_audit.model.demo_facts import STATES
from portfolio_audit.model.facts import KINDS, ContributionFacts, HostFacts, ProfileFacts, RepoFacts
from portfolio_audit.model.rules import SEVERITIES, Example, Rule, Scope, Severity, State
from portfolio_audit.toml_table import Table

REPOSITORY_FACTS = frozenset(RepoFacts.__struct_fields__) - {"name", "head", "limits"}
EXAMPLES = "[[examples]]"
PERSONAL_FACTS = frozenset({"profile", "contributions"})
PORTFOLIO_FACTS = PERSONAL_FACTS | {"portfolio", "answers"}


def load_rules(
    folders: Mapping[Path, bool],
    categories: Mapping[str, Scope],
    groups: Mapping[str, tuple[str, ...]],
    weights: Mapping[Severity, int],
) -> dict[str, Rule]:
    """All rules below the folders by id, in order of category and name; a later folder's rule replaces an earlier one.

    Args:
        folders: whether to read the examples, too, which stand at the end of each file.
        categories: scope by category id.
        groups: kinds by group name, each kind a group of its own.
        weights: points by severity.

    Raises:
        RuleFileError: a file has a mistake; the message names file and key.
    """
    load_all()
    rules: dict[str, Rule] = {}
    for folder, examples in folders.items():
        for file in sorted(folder.rglob("*.toml")):
            table = Table.load(file, "" if examples else EXAMPLES)
            rule = _read_rule(table, file, categories, groups, weights)
            rules[rule.id] = rule
    order = list(categories)
    return dict(sorted(rules.items(), key=lambda item: (order.index(item[1].category), item[0])))


def _read_rule(
    table: Table,
    file: Path,
    categories: Mapping[str, Scope],
    groups: Mapping[str, tuple[str, ...]],
    weights: Mapping[Severity, int],
) -> Rule:
    category = table.choice("category", categories, file.parent.name)
    table.known("category (or the folder's name)", category, categories)
    scope = categories[category]
    severity = cast("Severity", table.choice("severity", SEVERITIES))
    check = table.choice("check", CHECKS)
    rule = Rule(
        id=file.stem,
        title=table.text("title"),
        failure_title=table.text("failure-title"),
        category=category,
        severity=severity,
        weight=weights[severity],
        check=check,
        why=table.text("why"),
        fix=table.text("fix"),
        source=table.text("source"),
        minutes=table.integer("minutes", 1, 2400),
        scope=scope,
        applies_to=_kinds(table, groups) if scope == "repository" else (),
        needs=_needs(table, scope),
        parent=table.text("parent", "") or None,
        cap=_cap(table, severity),
        among_named=_among_named(table, check, scope),
        aliases=table.texts("aliases", ()),
        params=_params(table, check, scope),
        examples=_examples(table),
    )
    table.finish()
    return rule


def _kinds(table: Table, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    kinds: list[str] = []
    for name in table.texts("applies-to"):
        table.known("applies-to", name, groups)
        kinds += [kind for kind in groups[name] if kind not in kinds]
    if not kinds:
        table.fail("applies-to", "names no kind.")
    return tuple(kinds)


def _needs(table: Table, scope: Scope) -> tuple[str, ...]:
    needs = table.texts("needs", ())
    for name in needs:
        table.known("needs", name, CONDITIONS)
        _facts_fit(table, "needs", signature(CONDITIONS[name]).facts, scope)
    return needs


def _cap(table: Table, severity: Severity) -> int | None:
    if severity == "critical":
        return table.integer("cap", 0, 99)
    if "cap" in table.keys():  # noqa: SIM118 - a Table is no mapping
        table.fail("cap", "goes with severity = 'critical' only.")
    return None


def _among_named(table: Table, check: str, scope: Scope) -> bool:
    named = table.flag("among-named", False)
    if named and (scope == "repository" or not PERSONAL_FACTS.isdisjoint(signature(CHECKS[check]).facts)):
        table.fail("among-named", "is for rules about the portfolio that ask for no facts of a person.")
    return named


def _facts_fit(table: Table, key: str, facts: Iterable[str], scope: Scope) -> None:
    allowed = REPOSITORY_FACTS if scope == "repository" else PORTFOLIO_FACTS
    if strange := sorted(set(facts) - allowed):
        table.fail(key, f"asks for {', '.join(strange)}, which a rule about a {scope} does not have.")


def _params(table: Table, check: str, scope: Scope) -> dict[str, Any]:
    wants = signature(CHECKS[check])
    _facts_fit(table, "check", wants.facts, scope)
    params = table.mapping("params", {})
    for key in params:
        table.known(f"params.{key}", key, wants.params)
    for key in sorted(wants.required - set(params)):
        table.fail(f"params.{key}", f"is missing; the check {check} needs it.")
    return {key: _typed(table, f"params.{key}", value, wants.params[key]) for key, value in params.items()}


def checked_params(file: str, rule: Rule, given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters that a rubric in that file gives to a rule, checked like the rule's own.

    Raises:
        RuleFileError: a parameter is not known, or of another type.
    """
    table = Table(given, Path(file), f"params.{rule.id}.")
    wants = signature(CHECKS[rule.check]).params
    for key in given:
        table.known(key, key, wants)
    return {key: _typed(table, key, value, wants[key]) for key, value in given.items()}


def _typed(table: Table, key: str, value: Any, kind: Any) -> Any:
    """The value as the check's annotation wants it; lists become tuples."""
    if get_origin(kind) is tuple:
        if type(value) is not list:
            table.fail(key, f"must be a list, not {type(value).__name__}.")
        return tuple(_typed(table, key, item, get_args(kind)[0]) for item in value)
    if type(value) is not kind:
        table.fail(key, f"must be {kind.__name__}, not {type(value).__name__}.")
    return value


def _examples(table: Table) -> tuple[Example, ...]:
    return tuple(_example(example) for example in table.tables("examples"))


def _example(table: Table) -> Example:
    example = Example(
        name=table.text("name"),
        expect=State(table.choice("expect", [state.value for state in State])),
        kind=table.choice("kind", KINDS, "") or None,
        files=_files(table, "files", table.mapping("files", {})),
        earlier=_files(table, "earlier", table.mapping("earlier", {})),
        large=_sizes(table),
        commits=table.texts("commits", ()),
        host=_fields(table, "host", HostFacts) or {},
        profile=_fields(table, "profile", ProfileFacts),
        contributions=_fields(table, "contributions", ContributionFacts),
        repositories={
            name: _files(table, f"repositories.{name}", files)
            for name, files in table.mapping("repositories", {}).items()
        },
        looks=_looks(table),
    )
    table.finish()
    return example


def _files(table: Table, key: str, files: Any) -> dict[str, str]:
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        table.fail(key, 'must map paths to texts: "README.md" = "# App".')
    return files


def _looks(table: Table) -> dict[str, str]:
    looks: dict[str, str] = table.mapping("looks", {})
    for url, state in looks.items():
        table.known(f"looks.{url}", str(state), STATES)
    return looks


def _fields(table: Table, key: str, kind: type) -> dict[str, Any] | None:
    fields: dict[str, Any] | None = table.mapping(key, None)
    types = _types(kind)
    for name, value in (fields or {}).items():
        table.known(f"{key}.{name}", name, types)
        if not _fits(value, types[name]):
            table.fail(f"{key}.{name}", f"does not hold a {type(value).__name__}.")
    return fields


_types = cache(get_type_hints)


def _fits(value: Any, kind: Any) -> bool:
    if get_origin(kind) is tuple:
        return type(value) is list and all(_fits(item, get_args(kind)[0]) for item in value)
    return type(value) in (get_args(kind) or (kind,))


def _sizes(table: Table) -> dict[str, int]:
    sizes: dict[str, int] = table.mapping("large", {})
    for path, size in sizes.items():
        if type(size) is not int or size < 0:
            table.fail(f"large.{path}", "must be a whole number of megabytes.")
    return sizes
