"""Values kept out of memory: compressed JSON in a file, which becomes the value again each time it is looked at.

A portfolio of three hundred repositories then takes hardly more memory than one of thirty.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar, cast, overload

from portfolio_audit.codec import decode, encode
from portfolio_audit.spool import Spool

T = TypeVar("T")
H = TypeVar("H")
_spool = Spool()


class Unfit(ValueError):
    """What was packed by another run is no value of the type."""


class Packed(Generic[T]):
    """One value of a type, as JSON; in memory only where there is no room for a file."""

    __slots__ = ("_bytes", "_kept", "_kind", "_seen", "digest", "name")

    def __init__(self, data: bytes, kind: type[T], name: str = "") -> None:
        self._bytes = zlib.compress(data, 1)
        with suppress(OSError):
            self._kept = _spool.put(self._bytes)
            self._bytes = b""
        self._kind = kind
        self._seen: Any = None
        self.name = name
        """What the value is called, to find it without looking at it."""
        self.digest = hashlib.sha256(data).hexdigest()
        """SHA-256 of the JSON: equal values have equal ones."""

    @property
    def json(self) -> bytes:
        """The value as JSON, without white space."""
        return zlib.decompress(self._bytes or self._kept())

    @property
    def value(self) -> T:
        """The value.

        Raises:
            Unfit: the JSON is not of the type; cannot happen to what `pack` made.
        """
        try:
            return decode(self.json, self._kind)
        except ValueError as error:
            raise Unfit(str(error)) from None

    def seen_as(self, kind: type[H]) -> H:
        """What a small base of the type has of the value; read once, without the rest.

        Raises:
            Unfit: as of `value`.
        """
        if type(self._seen) is not kind:
            try:
                self._seen = decode(self.json, kind)
            except ValueError as error:
                raise Unfit(str(error)) from None
        return cast("H", self._seen)


def pack(value: T) -> Packed[T]:
    """The value, packed."""
    return Packed(encode(value), type(value), getattr(value, "name", ""))


class Shelf(Sequence[T]):
    """A sequence of packed values; equal to any sequence of equal values."""

    def __init__(self, items: Iterable[Packed[T]]) -> None:
        self.packed = tuple(items)

    def __len__(self) -> int:
        return len(self.packed)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> "Shelf[T]": ...
    def __getitem__(self, place: int | slice) -> "T | Shelf[T]":
        return Shelf(self.packed[place]) if isinstance(place, slice) else self.packed[place].value

    def __iter__(self) -> Iterator[T]:
        return (item.value for item in self.packed)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(item.digest for item in self.packed))

    def __repr__(self) -> str:
        return f"Shelf of {len(self)}"


def seen_as(values: Sequence[H], kind: type[H]) -> Iterator[H]:
    """The values one by one, of packed ones no more than a base of their type has."""
    return (item.seen_as(kind) for item in values.packed) if isinstance(values, Shelf) else iter(values)


def those(values: Sequence[T], kind: type[H], fits: Callable[[H], bool]) -> Sequence[T]:
    """The values that fit by what a base of their type has, packed if they were."""
    if isinstance(values, Shelf):
        return Shelf(item for item in values.packed if fits(item.seen_as(kind)))
    return tuple(value for value in values if fits(cast("H", value)))


def packed(values: Sequence[T]) -> Iterator[Packed[T]]:
    """The values one by one, packed."""
    return iter(values.packed) if isinstance(values, Shelf) else (pack(value) for value in values)


def named(values: Sequence[T], name: str) -> T | None:
    """The first value of that name."""
    if isinstance(values, Shelf):
        return next((item.value for item in values.packed if item.name == name), None)
    return next((value for value in values if getattr(value, "name", "") == name), None)
