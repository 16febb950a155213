"""Values to JSON and back, strictly typed: a saved file is outside material."""

import json
import re
from collections.abc import Sequence
from dataclasses import is_dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from cattrs import Converter
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn
from cattrs.strategies import configure_union_passthrough

from portfolio_audit.errors import ReportFileError
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Unavailable

T = TypeVar("T")
_PLACE = re.compile(r"@ (?:attribute|index) (\w+)")


def to_data(value: Any) -> Any:
    """Plain dictionaries, lists and scalars, keys in the order of the fields."""
    return _converter().unstructure(value)


def from_data(data: Any, kind: type[T]) -> T:
    """The value of that type.

    Raises:
        ValueError: the data does not fit; the message names the first place.
    """
    try:
        return _converter().structure(data, kind)
    except BaseValidationError as error:
        raise ValueError(_first_place(error)) from None
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None


def dumps(value: Any) -> str:
    """JSON text; the same value gives the same bytes."""
    return json.dumps(to_data(value), ensure_ascii=False, indent=1) + "\n"


def load_file(path: Path, kind: type[T], schema: str) -> T:
    """The value saved at that path.

    Raises:
        ReportFileError: unreadable, no JSON, or of another schema.
    """
    data = _read_json(path)
    found = data.get("schema") if isinstance(data, dict) else None
    if found != schema:
        raise ReportFileError(
            f"{path}: expected a file of schema {schema}, found "
            f"{found if isinstance(found, str) else 'none'}. Make it again with this version of portfolio-audit."
        )
    try:
        return from_data(data, kind)
    except ValueError as error:
        raise ReportFileError(f"{path}: not a valid {schema} file ({error}). Make it again.") from None


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ReportFileError(f"{path}: cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise ReportFileError(f"{path}: is no JSON. Give a report.json that portfolio-audit wrote.") from None


def _first_place(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    notes = " ".join(str(note) for note in getattr(error, "__notes__", ()))
    place = _PLACE.findall(notes)
    return f"{error}" + (f", at {'.'.join(place)}" if place else "")


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=False, prefer_attrib_converters=False)
    converter.register_unstructure_hook(datetime, lambda when: when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    converter.register_structure_hook(datetime, lambda text, _: _instant(text))
    for scalar in (str, int, bool):
        converter.register_structure_hook(scalar, _exactly)
    converter.register_structure_hook(State, lambda value, _: State(value))  # else taken for the `str` that it is
    converter.register_structure_hook_factory(is_dataclass, lambda kind: _structure_object(converter, kind))
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _structure_tuple(converter, kind))
    converter.register_structure_hook_factory(_is_sequence, lambda kind: _structure_several(converter, kind))
    converter.register_unstructure_hook_factory(_is_sequence, lambda _: _unstructure_several(converter))
    converter.register_unstructure_hook_factory(_may_be_unavailable, lambda _: _unstructure_either(converter))
    converter.register_structure_hook_factory(_may_be_unavailable, lambda union: _structure_either(converter, union))
    configure_union_passthrough(str | int | float | bool | None, converter)
    converter.register_unstructure_hook(
        Unavailable, make_dict_unstructure_fn(Unavailable, converter, reason=_renamed("unavailable"))
    )
    converter.register_structure_hook(
        Unavailable, make_dict_structure_fn(Unavailable, converter, reason=_renamed("unavailable"))
    )
    return converter


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _structure_object(converter: Converter, kind: Any) -> Any:
    structure = make_dict_structure_fn(kind, converter)
    return lambda data, kind: structure(_exactly(data, dict), kind)  # a text would do for cattrs


def _structure_tuple(converter: Converter, kind: Any) -> Any:
    inner = get_args(kind)

    def structure(data: Any, _: Any) -> Any:
        kinds = inner[:1] * len(_exactly(data, list)) if inner[-1] is Ellipsis else inner
        return tuple(converter.structure(item, each) for item, each in zip(data, kinds, strict=True))

    return structure


def _is_sequence(kind: Any) -> bool:
    return get_origin(kind) is Sequence


def _unstructure_several(converter: Converter) -> Any:
    return lambda values: [converter.unstructure(value) for value in values]


def _structure_several(converter: Converter, kind: Any) -> Any:
    (inner,) = get_args(kind)
    return lambda data, _: tuple(converter.structure(item, inner) for item in _exactly(data, list))


def _renamed(name: str) -> Any:
    from cattrs.gen import override

    return override(rename=name)


def _instant(text: Any) -> datetime:
    if not isinstance(text, str):
        raise TypeError(f"a time was expected, not {type(text).__name__}")
    return datetime.fromisoformat(text).astimezone(UTC)


def _exactly(value: Any, kind: type) -> Any:
    """The value itself: no number becomes a text on the way."""
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected, not {type(value).__name__}")
    return value


def _may_be_unavailable(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and Unavailable in get_args(kind)


def _unstructure_either(converter: Converter) -> Any:
    return lambda value: converter.unstructure(value, unstructure_as=type(value))


def _structure_either(converter: Converter, union: Any) -> Any:
    other = next(arg for arg in get_args(union) if arg is not Unavailable)

    def structure(data: Any, _: Any) -> Any:
        absent = isinstance(data, dict) and "unavailable" in data
        return converter.structure(data, Unavailable if absent else other)

    return structure
