"""What the code does to tables and models, told file by file: what a name means depends on what its file works with."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct, field
from msgspec.structs import fields

from portfolio_audit.facts.formulas import is_measure
from portfolio_audit.facts.method.flow import base, calls
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.stages import PREPARING, names
from portfolio_audit.model.facts import Acts
from portfolio_audit.model.values import Evidence

MAX_PLACES = 20
_TELLING = frozenset({ast.Call, ast.Assign, ast.ClassDef})
_STEPS = ("Pipeline", "make_pipeline", "FeatureUnion", "make_union")
_LEARNS = frozenset(
    {"fit", "train", "partial_fit", "backward", "backprop", "back_propagate", "backpropagation", "learn"}
)
_ANSWERS = frozenset({"predict", "forward", "feedforward", "feed_forward", "forward_pass", "predict_proba"})


def read_acts(sources: Iterable[Source], roots: frozenset[str]) -> Acts:
    """What all sources do, the surest places of each act first.

    Args:
        roots: names of the repository's own modules.
    """
    found = [(source, _read(source, roots)) for source in sources]

    def places(key: str) -> tuple[Evidence, ...]:
        rows = ((rank, source, line, name) for source, file in found for rank, line, name in getattr(file, key))
        ordered = sorted(rows, key=lambda row: row[0])[:MAX_PLACES]
        return tuple(dict.fromkeys(source.place(line, name) for _, source, line, name in ordered))

    return Acts(**{one.name: places(one.name) for one in fields(Acts)})


def _read(source: Source, roots: frozenset[str]) -> "_File":
    tables = _imports(source, "table-modules")
    file = _File(source, roots, tables, _imports(source, "array-modules"), tables and ".drop(" in source.text)
    seen: set[str] = set()
    cleans, fits = names("cleans"), names("fits")
    for name, line in source.calls:
        last = name.rpartition(".")[2]
        if last in cleans and last not in seen:
            file.cleans.append((0, line, name))
            seen.add(last)
        if name in fits and not name.startswith("."):
            file.fits.append((0, line, name))
    for nodes, cell in source.walked if file.is_telling() else ():
        for node in nodes:
            if type(node) in _TELLING:  # most nodes are neither, and asking each of them is what costs
                file.visit(node, cell)
    return file


def _imports(source: Source, key: str) -> bool:
    return any(module.partition(".")[0] in names(key) for module, _ in source.imports)


class _File(Struct):
    source: Source
    roots: frozenset[str]
    tables: bool
    arrays: bool
    drops: bool
    """Whether it may drop columns or rows of a table."""
    made: dict[str, ast.Call] = field(default_factory=dict)
    """Variable → the call whose result it holds."""
    makers: dict[str, ast.Call] = field(default_factory=dict)
    """Variable → the call that made the object in the first place: `Ridge()` of `m = Ridge().fit(x, y)`."""
    fits: list[tuple[int, int, str]] = field(default_factory=list)
    """(rank, line, name); the lower the rank, the surer."""
    cleans: list[tuple[int, int, str]] = field(default_factory=list)
    reads: list[tuple[int, int, str]] = field(default_factory=list)
    asks: list[tuple[int, int, str]] = field(default_factory=list)
    measures: list[tuple[int, int, str]] = field(default_factory=list)
    learners: list[tuple[int, int, str]] = field(default_factory=list)

    def is_telling(self) -> bool:
        """Whether its tree is worth a second walk."""
        classes = self.arrays and "class " in self.source.text
        return classes or any(name.rpartition(".")[2] in _telling() for name, _ in self.source.calls)

    def visit(self, node: ast.AST, cell: int | None) -> None:
        if isinstance(node, ast.Call):
            if (last := _last(node)) not in _telling():
                return
            if isinstance(node.func, ast.Attribute):
                self._method(node, node.func, cell or node.lineno)
            if is_measure(node, self.made):
                self.measures.append((0, cell or node.lineno, last))
        elif isinstance(node, ast.Assign):
            self._assigned(node, cell or node.lineno)
        elif isinstance(node, ast.ClassDef) and self.arrays:
            methods = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
            if methods & _LEARNS and methods & _ANSWERS:
                self.learners.append((0, cell or node.lineno, node.name))

    def _assigned(self, node: ast.Assign, line: int) -> None:
        for target, value in _pairs(node):
            if isinstance(value, ast.Call):
                if key := _key(target):
                    self.makers |= {key: maker} if (maker := self._maker(value)) else {}
                    self.made[key] = value
                if self.drops and _drops(value) in (None, base(target)):
                    self.cleans.append((1, line, ".drop"))

    def _method(self, node: ast.Call, func: ast.Attribute, line: int) -> None:
        name = func.attr
        if name in methods() and (rank := self._fits(node, func)) is not None:
            self.fits.append((rank, line, f".{name}"))
        elif self.tables and name in names("cleans-tables") and _changes(node, func):
            self.cleans.append((1, line, f".{name}"))
        elif self.tables and name in names("reads-chained") and _attributes(func.value) & {"read", "readStream"}:
            self.reads.append((0, line, f".{name}"))
        elif name in names("asks") and _attributes(func.value) & names("asked"):
            self.asks.append((0, line, f".{name}"))

    def _fits(self, node: ast.Call, func: ast.Attribute) -> int | None:
        """How surely a model learns there: 0 surely, 1 likely; `None` for what prepares data or is no model."""
        made = self._maker(func.value)
        kind = self.source.names.full(made.func if made else func.value) or ""
        if f"{kind}().{func.attr}" in names("fits"):
            return 0
        if f".{func.attr}" not in names("fits") or self._prepares(made, func.value) or is_preparing(kind):
            return None
        if func.attr == "fit_transform" and not _is_learner(kind):
            return None
        if "." in kind.lstrip(".") and not _is_learner(kind) and kind.partition(".")[0] not in self.roots:
            return 1 if func.attr in ("fit", "fit_predict", "partial_fit") else None
        plain = func.attr == "train" and not node.args and not node.keywords
        return 1 if plain or base(func.value) == "self" else 0

    def _maker(self, node: ast.expr) -> ast.Call | None:
        """The call that makes what a method is called on."""
        parts = list(_chain(node))
        known = next((self.makers[_key(part)] for part in parts if _key(part) in self.makers), None)
        return known or next((part for part in parts[::-1] if isinstance(part, ast.Call)), None)

    def _prepares(self, made: ast.Call | None, node: ast.expr) -> bool:
        """Whether it is a pipeline with nothing but transformers in it, or named as a transformer."""
        if made is None:
            return _key(node).lower().endswith(tuple(names("preparing-variables")))
        inner = [call for part in made.args for call in calls(part)]
        if _last(made) not in _STEPS or not inner:
            return False
        return all(is_preparing(self.source.names.full(call.func) or "") for call in inner)


def _is_learner(kind: str) -> bool:
    return kind.partition(".")[0] in names("modelling-modules") or kind.startswith("pyspark.ml.")


def _key(node: ast.expr) -> str:
    """A variable, or an attribute of one such as `self.model`; empty for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Targets with what each is bound to."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def _attributes(node: ast.expr) -> set[str]:
    return {part.attr for part in _chain(node) if isinstance(part, ast.Attribute)}


