"""Models whose features hold the target, told only where both are taken from one table by literal column names."""

import ast
from collections.abc import Iterator

from msgspec import Struct, field

from portfolio_audit.facts.method.estimators import is_model
from portfolio_audit.facts.method.flow import Placed, assigned, base, called, calls, literals, scopes
from portfolio_audit.facts.source import Source
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

_CHANGES = ("drop", "pop", "insert", "rename", "join", "merge", "assign")


def target_features(source: Source) -> Iterator[Evidence]:
    """Where a target is given to a model among its own features."""
    text = source.text
    if not (".fit(" in text and (".drop(" in text or "[[" in text)):
        return
    for statements in scopes(source):
        for line, column in _Scope(statements).found():
            yield Evidence(source.path, line, shown(f"the target {column!r} is among the features"))


class _Table(Struct):
    """What is known of the columns of a variable: those left out of a table, or all of its own."""

    origin: str
    version: int
    without: frozenset[str] = frozenset()
    only: frozenset[str] | None = None

    def holds(self, column: str) -> bool:
        return column in self.only if self.only is not None else column not in self.without


class _Scope(Struct):
    statements: list[Placed]
    tables: dict[str, _Table] = field(default_factory=dict)
    targets: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """Variable → (table, its version, column)."""
    models: set[str] = field(default_factory=set)
    """Variables that hold a model which takes all columns that it is given."""
    versions: dict[str, int] = field(default_factory=dict)
    """How often a variable was changed: a table that was changed in between is not the same."""

    def found(self) -> Iterator[tuple[int, str]]:
        for node, line in self.statements:
            targets, value = assigned(node)
            if value is None:
                continue
            for call in calls(value):
                if called(call) == "fit" and len(call.args) >= 2 and (column := self._leak(call)):
                    yield line, column
                self._change(call)
            if isinstance(value, ast.Call) and called(value) == "train_test_split":
                self._split(targets, value)
            elif len(targets) == 1:
                self._bind(node, targets[0], value)
            else:
                for target in targets:
                    self._forget(target)

    def _leak(self, call: ast.Call) -> str:
        features, target = call.args[0], call.args[1]
        if not (isinstance(call.func, ast.Attribute) and is_model(call.func.value, self.models)):
            return ""
        if not isinstance(features, ast.Name) or not isinstance(target, ast.Name):
            return ""
        table, goal = self.tables.get(features.id), self.targets.get(target.id)
        if table is None or goal is None or (table.origin, table.version) != goal[:2]:
            return ""
        return goal[2] if table.holds(goal[2]) else ""

    def _split(self, targets: list[str], call: ast.Call) -> None:
        """Both parts of a table or a target are what the whole is."""
        whole = [part.id if isinstance(part, ast.Name) else "" for part in call.args]
        known = [(self.tables.get(name), self.targets.get(name)) for name in whole]
        for target in targets:
            self._forget(target)
        for place, target in enumerate(targets if len(targets) == 2 * len(whole) else ()):
            table, goal = known[place // 2]
            self.tables |= {target: table} if table else {}
            self.targets |= {target: goal} if goal else {}

    def _change(self, call: ast.Call) -> None:
        """`df.pop("y")`, `df.drop(..., inplace=True)` and the like leave another table behind."""
        if isinstance(call.func, ast.Attribute) and call.func.attr in _CHANGES:
            inplace = call.func.attr in ("pop", "insert") or any(key.arg == "inplace" for key in call.keywords)
            if inplace and (name := base(call.func.value)):
                self._forget(name)

    def _bind(self, node: ast.stmt, target: str, value: ast.expr) -> None:
        plain = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        table = self._table(value) if plain else None
        goal = self._goal(value) if plain else None
        self._forget(target)
        if plain and is_model(value, self.models):
            self.models.add(target)
        if table and table.origin != target:
            self.tables[target] = table
        if goal and goal[0] != target:
            self.targets[target] = goal

    def _forget(self, name: str) -> None:
        self.versions[name] = self.versions.get(name, 0) + 1
        self.models.discard(name)
        self.tables.pop(name, None)
        self.targets.pop(name, None)

    def _goal(self, value: ast.expr) -> tuple[str, int, str] | None:
        """`df["y"]`: one column of a table."""
        if isinstance(value, ast.Attribute) and value.attr == "values":
            value = value.value
        if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name):
            column = value.slice
            if isinstance(column, ast.Constant) and isinstance(column.value, str):
                return value.value.id, self.versions.get(value.value.id, 0), column.value
        return None

    def _table(self, value: ast.expr) -> _Table | None:
        """`df.drop(columns=[...])`, `df.drop("a", axis=1)` or `df[["a", "b"]]`, literals only."""
        if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name):
            columns = literals(value.slice) if isinstance(value.slice, ast.List) else None
            name = value.value.id
            return _Table(name, self.versions.get(name, 0), only=frozenset(columns)) if columns else None
        if isinstance(value, ast.Call) and called(value) == "drop" and isinstance(value.func, ast.Attribute):
            return self._dropped(value, value.func.value)
        return None

    def _dropped(self, call: ast.Call, table: ast.expr) -> _Table | None:
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        columns = literals(keywords.get("columns") or (call.args[0] if call.args else None))
        if not isinstance(table, ast.Name) or not columns or "inplace" in keywords:
            return None
        axis = keywords.get("axis") or (call.args[1] if len(call.args) > 1 else None)
        is_columns = "columns" in keywords or (isinstance(axis, ast.Constant) and axis.value in (1, "columns"))
        return _Table(table.id, self.versions.get(table.id, 0), frozenset(columns)) if is_columns else None
