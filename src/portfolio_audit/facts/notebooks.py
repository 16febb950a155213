"""Notebooks of both formats (v3 and v4), read without `nbformat`, which raises on the odd ones."""

import json
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.facts.paths import suffix
from portfolio_audit.facts.printed import printed
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Notebook, NotebookFacts, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_NOTEBOOKS = 500
MAX_CELLS = 2_000
MAX_CELL_CHARS = 200_000
MAX_OUTPUT_CHARS = 20_000
MAX_ALL_OUTPUT_CHARS = 500_000
MAX_PRINTED_CHARS = 5_000_000
MAX_CONTAINERS = 1_000_000
"""Lists and objects; an empty one of a few bytes takes a hundred of memory."""
BARE_NOTEBOOK = 1_000
"""Bytes up to which an unreadable notebook is taken for an empty one."""
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"')
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}).*$", re.MULTILINE)
_PIECE = re.compile(
    r'"cell_type"\s*+:\s*+"(?P<kind>\w++)"|"source"\s*+:\s*+\[?(?P<source>(?:\s*+"(?:[^"\\]++|\\.)*+",?)++)'
)
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,4}){1,3}\+?")
_LFS = b"version https://git-lfs"


class Cell(Struct, frozen=True):
    """One cell of a notebook."""

    kind: str
    """`code`, `markdown` or `raw`."""
    source: str
    number: int
    """Place in the notebook, from 1."""


class Output(Struct, frozen=True):
    """The saved text of one output; pictures have none."""

    text: str
    number: int
    """Cell that printed it, from 1."""


class NotebookFile(Struct, frozen=True):
    """A notebook read once, for everything that is asked of it."""

    facts: Notebook
    language: str = "python"
    """Language of its kernel, in lower case; empty when the notebook does not say."""
    cells: tuple[Cell, ...] = ()
    """All cells with text, in order."""
    outputs: tuple[Output, ...] = ()
    """Saved texts, in order, as far as the limits allow."""
    printed: tuple[Output, ...] = ()
    """All text in the outputs of each cell, also errors, HTML and JSON; for what is searched."""
    cut: bool = False
    """Whether a limit left something out of its cells or of what they printed."""
    version: str = ""
    """Version of that language with which it was saved, such as `3.11.4`; empty when the notebook does not say."""

    def code(self) -> Iterator[Cell]:
        """Its code cells."""
        return (cell for cell in self.cells if cell.kind == "code")


def is_lost(file: NotebookFile) -> bool:
    """Whether a notebook has content that was not read as a whole; an empty one has none."""
    facts = file.facts
    return facts.unread or (not facts.readable and (bool(file.cells) or facts.size_bytes > BARE_NOTEBOOK))


def open_notebooks(snapshot: Snapshot, tree: TreeFacts) -> tuple[NotebookFile, ...]:
    """The author's notebooks, in the tree's order."""
    paths = [path for path in tree.paths if suffix(path) == ".ipynb"][:MAX_NOTEBOOKS]
    sizes = {entry.path: entry.size for entry in snapshot.entries}
    return tuple(open_notebook(path, snapshot.read(path), sizes.get(path)) for path in paths)


def read_notebooks(files: tuple[NotebookFile, ...]) -> NotebookFacts:
    """What is so about the notebooks."""
    return NotebookFacts(tuple(file.facts for file in files))


def open_notebook(path: str, data: bytes | None, size: int | None) -> NotebookFile:
    """The notebook of these bytes (`None`: they could not be read); one that is broken says why."""
    if data is None:
        return NotebookFile(Notebook(path, False, "not read: over the size limit or left out", True, size or 0))
    if data.startswith(_LFS):
        return NotebookFile(Notebook(path, False, "a Git LFS pointer, not the notebook", True, len(data)))
    if not data.strip():
        return NotebookFile(Notebook(path, False, "an empty file", size_bytes=len(data)))
    if data.count(b"{") + data.count(b"[") > MAX_CONTAINERS:
        reason = f"over {MAX_CONTAINERS:,} lists and objects in it"
        return NotebookFile(Notebook(path, False, reason, True, len(data)))
    try:
        document = json.loads(data)
    except (ValueError, RecursionError, MemoryError) as error:
        facts = Notebook(path, False, shown(f"no valid JSON: {error}"), size_bytes=len(data))
        cells = tuple(islice(_left(decode(data) or ""), MAX_CELLS))
        return NotebookFile(facts, cells=cells, cut=len(data) > MAX_PRINTED_CHARS)
    raw = _raw_cells(document)
    if raw is None:
        return NotebookFile(
            Notebook(path, False, "JSON, but no notebook: it has no list of cells", size_bytes=len(data))
        )
    return replace(_read(path, len(data), _language(document), raw), version=_version(document))


def _raw_cells(document: Any) -> list[dict[str, Any]] | None:
    if not isinstance(document, dict):
        return None
    cells = document.get("cells")
    if not isinstance(cells, list):
        sheets = document.get("worksheets")
        if not isinstance(sheets, list):
            return None
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for part in lists if isinstance(part, list) for cell in part]
    return [cell for cell in cells if isinstance(cell, dict)]


