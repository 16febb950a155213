"""Benches and patches of made-up repositories, for tests of single fixers."""

from collections.abc import Mapping
from typing import Any

from facts_of import outcome, repo_of
from portfolio_audit.fixing.making import Bench, Fixer, patch
from portfolio_audit.fixing.values import FixWish, Patch
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State
from snapshots import DictSnapshot

Files = Mapping[str, str | bytes]


def bench_of(files: Files, *rules: str, **wish: Any) -> Bench:
    """Those files on the bench, with what is wanted."""
    return Bench(repo_of(dict(files)), DictSnapshot(files), FixWish(rules, **wish))


def mended(files: Files, fixer: Fixer, *rules: str, **wish: Any) -> Patch:
    """What one fixer proposes for those files."""
    return patch(bench_of(files, *rules, **wish), [fixer])


def afterwards(files: Files, made: Patch) -> dict[str, str | bytes]:
    """The files once the patch is in."""
    return dict(files) | {change.path: change.new for change in made.changes}


def new_text(made: Patch, path: str) -> str:
    """What the patch makes of a file, which is among those that it changes."""
    return next(change.new for change in made.changes if change.path == path)


def state(files: Files, rule: str, catalogue: Catalogue) -> State:
    """What a rule says of those files."""
    found = next(one for one in catalogue.rules if one.id == rule)
    return outcome(found, repo_of(dict(files)), catalogue).state


def is_settled(files: Files, made: Patch, fixer: Fixer, *rules: str, **wish: Any) -> bool:
    """Whether the same fixer has nothing to change any more once the patch is in."""
    return mended(afterwards(files, made), fixer, *rules, **wish).changes == ()
