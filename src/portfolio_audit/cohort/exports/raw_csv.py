"""CSV read so that it can be written again byte for byte, but for the fields that are changed."""

import codecs
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from portfolio_audit.text import decoded

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS = ",;\t"
_WITH_QUOTE = '"'


@dataclass
class Record:
    """A row as it is written: fields with their quotes, and the end of the line."""

    fields: list[str]
    end: str

    def value(self, place: int | None) -> str:
        """What a field says, without quotes and outer space; nothing where there is no such field."""
        if place is None or not 0 <= place < len(self.fields):
            return ""
        raw = self.fields[place]
        if raw.startswith(_WITH_QUOTE):
            inner, _, rest = raw[1:].rpartition(_WITH_QUOTE)
            raw = inner.replace('""', _WITH_QUOTE) + rest
        return raw.strip()

    @property
    def values(self) -> list[str]:
        """What all fields say."""
        return [self.value(place) for place in range(len(self.fields))]


@dataclass
class RawTable:
    """A whole file of separated values."""

    mark: bytes
    encoding: str
    delimiter: str
    records: list[Record]

    def put(self, record: Record, place: int, text: str) -> None:
        """Write a field anew, quoted if it has to be; what the file's encoding lacks becomes a question mark."""
        record.fields += [""] * (place + 1 - len(record.fields))
        text = text.encode(self.encoding, "replace").decode(self.encoding)
        special = re.search(rf'[{self.delimiter}"\r\n]|^\s|\s$', text)
        record.fields[place] = '"' + text.replace('"', '""') + '"' if special else text

    def data(self) -> bytes:
        """The file."""
        text = "".join(self.delimiter.join(record.fields) + record.end for record in self.records)
        return self.mark + text.encode(self.encoding)


def read_table(data: bytes) -> RawTable:
    """The table in a file: its encoding by its mark or its bytes, its delimiter by its first line.

    Raises:
        ValueError: it is no text.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    found = decoded(data)
    if not found:
        raise ValueError("it is no text")
    text, encoding = _text(data[len(mark) :], (encoding, found.encoding))
    delimiter = max(_DELIMITERS, key=lambda each: len(next(_records(text, each)).fields)) if text else ","
    return RawTable(mark, encoding, delimiter, list(_records(text, delimiter)))


def _text(data: bytes, likely: Sequence[str]) -> tuple[str, str]:
    """The text with an encoding that gives the same bytes again."""
    for encoding in filter(None, likely):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if text.encode(encoding) == data:
                return text, encoding
    return data.decode("latin-1"), "latin-1"


def _records(text: str, delimiter: str) -> Iterator[Record]:
    field = re.compile(rf'("[^"]*(?:""[^"]*)*"[^{delimiter}\r\n]*|[^{delimiter}\r\n]*)({delimiter}|\r\n|\n|\r|\Z)')
    place = 0
    fields: list[str] = []
    while place < len(text) or fields:
        found = field.match(text, place)
        assert found  # noqa: S101 - every text begins with a field
        fields.append(found[1])
        place = found.end()
        if found[2] != delimiter:
            yield Record(fields, found[2])
            fields = []
