"""Whether models are judged on data that they did not learn from: by a library's split, or by one made by hand.

Three answers, so that nobody is accused of what could not be followed: kept apart, judged on the very data that was
learned from, and judged on data of which the code does not say where it comes from.
"""

import ast
import re
from collections.abc import Iterator
from fnmatch import translate
from functools import cache
from typing import NamedTuple

from msgspec import Struct, field

from portfolio_audit.facts.method.flow import Placed, assigned, base, below, called, calls, key_of, names, scopes
from portfolio_audit.facts.method.idle import idle_splits
from portfolio_audit.facts.method.measures import by_call
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_GLUED = re.compile(r"^[xy](?=[a-z]{3})|(?<=[a-z]{3})[xy]$")
_ANSWER = re.compile(r"(?:^|_)[yY](?:_|[a-z]{3}|$)|[a-z]Y$")
_FOLDER = re.compile(r"[\\/]")
MAX_FITTED = 200
_MASKS = ast.Compare | ast.BoolOp | ast.BinOp | ast.UnaryOp


class Judged(NamedTuple):
    """Where models are judged, by what on."""

    apart: tuple[Evidence, ...] = ()
    """Data kept apart, or a library's way to do so."""
    learned: tuple[Evidence, ...] = ()
    """The very data that the model was fitted on."""
    untold: tuple[Evidence, ...] = ()
    """Data whose origin cannot be followed."""
    idle: tuple[Evidence, ...] = ()
    """Splits of which the rows kept apart are used for nothing, while the others are judged."""


def judged(sources: tuple[Source, ...]) -> Judged:
    """How models are judged over all sources; files are followed only where no library does it, or to no use."""
    places = tuple(_by_library(sources))
    idle = idle_splits(sources) if places else ()
    if len(idle) < len({(at.path, at.line) for at in places}):
        return Judged(apart=places)
    found: dict[str, list[Evidence]] = {"apart": [], "learned": [], "untold": []}
    for source in sources:
        for statements in scopes(source):
            for way, line in dict.fromkeys(_Scope(statements).found()):
                found[way].append(Evidence(source.path, line, source.excerpt(line) or shown(_TOLD[way])))
    splitting = {(at.path, at.line) for at in idle}
    apart = [at for at in found["apart"] if (at.path, at.line) not in splitting]
    if idle and (apart or found["untold"] or not found["learned"]):
        return Judged(apart=places)
    found["apart"] = apart
    return Judged(idle=idle, **{way: tuple(places) for way, places in found.items()})


_TOLD = {
    "apart": "judged on data kept apart",
    "learned": "judged on what it was fitted on",
    "untold": "judged on data of unknown origin",
}


def _by_library(sources: tuple[Source, ...]) -> Iterator[Evidence]:
    fits = _library()
    for source in sources:
        for name, line in (*source.calls, *source.keywords):
            if fits.match(name):
                yield source.place(line, name)


@cache
def _library() -> re.Pattern[str]:
    return re.compile("|".join(map(translate, _table("library"))))


@cache
def _table(key: str) -> frozenset[str]:
    return frozenset(load("method")["held-out"][key])


@cache
def words(name: str) -> frozenset[str]:
    """Lower-case words of an identifier, without an `x` or `y` glued to one: `X_test`, `xtest`, `testX` say test."""
    return frozenset(_GLUED.sub("", part.lower()) for part in _WORD.findall(name))


@cache
def _is_part(name: str) -> bool:
    """Whether a name says that it holds data kept apart, and not how much or where."""
    return not words(name).isdisjoint(_table("parts")) and words(name).isdisjoint(_table("sizes"))


@cache
def _tells(name: str) -> bool:
    """Whether a name can only exist where something was kept apart: its true answers, or a score on it."""
    wanted = _table("scores") | _table("targets")
    return _is_part(name) and (not words(name).isdisjoint(wanted) or bool(_ANSWER.search(name)))


@cache
def judges(name: str) -> bool:
    """Whether a function of that name judges a model."""
    return name in by_call() or name in _table("judge-names") or not words(name).isdisjoint(_table("judges"))


def _says_part(node: ast.AST) -> bool:
    """Whether an expression names data kept apart."""
    return any(
        isinstance(part, ast.Name | ast.Attribute) and _is_part(part.id if isinstance(part, ast.Name) else part.attr)
        for part in below(node)
    )


def _reads_part(value: ast.expr) -> bool:
    """Whether a value is read from a file that says in its name what it is for."""
    for part in below(value) if isinstance(value, ast.Call) else ():
        if isinstance(part, ast.keyword) and part.arg == "train" and getattr(part.value, "value", None) is False:
            return True
        text = part.id if isinstance(part, ast.Name) else part.value if isinstance(part, ast.Constant) else None
        if isinstance(text, str) and not words(_FOLDER.split(text)[-1]).isdisjoint(_table("parts")):
            return True
    return False


def _is_cut(node: ast.expr) -> bool:
    """Whether an expression takes some rows of a table, and not columns: a slice, a mask, a sample, the rest."""
    while isinstance(node, ast.Subscript | ast.Call | ast.Attribute):
        if isinstance(node, ast.Subscript):
            if _takes_rows(node):
                return True
            node = node.value
        elif isinstance(node, ast.Call):
            if called(node) in _table("cuts") or _drops_rows(node):
                return True
            node = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        else:
            node = node.value
    return False


def _drops_rows(node: ast.Call) -> bool:
    return called(node) == "drop" and any(
        isinstance(part, ast.Attribute) and part.attr == "index" for part in node.args
    )


