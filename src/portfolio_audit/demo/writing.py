"""Objects and branches that are written into a hosted repository, by git."""

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Ada"), ("EMAIL", "ada@users.noreply.example.org"))
}


def listed_tree(git_dir: Path, tree: str, *, deep: bool) -> list[dict[str, str]] | None:
    """Path, mode, type and hash of what is in a tree; `None` when there is no such tree."""
    done = _git(git_dir, "ls-tree", "-z", *(["-r", "-t"] if deep else []), "--full-tree", tree)
    if done is None:
        return None
    rows = (row.partition("\t") for row in done.split("\0") if row)
    return [dict(zip(("mode", "type", "sha"), head.split(" "), strict=True)) | {"path": path} for head, _, path in rows]


def make_tree(git_dir: Path, base: str, entries: Sequence[Mapping[str, str]]) -> str | None:
    """The hash of the tree with these files in place of what was there; `None` when the base is no tree."""
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        if base and _git(git_dir, "read-tree", base, env=index) is None:
            return None
        for entry in entries:
            oid = _git(git_dir, "hash-object", "-w", "--stdin", stdin=entry["content"])
            named = f"{entry['mode']},{(oid or '').strip()},{entry['path']}"
            if _git(git_dir, "update-index", "--add", "--cacheinfo", named, env=index) is None:
                return None
        made = _git(git_dir, "write-tree", env=index)
    return made.strip() if made else None


def make_commit(git_dir: Path, tree: str, parents: Sequence[str], message: str, seconds: int) -> str | None:
    """The hash of the commit; `None` when tree or parents are not there."""
    who = _WHO | {f"GIT_{role}_DATE": f"{seconds} +0000" for role in ("AUTHOR", "COMMITTER")}
    words = [word for parent in parents for word in ("-p", parent)]
    made = _git(git_dir, "commit-tree", tree, *words, stdin=message, env=who)
    return made.strip() if made else None


def make_branch(git_dir: Path, ref: str, oid: str) -> bool:
    """Whether the branch could be made there; one that exists stays as it is."""
    return _git(git_dir, "update-ref", ref, oid, "0" * len(oid)) is not None


def _git(git_dir: Path, *arguments: str, stdin: str = "", env: Mapping[str, str] | None = None) -> str | None:
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ} | dict(env or {})
    environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    command = ["git", f"--git-dir={git_dir}", "-c", "safe.directory=*", *arguments]
    result = subprocess.run(command, env=environment, input=stdin.encode(), capture_output=True)
    return result.stdout.decode(errors="replace") if result.returncode == 0 else None
