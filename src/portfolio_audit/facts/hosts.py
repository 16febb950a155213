"""What is configured to run the work somewhere: files of hosts, clusters and clouds."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from posixpath import basename
from typing import Any, NamedTuple

from portfolio_audit.facts.guarded import Unreadable, read_json, read_toml, read_yaml
from portfolio_audit.facts.paths import is_aside, suffix
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 300
MAX_CHARS = 100_000
_SDK = re.compile(r"^sdk:\s*[\"']?(streamlit|gradio|docker|static)\b", re.IGNORECASE)
_FRONT_MATTER_LINES = 40
_PROCESS = re.compile(r"^[\w-]+\s*:\s*\S", re.MULTILINE)
_PARSERS: dict[str, Callable[[bytes], Any]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".toml": read_toml,
    ".json": read_json,
}


def read_hosts(snapshot: Snapshot, tree: TreeFacts) -> Iterator[tuple[Evidence, Evidence | None]]:
    """(configuration of a host, what of it serves users and does not only build or train); excerpts name the host."""
    yield from _named(snapshot, tree)
    yield from _clusters(snapshot, tree)
    yield from _spaces(snapshot, tree)


def _named(snapshot: Snapshot, tree: TreeFacts) -> Iterator[tuple[Evidence, Evidence | None]]:
    builds = load("deployment")["build-hosts"]["names"]
    hosts: dict[str, str] = load("deployment")["hosts"]
    for path in tree.paths:
        low = path.lower()
        host = hosts.get(basename(low)) or hosts.get("/".join(low.split("/")[-2:]))
        if host and _configures(path, snapshot.read(path)):
            place = Evidence(path, None, host)
            yield place, None if host in builds else place


def _configures(path: str, data: bytes | None) -> bool:
    """Whether a file says anything; one that was not read, or that this reader cannot parse, is taken to."""
    if data is None:
        return True
    text = "\n".join(line for line in (decode(data) or "").split("\n") if not line.lstrip().startswith("#"))
    if not text.strip() or basename(path).lower() == "procfile":
        return bool(_PROCESS.search(text))
    try:
        return bool(_PARSERS[suffix(path)](data)) if suffix(path) in _PARSERS else True
    except Unreadable:
        return True


def _clusters(snapshot: Snapshot, tree: TreeFacts) -> Iterator[tuple[Evidence, Evidence | None]]:
    """What clusters and clouds are told to run, known by what stands in the file."""
    endings = tuple(ending for row in _declared() for ending in row.endings)
    paths = (path for path in tree.paths if path.lower().endswith(endings) and not is_aside(path))
    for path in [path for path in paths if not path.startswith(".github/")][:MAX_FILES]:
        text = (decode((snapshot.read(path) or b"")[: 2 * MAX_CHARS]) or "")[:MAX_CHARS]
        for row in _declared():
            if path.lower().endswith(row.endings) and (found := row.mark.search(text)):
                serving = row.serves.search(text)
                at = [text.count("\n", 0, one.start()) + 1 for one in (found, serving) if one]
                yield Evidence(path, at[0], row.name), Evidence(path, at[-1], row.name) if serving else None
                break


class _Declared(NamedTuple):
    name: str
    endings: tuple[str, ...]
    mark: re.Pattern[str]
    serves: re.Pattern[str]


@cache
def _declared() -> tuple[_Declared, ...]:
    return tuple(
        _Declared(
            row["name"], tuple(row["endings"]), *(re.compile(row[key], re.MULTILINE) for key in ("mark", "serves"))
        )
        for row in load("deployment")["declared"]
    )


def _spaces(snapshot: Snapshot, tree: TreeFacts) -> Iterator[tuple[Evidence, Evidence | None]]:
    """The front matter by which Hugging Face runs a README's repository as an app."""
    for path in tree.paths:
        if path.lower() in ("readme.md", "readme"):
            lines = (decode((snapshot.read(path) or b"")[:4_000]) or "").removeprefix("\ufeff").split("\n")
            if lines[0].strip() == "---":
                for number, line in enumerate(lines[1:_FRONT_MATTER_LINES], 2):
                    if line.strip() == "---":
                        break
                    if _SDK.match(line):
                        place = Evidence(path, number, "Hugging Face Spaces")
                        yield place, place


def read_services(snapshot: Snapshot, compose: tuple[str, ...]) -> Iterator[tuple[Evidence, bool]]:
    """(service of the author's, whether it publishes a port) of compose files; a mere data base is none of his."""
    for path in compose:
        data = snapshot.read(path)
        try:
            document = read_yaml(data) if data is not None else {"include": path}
        except Unreadable:
            document = {"include": path}
        if not isinstance(document, dict):
            continue
        if "include" in document:  # what stands elsewhere, or could not be read, may be the author's
            yield Evidence(path), False
        services = document.get("services", document)
        for name, service in services.items() if isinstance(services, dict) else ():
            if isinstance(service, dict) and _is_own(service):
                yield Evidence(path, None, shown(str(name))), bool(service.get("ports"))


def _is_own(service: dict[Any, Any]) -> bool:
    if service.get("build") or service.get("extends"):
        return True
    image = str(service.get("image") or "").partition(":")[0]
    return bool(image) and basename(image).lower() not in load("deployment")["containers"]["infrastructure"]
