"""Bytes before and after → a unified diff that `git apply` takes."""

from collections.abc import Iterator, Sequence

from portfolio_audit.fixing.lines import Lines

CONTEXT = 3
NO_END = b"\\ No newline at end of file\n"


def unified(path: str, old: bytes | None, new: bytes) -> Iterator[bytes]:
    """Lines of the diff, each with its end; headers first. Lines end at line feeds alone, as git has it."""
    name = f"{path}\t" if " " in path else path  # what follows a space would be a date
    yield b"--- /dev/null\n" if old is None else f"--- a/{name}\n".encode()
    yield f"+++ b/{name}\n".encode()
    before, after = _lines(old or b""), _lines(new)
    for group in Lines(before, after).get_grouped_opcodes(CONTEXT):
        yield from _hunk(before, after, group)


def _lines(data: bytes) -> list[bytes]:
    pieces = data.split(b"\n")
    return [*(piece + b"\n" for piece in pieces[:-1]), *([pieces[-1]] if pieces[-1] else [])]


def _hunk(
    before: Sequence[bytes], after: Sequence[bytes], group: Sequence[tuple[str, int, int, int, int]]
) -> Iterator[bytes]:
    spans = _span(group[0][1], group[-1][2]), _span(group[0][3], group[-1][4])
    yield f"@@ -{spans[0]} +{spans[1]} @@\n".encode()
    for tag, low, high, new_low, new_high in group:
        if tag == "equal":
            yield from _marked(b" ", before[low:high])
        else:
            yield from _marked(b"-", before[low:high])
            yield from _marked(b"+", after[new_low:new_high])


def _span(low: int, high: int) -> str:
    length = high - low
    return f"{low + 1}" if length == 1 else f"{low + 1 if length else low},{length}"


def _marked(sign: bytes, lines: Sequence[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield sign + line
        if not line.endswith(b"\n"):
            yield b"\n" + NO_END