@cache
def methods() -> frozenset[str]:
    """Methods by which something learns."""
    return frozenset(name.rpartition(".")[2] for name in names("fits") if name.startswith(".") or "()" in name)


@cache
def _telling() -> frozenset[str]:
    lists = ("cleans-tables", "averages", "reads-chained", "asks")
    return methods() | {name for key in lists for name in names(key)}


def is_preparing(name: str) -> bool:
    """Whether a class only gets data ready for a model."""
    return any(part in name for part in PREPARING) or name.endswith(tuple(names("preparing")))


def _last(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _changes(node: ast.Call, func: ast.Attribute) -> bool:
    """Whether a word that strings and dictionaries know, too, is said of a table."""
    keys = {keyword.arg for keyword in node.keywords}
    if func.attr == "drop":
        return "inplace" in keys or (isinstance(func.value, ast.Attribute) and func.value.attr == "na")
    if func.attr != "replace":
        return True
    inner = func.value.attr if isinstance(func.value, ast.Attribute) else ""
    texts = [isinstance(part, ast.Constant) and isinstance(part.value, str) for part in node.args]
    return inner == "str" or bool(keys) or isinstance(func.value, ast.Subscript) or not all(texts)


def _drops(value: ast.expr) -> str | None:
    """The table that `df.drop(...)` is said of, `None` for one that has no name yet; `-` where nothing is dropped."""
    dropped = False
    for part in _chain(value):
        dropped = dropped or (isinstance(part, ast.Call) and _last(part) == "drop")
        value = part
    if not dropped:
        return "-"
    return value.id if isinstance(value, ast.Name) else None


def _chain(node: ast.expr) -> Iterator[ast.expr]:
    """The calls and attributes of an expression, the last first, down to what it starts from."""
    while True:
        yield node
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        else:
            return
