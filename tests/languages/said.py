"""Texts in the code that a report may hold: what checks answer, reasons, limits, notes beside places."""

import ast
import re
from collections.abc import Iterator

from data_files import knowledge, params
from message import Message
from source_code import Module, Scope, modules
from syntax import Count, Gap, Part, Reader, Text

from portfolio_audit.checks.registry import CONDITIONS, load_all
from portfolio_audit.renderers.languages import EVIDENCE

SAID = {"passed": 0, "failed": 0, "partial": 1, "graded": 2, "unknown": 0, "not_applicable": 0, "Unavailable": 0}
SAID |= {"Skipped": 1, "Unreadable": 0, "CloneFailed": 0, "Need": 2, "Notebook": 2, "any_file": 1}
SAID |= {"lacks": 0, "remark": 0, "_lost": 0, "Hit": 0, "NotListed": 2}
SAID |= {"Handle": 1, "RosterProblem": 2, "Look": 2, "Verdict": 1, "NoAnswer": 1, "Refused": 0}
"""Call → which of its arguments is said in a report."""
ENDING = frozenset({"plan", "_plan_person", "_plan_handed_in", "_choose", "profile", "members", "members_of"})
ENDING |= {"checked_address", "_checked_token"}
"""Functions whose errors end the run, so that there is no report."""
ERRORS = ("AuditError", "UserNotFound", "NotAPerson", "BadTarget", "HostUnreachable", "BadCredentials", "RateLimited")
OF_THE_HOST = ("sources.", "planning", "worker")
"""Where an error is about one repository, which is then left out with the error as the reason."""
NAMED = frozenset({"problem", "reason", "limits"})
"""Arguments by name that are said."""
RETURNED = {
    "facts.kind": ("_kind", "_is_"),
    "comparing": ("_on_one_scale",),
    "facts.dependencies.lines": ("problem",),
    "facts.personal": ("_identifiers",),
    "facts.readme.badges": ("_unless_template",),
    "facts.readme.caps": ("_notes", "reached"),
    "facts.readme.formats": ("_too_many_lines",),
    "checks.references": ("_contradiction", "_start", "_by_name"),
    "checks.pipelines": ("_unread",),
    "planning": ("_left_out",),
    "sources.git_command": ("classify",),
    "facts.readme.choose": ("limits",),
    "facts.readme.markdown": ("parse",),
    "sources.notes": ("sentences",),
    "sources.replies": ("_again", "_limit"),
    "next_steps": ("title_of", "_text"),
    "summary": ("summarise", "_there", "_weakest"),
    "cohort.concerns": ("_reasons", "_not_passed"),
    "cohort.listing": ("_none",),
    "cohort.rows": ("_status", "_lost"),
    "web.answers": ("reason",),
}
"""Functions whose answers are said, by the beginning of their names: what they return or yield."""
REACHED = re.compile(
    r"checks\.(?!outcomes)|facts\.|sources\.(?!git_version|proposal)|engine|gathering|planning|reader|worker|attempts|model\.|demos|links|web\.|cohort\.(?:rosters|listing|work)"
)
_WORD = re.compile(r"[a-z]{2,}")
_PHRASE = re.compile(r"(?:^|\s)[a-z]+\s|\s[a-z]+(?:\s|$)")


def of_code() -> Iterator[Message]:
    reader = Reader(modules(), knowledge())
    load_all()
    for condition in CONDITIONS.values():
        said = (condition.__doc__ or "").rstrip(".")
        yield Message(f"asked only of a repository that {said}", where="checks/conditions.py")
    for module in reader.modules.values():
        if REACHED.match(module.name) or module.name in RETURNED:
            yield from _of_module(module, reader)
    for text, where in reader.fills.items():
        if not any(isinstance(part, str) and part.startswith(("_", ".", "node_")) for part in text):
            yield from _as_messages(text, where)
    for check, given, where in params():
        for name, value in given.items():
            if (check, name) in reader.parameters:
                values = [value] if isinstance(value, str) else value
                yield from (Message(text, where=where) for text in values if isinstance(text, str) and _is_said(text))


def _is_said(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z][a-z]*(?:_[a-z]+)?|.* .*", text)) and not text.startswith((".", "*"))


def _of_module(module: Module, reader: Reader) -> Iterator[Message]:
    for function in _functions(module.tree):
        if _is_idle(module, function):
            continue
        for scope in _scopes(module, function):
            yield from _of_function(function, scope, reader)
    yield from _of_defaults(module, reader)


def _is_idle(module: Module, function: ast.FunctionDef) -> bool:
    """Whether it is a check that no rule of ours asks."""
    is_check = any(ast.unparse(decorator) == "check" for decorator in function.decorator_list)
    return is_check and f"{module.name.removeprefix('checks.')}.{function.name}" not in {
        check for check, _, _ in params()
    }


def _scopes(module: Module, function: ast.FunctionDef) -> list[Scope]:
    """The function as it is, or once for each call of it in its module, with what it is given there."""
    names = [a.arg for a in function.args.args if a.arg != "self"]
    calls = [
        Scope(module, function, tuple(zip(names, call.args, [Scope(module, caller)] * len(names), strict=False)))
        for caller, call in module.calls.get(function.name, ())
    ]
    return calls if function.name.startswith("_") and names and calls else [Scope(module, function)]


def _of_function(function: ast.FunctionDef, scope: Scope, reader: Reader) -> Iterator[Message]:
    module = scope.module
    if function.name.startswith(RETURNED.get(module.name, ())):
        texts = reader.of_function(function, scope) or []
        yield from _texts(texts, module, function)
        if function.name == "problem":
            yield from _texts(texts, module, function, EVIDENCE)
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield from _of_call(node, scope, reader)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith((".without_history", "absent")):
            yield from _texts(reader.texts(node.value, scope), module, node)


