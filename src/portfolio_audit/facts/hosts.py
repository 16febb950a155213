"""What is configured to run the work somewhere: files of hosts, clusters and clouds."""

import re
from collections.abc import Callable, Iterator
from posixpath import basename
from typing import Any

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


def read_hosts(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    """Configuration of hosts; the excerpt names the host."""
    yield from _named(snapshot, tree)
    yield from _clusters(snapshot, tree)
    yield from _spaces(snapshot, tree)


def _named(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    hosts: dict[str, str] = load("deployment")["hosts"]
    for path in tree.paths:
        low = path.lower()
        host = hosts.get(basename(low)) or hosts.get("/".join(low.split("/")[-2:]))
        if host and _configures(path, snapshot.read(path)):
            yield Evidence(path, None, host)


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


def _clusters(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    """What clusters and clouds are told to run, known by what stands in the file."""
    marks = [(row["name"], tuple(row["endings"]), re.compile(row["mark"], re.MULTILINE)) for row in _declared()]
    endings = tuple(ending for _, ends, _ in marks for ending in ends)
    paths = (path for path in tree.paths if path.lower().endswith(endings) and not is_aside(path))
    for path in [path for path in paths if not path.startswith(".github/")][:MAX_FILES]:
        text = (decode((snapshot.read(path) or b"")[: 2 * MAX_CHARS]) or "")[:MAX_CHARS]
        for name, ends, mark in marks:
            if path.lower().endswith(ends) and (found := mark.search(text)):
                yield Evidence(path, text.count("\n", 0, found.start()) + 1, name)
                break


def _declared() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = load("deployment")["declared"]
    return rows


def _spaces(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    """The front matter by which Hugging Face runs a README's repository as an app."""
    for path in tree.paths:
        if path.lower() in ("readme.md", "readme"):
            lines = (decode((snapshot.read(path) or b"")[:4_000]) or "").removeprefix("\ufeff").split("\n")
            if lines[0].strip() == "---":
                for number, line in enumerate(lines[1:_FRONT_MATTER_LINES], 2):
                    if line.strip() == "---":
                        break
                    if _SDK.match(line):
                        yield Evidence(path, number, "Hugging Face Spaces")


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
