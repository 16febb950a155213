"""Git repositories of any content, made by git itself, with fixed dates and no configuration of this machine."""

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

START = 1_767_225_600  # 2026-01-01
_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


@dataclass(frozen=True)
class Link:
    target: bytes


@dataclass(frozen=True)
class Submodule:
    commit: str = "1" * 40


@dataclass(frozen=True)
class Made:
    """One commit: what it changes, and what is said about it."""

    files: Mapping[bytes | str, "Content"]
    message: bytes = b"Change"
    who: str = "Ada <ada@example.com>"
    when: str = f"{START} +0000"


Content = bytes | str | Link | Submodule


def git(*arguments: str | Path | bytes, stdin: bytes = b"", check: bool = True) -> bytes:
    done = subprocess.run(["git", *arguments], input=stdin, env=_ENVIRONMENT, capture_output=True, timeout=60)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def bare(folder: Path, files: Mapping[bytes | str, Content] | None = None, branch: str = "main") -> Path:
    """A bare repository with one commit, or with none."""
    return history(folder, [Made(files)] if files else [], branch)


def history(folder: Path, commits: Iterable[Made], branch: str = "main") -> Path:
    """A bare repository with these commits, oldest first, on one branch, which its HEAD names."""
    git("init", "--quiet", "--bare", "--template=", folder)
    (folder / "HEAD").write_text(f"ref: refs/heads/{branch}\n")
    return grow(folder, commits, branch, "")


def grow(folder: Path, commits: Iterable[Made], branch: str = "main", start: str = "refs/heads/main") -> Path:
    """The same repository with these commits after `start`, which may be empty: then they take the branch's place."""
    origins = [f"from {start}^0\n".encode() if start else b""]
    made = list(commits)
    stream = b"".join(_commit(commit, branch, n, b"".join(origins[n - 1 : n])) for n, commit in enumerate(made, 1))
    if made and not start:
        stream = f"reset refs/heads/{branch}\n\n".encode() + stream
    importing = ("-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--force", "--date-format=raw-permissive")
    git(f"--git-dir={folder}", *importing, stdin=stream)
    return folder


def checked_out(folder: Path, files: Mapping[bytes | str, Content]) -> Path:
    """A folder with its repository in `.git`."""
    origin = bare(folder.with_name(folder.name + "-origin.git"), files)
    git("clone", "--quiet", "--template=", origin, folder)
    return folder


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder without git."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def _commit(commit: Made, branch: str, mark: int, origin: bytes) -> bytes:
    head = f"commit refs/heads/{branch}\nmark :{mark}\n"
    people = "".join(f"{role} {commit.who} {commit.when}\n" for role in ("author", "committer"))
    changes = b"".join(_change(path, content) for path, content in commit.files.items())
    return (head + people).encode() + _data(commit.message) + origin + changes


def _change(path: bytes | str, content: Content) -> bytes:
    name = b'"' + b"".join(b"\\%03o" % byte for byte in (path if isinstance(path, bytes) else path.encode())) + b'"'
    match content:
        case Submodule(commit):
            return b"M 160000 %b %b\n" % (commit.encode(), name)
        case Link(target):
            return b"M 120000 inline %b\n%b" % (name, _data(target))
    return b"M 100644 inline %b\n%b" % (name, _data(content if isinstance(content, bytes) else content.encode()))


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)
