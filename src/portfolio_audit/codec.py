"""Values to JSON and back, strictly typed: a saved file is outside material."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import msgspec

from portfolio_audit.errors import ReportFileError
from portfolio_audit.model.values import Unavailable

T = TypeVar("T")


def _listed(value: Any) -> Any:
    """What msgspec does not know by itself: sequences of our own."""
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_making = Lock()
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
_ENCODER = msgspec.json.Encoder(enc_hook=_listed)


def to_data(value: Any) -> Any:
    """Plain dictionaries, lists and scalars, keys in the order of the fields."""
    return msgspec.to_builtins(value, enc_hook=_listed)


def from_data(data: Any, kind: type[T]) -> T:
    """The value of that type out of plain dictionaries, lists and scalars.

    Raises:
        ValueError: the data does not fit; the message names the first place.
    """
    return decode(encode(data), kind)


def encode(value: Any) -> bytes:
    """Compact JSON in UTF-8; the same value gives the same bytes."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:  # half a character, as a file name or an escape in code may have it
        return json.dumps(to_data(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def decode(data: bytes, kind: type[T]) -> T:
    """The value of that type out of its JSON.

    Raises:
        ValueError: no JSON, or it does not fit; the message names the first place.
    """
    try:
        return cast("T", _read(data, kind, ""))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """Made by one thread alone: msgspec lets others see what it notes of a class before it is complete."""
    if kind not in _decoders:
        with _making:
            _decoders[kind] = msgspec.json.Decoder(kind)
    return _decoders[kind]


def dumps(value: Any) -> str:
    """JSON text for people; the same value gives the same bytes."""
    return indented(encode(value)) + "\n"


def indented(data: bytes) -> str:
    """JSON as `dumps` writes it."""
    return msgspec.json.format(data, indent=1).decode()


def load_file(path: Path, kind: type[T], schema: str) -> T:
    """The value saved at that path.

    Raises:
        ReportFileError: unreadable, no JSON, or of another schema.
    """
    return cast("T", load_any(path, {schema: kind}))


def load_any(path: Path, kinds: Mapping[str, type]) -> Any:
    """The value saved at that path, of one of several types.

    Args:
        kinds: the types by their schemas.

    Raises:
        ReportFileError: unreadable, no JSON, or of another schema.
    """
    try:
        data = path.read_bytes()
        found = _schema_of(data)
    except OSError as error:
        raise ReportFileError(f"{path}: cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise ReportFileError(f"{path}: is no JSON. Give a report.json that portfolio-audit wrote.") from None
    if not isinstance(found, str) or found not in kinds:
        raise ReportFileError(
            f"{path}: expected a file of schema {' or '.join(kinds)}, found "
            f"{found if isinstance(found, str) else 'none'}. Make it again with this version of portfolio-audit."
        )
    try:
        return decode(data, kinds[found])
    except ValueError as error:
        raise ReportFileError(f"{path}: not a valid {found} file ({error}). Make it again.") from None


def _schema_of(data: bytes) -> object:
    try:
        return _decoder(_OfSchema).decode(data).schema
    except msgspec.ValidationError:
        msgspec.json.decode(data)  # JSON of something else, or none
        return None


class _OfSchema(msgspec.Struct):
    schema: Any = None


def _read(data: bytes | msgspec.Raw, kind: Any, place: str) -> Any:
    """The value of that type; what may be unavailable is told apart here, because msgspec knows no such unions."""
    if _is_plain(kind):
        return _plain(data, kind, place)
    if Unavailable in get_args(kind):
        return _read(data, Unavailable if _is_unavailable(data) else _other(kind), place)
    if get_origin(kind) in (tuple, Sequence):
        items = _plain(data, list[msgspec.Raw], place)
        return tuple(_read(item, get_args(kind)[0], f"{place}[{number}]") for number, item in enumerate(items))
    given, types = _plain(data, dict[str, msgspec.Raw], place), _types(kind)
    values = {name: _read(given[name], types[name], f"{place}.{name}") for name in types if name in given}
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise ValueError(_problem(str(error), place)) from None


def _plain(data: bytes | msgspec.Raw, kind: Any, place: str) -> Any:
    try:
        return _decoder(kind).decode(data)
    except msgspec.ValidationError as error:
        raise ValueError(_at(error, place)) from None


def _is_unavailable(data: bytes | msgspec.Raw) -> bool:
    found = bytes(data)
    if b'"unavailable"' not in found or found.lstrip()[:1] != b"{":
        return False
    return "unavailable" in _decoder(dict[str, msgspec.Raw]).decode(found)


def _at(error: msgspec.ValidationError, place: str) -> str:
    problem, _, inner = str(error).partition(" - at `$")
    return _problem(problem, place + inner.removesuffix("`"))


def _problem(problem: str, place: str) -> str:
    return f"{problem}, at {place.removeprefix('.')}" if place else problem


@cache
def _is_plain(kind: Any) -> bool:
    """Whether msgspec reads it by itself: nothing in it may be unavailable, and lists in it become tuples."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return all(_is_plain(each) for each in _types(kind).values())
    inner = get_args(kind)
    if get_origin(kind) is Sequence:  # msgspec would make a list
        return False
    return Unavailable not in inner and all(_is_plain(each) for each in inner)


@cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _other(kind: Any) -> Any:
    return next(each for each in get_args(kind) if each is not Unavailable)
