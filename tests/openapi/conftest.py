"""GitHub's own description of its API, as JSON Schema. It is taken from a package and never kept in this repository."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from npm import npm_file

PACKAGE = "@octokit/openapi@23.0.2"
MEMBER = "generated/api.github.com.json"
ADDRESS = "urn:github-api"

Validate = Callable[[Any, str], None]
Json = dict[str, Any]


@pytest.fixture(scope="session")
def description(request: pytest.FixtureRequest) -> Json:
    """The description as JSON Schema."""
    return json.loads(npm_file(request.config, PACKAGE, MEMBER).read_bytes(), object_hook=_json_schema)


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
