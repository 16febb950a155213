"""Facts about the world as data files: languages, data sets, frameworks, hosts. Loaded once, never written."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def load(name: str) -> dict[str, Any]:
    """The data file `<name>.toml` of this folder."""
    with (_HERE / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def names(folder: str) -> tuple[str, ...]:
    """Names that `load` takes for the files of a sub-folder, in order."""
    return tuple(f"{folder}/{path.stem}" for path in sorted((_HERE / folder).glob("*.toml")))


def skill_order() -> tuple[str, ...]:
    """Ids of all skills, in the order of a résumé."""
    return tuple(row["id"] for row in load("skills")["skill"])


@cache
def ecosystem(kind: str) -> str:
    """For whom a manifest of that kind is: `Python`, `JavaScript`, …; empty when the kind is not known."""
    return next((row["ecosystem"] for row in load("manifests")["manifest"] if row["kind"] == kind), "")


@lru_cache(20_000)
def lock_ecosystem(path: str) -> str | None:
    """For whom a file fixes versions; `None` when it is no lock file."""
    found = _locks().fullmatch(path.lower())
    return tuple(load("manifests")["locks"])[(found.lastindex or 1) - 1] if found else None


@cache
def _locks() -> re.Pattern[str]:
    return re.compile(f"(?:.*/)?(?:{'|'.join(f'({pattern})' for pattern in load('manifests')['locks'].values())})")
