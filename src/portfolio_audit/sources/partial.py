"""The files of a bare partial clone, as we write them ourselves."""

from collections.abc import Iterable
from pathlib import Path

REF = "refs/heads/kept"


def make_partial(folder: Path, url: str) -> None:
    """A new bare repository without objects whose contents come from that address."""
    for inside in ("objects/pack", "refs/heads"):
        (folder / inside).mkdir(parents=True)
    quoted = url.replace("\\", "\\\\").replace('"', '\\"')
    config = (
        "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tpartialClone = origin\n"
        f'[remote "origin"]\n\turl = "{quoted}"\n\tpromisor = true\n\tpartialclonefilter = blob:none\n'
    )
    (folder / "config").write_text(config, encoding="utf-8", newline="\n")
    (folder / "HEAD").write_text(f"ref: {REF}\n", encoding="ascii", newline="\n")


def head_of(folder: Path) -> str:
    """The commit that the repository stands at."""
    return (folder / REF).read_text("ascii").strip()


def ends_of(folder: Path) -> tuple[str, ...]:
    """The commits that its history ends with; none when it is whole."""
    shallow = folder / "shallow"
    return tuple(sorted(shallow.read_text("ascii").split())) if shallow.exists() else ()


def set_head(folder: Path, head: str) -> None:
    """Have the repository stand at that commit."""
    (folder / REF).write_text(f"{head}\n", encoding="ascii", newline="\n")


def detach(folder: Path, oid: str) -> None:
    """Have any bare repository stand at that commit, whatever its branches are called."""
    (folder / "HEAD").write_text(f"{oid}\n", encoding="ascii", newline="\n")


def set_ends(folder: Path, ends: Iterable[str]) -> None:
    """Have its history end with these commits; with none, it is whole."""
    shallow = folder / "shallow"
    shallow.unlink(missing_ok=True)
    if lines := "".join(f"{oid}\n" for oid in ends):
        shallow.write_text(lines, encoding="ascii", newline="\n")
