"""What texts an expression can come to, told from its syntax tree: constants, choices, joins, calls of functions."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from source_code import Binding, Module, Scope, assigned, constant, errors_of, is_none, is_parameter

MOST = 40
"""Texts that one expression may come to; more of them are better said one by one."""
DEPTH = 6
WORDED = frozenset(
    {"reason", "problem", "kind_reason", "excerpt", "group", "failure_title", "provider", "fix", "limits"}
    | {"worst", "beside", "temporary"}
)
"""Attributes and names that hold words of ours."""


@dataclass(frozen=True)
class Gap:
    """What is only known when it runs: a stranger's word or a number, or words of ours that are told in their turn."""

    words: bool = False
    source: str = ""


@dataclass(frozen=True)
class Count:
    """A number with what is counted; `{}` stands for the number."""

    one: str
    many: str


Part = str | Gap | Count
Text = tuple[Part, ...]


class Reader:
    """Expressions → texts. What fills gaps with words of ours is collected on the way."""

    def __init__(self, all_modules: dict[str, Module], knowledge: dict[str, dict[str, object]]) -> None:
        self.modules = all_modules
        self._knowledge = knowledge
        self.fills: dict[Text, str] = {}
        """Texts that fill gaps, each with where it stands."""
        self.parameters: set[tuple[str, str]] = set()
        """(check, parameter) of rules whose values are said."""

    def texts(self, node: ast.expr, scope: Scope) -> list[Text]:
        """Everything that the expression can come to; a gap when nothing is known of it."""
        found = self._texts(node, scope)
        if found is None:
            return [(Gap(source=ast.unparse(node)[:60]),)]
        unique = list(dict.fromkeys(_merged(text) for text in found))
        if len(unique) > MOST:
            raise ValueError(f"{scope.module.name}:{node.lineno}: over {MOST} texts; say them one by one")
        return unique

    def _texts(self, node: ast.expr, scope: Scope) -> list[Text] | None:
        if scope.depth > DEPTH:
            return None
        match node:
            case ast.Constant(value=str(text)):
                return [(text,) if text else ()]
            case ast.JoinedStr(values=values):
                return self._product(values, scope)
            case ast.FormattedValue(value=value):
                return self.texts(value, scope)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._product([left, right], scope)
            case ast.BinOp(left=left, op=ast.Mult()):
                found = self._texts(left, scope)
                return [*found, ()] if found is not None else None
            case ast.IfExp(body=body, orelse=other):
                return [*self.texts(body, scope), *self.texts(other, scope)]
            case ast.BoolOp(op=ast.Or(), values=values):
                several = [text for value in values[:-1] for text in self.texts(value, scope) if text]
                return [*several, *self.texts(values[-1], scope)]
            case ast.NamedExpr(value=value):
                return self._texts(value, scope)
            case ast.Name(id=name):
                return self._named(name, scope)
            case ast.Attribute(attr=attribute) if attribute in WORDED or _is_title(node):
                return [(Gap(words=True, source=ast.unparse(node)[:60]),)]
            case ast.Subscript(value=value):
                return self._out_of(value, scope)
            case ast.Call():
                return self._called(node, scope)
        return None

    def _product(self, nodes: Sequence[ast.expr], scope: Scope) -> list[Text]:
        choices = [self.texts(node, scope) for node in nodes]
        return [tuple(part for text in texts for part in text) for texts in product(*choices)]

    def _out_of(self, table: ast.expr, scope: Scope) -> list[Text] | None:
        """One out of a table of texts that stands in the code."""
        found, home = self._value(table, scope)
        if isinstance(found, ast.Dict):
            return [text for value in found.values for text in self.texts(value, home)]
        return None

    # names ------------------------------------------------------------------------------------------------------------

    def _named(self, name: str, scope: Scope) -> list[Text] | None:
        for bound, value, home in scope.bound:
            if bound == name:
                return self._texts(value, Scope(home.module, home.function, home.bound, scope.depth + 1))
        if scope.function is not None:
            if name in errors_of(scope.function):
                return [(Gap(words=True, source=name),)]
            if (given := list(assigned(name, scope.function))) and (texts := self._grown(given, scope)):
                return texts
            if handed := self._handed(name, scope):
                return handed
            if is_parameter(name, scope.function) and name not in WORDED:
                return self._parameter(name, scope)
        value, home = self._value(ast.Name(name), Scope(scope.module))
        deeper = Scope(home.module, None, (), scope.depth + 1)
        found = self._texts(value, deeper) if value is not None and not isinstance(value, ast.Name) else None
        return [(Gap(words=True, source=name),)] if found is None and name in WORDED else found

    def _handed(self, name: str, scope: Scope) -> list[Text] | None:
        """What a loop hands on."""
        for loop in ast.walk(scope.function) if scope.function is not None else ():
            targets = loop.target.elts if isinstance(loop, ast.For) and isinstance(loop.target, ast.Tuple) else []
            place = next((i for i, t in enumerate(targets) if isinstance(t, ast.Name) and t.id == name), None)
            if place is not None and isinstance(loop, ast.For):
                return self._column(loop.iter, place, len(targets) > 1, scope)
        return None

    def _grown(self, given: list[Binding], scope: Scope) -> list[Text] | None:
        deeper = Scope(scope.module, scope.function, scope.bound, scope.depth + 1)
        texts: list[Text] = []
        for statement in given:
            if isinstance(statement, ast.AugAssign):
                more = self.texts(statement.value, deeper)
                texts = [(*text, *end) for text in texts for end in more if end != ()] + [
                    t for t in texts if () in more
                ]
            elif statement.value is not None and (found := self._texts(statement.value, deeper)) is not None:
                texts += found
        return texts or None

    def _parameter(self, name: str, scope: Scope) -> list[Text] | None:
        """A parameter that a rule gives to its check, if it is a text."""
        function = scope.function
        keyword = next((a for a in function.args.kwonlyargs if a.arg == name), None) if function else None
        if keyword is None or keyword.annotation is None or "str" not in ast.unparse(keyword.annotation):
            return None
        self.parameters.add((f"{scope.module.name.rpartition('.')[2]}.{function.name}", name))
        return [(Gap(words=True, source=name),)]

    def _value(self, node: ast.expr, scope: Scope) -> tuple[ast.expr | None, Scope]:
        """What a name stands for: a value in the function, the module, or the module that it comes from."""
        if not isinstance(node, ast.Name):
            return node, scope
        for bound, value, home in scope.bound:
            if bound == node.id:
                return self._value(value, home)
        if scope.function is not None:
            for statement in assigned(node.id, scope.function):
                if not isinstance(statement, ast.AugAssign) and statement.value is not None:
                    return self._value(statement.value, scope)
            if is_parameter(node.id, scope.function):
                return node, scope
        if node.id in scope.module.constants:
            return scope.module.constants[node.id], Scope(scope.module)
        source, name = scope.module.imported.get(node.id, ("", ""))
        if name and source in self.modules and name in self.modules[source].constants:
            return self.modules[source].constants[name], Scope(self.modules[source])
        return None, scope

    # calls ------------------------------------------------------------------------------------------------------------

    def _called(self, node: ast.Call, scope: Scope) -> list[Text] | None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "counted":
            noun = constant(node.args[1])
            return [(Count(f"{{}} {noun}", f"{{}} {noun}s"),)]
        if name == "numbered":
            one, many = (constant(self._value(text, scope)[0] or text) for text in node.args[1:3])
            return [(Count(one, many),)]
        if name == "format" and isinstance(node.func, ast.Attribute):
            return self._formatted(node, node.func.value, scope)
        if name == "capitalised":
            return [_capitalised(text) for text in self.texts(node.args[0], scope)]
        if name == "join" and isinstance(node.func, ast.Attribute):
            return self._joined(node.args[0], scope)
        if name in ("shown", "visible", "gettext_noop") and node.args:
            return self._texts(node.args[0], scope)
        if name in ("uncapitalised", "title_of") or (name == "str" and self._is_error(node, scope)):
            return [(Gap(words=True, source=ast.unparse(node)[:60]),)]
        if name == "next" and isinstance(node.args[0], ast.GeneratorExp):
            return self._first(node, scope)
        if name == "get" and len(node.args) == 2 and isinstance(node.func, ast.Attribute):
            return self._of_table(node.func.value, node.args[1], scope)
        return self._returned(node, name, scope) if isinstance(node.func, ast.Name) or _is_own(node.func) else None

    def _formatted(self, node: ast.Call, text: ast.expr, scope: Scope) -> list[Text] | None:
        """A constant with `{}` in it."""
        value, _ = self._value(text, scope)
        if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
            return None
        parts = value.value.split("{}")
        gaps = [Gap(source=ast.unparse(argument)[:60]) for argument in node.args]
        return [tuple(part for pair in zip(parts, [*gaps, ""], strict=True) for part in pair if part != "")]

    def _is_error(self, node: ast.Call, scope: Scope) -> bool:
        return bool(node.args) and scope.function is not None and ast.unparse(node.args[0]) in errors_of(scope.function)

    def _joined(self, node: ast.expr, scope: Scope) -> list[Text]:
        elements = self.elements(node, scope)
        known = [text for text in elements or [] if any(isinstance(part, str | Count) for part in text)]
        words = bool(known) or any(isinstance(p, Gap) and p.words for text in elements or [] for p in text)
        for text in known:
            self.fills.setdefault(text, f"{scope.module.name}:{node.lineno}")
        return [(Gap(words=words, source=ast.unparse(node)[:60]),)]

    def _first(self, node: ast.Call, scope: Scope) -> list[Text] | None:
        found = self.elements(node.args[0], scope)
        rest = self._texts(node.args[1], scope) if len(node.args) > 1 else None
        return [*(found or []), *(rest or [])] or None

    def _of_table(self, table: ast.expr, default: ast.expr, scope: Scope) -> list[Text] | None:
        values = self._known(table, scope)
        for text in [*values, *(self._texts(default, scope) or [])]:
            self.fills.setdefault(text, f"{scope.module.name}:{table.lineno}")
        return [(Gap(words=True, source=ast.unparse(table)),)] if values else None

    def _known(self, node: ast.expr, scope: Scope) -> list[Text]:
        """Texts of a table of `knowledge/`, as `load(name)[key]` or a name for it gives it."""
        value, _ = self._value(node, scope)
        if (
            isinstance(value, ast.Subscript)
            and isinstance(value.value, ast.Call)
            and ast.unparse(value.value.func) == "load"
        ):
            table = self._knowledge[constant(value.value.args[0])].get(constant(value.slice))
            return [(text,) for text in table.values() if isinstance(text, str)] if isinstance(table, dict) else []
        return []

    def _returned(self, node: ast.Call, name: str, scope: Scope) -> list[Text] | None:
        module = scope.module
        if name not in module.functions:
            source, name = module.imported.get(name, ("", ""))
            module = self.modules.get(source, module)
        function = module.functions.get(name)
        if function is None or not _is_worded(function):
            return None
        arguments = [a.arg for a in function.args.args if a.arg != "self"]
        bound = (
            *zip(arguments, node.args, [scope] * len(node.args), strict=False),
            *((k.arg, k.value, scope) for k in node.keywords if k.arg),
        )
        return self.of_function(function, Scope(module, function, tuple(bound), scope.depth + 1))

    def of_function(self, function: ast.FunctionDef, scope: Scope) -> list[Text] | None:
        """What a function returns, or yields."""
        values = [n.value for n in ast.walk(function) if isinstance(n, ast.Return | ast.Yield) and n.value is not None]
        values = [
            value.body if isinstance(value, ast.IfExp) and isinstance(value.body, ast.Tuple) else value
            for value in values
        ]
        single = [part for value in values for part in (value.elts if isinstance(value, ast.Tuple) else [value])]
        texts = [text for value in single if not is_none(value) for text in self._texts(value, scope) or []]
        return texts or None

    # several ----------------------------------------------------------------------------------------------------------

    def elements(self, node: ast.expr, scope: Scope) -> list[Text] | None:
        """What the members of a list, a generator, the keys of a dictionary can come to."""
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                parts = [
                    self.elements(e.value, scope) if isinstance(e, ast.Starred) else self._texts(e, scope)
                    for e in elements
                ]
                return [text for part in parts for text in part or []] or None
            case ast.Dict(keys=keys):
                return [text for key in keys if key is not None for text in self._texts(key, scope) or []] or None
            case ast.ListComp(elt=element, generators=loops) | ast.GeneratorExp(elt=element, generators=loops):
                return self._looped(element, loops[0], scope)
            case ast.SetComp(elt=element, generators=loops) | ast.DictComp(key=element, generators=loops):
                return self._looped(element, loops[0], scope)
            case ast.Subscript(value=value):
                return self.elements(value, scope)
            case ast.Call(
                func=ast.Name(id="list" | "sorted" | "tuple" | "set" | "reversed" | "dict"), args=[first, *_]
            ):
                return self.elements(first, scope)
            case ast.Call(func=ast.Attribute(value=value, attr="items" | "keys")):
                return self.elements(value, scope)
            case ast.Call(func=ast.Attribute(attr="fromkeys"), args=[first, *_]):
                return self.elements(first, scope)
            case ast.IfExp(body=body, orelse=other):
                return [*(self.elements(body, scope) or []), *(self.elements(other, scope) or [])] or None
            case ast.Attribute(attr=attribute) if attribute in WORDED:
                return [(Gap(words=True, source=attribute),)]
            case ast.Name(id=name):
                value, home = self._value(node, scope)
                if value is not None and not isinstance(value, ast.Name):
                    return (
                        self.elements(value, Scope(home.module, home.function, home.bound, scope.depth + 1))
                        if scope.depth < DEPTH
                        else None
                    )
                return self._parameter(name, home) if home.function is not None else None
        return None

    def _looped(self, element: ast.expr, loop: ast.comprehension, scope: Scope) -> list[Text] | None:
        """Members of a comprehension: its own text, or what its loop hands on."""
        if not isinstance(element, ast.Name):
            return self._texts(element, scope)
        targets = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
        place = next((i for i, t in enumerate(targets) if isinstance(t, ast.Name) and t.id == element.id), None)
        if place is None:
            return self._texts(element, scope)
        return self._column(loop.iter, place, len(targets) > 1, scope)

    def _column(self, node: ast.expr, place: int, several: bool, scope: Scope) -> list[Text] | None:
        value, home = self._value(node, scope)
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "zip" and place < len(value.args):
            return self.elements(value.args[place], home)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "items":
            return self.elements(value.func.value, home) if place == 0 else None
        if several and isinstance(value, ast.Tuple | ast.List):
            rows = [row.elts[place] for row in value.elts if isinstance(row, ast.Tuple) and place < len(row.elts)]
            return [text for row in rows for text in self._texts(row, home) or []] or None
        return None if several else self.elements(node, scope)


def _merged(text: Text) -> Text:
    """Neighbouring literals as one, and neighbouring gaps."""
    parts: list[Part] = []
    for part in text:
        last = parts[-1] if parts else None
        if isinstance(part, str) and isinstance(last, str):
            parts[-1] = last + part
        elif not (isinstance(part, Gap) and isinstance(last, Gap) and not part.words and not last.words):
            parts.append(part)
    return tuple(parts)


def _capitalised(text: Text) -> Text:
    first = text[0] if text else None
    return (first[:1].upper() + first[1:], *text[1:]) if isinstance(first, str) else text


def _is_own(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _is_title(node: ast.expr) -> bool:
    """A title of a rule, a kind or a category; titles of tools and data sets are names."""
    text = ast.unparse(node)
    return text.endswith(("rule.title", ").title", "category.title"))


def _is_worded(function: ast.FunctionDef) -> bool:
    returns = ast.unparse(function.returns) if function.returns else ""
    return "str" in returns and not returns.startswith(("dict", "set", "frozenset", "tuple", "list"))
