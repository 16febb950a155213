"""The built-in catalogue out of the store: reading a hundred files and checking them takes longer than a second run."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.codec import decode, encode
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.resources import build
from portfolio_audit.rubrics import is_built_in
from portfolio_audit.store import Store


def kept_catalogue(store: Store, rubric: str, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Catalogue:
    """The rules in force, without their examples; of a rubric of one's own they are read anew each time.

    Raises:
        RuleFileError: a file has a mistake, or a name is not known.
    """
    if not is_built_in(rubric):
        return load_catalogue(rubric, None, select, ignore, examples=False)
    key = encode([build(), rubric, select, ignore]).decode()
    data = store.get("catalogue", key)
    try:
        kept = decode(data, Catalogue) if data else None
    except ValueError:
        kept = None
    if kept is None:
        made = load_catalogue(rubric, None, select, ignore, examples=False)
        store.put("catalogue", key, encode(made))
        return made
    return replace(kept, rules=tuple(replace(rule, params=_tuples(rule.params)) for rule in kept.rules))


def _tuples(value: Any) -> Any:
    """Parameters as checks take them: JSON knows no tuples."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    return {key: _tuples(item) for key, item in value.items()} if isinstance(value, dict) else value
