"""Transformers that were fitted on all rows before these were split into training and test rows.

Source of the rule: https://scikit-learn.org/stable/common_pitfalls.html#data-leakage. Told only when the very data
that is split can be followed back to the fit, in one file, statement by statement; what cannot be is not accused.
"""

import ast
from collections.abc import Iterator

from portfolio_audit.facts.method.flow import Placed, assigned, base, called, calls, literals, names, scopes
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

_FOLD = "split"
_TRAINING = frozenset({"tr", "trn", "fit", "learn", "dev", "past", "history"})
Fit = tuple[int, str]
"""Line or cell, and the transformer's name."""


def early_fits(source: Source) -> Iterator[tuple[Evidence, str]]:
    """Each such fit with the transformer's name."""
    if _may_leak(source.text):
        for statements in scopes(source):
            for line, name in dict.fromkeys(_Scope(statements).found()):
                yield (
                    Evidence(source.path, line, source.excerpt(line) or shown(f"{name} fitted before the split")),
                    name,
                )


def _may_leak(text: str) -> bool:
    """Whether there is a split, a transformer and a fit at all."""
    table = load("method")
    return all(any(word in text for word in table[key]) for key in ("splits", "fits")) and any(
        word in text for word in (*table["learned"], *table["samplers"])
    )


def _learns_nothing(call: ast.Call) -> bool:
    """Whether a transformer was told to put in a constant."""
    strategy = next((key.value for key in call.keywords if key.arg == "strategy"), None)
    return isinstance(strategy, ast.Constant) and strategy.value == "constant"


def _is_training(data: ast.expr) -> bool:
    """Whether the data or the rows taken from it are called after training."""
    return any("train" in name.lower() or not _TRAINING.isdisjoint(name.lower().split("_")) for name in names(data))


def _is_rows(value: ast.expr) -> bool:
    """Whether it is a part of the rows of a table: `df[:n]`, `df.iloc[n:]`."""
    return isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice) and bool(base(value))


class _Scope:
    """Follows one list of statements."""

    def __init__(self, statements: list[Placed]) -> None:
        table = load("method")
        self.statements = statements
        self.makers = frozenset((*table["learned"], *table["samplers"]))
        self.fits = frozenset(table["fits"])
        self.splits = frozenset(table["splits"])
        self.made: dict[str, str] = {}
        """Variable → transformer it holds."""
        self.touched: dict[str, Fit] = {}
        """Variable → the fit that its data went through."""
        self.columns: dict[str, frozenset[str]] = {}
        """Variable → the only columns of it that were fitted."""
        self.parts: set[str] = set()
        """Variables that hold a part of a split."""

    def found(self) -> Iterator[Fit]:
        for node, line in self.statements:
            if isinstance(node, ast.For) and any(called(call) == _FOLD for call in calls(node.iter)):
                self.parts |= names(node.target)
            targets, value = assigned(node)
            if value is None:
                continue
            split = next((call for call in calls(value) if called(call) in self.splits), None)
            if split is None and _is_rows(value):
                self.parts |= set(targets)
                self._forget(targets)
                continue
            if split:
                yield from self._split(split)
                self.parts |= set(targets)
                self._forget(targets)
                continue
            self._follow(targets, value, line, whole=not isinstance(node, ast.AugAssign))

    def _split(self, call: ast.Call) -> Iterator[Fit]:
        used = {base(argument) for argument in call.args[:1]} - {""}  # the features; a scaled target tells nothing
        if used.isdisjoint(self.parts):
            yield from (self.touched[name] for name in sorted(used) if name in self.touched)

    def _follow(self, targets: list[str], value: ast.expr, line: int, *, whole: bool) -> None:
        used = names(value)
        maker = self._maker(value)
        fit = self._fit(value, line)
        if not used.isdisjoint(self.parts):
            self.parts |= set(targets)
            self._forget(targets)
            return
        kept = used - {name for name in used if self._leaves_out(value, name)}
        before = next((self.touched[name] for name in sorted(kept) if name in self.touched), None)
        for target in targets:
            self.made.pop(target, None)
            if fit or before:
                self.touched[target] = fit or before or (line, "")
                self._note_columns(target, value, fit, before)
            elif whole and target not in used:
                self.touched.pop(target, None)
            if maker and not fit:
                self.made[target] = maker

    def _note_columns(self, target: str, value: ast.expr, fit: Fit | None, before: Fit | None) -> None:
        """Remember which columns alone were fitted, as long as they are literal and nothing else was."""
        argument = next((call.args[0] for call in calls(value) if called(call) in self.fits and call.args), None)
        columns = literals(argument.slice) if fit and isinstance(argument, ast.Subscript) else None
        is_own = argument is not None and base(argument) == target
        if fit and columns and is_own and (target not in self.touched or before is None):
            self.columns[target] = frozenset(columns)
        elif fit:
            self.columns.pop(target, None)

    def _leaves_out(self, value: ast.expr, name: str) -> bool:
        """Whether the value is the table of that name without all columns that were fitted, as `df.drop(columns=…)`."""
        fitted = self.columns.get(name)
        if not fitted:
            return False
        if isinstance(value, ast.Subscript) and base(value.value) == name:
            chosen = literals(value.slice)
            return bool(chosen) and fitted.isdisjoint(chosen or ())
        if isinstance(value, ast.Call) and called(value) == "drop":
            given = [*value.args[:1], *(key.value for key in value.keywords if key.arg in ("columns", "labels"))]
            return fitted <= {text for one in given for text in literals(one) or ()}
        return False

    def _maker(self, value: ast.expr) -> str:
        """The transformer that a value makes, directly or inside a pipeline."""
        made = (call for call in calls(value) if called(call) in self.makers and not _learns_nothing(call))
        return next(map(called, made), "")

    def _fit(self, value: ast.expr, line: int) -> Fit | None:
        for call in calls(value):
            if called(call) in self.fits and isinstance(call.func, ast.Attribute) and call.args:
                held = call.func.value
                name = self.made.get(base(held), "") or (self._maker(held) if isinstance(held, ast.Call) else "")
                if name and names(call.args[0]).isdisjoint(self.parts) and not _is_training(call.args[0]):
                    return line, name
        return None

    def _forget(self, targets: list[str]) -> None:
        for target in targets:
            self.touched.pop(target, None)
            self.made.pop(target, None)
