"""A table of a TOML file, read key by key, with errors that name file and key."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from portfolio_audit.errors import RuleFileError
from portfolio_audit.text import NAME, shown

T = TypeVar("T")
_REQUIRED: Any = object()


class Table:
    """Takes each key once; `finish` refuses the rest."""

    def __init__(self, data: Mapping[str, Any], file: Path, where: str = "") -> None:
        self._data = dict(data)
        self._file = file
        self._where = where
        self._known: set[str] = set()

    @staticmethod
    def load(file: Path, before: str = "") -> "Table":
        """The whole file, or what stands before the first of those lines.

        Raises:
            RuleFileError: unreadable, no UTF-8, or no TOML.
        """
        try:
            text = file.read_text("utf-8-sig")  # editors of Windows put a mark before it
        except OSError as error:
            raise RuleFileError(f"{file}: cannot be read ({error.strerror}).") from None
        except UnicodeDecodeError:
            raise RuleFileError(f"{file}: is no TOML: it is not in UTF-8. Save it as UTF-8.") from None
        return Table.parse(text.partition(f"\n{before}\n")[0] if before else text, file)

    @staticmethod
    def parse(text: str, file: Path) -> "Table":
        """The text of that file.

        Raises:
            RuleFileError: it is no TOML.
        """
        try:
            return Table(tomllib.loads(text), file)
        except (ValueError, RecursionError) as error:  # no TOML, a number of thousands of digits
            raise RuleFileError(f"{file}: is no TOML: {shown(str(error))}.") from None

    def fail(self, key: str, problem: str) -> NoReturn:
        """Stop with file, key and problem."""
        raise RuleFileError(f"{self._file}: {shown(self._where + key, NAME)}: {problem}")

    def _take(self, key: str, kind: type[T], default: Any, wanted: str) -> T:
        self._known.add(key)
        if key not in self._data:
            if default is _REQUIRED:
                self.fail(key, "is missing.")
            return default  # type: ignore[no-any-return]
        value = self._data[key]
        if type(value) is not kind:
            self.fail(key, f"must be {wanted}, not {type(value).__name__}.")
        return value

    def text(self, key: str, default: str = _REQUIRED) -> str:
        """A text that is not blank."""
        value = self._take(key, str, default, "a text")
        if value is not default and not value.strip():
            self.fail(key, "is empty.")
        return value

    def choice(self, key: str, allowed: Collection[str], default: str = _REQUIRED) -> str:
        """One of the allowed texts."""
        value = self.text(key, default)
        if value is not default:
            self.known(key, value, allowed)
        return value

    def known(self, key: str, value: str, allowed: Collection[str]) -> None:
        """Refuse a value that is not allowed, with the nearest one."""
        if value in allowed:
            return
        near = get_close_matches(value, allowed, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(sorted(allowed))}."
        self.fail(key, f"{shown(repr(value), NAME)} is not known; {hint}")

    def integer(self, key: str, least: int, most: int, default: Any = _REQUIRED) -> int:
        """A whole number within bounds."""
        value = self._take(key, int, default, "a whole number")
        if value is not default and not least <= value <= most:
            self.fail(key, f"must be from {least} to {most}, not {value}.")
        return value

    def flag(self, key: str, default: Any = _REQUIRED) -> bool:
        """True or false."""
        return self._take(key, bool, default, "true or false")

    def texts(self, key: str, default: tuple[str, ...] = _REQUIRED) -> tuple[str, ...]:
        """A list of texts."""
        value: Iterable[Any] = self._take(key, list, default, "a list of texts")
        if not all(isinstance(item, str) for item in value):
            self.fail(key, "must be a list of texts.")
        return tuple(value)

    def integers(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """A list of whole numbers within bounds."""
        value = self._take(key, list, _REQUIRED, "a list of whole numbers")
        if not value or not all(type(item) is int and least <= item <= most for item in value):
            self.fail(key, f"must be a list of whole numbers from {least} to {most}.")
        return tuple(value)

    def mapping(self, key: str, default: Any = _REQUIRED, wanted: str = "a table") -> dict[str, Any]:
        """A table as it stands."""
        return self._take(key, dict, default, wanted)

    def table(self, key: str) -> "Table":
        """A table to be read key by key."""
        return Table(self.mapping(key, {}), self._file, f"{self._where}{key}.")

    def tables(self, key: str) -> tuple["Table", ...]:
        """An array of tables."""
        value = self._take(key, list, [], f"[[{key}]] tables")
        if not all(isinstance(item, dict) for item in value):
            self.fail(key, f"must be [[{key}]] tables.")
        return tuple(Table(item, self._file, f"{self._where}{key}[{number}].") for number, item in enumerate(value, 1))

    def keys(self) -> tuple[str, ...]:
        """All keys of the table, in the file's order."""
        return tuple(self._data)

    def finish(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self._data:
            if key not in self._known:
                self.known(key, key, self._known)
