"""What the statements and expressions of a syntax tree say, or the tokens of what does not parse."""

import ast
from collections.abc import Mapping

from portfolio_audit.facts import tokens
from portfolio_audit.facts.charts import draws_outcome
from portfolio_audit.facts.source import MAX_STRING, Source
from portfolio_audit.facts.syntax import Names, first_text, is_false, is_main_guard, parsed, root, walk, works

_IMPORTERS = frozenset({"importlib.import_module", "importlib.__import__", "__import__"})
_Decorated = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_WRITES = ("to_", "save", "dump", "write", "imwrite")


class Reader:
    """Walks one syntax tree without recursion, so that depth is no danger."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source = source
        self.names = names

    def read(self, tree: ast.Module, cell: int | None) -> None:
        self.source.trees.append((tree, cell))
        nodes = list(walk(tree))
        self.source.walked.append((nodes, cell))
        for node in nodes:  # imports first: a function may use what stands below it
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._imported(node, cell)
            elif isinstance(node, ast.Assign):
                self._renamed(node, cell)
        for node in nodes:
            if isinstance(node, ast.Call):
                self._call(node, cell)
            elif isinstance(node, ast.Constant):
                if isinstance(node.value, str) and 0 < len(node.value) <= MAX_STRING:
                    self.source.strings.append((node.value, cell or node.lineno))
            elif isinstance(node, ast.stmt):
                self._statement(node, cell)
            elif isinstance(node, ast.Subscript):
                inner = node.slice.elts if isinstance(node.slice, ast.List) else (node.slice,)
                taken = (item.value for item in inner if isinstance(item, ast.Constant))
                self.source.fields.update(text.lower() for text in taken if isinstance(text, str))
            elif isinstance(node, ast.Attribute) and node.attr.endswith("_") and not node.attr.startswith("_"):
                self.source.attributes.append((f".{node.attr}", cell or node.lineno))

    def read_tokens(self, text: str, cell: int | None) -> None:
        """What does not parse, so that it is not taken for nothing."""
        for line in tokens.logical_lines(text):
            if not line:
                self.source.partly = True
            elif line[0].string in ("import", "from"):
                tree = parsed(" ".join(item.string for item in line))
                for node in tree.body if isinstance(tree, ast.Module) else ():
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        node.lineno = line[0].start[0]
                        self._imported(node, cell)
            else:
                self._read_line(line, cell or line[0].start[0])

    def read_again(self, brought: Mapping[str, str]) -> None:
        """Read the calls once more, under the names that star imports have brought."""
        self.names.aliases |= brought
        source, cells = self.source, {cell for _, cell in self.source.walked}
        for places in (source.calls, source.keywords, source.charts, source.loads):
            rest = [(name, line) for name, line in places if None not in cells and line not in cells]
            places[:] = [(brought.get(name, name), line) for name, line in rest]  # by tokens
        for nodes, cell in source.walked:
            for node in nodes:
                if isinstance(node, ast.Call):
                    self._call(node, cell)
                elif isinstance(node, _Decorated):
                    self._decorated(node, cell)
                elif isinstance(node, ast.Assign):
                    self._renamed(node, cell)

    def _read_line(self, line: list[tokens.Token], number: int) -> None:
        source = self.source
        for parts, rooted in tokens.called(line):
            if name := self.names.dotted(parts[0] if rooted else None, parts[1:] if rooted else parts):
                source.calls.append((name, number))
        source.keywords += [(f"{name}=", number) for name in tokens.keywords(line)]
        source.strings += [(text, number) for text in tokens.strings(line) if 0 < len(text) <= MAX_STRING]
        if line[0].string == "def" and len(line) > 1:
            source.functions += 1
            if line[1].string.startswith("test"):
                source.tests.append((line[1].string, number))
        elif line[0].string == "assert":
            source.assertions += 1
        source.work += line[0].string not in ("def", "class", "pass")

    def _imported(self, node: ast.Import | ast.ImportFrom, cell: int | None) -> None:
        if isinstance(node, ast.ImportFrom):
            self._import_from(node, cell)
            return
        for item in node.names:
            self.source.imports.append((item.name, cell or node.lineno))
            if item.asname:
                self.names.aliases[item.asname] = item.name
            else:
                root = item.name.partition(".")[0]
                self.names.aliases[root] = root

    def _import_from(self, node: ast.ImportFrom, cell: int | None) -> None:
        module = "." * node.level + (node.module or "")
        self.source.imports.append((module, cell or node.lineno))
        for item in node.names:
            if item.name == "*":
                self.source.stars.append(module)
            else:
                self.names.aliases[item.asname or item.name] = f"{module}.{item.name}"

    def _renamed(self, node: ast.Assign, cell: int | None) -> None:
        """`mnist = tf.keras.datasets.mnist` is an import in other words, and so is `import_module("keras")`."""
        target = node.targets[0]
        if isinstance(node.value, ast.Call) and isinstance(target, ast.Name):
            if (module := first_text(node.value)) and self.names.full(node.value.func) in _IMPORTERS:
                self.source.imports.append((module, cell or node.lineno))
                self.names.aliases[target.id] = module
        elif isinstance(node.value, ast.Attribute) and isinstance(target, ast.Name):
            full = self.names.full(node.value)
            if full and not full.startswith(".") and root(node.value) in self.names.aliases:
                self.names.aliases.setdefault(target.id, full)

    def _call(self, node: ast.Call, cell: int | None) -> None:
        if name := self.names.full(node.func):
            line = cell or node.lineno
            self.source.calls.append((name, line))
            self.source.keywords += [(f"{keyword.arg}=", line) for keyword in node.keywords if keyword.arg]
            if any(keyword.arg == "shuffle" and is_false(keyword.value) for keyword in node.keywords):
                self.source.keywords.append(("shuffle=False", line))
            if draws_outcome(name, node):
                self.source.charts.append((name, line))
            first = node.args[0] if node.args else node.keywords[0].value if node.keywords else None
            literal = first.value if isinstance(first, ast.Constant) else None
            if isinstance(literal, str | int) and len(str(literal)) <= MAX_STRING:
                self.source.loads.append((f"{name}({literal})", line))
                if name.rpartition(".")[2].startswith(_WRITES):
                    self.source.written.add((str(literal), line))

    def _statement(self, node: ast.stmt, cell: int | None) -> None:
        source = self.source
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            source.functions += 1
            if node.name.startswith("test"):
                source.tests.append((node.name, cell or node.lineno))
            self._decorated(node, cell)
        elif isinstance(node, ast.ClassDef):
            self._decorated(node, cell)
        elif isinstance(node, ast.Assert):
            source.assertions += 1
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            self._assigned(node)
        elif isinstance(node, ast.If) and is_main_guard(node.test):
            source.main = source.main or node.lineno
        if works(node):
            source.work += 1

    def _decorated(self, node: _Decorated, cell: int | None) -> None:
        for decorator in node.decorator_list:
            if not isinstance(decorator, ast.Call) and (name := self.names.full(decorator)):
                self.source.calls.append((name, cell or decorator.lineno))

    def _assigned(self, node: ast.Assign | ast.AnnAssign) -> None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    self.source.named.setdefault(target.id, node.value.value[:MAX_STRING])