def _left(text: str) -> Iterator[Cell]:
    """The cells that can still be seen in a broken notebook: cut in the middle, or with marks of a merge in it."""
    kind, number = "raw", 0
    for found in _PIECE.finditer(_CONFLICT.sub("", text)):
        if found["kind"]:
            kind, number = found["kind"], number + 1
        elif source := "".join(_unquoted(line[0]) for line in _STRING.finditer(found["source"][:MAX_CELL_CHARS])):
            yield Cell(kind, source, number)


def _unquoted(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        return ""


def _language(document: dict[str, Any]) -> str:
    metadata = _table(document.get("metadata"))
    kernel = _table(metadata.get("kernelspec"))
    for value in (_table(metadata.get("language_info")).get("name"), kernel.get("language")):
        if isinstance(value, str) and value:
            return _by_name(value.lower()) or shown(value, 60).lower()
    return _by_name(" ".join(str(value) for key in ("name", "display_name") if (value := kernel.get(key))).lower())


def _version(document: dict[str, Any]) -> str:
    value = _table(_table(document.get("metadata")).get("language_info")).get("version")
    return value if isinstance(value, str) and _VERSION.fullmatch(value) else ""


def _by_name(name: str) -> str:
    """The language of a kernel by its name, in lower case; empty where the name says nothing."""
    return next((language for language, mark in load("trees")["kernels"].items() if re.search(mark, name)), "")


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _read(path: str, size: int, language: str, raw: list[dict[str, Any]]) -> NotebookFile:
    cut, raw = len(raw) > MAX_CELLS, raw[:MAX_CELLS]
    cells = tuple(cell for number, item in enumerate(raw, 1) if (cell := _cell(item, number)).source.strip())
    code = [cell for cell in cells if cell.kind == "code"]
    prose = [cell for cell in cells if cell.kind == "markdown"]
    lines = [line.strip() for cell in code for line in cell.source.splitlines() if line.strip()]
    comments = sum(1 for line in lines if line.startswith("#"))
    counts = [count for item in raw if item.get("cell_type") == "code" and (count := _count(item)) is not None]
    outputs = [(number, _outputs(item)) for number, item in enumerate(raw, 1)]
    facts = Notebook(
        path=path,
        language=language,
        size_bytes=size,
        code_cells=len(code),
        markdown_cells=len(prose),
        code_lines=len(lines) - comments,
        comment_lines=comments,
        prose_words=sum(len(cell.source.split()) for cell in prose),
        executed_cells=len(counts),
        in_order=all(one < two for one, two in pairwise(counts)),
        output_cells=sum(1 for _, kept in outputs if kept),
        errors=tuple(_errors(path, outputs)),
        pictures=sum(1 for _, kept in outputs for output in kept if _is_picture(output)),
    )
    said = tuple(Output(text, number) for number, kept in outputs if (text := printed(kept)))
    kept = tuple(_within(said, MAX_PRINTED_CHARS))
    cut = cut or len(kept) < len(said) or any(len(cell.source) == MAX_CELL_CHARS for cell in cells)
    return NotebookFile(facts, language, cells, tuple(_texts(outputs)), kept, cut)


def _within(outputs: tuple[Output, ...], left: int) -> Iterator[Output]:
    for output in outputs:
        left -= len(output.text)
        if left >= 0:
            yield output


def _cell(item: dict[str, Any], number: int) -> Cell:
    kind = item.get("cell_type")
    kind = "markdown" if kind == "heading" else kind if kind in ("code", "markdown") else "raw"
    return Cell(kind, _joined(item.get("source", item.get("input"))), number)


def _joined(source: Any) -> str:
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source[:MAX_CELL_CHARS] if isinstance(source, str) else ""


def _count(item: dict[str, Any]) -> int | None:
    count = item.get("execution_count", item.get("prompt_number"))
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def _outputs(item: dict[str, Any]) -> list[dict[str, Any]]:
    outputs = item.get("outputs")
    return [output for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else []


def _texts(outputs: list[tuple[int, list[dict[str, Any]]]]) -> Iterator[Output]:
    left = MAX_ALL_OUTPUT_CHARS
    for number, kept in outputs:
        for output in kept:
            text = _text(output)[: min(left, MAX_OUTPUT_CHARS)]
            left -= len(text)
            if text.strip():
                yield Output(text, number)


def _text(output: dict[str, Any]) -> str:
    """What was printed, or the plain form of what was shown; v3 kept it beside the pictures."""
    data = output.get("data")
    parts = [data.get("text/plain")] if isinstance(data, dict) else [output.get("text")]
    return "\n".join(filter(None, map(_joined, parts)))


def _errors(path: str, outputs: list[tuple[int, list[dict[str, Any]]]]) -> Iterator[Evidence]:
    for number, kept in outputs:
        for output in kept:
            if output.get("output_type") in ("error", "pyerr"):
                name = output.get("ename")
                yield Evidence(path, number, shown(name) if isinstance(name, str) and name else "error")


def _is_picture(output: dict[str, Any]) -> bool:
    data = output.get("data")
    if isinstance(data, dict):
        return any(key.startswith("image/") for key in data) or "application/vnd.plotly.v1+json" in data
    return "png" in output or "jpeg" in output or "svg" in output
