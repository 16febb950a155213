"""YAML, TOML and JSON of strangers: parsed under caps, any failure is one exception."""

import json
import re
import tomllib
from typing import Any

import yaml

from portfolio_audit.text import decode, shown

MAX_YAML_BYTES = 200_000
MAX_TOML_BYTES = 200_000
MAX_JSON_BYTES = 1_000_000
MAX_ALIASES = 100
MAX_DEPTH = 30
MAX_NODES = 50_000
MAX_DOTS = 500  # dotted keys cost the square of their length in `tomllib`
_TEXT = re.compile(r"""'[^']*+'|"(?:[^"\\]++|\\.)*+\"""")
_KEY = re.compile(r"[\w-]++(?:\s*+\.\s*+[\w-]++)*+")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(ValueError):
    """What a parser refused, in words that are safe to show."""


def read_yaml(data: bytes) -> Any:
    """The first document as plain values; `Unreadable` for bombs, unknown tags and broken text."""
    if len(data) > MAX_YAML_BYTES:
        raise Unreadable(f"over {MAX_YAML_BYTES // 1000} kB")
    text = _text(data)
    try:
        _check_events(text)
        loader = _Loader(text)
        try:
            node = loader.get_node() if loader.check_node() else None
            if node is None:
                return None
            _check_size(node)
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise Unreadable(_said(error)) from None


def _check_events(text: str) -> None:
    depth = aliases = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            aliases += 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if aliases > MAX_ALIASES:
            raise Unreadable(f"over {MAX_ALIASES} aliases")
        if depth > MAX_DEPTH:
            raise Unreadable(f"over {MAX_DEPTH} levels")


def _check_size(node: yaml.Node) -> None:
    """Refuses what grows when its aliases are written out, as merge keys are."""
    sizes: dict[int, int] = {}

    def size(part: yaml.Node) -> int:
        key = id(part)
        if key not in sizes:
            sizes[key] = MAX_NODES  # a node inside itself is endless
            sizes[key] = 1 + sum(size(child) for child in _children(part))
        if sizes[key] > MAX_NODES:
            raise Unreadable(f"over {MAX_NODES:,} values when aliases are written out")
        return sizes[key]

    size(node)


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def read_toml(data: bytes) -> dict[str, Any]:
    """The document, or `Unreadable`."""
    if len(data) > MAX_TOML_BYTES:
        raise Unreadable(f"over {MAX_TOML_BYTES // 1000} kB")
    text = _text(data)
    if any(_parts(line) > MAX_DOTS for line in text.split("\n")):
        raise Unreadable(f"a key of over {MAX_DOTS} parts")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError, TypeError) as error:
        raise Unreadable(_said(error)) from None


def _parts(line: str) -> int:
    """Dots of the longest key on a line; those in strings and between digits do not count."""
    if line.count(".") <= MAX_DOTS:
        return 0
    return max((key[0].count(".") for key in _KEY.finditer(_TEXT.sub("s", line))), default=0)


def read_json(data: bytes) -> Any:
    """The value, or `Unreadable`."""
    if len(data) > MAX_JSON_BYTES:
        raise Unreadable(f"over {MAX_JSON_BYTES // 1000} kB")
    try:
        return json.loads(_text(data))
    except (ValueError, RecursionError) as error:
        raise Unreadable(_said(error)) from None


def _text(data: bytes) -> str:
    if (text := decode(data)) is None:
        raise Unreadable("no text")
    return text.removeprefix("\ufeff")


def _said(error: Exception) -> str:
    return shown(str(error), 120) or type(error).__name__
