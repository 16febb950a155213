"""Which contents are worth fetching."""

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import cache
from posixpath import basename

from portfolio_audit.facts.paths import is_cache, is_junk, is_minified, is_vendored, suffix, words
from portfolio_audit.knowledge import load, lock_ecosystem

TEXT_BYTES = 1_000_000
NOTEBOOK_BYTES = 20_000_000
LOCK_BYTES = 2_000_000
_COPY = re.compile(r"\.ipynb_checkpoints/|-checkpoint(?=\.\w{1,8}$|$)|\.(?:bak|orig)$", re.IGNORECASE)


def wanted(path: str) -> int:
    """Bytes up to which the content of this path is to be fetched; 0 when it is not needed."""
    path = _original(path)
    most = _by_name(path)  # first, because of the files of a large data set it leaves none
    return 0 if most and (is_vendored(path) or is_cache(path) or is_junk(path) or is_minified(path)) else most


def _by_name(path: str) -> int:
    name = path[path.rfind("/") + 1 :].lower()
    start, dot, end = name.rpartition(".")
    ending = f".{end}" if dot and start else ""
    if fixed_for := lock_ecosystem(name):
        return LOCK_BYTES if fixed_for == "Python" else 0
    if ending == ".ipynb":
        return NOTEBOOK_BYTES
    known = (
        ending in words("text")
        or ending in load("trees")["languages"]
        or name in words("text-names")
        or (start if ending else name) in words("text-names")
        or name.startswith((".env", "dockerfile", "readme", "license", "licence"))
        or _lists_keys().match(name)
    )
    return TEXT_BYTES if known else 0


def _original(path: str) -> str:
    """The file that a checkpoint or a backup is a copy of, whose secrets are as public; any other file itself."""
    low = path.lower()
    return _COPY.sub("", path) if "checkpoint" in low or low.endswith((".bak", ".orig")) else path


def earlier_rank(path: str) -> int:
    """How much earlier versions of a file are wanted: 1 where secrets are kept, 2 for source code, 0 for the rest.

    A path that ends in a slash is a folder; 0 then says that nothing in it is wanted.
    """
    if path.endswith("/"):
        return 0 if is_vendored(f"{path}x") or is_cache(f"{path}x") else 1
    table = load("secrets")["earlier"]
    ending = suffix(path)
    rank = 1 if _keeps_secrets().match(basename(path).lower()) else 2 if ending in table["code"] else 0
    return rank if rank and ending not in table["never"] and wanted(path) and not lock_ecosystem(path) else 0


@cache
def _keeps_secrets() -> re.Pattern[str]:
    return _any_of(load("secrets")["earlier"]["secret"])


@cache
def _lists_keys() -> re.Pattern[str]:
    """Tables are left out, for their size, but for those that a provider's keys come in."""
    return _any_of(load("secrets")["places"]["tables"])


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)))
