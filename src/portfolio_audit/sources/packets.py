"""Git's protocol, version 2, as bytes: questions out, answers in. What is not understood is left to git itself."""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BufferedIOBase

FLUSH, DELIMITER = b"0000", b"0001"
_LENGTH = re.compile(rb"[0-9a-f]{4}")
_HEAD = re.compile(rb"([0-9a-f]{40}) HEAD(?: .*)?\n?")
_SHALLOW = re.compile(rb"shallow ([0-9a-f]{40})\n?")
_MOST_LINES = 20_000
_DATA, _PROGRESS = b"\1", b"\2"


class NotUnderstood(Exception):
    """The host answered otherwise than the client knows."""


def packet(line: str) -> bytes:
    """One line."""
    data = f"{line}\n".encode()
    return b"%04x%b" % (len(data) + 4, data)


def ask_head(agent: str) -> bytes:
    """The question which commit is the default branch's."""
    lines = (packet("command=ls-refs"), packet(f"agent={agent}"), DELIMITER, packet("ref-prefix HEAD"), FLUSH)
    return b"".join(lines)


def ask_pack(agent: str, oids: Sequence[str], depth: int = 0, have: str = "", ends: Iterable[str] = ()) -> bytes:
    """The question for these objects, with the history of commits so deep, without the contents of its files.

    Args:
        have: a commit that is there, with its history up to those in `ends`.
    """
    arguments = ["no-progress", "ofs-delta", "filter blob:none", *([f"deepen {depth}"] if depth else [])]
    there = [*(f"shallow {oid}" for oid in ends), *([f"have {have}"] if have else [])]
    wants = [f"want {oid}" for oid in oids]
    lines = (packet(line) for line in (*arguments, *wants, *there, "done"))
    return b"".join((packet("command=fetch"), packet(f"agent={agent}"), DELIMITER, *lines, FLUSH))


def head_of(answer: BufferedIOBase) -> str:
    """The commit of HEAD.

    Raises:
        NotUnderstood: none is told.
    """
    heads = [found[1].decode() for line in _lines(answer) if (found := _HEAD.fullmatch(line))]
    if len(heads) != 1:
        raise NotUnderstood("no head was told")
    return heads[0]


def ends_of(answer: BufferedIOBase) -> tuple[str, ...]:
    """Commits whose parents are not sent; the answer then stands before the pack.

    Raises:
        NotUnderstood: no pack comes.
    """
    ends: list[str] = []
    for line in _lines(answer):
        if line.rstrip() == b"packfile":
            return tuple(ends)
        if found := _SHALLOW.fullmatch(line):
            ends.append(found[1].decode())
        elif line not in (DELIMITER, b"shallow-info\n") and not line.startswith(b"unshallow "):
            break
    raise NotUnderstood("no pack was sent")


def pack_of(answer: BufferedIOBase) -> Iterator[bytes]:
    """The pack, piece by piece.

    Raises:
        NotUnderstood: the host says that it failed, or says something else.
    """
    for data in _packets(answer):
        if data == FLUSH:
            return
        if data[:1] == _DATA:
            yield data[1:]
        elif data[:1] != _PROGRESS:
            raise NotUnderstood("the host broke off")


def _lines(answer: BufferedIOBase) -> Iterator[bytes]:
    """Up to the end of the answer, and not without end."""
    for number, line in enumerate(_packets(answer)):
        if number > _MOST_LINES:
            raise NotUnderstood("there is no end")
        if line == FLUSH:
            return
        yield line


def _packets(answer: BufferedIOBase) -> Iterable[bytes]:
    """Contents of packets; the two that have none as they are."""
    while True:
        length = answer.read(4)
        if not _LENGTH.fullmatch(length) or length in (b"0002", b"0003"):
            raise NotUnderstood("no packet came")
        if length in (FLUSH, DELIMITER):
            yield length
            continue
        size = int(length, 16) - 4
        data = answer.read(size)
        if len(data) < size or data in (FLUSH, DELIMITER):
            raise NotUnderstood("a packet was cut")
        yield data
