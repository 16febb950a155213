"""Commits with dates and parents of any sort, one by one."""

from datetime import UTC, datetime
from pathlib import Path

from gather.repositories import Made, git, history

DEADLINE = datetime.fromisoformat("2026-05-10T12:00Z")


def seconds(when: datetime | str) -> int:
    """Since 1970."""
    instant = datetime.fromisoformat(when).replace(tzinfo=UTC) if isinstance(when, str) else when
    return int(instant.timestamp())


def commit(folder: Path, when: datetime | str | int, title: str, *parents: str, branch: str = "main") -> str:
    """A commit whose README has that title, as the branch's last one; its hash.

    Args:
        when: UTC; a number is taken as it is, though nothing was committed then.
    """
    stamp = when if isinstance(when, int) else seconds(when)
    links = "".join(f"{word} {oid}\n" for word, oid in zip(("from", *["merge"] * len(parents)), parents, strict=False))
    readme = f"# {title}\n"
    text = (
        f"reset refs/heads/{branch}\n\ncommit refs/heads/{branch}\n"
        f"author Ada <ada@example.com> {stamp} +0000\ncommitter Ada <ada@example.com> {stamp} +0000\n"
        f"data {len(title)}\n{title}\n{links}M 100644 inline README.md\ndata {len(readme)}\n{readme}\n"
    )
    git(f"--git-dir={folder}", "fast-import", "--quiet", "--force", "--date-format=raw-permissive", stdin=text.encode())
    return git(f"--git-dir={folder}", "rev-parse", f"refs/heads/{branch}").decode().strip()


def chain(folder: Path, *days: datetime | str | int) -> list[str]:
    """A new bare repository with a commit for each date, one after the other; their hashes."""
    history(folder, [])
    oids: list[str] = []
    for number, when in enumerate(days, 1):
        oids.append(commit(folder, when, f"State {number}", *oids[-1:]))
    return oids


def long_history(folder: Path, before: int, after: int) -> list[str]:
    """A new bare repository with so many commits before the deadline, an hour apart, and after it; their hashes."""
    hours = (seconds(DEADLINE) + 3600 * number for number in range(1 - before, after + 1))
    history(folder, [Made({"README.md": f"# At {when}\n"}, when=f"{when} +0000") for when in hours])
    return git(f"--git-dir={folder}", "rev-list", "--reverse", "main").decode().split()
