"""Hostile folders on this machine: with a repository that is set up to run things, and without one."""

import os
from collections.abc import Callable
from pathlib import Path

from gather.repositories import checked_out, git, written
from hostile_repositories.kinds import CODE, ORDINARY, README

FOLDERS: dict[str, Callable[[Path, "Trap"], object]] = {}


class Trap:
    """A program that leaves a trace when it is run, and a file that nobody may read."""

    def __init__(self, place: Path) -> None:
        place.mkdir()
        self.trace = place / "something-was-run"
        self.secret = place / "secret"
        self.secret.write_text("the-words-of-the-secret\n")
        self.script = place / "trap.sh"
        self.script.write_text(f'#!/bin/sh\necho "$0" >> "{self.trace}"\nexit 0\n')
        self.script.chmod(0o755)


def _kind(make: Callable[[Path, Trap], object]) -> Callable[[Path, Trap], object]:
    FOLDERS[make.__name__.replace("_", "-")] = make
    return make


def _repository(folder: Path) -> Path:
    return checked_out(folder, {**ORDINARY, ".gitattributes": "* filter=trap diff=trap\n"}) / ".git"


@_kind
def folder_that_runs_programs(folder: Path, trap: Trap) -> None:
    store = _repository(folder)
    keys = ("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass", "core.gitProxy")
    keys += ("filter.trap.smudge", "filter.trap.clean", "diff.trap.textconv", "uploadpack.packObjectsHook")
    keys += ("credential.helper", "gpg.program", "core.alternateRefsCommand", "remote.origin.uploadpack")
    for key in keys:
        git("-C", folder, "config", key, str(trap.script))
    for hook in ("post-checkout", "reference-transaction", "fsmonitor-watchman", "post-index-change", "pre-auto-gc"):
        (store / "hooks").mkdir(exist_ok=True)
        (store / "hooks" / hook).write_bytes(trap.script.read_bytes())
        (store / "hooks" / hook).chmod(0o755)
    (folder / "README.md").write_text("# Changed since\n")


@_kind
def folder_that_includes_a_secret(folder: Path, trap: Trap) -> None:
    store = _repository(folder)
    with (store / "config").open("a") as config:
        config.write(f"[include]\n\tpath = {trap.secret}\n")


@_kind
def folder_with_a_secret_among_its_objects(folder: Path, trap: Trap) -> None:
    store = _repository(folder)
    (store / "objects/info").mkdir(exist_ok=True)
    (store / "objects/info/alternates").write_text(f"{trap.secret.parent}\n/etc\n../../../../../../etc\n")
    (store / "packed-refs").write_text("\x1b[31m\n" * 1_000)


@_kind
def folder_with_a_partial_clone_of_commands(folder: Path, trap: Trap) -> None:
    """An object is missing, and its remote would run a program to bring it."""
    store = _repository(folder)
    url = f"ext::{trap.script}"
    for key, value in (
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", url),
    ):
        git("-C", folder, "config", key, value)
    oid = git("-C", folder, "rev-parse", "HEAD:train.py").decode().strip()
    for pack in (store / "objects/pack").glob("*"):
        pack.rename(store / "away")
        if pack.suffix == ".pack":
            git(f"--git-dir={store}", "unpack-objects", "-q", stdin=(store / "away").read_bytes())
    (store / "objects" / oid[:2] / oid[2:]).unlink()


@_kind
def folder_whose_git_is_a_link(folder: Path, trap: Trap) -> None:
    written(folder, {"README.md": README})
    (folder / ".git").symlink_to("/etc")


@_kind
def folder_whose_git_leads_in_a_circle(folder: Path, trap: Trap) -> None:
    written(folder, {"README.md": README, ".git": "gitdir: .git\n"})


@_kind
def folder_whose_git_is_endless(folder: Path, trap: Trap) -> None:
    written(folder, {"README.md": README})
    (folder / ".git").symlink_to("/dev/zero")


@_kind
def folder_whose_objects_are_elsewhere(folder: Path, trap: Trap) -> None:
    store = _repository(folder)
    (store / "objects").rename(folder / "moved")
    (store / "objects").symlink_to("../moved")
    (store / "commondir").write_text("/etc\n")


@_kind
def folder_with_a_repository_inside(folder: Path, trap: Trap) -> None:
    inner = written(folder, {"README.md": README, "train.py": CODE, "inner/HEAD": "ref: refs/heads/main\n"}) / "inner"
    written(inner, {"config": f"[core]\n\tfsmonitor = {trap.script}\n\tbare = true\n", "objects/x": "", "refs/x": ""})


@_kind
def folder_of_links_and_pipes(folder: Path, trap: Trap) -> None:
    written(folder, {"train.py": CODE, "docs/a.md": README})
    os.mkfifo(folder / "README.md")
    os.mkfifo(folder / ".gitignore")
    targets = {"LICENSE": "/dev/zero", "a.py": str(trap.secret), "b": ".", "docs/up": "../..", "c.ipynb": "c.ipynb"}
    for name, target in (*targets.items(), ("requirements.txt", "/etc/passwd"), ("Dockerfile", "/proc/self/environ")):
        (folder / name).symlink_to(target)


@_kind
def folder_of_holes(folder: Path, trap: Trap) -> None:
    """Files that are terabytes long and take no room."""
    written(folder, {"README.md": README, "train.py": CODE})
    for name in ("big.py", "big.ipynb", "requirements.txt", "data.csv"):
        with (folder / name).open("wb") as file:
            file.truncate(1 << 40)


@_kind
def folder_deeper_than_paths_go(folder: Path, trap: Trap) -> None:
    written(folder, {"README.md": README, "train.py": CODE})
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir("deep", dir_fd=here)
        below = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("m.py", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)


@_kind
def folder_that_ignores_by_stars(folder: Path, trap: Trap) -> None:
    """Patterns that take a power of their length when they are turned into regular expressions."""
    patterns = "".join(f"{'*a' * 40}{n}b\n{'**/' * 30}x{n}\n[a-{'!' * n}\n" for n in range(200))
    files = {f"{'a' * 200}{n}.txt": "a" for n in range(100)} | {f"{'x/' * 40}a.py": CODE}
    written(
        folder,
        {"README.md": README, "train.py": CODE, ".gitignore": patterns + "ignored.py\n", "ignored.py": CODE, **files},
    )


@_kind
def folder_of_names_that_are_no_text(folder: Path, trap: Trap) -> None:
    written(folder, {"README.md": README})
    for name in (b"\xff\xfe.py", b"a\nb.py", b"\x1b[31mred.py", b"-rf.py", "\u202egnp.py".encode(), b"<script>.py"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("eval(input())\n")