def _takes_rows(node: ast.Subscript) -> bool:
    rows = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
    if isinstance(rows, ast.Slice):
        bounded = rows.lower is not None or rows.upper is not None
        return bounded and not (isinstance(node.value, ast.Attribute) and node.value.attr in _table("lists"))
    return isinstance(rows, _MASKS) or (isinstance(rows, ast.Subscript) and _takes_rows(rows))


class _Scope(Struct):
    """Follows one list of statements: what was fitted on, what was predicted for, what is judged on."""

    statements: list[Placed]
    models: set[str] = field(default_factory=set)
    fitted: dict[str, ast.expr] = field(default_factory=dict)
    """What models were fitted on, by what `key_of` says of it."""
    cuts: dict[str, frozenset[str]] = field(default_factory=dict)
    """Variable → the variables bound to some of the rows, or to a file of their own, that it comes from."""
    siblings: list[set[str]] = field(default_factory=list)
    """Variables that one statement bound together."""
    answers: dict[str, list[ast.expr]] = field(default_factory=dict)
    """Variable → what it holds predictions for."""

    def found(self) -> Iterator[tuple[str, int]]:
        for node, line in self.statements:
            if isinstance(node, ast.For | ast.AsyncFor) and _says_part(_looped(node.iter)):
                yield "apart", line
            for value in _values(node):
                self._learn(value)
                yield from ((way, line) for way in self._judged(value))
            for targets, value in _pairs(node):
                if any(map(_tells, targets)) and not isinstance(value, ast.Constant | ast.List | ast.Dict):
                    yield "apart", line
                self._bind(targets, value)

    def _learn(self, value: ast.expr) -> None:
        for call in calls(value):
            if called(call) in _table("fits"):
                self.fitted |= {key_of(part): part for part in _data(call)[: MAX_FITTED - len(self.fitted)]}
                if isinstance(call.func, ast.Attribute):
                    self.models.add(base(call.func.value))

    def _bind(self, targets: list[str], value: ast.expr) -> None:
        answered = [part for call in calls(value) if called(call) in _table("answers") for part in call.args]
        origins = self._origins(value)
        cut = _is_cut(value) or _reads_part(value)
        if len(targets) > 1:
            self.siblings.append(set(targets))
        for target in targets:
            self.answers.pop(target, None)
            if target not in names(value):
                self.fitted = {code: part for code, part in self.fitted.items() if base(part) != target}
            if answered:
                self.answers[target] = answered
            elif cut and base(value) != target:
                self.cuts[target] = frozenset({target})
            else:
                self.cuts[target] = origins

    def _origins(self, node: ast.expr) -> frozenset[str]:
        return frozenset().union(*(self.cuts.get(name, ()) for name in names(node)))

    def _judged(self, value: ast.expr) -> Iterator[str]:
        for node in below(value):
            if isinstance(node, ast.Call) and judges(called(node)):
                if data := [part for argument in _data(node) for part in self._stands_for(argument)]:
                    yield self._way(data)
            elif isinstance(node, ast.Compare | ast.BinOp):
                sides = [node.left, *(node.comparators if isinstance(node, ast.Compare) else (node.right,))]
                if any(isinstance(side, ast.Name) and _tells(side.id) for side in sides) or self._differs(node, sides):
                    yield "apart"

    def _differs(self, node: ast.expr, sides: list[ast.expr]) -> bool:
        """Whether it is the difference between predictions and rows kept apart."""
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)):
            return False
        guessed = [side for side in sides if not names(side).isdisjoint(self.answers)]
        return len(guessed) == 1 and self._way([side for side in sides if side not in guessed]) == "apart"

    def _stands_for(self, argument: ast.expr) -> list[ast.expr]:
        """What predictions were made for; a model stands for no data."""
        if isinstance(argument, ast.Name) and argument.id in self.models:
            return []
        made = [part for call in calls(argument) if called(call) in _table("answers") for part in call.args]
        held = [part for name in sorted(names(argument)) for part in self.answers.get(name, ())]
        return made or held or [argument]

    def _way(self, data: list[ast.expr]) -> str:
        new = [part for part in data if key_of(part) not in self.fitted]
        known = {base(part) for part in self.fitted.values()}
        learned = frozenset().union(*(self._origins(part) for part in self.fitted.values()))
        beside = set().union(*(group for group in self.siblings if not group.isdisjoint(known))) - known
        for part in new:
            if _says_part(part) or _is_cut(part) or self._origins(part) - learned or base(part) in beside:
                return "apart"
        return "untold" if new or not self.fitted else "learned"


def _values(node: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement itself, not of those inside it."""
    return (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


def _pairs(node: ast.stmt) -> Iterator[tuple[list[str], ast.expr]]:
    """Names and what they are bound to; `a, b = x, y` binds each to its own."""
    targets, value = assigned(node)
    if isinstance(value, ast.Tuple) and len(value.elts) == len(targets):
        yield from (([target], part) for target, part in zip(targets, value.elts, strict=True))
    elif value is not None:
        yield targets, value


def _looped(node: ast.expr) -> ast.expr:
    """What is gone through: `loader` of `enumerate(tqdm(loader))`."""
    while isinstance(node, ast.Call) and called(node) in _table("loops") and node.args:
        node = node.args[0]
    return ast.Tuple([]) if isinstance(node, ast.Call) else node


def _data(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that are data."""
    named = [keyword.value for keyword in call.keywords if keyword.arg in _table("data-arguments")]
    return [part for part in (*call.args, *named) if not isinstance(part, ast.Constant)]
