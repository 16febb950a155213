"""A notebook's code cells as blocks of plain Python, as their author wrote them; figures it showed are printed."""

import ast
from collections.abc import Iterator

from msgspec import Struct, field

from portfolio_audit.facts.syntax import parsed, without_magics
from portfolio_audit.knowledge import load
from portfolio_audit.skeletons.phrases import MARK
from portfolio_audit.text import shown

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Scope = (*(_Definition.__args__), ast.Lambda)
_SHOWS = frozenset(
    {"head", "tail", "describe", "sample", "isnull", "isna", "sum", "mean", "nunique", "unique", "value_counts", "corr"}
)
"""Methods of tables that change nothing."""
_PLACES = frozenset({"sys.path", "sys.modules", "os.environ", "os.putenv", "os.chdir", "site.addsitedir"})
"""Where modules are found, and what they look at when they are imported."""
_MEASURES = frozenset({"score", "classification_report", "confusion_matrix"})
"""What says how good a model is, beside the metrics of `howto.toml`."""


class Unfit(ValueError):
    """Why a cell cannot stand in a script."""


class Block(Struct):
    """A few lines that belong together."""

    lines: list[str]
    nodes: list[ast.stmt] = field(default_factory=list)
    inside: set[int] = field(default_factory=set)
    """Of these lines the ones that begin inside of a text and so must not be indented."""
    begins: bool = False
    """Whether a cell begins with it."""

    @property
    def imports(self) -> bool:
        """Whether it does nothing but import."""
        return bool(self.nodes) and all(isinstance(node, ast.Import | ast.ImportFrom) for node in self.nodes)

    @property
    def only_at_top(self) -> bool:
        """Whether Python lets no function hold it."""
        froms = [node for node in self.nodes if isinstance(node, ast.ImportFrom)]
        return any(node.module == "__future__" or any(name.name == "*" for name in node.names) for node in froms)

    @property
    def defines(self) -> str:
        """The name of the function or class that it is; else empty."""
        return self.nodes[0].name if len(self.nodes) == 1 and isinstance(self.nodes[0], _Definition) else ""

    @property
    def shows(self) -> bool:
        """Whether it only shows a value in a notebook, and does nothing in a script."""
        return bool(self.nodes) and all(isinstance(node, ast.Expr) and _only_shows(node.value) for node in self.nodes)

    @property
    def bound(self) -> set[str]:
        """Names that it binds, or might."""
        return {name for node in self.nodes for name in _bound(node)}


def blocks(source: str, number: int) -> list[Block]:
    """The blocks of one cell; `Unfit` when it does not parse, or is nothing that a function can hold.

    Args:
        number: of the cell, for the message.
    """
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    plain = without_magics(text)
    if not plain.strip():
        return [Block([_asked(line) for line in text.split("\n") if line.strip()])] if text.strip() else []
    tree = parsed(plain)
    if not isinstance(tree, ast.Module):
        raise Unfit(f"cell {number} is no Python that can be read: {tree[1]}")
    if any(isinstance(part, ast.Await | ast.Return | ast.Yield | ast.YieldFrom) for part in _outer(tree)):
        raise Unfit(f"cell {number} waits or returns outside of a function")
    lines = _marked(text.split("\n"), plain.split("\n"))
    told = _measured(tree)
    return list(_cut(tree, _printing(lines, told) if told else lines))


def _measured(tree: ast.Module) -> ast.expr | None:
    """The figure of merit that the cell shows by ending with it."""
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Call):
        return None
    function = last.value.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return last.value if name in _MEASURES or name in load("howto")["metrics"] else None


def _printing(lines: list[str], node: ast.expr) -> list[str]:
    """The lines with that figure printed, unless a semicolon hides it."""
    done, last = list(lines), (node.end_lineno or node.lineno) - 1
    end = len(lines[last].encode()[: node.end_col_offset].decode())
    if lines[last][end:].lstrip().startswith(";"):
        return done
    done[last] = f"{lines[last][:end]}){lines[last][end:]}"
    begin = len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
    done[node.lineno - 1] = f"{done[node.lineno - 1][:begin]}print({done[node.lineno - 1][begin:]}"
    return done


def _asked(line: str) -> str:
    return f"# {MARK} From the notebook: {shown(line)}"


