"""The author's Python, script by script and cell by cell, read once by `ast` and never run."""

import ast

from portfolio_audit.facts import syntax
from portfolio_audit.facts.notebooks import NotebookFile, is_lost
from portfolio_audit.facts.paths import is_minified, is_test, suffix
from portfolio_audit.facts.source import EXPORT_MARKS, Source
from portfolio_audit.facts.stars import starred
from portfolio_audit.facts.statements import Reader
from portfolio_audit.facts.syntax import parsed, without_magics
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode

MAX_SOURCE_CHARS = 300_000  # `ast` takes a gigabyte for a list of 3 MB
MAX_FILES = 1_500
MAX_ALL_BYTES = 15_000_000
MAX_PROSE = 50_000
_DATABRICKS = "# Databricks notebook source"


def open_sources(snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...]) -> tuple[Source, ...]:
    """The author's Python, scripts first, then notebooks, each in the tree's order."""
    paths = [path for path in tree.paths if suffix(path) in (".py", ".pyw") and not is_minified(path)]
    scripts = []
    left = MAX_ALL_BYTES
    for path in paths[:MAX_FILES]:
        data = snapshot.read(path)
        left -= len(data or b"")
        scripts.append(_script(path, data, parse=left > 0))
    sources = tuple(source for source in (*scripts, *(_notebook(file) for file in notebooks)) if source)
    for source, brought in starred(sources):
        Reader(source, source.names).read_again(brought)
    return sources


def _script(path: str, data: bytes | None, *, parse: bool) -> Source | None:
    if data is None:
        return None
    text = decode(data)
    source = Source(path, text or "", test=is_test(path))
    if text is None:
        source.errors.append((1, "no text"))
        return source
    source.lines = tuple(text.split("\n"))
    if len(text) > MAX_SOURCE_CHARS or not parse:
        source.errors.append((1, f"not parsed: over {MAX_SOURCE_CHARS:,} characters, or {MAX_ALL_BYTES:,} in all"))
        return source
    tree = parsed(text) if "\f" not in text else parsed(text.replace("\f", " "))
    if not isinstance(tree, ast.Module) and any(mark in text for mark in (*EXPORT_MARKS, _DATABRICKS)):
        tree = parsed(without_magics(text))
    if isinstance(tree, ast.Module):
        Reader(source, source.names).read(tree, None)
    else:
        source.errors.append(syntax.of_template(path, source.lines, tree))
        source.partly = source.errors != [tree]
        Reader(source, source.names).read_tokens(text, None)
    return source


def _notebook(file: NotebookFile) -> Source | None:
    cells = list(file.code())
    if not file.facts.readable and not is_lost(file):
        return None
    text = "\n".join(cell.source for cell in cells)
    source = Source(file.facts.path, text, notebook=True, test=is_test(file.facts.path))
    source.partly = not file.facts.readable
    source.language, source.cells = file.language, tuple((cell.number, cell.source) for cell in cells)
    source.prose = "\n".join(cell.source for cell in file.cells if cell.kind == "markdown")[:MAX_PROSE]
    if file.language not in ("python", ""):
        return source
    for cell in cells:
        if len(cell.source) > MAX_SOURCE_CHARS:
            continue
        tree = parsed(cell.source)
        if not isinstance(tree, ast.Module):
            plain = without_magics(cell.source)
            tree = parsed(plain) if plain != cell.source else tree
        if isinstance(tree, ast.Module):
            Reader(source, source.names).read(tree, cell.number)
        else:
            source.errors.append((cell.number, tree[1]))
            Reader(source, source.names).read_tokens(cell.source, cell.number)
    if not file.language and 2 * len(source.errors) > len(cells):
        source.errors.clear()  # another language, of which the notebook says nothing
    return source
