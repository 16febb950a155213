"""Whether a folder's git storage is its own. A folder may be somebody else's work, and a `.git` can lead anywhere."""

import re
import stat
from pathlib import Path

_PLAIN = ("HEAD", "config", "packed-refs", "shallow")
"""Files that git reads first; a pipe in the place of one would never end."""
_MOST = 100_000
_OID = re.compile(r"[0-9a-f]{40}")
_LEADS = re.compile(r"gitdir: (.+)\n?")
_WORKTREE = re.compile(r"^[ \t]*worktree[ \t]*=[ \t]*(\S.*)$", re.MULTILINE)


def has_storage(path: Path) -> bool:
    """Whether the folder says that it is a git repository: by a `.git`, or because it is a bare one.

    Raises:
        OSError: the folder may not be looked into.
    """
    return _kind(path / ".git") != 0 or (_kind(path / "HEAD") == stat.S_IFREG and _is_folder(path / "objects"))


def has_files(path: Path) -> bool:
    """Whether the folder's files lie in it, because it is no bare repository."""
    return _kind(path / ".git") != 0


def owns_storage(path: Path) -> bool:
    """Whether git finds nothing in it but what belongs to this folder, so that it can be cloned.

    A worktree and a submodule are led elsewhere by a file; there it must say that it belongs to this folder.
    """
    try:
        git = path / ".git"
        if _kind(git) == 0:
            return has_storage(path) and _is_closed(path)
        if _kind(git) == stat.S_IFREG:
            return _points_back(path, git)
        return _is_folder(git) and _is_closed(git)
    except (OSError, ValueError):
        return False


def stores(path: Path) -> tuple[Path, Path]:
    """Of a folder that owns its storage: what belongs to it alone (its index), and what its worktrees share.

    Raises:
        ValueError: it does not say so.
        OSError: the storage may not be looked into.
    """
    git = path / ".git"
    if _kind(git) == stat.S_IFDIR:
        return git, git
    found = _LEADS.fullmatch(_text(git))
    store = (path / found[1]).resolve() if found else git
    common = (store / _text(store / "commondir").strip()).resolve() if _kind(store / "commondir") else store
    return store, common


def plain_bytes(path: Path, most: int) -> bytes | None:
    """What a plain file holds; `None` when it is none, too large, or may not be read."""
    try:
        if _kind(path) != stat.S_IFREG or path.lstat().st_size > most:
            return None
        return path.read_bytes()
    except OSError:
        return None


def _points_back(path: Path, git: Path) -> bool:
    found = _LEADS.fullmatch(_text(git))
    store = (path / found[1]).resolve() if found else None
    if store is None or not _is_folder(store):
        return False
    if _kind(store / "gitdir"):  # a worktree, whose storage is two folders above
        common = (store / _text(store / "commondir").strip()).resolve()
        back = (store / _text(store / "gitdir").strip()).resolve()
        plain = _kind(store / "HEAD") == stat.S_IFREG
        return plain and back == git.resolve() and common == store.parent.parent and _is_closed(common)
    told = _WORKTREE.search(_text(store / "config"))
    return told is not None and (store / told[1].strip().strip('"')).resolve() == path.resolve() and _is_closed(store)


def _is_closed(store: Path) -> bool:
    """Whether the storage borrows nothing: no link, no common folder, no objects of others."""
    objects = store / "objects"
    return (
        all(_kind(store / name) in (0, stat.S_IFREG) for name in _PLAIN)
        and _is_folder(objects)
        and not any(_kind(place) for place in (store / "commondir", objects / "info" / "alternates"))
        and all(_kind(place) in (0, stat.S_IFDIR) for place in (objects / "info", objects / "pack", store / "refs"))
    )


def _kind(path: Path) -> int:
    """What it is itself, whatever it leads to; 0 when it is not there."""
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _is_folder(path: Path) -> bool:
    return _kind(path) == stat.S_IFDIR


def _text(path: Path) -> str:
    if _kind(path) != stat.S_IFREG:
        raise ValueError("no file")
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        return file.read(_MOST)


def checked_out(path: Path) -> str:
    """The commit that a folder with git stands at, as its own files say; empty when they do not say it plainly."""
    try:
        git = path / ".git"
        told = _text(git / "HEAD").strip()
        if not (name := told.removeprefix("ref: ")).startswith("refs/heads/") or ".." in name:
            return told if _OID.fullmatch(told) else ""
        if _kind(git / name) == stat.S_IFREG:
            found = _text(git / name).strip()
        else:
            lines = (line.split(" ", 1) for line in _text(git / "packed-refs").splitlines())
            found = next((words[0] for words in lines if words[1:] == [name]), "")
    except (OSError, ValueError):
        return ""
    return found if _OID.fullmatch(found) else ""


def configured(path: Path) -> str:
    """The text of a folder's git configuration, wherever its storage is; empty when there is none to be read."""
    try:
        git = path / ".git"
        if _kind(git) == stat.S_IFREG:
            found = _LEADS.fullmatch(_text(git))
            store = (path / found[1]).resolve() if found else git
            common = store / "commondir"
            return _text((store / _text(common).strip() if _kind(common) else store) / "config")
        return _text((git if _is_folder(git) else path) / "config")
    except (OSError, ValueError):
        return ""
