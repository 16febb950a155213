"""At which addresses the configuration says that the project runs."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from posixpath import basename, dirname
from typing import Any, NamedTuple

from portfolio_audit.facts.guarded import Unreadable, read_json, read_toml, read_yaml
from portfolio_audit.facts.paths import is_aside, is_test, suffix
from portfolio_audit.facts.readme import urls
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 100
MAX_PLACES = 200
MOST = 20
_LONG = 150
_LINE = 500
_CHARS = 100_000
_HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}")
_PARSERS: dict[str, Callable[[bytes], Any]] = {".yaml": read_yaml, ".toml": read_toml}


class _Pushed(NamedTuple):
    pattern: re.Pattern[str]
    address: str


def read_addresses(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    """Places that name an address, which is the excerpt; each address once."""
    told: set[str] = set()
    for at in islice(_all(snapshot, tree), MAX_PLACES):
        if at.excerpt not in told and len(told) < MOST:
            told.add(at.excerpt)
            yield at


def _all(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    known = ((path, read) for path in tree.paths if (read := _reader(path)))
    for path, read in islice(known, MAX_FILES):
        yield from islice(read(path, snapshot), MOST)


def _reader(path: str) -> Callable[[str, Snapshot], Iterator[Evidence]] | None:
    """Who reads a file that may name an address."""
    name = basename(path).lower()
    if name in _rows() and not is_aside(path):
        return _configured
    if name == "cname" and dirname(path).lower() in load("addresses")["own-domain"]["folders"]:
        return _own_domain
    return _pushed if path.startswith(".github/workflows/") and not is_test(path) else None


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in load("addresses")["files"]}


def _configured(path: str, snapshot: Snapshot) -> Iterator[Evidence]:
    """What the file says at the keys of its row."""
    row, document = _rows()[basename(path).lower()], _document(path, snapshot)
    if "beside" in row:
        other, key = row["beside"]
        if not list(_at(_document(f"{dirname(path)}/{other}".lstrip("/"), snapshot), [key])):
            return
    values = (value for way in row["keys"] for value in islice(_at(document, way.split(".")), MOST))
    for value in values:
        if isinstance(value, str) and len(value) <= _LONG:
            address = row["address"].replace("{}", value.strip())
            if _is_address(address, known=row.get("known", False)):
                yield Evidence(path, _line_of(value, snapshot.read(path)), shown(address))


def _document(path: str, snapshot: Snapshot) -> Any:
    data = snapshot.read(path)
    try:
        return _PARSERS.get(suffix(path), read_json)(data) if data else None
    except Unreadable:
        return None


def _at(document: Any, way: list[str]) -> Iterator[Any]:
    """Every value at the end of that way."""
    if not way:
        yield document
    elif isinstance(document, dict) and way[0] in document:
        yield from _at(document[way[0]], way[1:])
    elif isinstance(document, list) and way[0] == "*":
        for item in document:
            yield from _at(item, way[1:])


def _is_address(address: str, *, known: bool) -> bool:
    parts = urls.split(address)
    if parts is None or not _HOST.fullmatch(urls.host(parts)) or urls.is_stand_in(parts):
        return False
    if urls.is_private(urls.host(parts)):
        return False
    return not known or (urls.is_app(parts) and not (urls.is_personal(parts) and len(parts.path) <= 1))


def _line_of(value: str, data: bytes | None) -> int | None:
    text = (decode(data or b"") or "")[:_CHARS]
    at = text.find(value)
    return text.count("\n", 0, at) + 1 if at >= 0 else None


def _own_domain(path: str, snapshot: Snapshot) -> Iterator[Evidence]:
    """The domain that a site on GitHub Pages has of its own: the file is one line."""
    lines = (decode((snapshot.read(path) or b"")[:_LINE]) or "").split()
    address = f"https://{lines[0].lower()}" if len(lines) == 1 else ""
    if address and _is_address(address, known=False):
        yield Evidence(path, 1, shown(address))


def _pushed(path: str, snapshot: Snapshot) -> Iterator[Evidence]:
    """Where a workflow pushes the work to; a name that only the host knows is not followed."""
    text = (decode((snapshot.read(path) or b"")[: 2 * _CHARS]) or "")[:_CHARS]
    for number, line in enumerate(text.split("\n"), 1):
        for row in () if line.lstrip().startswith("#") else _places():
            if found := row.pattern.search(line[:_LINE]):
                yield Evidence(path, number, row.address.replace("{}", found[1].removesuffix(".git")))


@cache
def _places() -> tuple[_Pushed, ...]:
    return tuple(_Pushed(re.compile(row["pattern"]), row["address"]) for row in load("addresses")["workflows"])
