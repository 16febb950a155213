"""Every text of ours that a report may hold, as message identifiers: the source of truth for `reports/languages/`."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from data_files import of_knowledge, of_rules
from jinja2.ext import babel_extract
from message import Message
from said import of_code
from source_code import modules

from portfolio_audit.resources import data_dir

_MARKED = ("gettext", "ngettext", "_", "gettext_noop")


@cache
def messages() -> tuple[Message, ...]:
    """All of them, each once: the rules first, then what checks say, then templates and renderers."""
    found: dict[tuple[str, str], Message] = {}
    for message in (*of_rules(), *of_knowledge(), *of_code(), *_of_renderers(), *_of_templates()):
        known = found.setdefault(message.key, message)
        if message.plural and not known.plural:
            found[message.key] = replace(known, plural=message.plural)
    return tuple(found.values())


def _of_renderers() -> Iterator[Message]:
    for module in modules().values():
        if module.name.startswith(("renderers", "cli.terminal")):
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                    texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                    if name in _MARKED and texts:
                        where = f"{module.name.replace('.', '/')}.py:{node.lineno}"
                        yield Message(texts[0], texts[1] if len(texts) > 1 and name == "ngettext" else "", where=where)


def _of_templates() -> Iterator[Message]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
    for file in sorted(data_dir("reports").rglob("*.j2")):
        with file.open("rb") as template:
            for line, name, text, _ in babel_extract(template, ("_", "gettext", "ngettext", "pgettext"), (), options):
                given = text if isinstance(text, tuple) else (text,)
                context, given = (given[0], given[1:]) if name == "pgettext" else ("", given)
                one, many = given[0], given[1] if name == "ngettext" else ""
                if one:
                    yield Message(one, many or "", context or "", where=f"{file.name}:{line}")