def _marked(lines: list[str], plain: list[str]) -> list[str]:
    """The plain lines, with a question in place of each command that only a notebook understands."""
    done = []
    for line, bare in zip(lines, plain, strict=True):
        indented = bare[: len(bare) - len(bare.lstrip())]
        lost = line.strip() not in ("", "pass") and bare.strip() in ("", "pass")
        if lost and (not bare or not indented):
            done.append(_asked(line))
        elif lost:
            done.append(f"{indented}pass  {_asked(line)}")
        elif bare.endswith("None") and not line.rstrip().endswith("None"):
            done.append(f"{bare}  {_asked(line)}")
        else:
            done.append(bare)
    return done


def _cut(tree: ast.Module, lines: list[str]) -> Iterator[Block]:
    """The statements, those that share a line together, each with the comments above it."""
    done = 0
    for nodes, start, end in _groups(tree):
        above = [line for line in lines[done:start] if line.strip()]
        asked = [line for line in above if line.startswith(f"# {MARK}")]
        if asked:
            yield Block(asked)
        above = [line for line in above if line not in asked]
        kept = [] if all(isinstance(node, ast.Pass) for node in nodes) and lines[start].startswith("#") else nodes
        if kept:
            inside = {number - start + len(above) for node in kept for number in _within(node)}
            yield Block([*above, *lines[start:end]], kept, inside)
        else:
            yield Block([*above, *lines[start:end]])
        done = end
    if rest := [line for line in lines[done:] if line.strip()]:
        yield Block(rest)


def _groups(tree: ast.Module) -> list[tuple[list[ast.stmt], int, int]]:
    """(statements, first line from 0, line after the last)."""
    found: list[tuple[list[ast.stmt], int, int]] = []
    for node in tree.body:
        decorators = node.decorator_list if isinstance(node, _Definition) else []
        start = min([node.lineno, *(part.lineno for part in decorators)]) - 1
        end = node.end_lineno or node.lineno
        if found and start < found[-1][2]:
            nodes, first, last = found.pop()
            found.append(([*nodes, node], first, max(last, end)))
        else:
            found.append(([node], start, end))
    return found


def _within(node: ast.stmt) -> Iterator[int]:
    """Lines, from 0, that begin inside of a text over several lines."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant | ast.JoinedStr) and (part.end_lineno or 0) > part.lineno:
            yield from range(part.lineno, part.end_lineno or part.lineno)


def _outer(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the node does: bodies of functions are left out."""
    todo = list(ast.iter_child_nodes(node))
    while todo:
        child = todo.pop()
        yield child
        if not isinstance(child, _Scope):
            todo += ast.iter_child_nodes(child)


def _bound(node: ast.stmt) -> Iterator[str]:
    for part in (node, *_outer(node)):
        if isinstance(part, _Definition):
            yield part.name
        elif isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            yield part.id
        elif isinstance(part, ast.Import | ast.ImportFrom):
            yield from (item.asname or item.name.partition(".")[0] for item in part.names)
        elif isinstance(part, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and part.name:
            yield part.name


def says_where_modules_are(node: ast.stmt) -> bool:
    """Whether it changes what an import after it finds or does: a search path, the environment, the folder."""
    return any(isinstance(part, ast.Attribute) and ast.unparse(part) in _PLACES for part in (node, *_outer(node)))


def read_names(node: ast.AST) -> set[str]:
    """Names that are read anywhere in it, or said to be global."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return names | {name for part in ast.walk(node) if isinstance(part, ast.Global) for name in part.names}


def read_at_once(node: ast.stmt) -> set[str]:
    """Names that a definition reads when it is made: decorators, defaults, annotations, the body of a class."""
    if isinstance(node, ast.ClassDef):
        parts: list[ast.AST] = [*node.decorator_list, *node.bases, *node.keywords]
        inner = {name for part in node.body if isinstance(part, _Definition) for name in read_at_once(part)}
        own = [part for part in node.body if not isinstance(part, _Definition)]
        return inner | {name for part in (*parts, *own) for name in read_names(part)}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        said = [argument.annotation for argument in ast.walk(node.args) if isinstance(argument, ast.arg)]
        given = [*node.decorator_list, *node.args.defaults, *node.args.kw_defaults, node.returns, *said]
        return {name for part in given if part for name in read_names(part)}
    return read_names(node)


def _only_shows(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Call):
        known = isinstance(node.func, ast.Attribute) and node.func.attr in _SHOWS and _only_shows(node.func.value)
        given = (*node.args, *(keyword.value for keyword in node.keywords))
        return known and all(map(_only_shows, given))
    if isinstance(node, ast.List | ast.Tuple):
        return all(map(_only_shows, node.elts))
    return isinstance(node, ast.Name | ast.Constant)
