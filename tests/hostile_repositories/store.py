"""Bare repositories written object by object, because git itself refuses to make most of what is wanted here."""

import hashlib
import struct
import subprocess
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from gather.repositories import Content, Link, Submodule, git

WHO = b"Mallory <mallory@example.com>"
WHEN = b"1767225600 +0000"
_TYPES = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
_DELTA = 7
Row = tuple[bytes, bytes, bytes]
"""Mode, name and object of an entry in a tree."""


class Store:
    """Collects objects and refs, then writes them as one pack; nothing is checked."""

    def __init__(self, folder: Path, *, digest: str = "sha1") -> None:
        self.folder = folder
        self.files: dict[str, bytes] = {}
        """Further files of the repository, which win over those that are written by default."""
        self.refs: dict[bytes, bytes] = {}
        self.absent: set[bytes] = set()
        """Objects that are named and left out."""
        self._digest = digest
        self._objects: dict[bytes, tuple[str, bytes]] = {}
        self._deltas: dict[bytes, tuple[bytes, bytes]] = {}
        """Object → what it is a delta to, and the delta."""

    def add(self, kind: str, data: bytes) -> bytes:
        """The object's name, as bytes."""
        oid = hashlib.new(self._digest, b"%b %d\0%b" % (kind.encode(), len(data), data)).digest()
        self._objects[oid] = (kind, data)
        return oid

    def swollen(self, base: bytes, times: int) -> bytes:
        """A blob that is `base` so many times, packed as a delta that copies it: a few bytes for any size."""
        whole = hashlib.new(self._digest, b"blob %d\0" % (len(base) * times))
        for _ in range(times):
            whole.update(base)
        copy = bytes([0b11110000]) + len(base).to_bytes(3, "little")
        delta = _length(len(base)) + _length(len(base) * times) + copy * times
        self._deltas[whole.digest()] = (self.blob(base), delta)
        return whole.digest()

    def blob(self, data: bytes | str) -> bytes:
        return self.add("blob", data if isinstance(data, bytes) else data.encode())

    def tree(self, rows: Iterable[Row]) -> bytes:
        """A tree of these rows, in this order."""
        return self.add("tree", b"".join(b"%b %b\0%b" % row for row in rows))

    def root(self, files: Mapping[bytes | str, Content]) -> bytes:
        """The tree of these paths."""
        folders: dict[bytes, list[Row]] = {b"": []}
        for path, content in files.items():
            raw = path if isinstance(path, bytes) else path.encode()
            above, _, name = raw.rpartition(b"/")
            while above not in folders and above:
                folders[above] = []
                above = above.rpartition(b"/")[0]
            folders[raw.rpartition(b"/")[0]].append(self._row(name, content))
        return self._nested(folders)

    def _nested(self, folders: dict[bytes, list[Row]]) -> bytes:
        for path in sorted(folders, key=lambda path: -path.count(b"/") - bool(path)):
            oid = self.tree(sorted(folders[path], key=lambda row: row[1] + b"/" * (row[0] == b"40000")))
            above, _, name = path.rpartition(b"/")
            if path:
                folders[above].append((b"40000", name, oid))
        return oid

    def _row(self, name: bytes, content: Content) -> Row:
        match content:
            case Submodule(commit):
                return b"160000", name, bytes.fromhex(commit)
            case Link(target):
                return b"120000", name, self.blob(target)
        return b"100644", name, self.blob(content)

    def commit(
        self, tree: bytes, parents: Iterable[bytes] = (), message: bytes = b"Change\n", *, author: bytes = b""
    ) -> bytes:
        """A commit on the branch `main`, which becomes its head."""
        head = b"tree %b\n" % tree.hex().encode() + b"".join(b"parent %b\n" % p.hex().encode() for p in parents)
        author = author or b"%b %b" % (WHO, WHEN)
        return self.commit_of(head + b"author %b\ncommitter %b %b\n\n%b" % (author, WHO, WHEN, message))

    def commit_of(self, data: bytes) -> bytes:
        """A commit of exactly these bytes, as the head of `main`."""
        self.refs[b"refs/heads/main"] = oid = self.add("commit", data)
        return oid

    def save(self) -> Path:
        """Write everything; the folder."""
        for name in ("objects/pack", "objects/info", "refs/heads"):
            (self.folder / name).mkdir(parents=True)
        refs = b"".join(b"%b %b\n" % (oid.hex().encode(), name) for name, oid in sorted(self.refs.items()))
        version, extension = (0, "") if self._digest == "sha1" else (1, "[extensions]\n\tobjectFormat = sha256\n")
        config = f"[core]\n\trepositoryformatversion = {version}\n\tbare = true\n{extension}".encode()
        files = {"HEAD": b"ref: refs/heads/main\n", "packed-refs": refs, "config": config, **self.files}
        for name, data in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self._write_pack()
        return self.folder

    def _write_pack(self) -> None:
        objects = [_packed(*self._objects[oid]) for oid in self._objects if oid not in self.absent]
        objects += [
            _headed(_DELTA, len(delta)) + base + zlib.compress(delta, 1) for base, delta in self._deltas.values()
        ]
        if not objects:
            return
        path = self.folder / "objects/pack/pack-hostile.pack"
        digest = hashlib.new(self._digest)
        with path.open("wb") as file:
            for piece in (b"PACK" + struct.pack(">II", 2, len(objects)), *objects):
                digest.update(piece)
                file.write(piece)
            file.write(digest.digest())
        git("index-pack", f"--object-format={self._digest}", "--threads=1", path)

    def loose(self, oid: bytes, content: bytes) -> None:
        """Put a loose object of these bytes where the object of that name is looked for."""
        self.absent.add(oid)
        self.files[f"objects/{oid.hex()[:2]}/{oid.hex()[2:]}"] = content


def _packed(kind: str, data: bytes) -> bytes:
    return _headed(_TYPES[kind], len(data)) + zlib.compress(data, 1)


def _length(size: int) -> bytes:
    """As a delta says it: seven bits in a byte, the lowest first."""
    parts = bytearray()
    while size > 127:
        parts.append(size & 127 | 128)
        size >>= 7
    return bytes([*parts, size])


def _headed(kind: int, size: int) -> bytes:
    """What stands before an object in a pack."""
    byte, size = kind << 4 | size & 15, size >> 4
    head = bytearray()
    while size:
        head.append(byte | 128)
        byte, size = size & 127, size >> 7
    head.append(byte)
    return bytes(head)


def run(folder: Path, *command: str) -> None:
    """A command in that folder that has to succeed."""
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
