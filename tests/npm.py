"""Single files of npm packages. They are kept in pytest's cache and never in this repository."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest


def npm_file(config: pytest.Config, package: str, member: str) -> Path:
    """One file of a package, `name@version`, from pytest's cache or else from the registry."""
    name, _, version = package.rpartition("@")
    kept = config.cache.mkdir(name.strip("@").replace("/", "-")) / f"{version}.json"
    if not kept.exists():
        _bring(kept, package, member)
    return kept


def _bring(kept: Path, package: str, member: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        _unavailable(package, "npm is not installed")
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        packed = subprocess.run([npm, "pack", package, "--silent"], cwd=folder, capture_output=True, text=True)
        if packed.returncode != 0:
            _unavailable(package, f"npm pack failed: {packed.stderr.strip()[-300:]}")
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive, Path(folder, "one.json").open("wb") as target:
            source = archive.extractfile(f"package/{member}")
            assert source is not None
            shutil.copyfileobj(source, target)
        Path(folder, "one.json").replace(kept)  # at once: another worker may be bringing it too


def _unavailable(package: str, reason: str) -> NoReturn:
    """Without the contract nothing is checked: that fails where checks are run for good, and is said elsewhere."""
    reason = f"{package} could not be had: {reason}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
