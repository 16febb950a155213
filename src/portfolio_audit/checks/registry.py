"""The checks and conditions that rule files may name, with what their signatures promise."""

import inspect
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar, get_args

from msgspec import Struct

from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Unavailable

CheckT = TypeVar("CheckT", bound=Callable[..., Outcome])
ConditionT = TypeVar("ConditionT", bound=Callable[..., bool])

CHECKS: dict[str, Callable[..., Outcome]] = {}
CONDITIONS: dict[str, Callable[..., bool]] = {}


def check(function: CheckT) -> CheckT:
    """Register a check as `module.function`."""
    CHECKS[f"{function.__module__.rpartition('.')[2]}.{function.__name__}"] = function
    return function


def condition(function: ConditionT) -> ConditionT:
    """Register a condition by its name; its docstring completes "asked only of a repository that …"."""
    CONDITIONS[function.__name__] = function
    return function


class Signature(Struct, frozen=True):
    """What a check wants: facts by name, parameters with their types and whether they must be given."""

    facts: tuple[str, ...]
    tolerant: frozenset[str]
    """Facts that may be `Unavailable`, because the check says so in its annotation."""
    params: dict[str, Any]
    required: frozenset[str]


@cache
def signature(function: Callable[..., Any]) -> Signature:
    """Positional parameters name facts, keyword-only ones name parameters of the rule file."""
    parameters = inspect.signature(function).parameters.values()
    positional = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    keyword = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    return Signature(
        tuple(p.name for p in positional),
        frozenset(p.name for p in positional if Unavailable in get_args(p.annotation)),
        {p.name: p.annotation for p in keyword},
        frozenset(p.name for p in keyword if p.default is p.empty),
    )


@cache
def load_all() -> None:
    """Import every module of checks, so that the registries are complete."""
    package = import_module(__package__)
    for module in iter_modules(package.__path__):
        import_module(f"{__package__}.{module.name}")
