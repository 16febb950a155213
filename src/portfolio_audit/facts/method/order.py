"""Transformers that were fitted on all rows before these were split into training and test rows.

Source of the rule: https://scikit-learn.org/stable/common_pitfalls.html#data-leakage. Told only when the very data
that is split can be followed back to the fit, in one file, statement by statement; what cannot be is not accused.
"""

import ast
from collections.abc import Iterator

from portfolio_audit.facts.method.flow import Placed, assigned, base, called, calls, names, scopes
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

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
        self.parts: set[str] = set()
        """Variables that hold a part of a split."""

    def found(self) -> Iterator[Fit]:
        for node, line in self.statements:
            targets, value = assigned(node)
            if value is None:
                continue
            split = next((call for call in calls(value) if called(call) in self.splits), None)
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
        before = next((self.touched[name] for name in sorted(used) if name in self.touched), None)
        for target in targets:
            self.made.pop(target, None)
            if fit or before:
                self.touched[target] = fit or before or (line, "")
            elif whole and target not in used:
                self.touched.pop(target, None)
            if maker and not fit:
                self.made[target] = maker

    def _maker(self, value: ast.expr) -> str:
        """The transformer that a value makes, directly or inside a pipeline."""
        return next((name for call in calls(value) if (name := called(call)) in self.makers), "")

    def _fit(self, value: ast.expr, line: int) -> Fit | None:
        for call in calls(value):
            if called(call) in self.fits and isinstance(call.func, ast.Attribute) and call.args:
                held = call.func.value
                name = self.made.get(base(held), "") or (self._maker(held) if isinstance(held, ast.Call) else "")
                if name and names(call.args[0]).isdisjoint(self.parts) and "train" not in base(call.args[0]).lower():
                    return line, name
        return None

    def _forget(self, targets: list[str]) -> None:
        for target in targets:
            self.touched.pop(target, None)
            self.made.pop(target, None)