def _of_defaults(module: Module, reader: Reader) -> Iterator[Message]:
    """What stands outside of functions: the defaults of fields."""
    classes = [node for node in module.tree.body if isinstance(node, ast.ClassDef)]
    for statement in (node for owner in classes for node in owner.body if isinstance(node, ast.AnnAssign)):
        for call in ast.walk(statement):
            if isinstance(call, ast.Call):
                yield from _of_call(call, Scope(module), reader)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _of_call(node: ast.Call, scope: Scope, reader: Reader) -> Iterator[Message]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    said = SAID.get(name)
    ends = scope.function is not None and scope.function.name in ENDING
    if name in ERRORS and scope.module.name.startswith(OF_THE_HOST) and not ends:
        said = 0
    if name == "add" and ast.unparse(node.func).endswith("_notes.add"):
        said = 0
    if said is not None and len(node.args) > said and not isinstance(node.args[said], ast.Starred):
        texts = reader.texts(node.args[said], scope)
        yield from _texts(texts, scope.module, node)
        if name == "Notebook":
            yield from _texts(texts, scope.module, node, EVIDENCE)
    for keyword in node.keywords:
        if keyword.arg in NAMED and name != "Outcome":
            values = keyword.value.elts if isinstance(keyword.value, ast.Tuple) else [keyword.value]
            for value in (value for value in values if not isinstance(value, ast.Starred)):
                texts = reader.texts(value, scope)
                yield from _texts(texts, scope.module, node)
                if keyword.arg == "problem":
                    yield from _texts(texts, scope.module, node, EVIDENCE)
        if keyword.arg == "excerpt":
            yield from _texts(_phrases(reader.texts(keyword.value, scope)), scope.module, node, EVIDENCE)
    if name == "looked_for":
        looked = [("looked for ", *text) for text in reader.texts(node.args[0], scope) if text]
        yield from _texts(looked, scope.module, node, EVIDENCE)
        if len(node.args) > 1:
            yield from _texts(reader.texts(node.args[1], scope), scope.module, node, EVIDENCE)
    if name == "Evidence" and isinstance(node.args[0], ast.Constant) and " " in str(node.args[0].value):
        yield Message(str(node.args[0].value), context=EVIDENCE, where=f"{scope.module.name.replace('.', '/')}.py")
    at = {"Evidence": 2, "_at": 1}.get(name)
    if at is not None and len(node.args) > at:
        yield from _texts(_phrases(reader.texts(node.args[at], scope)), scope.module, node, EVIDENCE)


def _phrases(texts: list[Text]) -> list[Text]:
    return [text for text in texts if _is_phrase(text)]


def _is_phrase(text: Text) -> bool:
    """Whether an excerpt is a sentence of ours and not a stranger's line."""
    if any(isinstance(part, Count) for part in text):
        return True
    if text and isinstance(text[0], str) and text[0].startswith("import "):
        return False
    return any(_PHRASE.search(part) for part in text if isinstance(part, str))


def _texts(texts: list[Text], module: Module, node: ast.AST, context: str = "") -> Iterator[Message]:
    where = f"{module.name.replace('.', '/')}.py:{getattr(node, 'lineno', 0)}"
    if module.name in ("sources.replies", "sources.api", "sources.github"):
        texts = [sentence for text in texts for sentence in _sentences(text)]
    for text in texts:
        yield from _as_messages(text, where, context)


def _sentences(text: Text) -> Iterator[Text]:
    """Each sentence of a text by itself, as texts are told of which the whole is not known."""
    sentence: list[Part] = []
    for part in text:
        *ended, rest = re.split(r"(?<=\.) (?=[A-Z])|(?<=\.) $", part) if isinstance(part, str) else [part]
        for end in ended:
            yield (*sentence, end)
            sentence = []
        sentence += [rest] if rest != "" else []
    yield tuple(sentence)


def _as_messages(text: Text, where: str, context: str = "") -> Iterator[Message]:
    """The text as a message; of several counts only the last is part of it, the others are texts of their own."""
    if any(isinstance(part, Gap) and "__doc__" in part.source for part in text) or _has_a_hole(text):
        return
    counts = [part for part in text if isinstance(part, Count)]
    if not any(isinstance(part, Count) or (isinstance(part, str) and _WORD.search(part.lower())) for part in text):
        return
    for count in counts[:-1]:
        yield from _as_messages((count,), where)
    last = counts[-1] if counts else None
    if last is None and all(not isinstance(part, str) or part.strip().startswith(".") for part in text):
        return
    one, many, gaps = "", "", []
    for part in text:
        if isinstance(part, str):
            one, many = one + part, many + part
        elif part is last:
            one, many = one + part.one.replace("{}", "{n}"), many + part.many.replace("{}", "{n}")
        else:
            words = isinstance(part, Count) or part.words
            gap = f"{{{'words' if words else ''}{len(gaps)}}}"
            gaps.append(f"{gap} {part.many if isinstance(part, Count) else part.source}")
            one, many = one + gap, many + gap
    yield Message(one, many if last else "", context, where, "; ".join(gaps))


def _has_a_hole(text: Text) -> bool:
    """Whether something is missing where the code would not have come if it were empty."""
    shown = "".join(part if isinstance(part, str) else "x" for part in text)
    return bool(re.search(r" \.(?![a-z])|\(\)| $|: $", shown))
