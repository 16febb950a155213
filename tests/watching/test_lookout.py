"""What of a folder is noticed, and what cannot matter."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gather.repositories import checked_out, git, written
from portfolio_audit.watching.lookout import Lookout, Sight

USER = ("-c", "user.name=A", "-c", "user.email=a@example.org")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = checked_out(tmp_path / "p", {"a.py": "x = 1\n", "kept.log": "x", "src/b.py": "y = 1\n"})
    written(made, {".gitignore": "*.log\ndata/\n", "data/big.csv": "1\n"})
    return made


def changes(folder: Path, act: Callable[[Path], object]) -> tuple[tuple[str, ...], bool]:
    """Paths that are noticed as another, and whether anything is."""
    lookout = Lookout(folder)
    before = lookout.look()
    act(folder)
    after = lookout.look()
    again = Lookout(folder).look()
    assert not after.differs(again), "what it has learned makes no difference"
    return after.changed(before), after.differs(before)


SAVED: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "written": (lambda p: written(p, {"a.py": "x = 22\n"}), ("a.py",)),
    "touched": (lambda p: os.utime(p / "a.py", ns=(1, 1)), ("a.py",)),
    "replaced": (lambda p: (written(p, {"t": "x = 2\n"}), (p / "t").replace(p / "a.py")), ("a.py",)),
    "new": (lambda p: written(p, {"new/c.py": ""}), ("new/c.py",)),
    "gone": (lambda p: (p / "src/b.py").unlink(), ("src/b.py",)),
    "moved": (lambda p: (p / "a.py").rename(p / "z.py"), ("a.py", "z.py")),
    "a tracked file that is ignored": (lambda p: written(p, {"kept.log": "xyz"}), ("kept.log",)),
    "staged though it is ignored": (lambda p: git("-C", p, "add", "-f", "data/big.csv"), ("data/big.csv",)),
    "ignored from now on": (lambda p: written(p, {".gitignore": "*.log\ndata/\nnew.py\n"}), (".gitignore",)),
    "no longer ignored": (lambda p: written(p, {".gitignore": "*.log\n"}), (".gitignore", "data/big.csv")),
    "an ignore file of a folder": (
        lambda p: written(p, {"src/.gitignore": "*.tmpl\n", "src/x.tmpl": ""}), ("src/.gitignore",),
    ),
    "committed": (lambda p: git("-C", p, *USER, "commit", "-qam", "x", "--allow-empty"), ()),
    "another branch": (lambda p: git("-C", p, "checkout", "-qb", "other"), ()),
    "excluded": (lambda p: written(p, {".git/info/exclude": "*.md\n", "n.md": ""}), ()),
    "a link": (lambda p: (p / "l").symlink_to("a.py"), ("l",)),
}  # fmt: skip


@pytest.mark.parametrize("case", SAVED)
def test_what_is_saved_is_noticed(case: str, folder: Path) -> None:
    act, paths = SAVED[case]
    found, differs = changes(folder, act)
    assert found == paths
    assert differs == (case != "excluded")


NOTHING: dict[str, Callable[[Path], object]] = {
    "nothing at all": lambda _: None,
    "an ignored file": lambda p: written(p, {"run.log": "x", "data/more.csv": "x"}),
    "an environment": lambda p: written(p, {".venv/a.py": "", "own/pyvenv.cfg": "", "own/lib/b.py": ""}),
    "a cache": lambda p: written(p, {"__pycache__/a.pyc": "", ".ipynb_checkpoints/n.ipynb": "", "src/.DS_Store": ""}),
    "an editor's": lambda p: written(p, {".a.py.swp": "", "a.py.tmp": "", ".idea/x.xml": ""}),
    "another repository": lambda p: git("clone", "-q", p, p / "inside"),
    "git's own": lambda p: written(p, {".git/COMMIT_EDITMSG": "x", ".git/objects/00/11": "x"}),
    "an index that is written anew": lambda p: git("-C", p, "update-index", "--index-version=4"),
    "an empty folder": lambda p: (p / "empty").mkdir(),
    "a file behind a link": lambda p: (
        written(p.parent / "far", {"x": ""}), (p / "data" / "far").symlink_to(p.parent / "far"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOTHING)
def test_what_cannot_matter_is_not_noticed(case: str, folder: Path) -> None:
    assert changes(folder, NOTHING[case]) == ((), False)


def test_git_at_work_is_seen(folder: Path) -> None:
    lookout = Lookout(folder)
    assert not lookout.look().locked
    (folder / ".git" / "index.lock").touch()
    assert lookout.look().locked


def test_a_folder_may_go_and_come_back(folder: Path) -> None:
    lookout = Lookout(folder)
    before = lookout.look()
    folder.rename(folder.with_name("away"))
    gone = lookout.look()
    assert gone == Sight({}, gone="No such file or directory", git=gone.git, tracked=gone.tracked)
    assert gone.differs(before)
    folder.with_name("away").rename(folder)
    assert not lookout.look().differs(before)


def test_a_folder_may_become_a_repository_and_stop_being_one(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", {"a.py": "", "b.log": "", ".gitignore": "*.log\n"})
    lookout = Lookout(folder)
    assert set(lookout.look().files) == {b"a.py", b".gitignore"}
    git("init", "--quiet", "--template=", folder)
    git("-C", folder, "add", "-f", "b.log")
    assert set(lookout.look().files) == {b"a.py", b".gitignore", b"b.log"}
    shutil.rmtree(folder / ".git")
    assert set(lookout.look().files) == {b"a.py", b".gitignore"}


def test_a_worktree_is_watched_by_its_own_branch(folder: Path) -> None:
    tree = folder.with_name("tree")
    git("-C", folder, "worktree", "add", "-qb", "other", tree)
    lookout = Lookout(tree)
    before = lookout.look()
    written(folder, {"a.py": "x = 5\n"})
    git("-C", folder, *USER, "commit", "-qam", "x")
    assert not lookout.look().differs(before)
    git("-C", tree, *USER, "commit", "-qm", "x", "--allow-empty")
    assert lookout.look().differs(before)


def test_a_folder_that_may_not_be_listed_hides_only_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def refusing(path: bytes) -> object:
        if path.endswith(b"/src"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("portfolio_audit.watching.lookout.os.scandir", refusing)
    assert set(Lookout(folder).look().files) == {b".gitignore", b"a.py", b"kept.log"}
