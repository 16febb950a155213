"""A folder with git as it lies there: what is not committed yet counts, and what nobody commits is no fault."""

import os
import subprocess
from pathlib import Path

import pytest

from gather.hosting import NOW, README
from gather.repositories import Made, bare, checked_out, git, grow, history, written
from portfolio_audit.auditing import audit
from portfolio_audit.errors import BadTarget
from portfolio_audit.gathering import gather
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import HistoryFacts, RepoFacts, TreeFacts
from portfolio_audit.model.rules import State
from portfolio_audit.planning import Wish
from portfolio_audit.targets import Folder
from portfolio_audit.watching.lookout import Lookout
from portfolio_audit.workshop import Workshop

pytestmark = pytest.mark.usefixtures("warm")
KEY, SECRET = "AKIA" + "Q3EGV5TB7XWN2KJD", "u8Jw2+kQ9zXc/VbNm4Lp7RtYhGf3Ds6" + "AqWeZxK1o"


def standing(folder: Path) -> RepoFacts:
    (repo,) = gather(Folder(folder, as_it_stands=True), now=NOW).repos
    return repo


def tree(folder: Path) -> TreeFacts:
    found = standing(folder).tree
    assert isinstance(found, TreeFacts)
    return found


def ignored(folder: Path, *lines: str) -> None:
    written(folder, {".gitignore": "".join(f"{line}\n" for line in lines)})


def what_git_would_have(folder: Path) -> tuple[str, ...]:
    """Tracked files that are there, and others that are not ignored."""
    listed = git("-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard").decode().split("\0")
    return tuple(sorted({path for path in listed if path and (folder / path).is_file()}))


def test_what_was_written_since_the_last_commit_counts(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"README.md": "# Old\n", "gone.py": "x = 1\n", "a.py": "x = 1\n"})
    written(folder, {"README.md": README, "new/b.py": "y = 2\n"})
    (folder / "gone.py").unlink()
    repo = standing(folder)
    assert isinstance(repo.tree, TreeFacts)
    assert repo.tree.paths == ("README.md", "a.py", "new/b.py") == what_git_would_have(folder)
    assert repo.head == git("-C", folder, "rev-parse", "HEAD").decode().strip()
    (committed,) = gather(Folder(folder), now=NOW).repos
    assert isinstance(committed.tree, TreeFacts)
    assert committed.tree.paths == ("README.md", "a.py", "gone.py")
    assert committed.readme != repo.readme
    assert committed.history == repo.history


def test_the_history_is_that_of_the_last_commit(tmp_path: Path) -> None:
    origin = history(tmp_path / "o.git", [Made({"a.py": f"x = {n}\n"}, f"Step {n}".encode()) for n in range(3)])
    git("clone", "--quiet", origin, tmp_path / "p")
    facts = standing(tmp_path / "p").history
    assert isinstance(facts, HistoryFacts)
    assert facts.commits == 3


def test_ignored_files_count_only_when_git_knows_them(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"a.py": "1\n", "data/kept.csv": "a\n1\n", "logs/old.log": "x"})
    ignored(folder, "/data/", "*.log")
    files = {"data/more.csv": "a\n2\n", "x.log": "", "sub/.gitignore": "*.tsv\n!keep.tsv\n", "sub/a.tsv": "1"}
    written(folder, {**files, "sub/keep.tsv": "1", "sub/deep/b.tsv": "1", "note.txt": "hello"})
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "exclude").write_text("note.txt\n")
    assert tree(folder).paths == what_git_would_have(folder)
    assert tree(folder).paths == (
        ".gitignore", "a.py", "data/kept.csv", "logs/old.log", "sub/.gitignore", "sub/keep.tsv",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("config", "file"),
    [
        ("", ".config/git/ignore"),
        ("[core]\n\teditor = vi\n\texcludesFile = ~/mine\n", "mine"),
        ('[user]\n\tname = A\n[core] excludesfile = "~/m i"\n', "m i"),
    ],
)
def test_what_the_user_ignores_everywhere_does_not_count_either(
    config: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = written(tmp_path / "home", {".gitconfig": config, file: "*.log\nscratch/\n"})
    folder = checked_out(tmp_path / "p", {"a.py": "1\n", "kept.log": "1\n"})
    written(folder, {"b.log": "1\n", "scratch/c.py": "1\n", ".gitignore": "!d.log\n", "d.log": "1\n"})
    for name in ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    assert tree(folder).paths == (".gitignore", "a.py", "d.log", "kept.log")
    assert {*Lookout(folder).look().files} == {b".gitignore", b"a.py", b"d.log", b"kept.log"}
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=folder, check=True, capture_output=True, text=True
    )
    assert sorted(listed.stdout.split()) == [".gitignore", "a.py", "d.log", "kept.log"]


def test_what_is_staged_counts_though_it_is_ignored_and_what_was_taken_out_does_not(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"a.py": "1\n", "venv/lib.py": "1\n", "cache.tmp": "x"})
    ignored(folder, "venv/", "*.log", "*.tmp")
    assert tree(folder).vendored == ("venv/",)
    git("-C", folder, "rm", "-r", "--quiet", "--cached", "venv", "cache.tmp")
    written(folder, {"run.log": "epoch 1\n"})
    git("-C", folder, "add", "-f", "run.log")
    found = tree(folder)
    assert (found.vendored, found.junk) == ((), ())
    assert found.paths == (".gitignore", "a.py", "run.log")
    assert (folder / "venv" / "lib.py").exists()


CLUTTER = {
    ".venv/pyvenv.cfg": "home = /usr\n",
    ".venv/lib/python3.12/site-packages/numpy/core.py": "x = 1\n",
    "myenv/pyvenv.cfg": "home = /usr\n",
    "myenv/lib/python3.12/site-packages/pandas/core.py": "x = 1\n",
    "__pycache__/a.cpython-312.pyc": b"\0",
    ".ipynb_checkpoints/n-checkpoint.ipynb": "{}",
    "web/node_modules/react/index.js": "x\n",
    ".DS_Store": b"\0",
    "dist/p-1.0.tar.gz": b"\0",
    "p.egg-info/PKG-INFO": "Name: p\n",
    "notes.py.swp": b"\0",
    ".env": f"AWS_ACCESS_KEY_ID={KEY}\nAPI_TOKEN=3kf93kdkf93kdf93kd\n",
    "kaggle.json": '{"username": "ada", "key": "0123456789abcdef0123456789abcdef"}',
}


def test_clutter_that_git_does_not_know_is_no_fault(tmp_path: Path, catalogue: Catalogue) -> None:
    folder = checked_out(tmp_path / "p", {"README.md": README, "a.py": "print(1)\n"})
    clean = audit(gather(Folder(folder, as_it_stands=True), now=NOW), catalogue)
    written(folder, CLUTTER)
    assert set(what_git_would_have(folder)) == {"README.md", "a.py", *CLUTTER}
    assert tree(folder).paths == ("README.md", "a.py")
    littered = audit(gather(Folder(folder, as_it_stands=True), now=NOW), catalogue)
    assert littered.repositories == clean.repositories


@pytest.mark.parametrize("path", CLUTTER)
def test_the_same_clutter_is_a_fault_once_it_is_staged(path: str, tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"README.md": README, "a.py": "print(1)\n"})
    before = tree(folder)
    written(folder, {path: CLUTTER[path]})
    git("-C", folder, "add", "-f", ".")
    after = tree(folder)
    assert (after.vendored, after.junk, after.credentials) != (before.vendored, before.junk, before.credentials)


def test_a_key_that_was_committed_is_found_though_the_file_was_mended(tmp_path: Path, catalogue: Catalogue) -> None:
    folder = checked_out(
        tmp_path / "p",
        {"README.md": README, "a.py": f'AWS_ACCESS_KEY_ID = "{KEY}"\nAWS_SECRET_ACCESS_KEY = "{SECRET}"\n'},
    )
    written(folder, {"a.py": "import os\nKEY = os.environ['KEY']\n"})
    mended, committed = (
        {f.rule: f.state for f in audit(gather(target, now=NOW), catalogue).repositories[0].findings}
        for target in (Folder(folder, as_it_stands=True), Folder(folder))
    )
    git("-C", folder, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qam", "Take the key out")
    after = {f.rule: f.state for f in audit(gather(Folder(folder), now=NOW), catalogue).repositories[0].findings}
    now, once = "security-secrets", "security-history"
    assert (committed[now], mended[now], after[now]) == (State.FAIL, State.PASS, State.PASS)
    assert (committed[once], mended[once], after[once]) == (State.PASS, State.FAIL, State.FAIL)


def test_links_and_other_repositories_are_not_entered(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"a.py": "1\n"})
    outside = written(tmp_path / "outside", {"secret.py": "1\n"})
    (folder / "link.py").symlink_to(outside / "secret.py")
    (folder / "away").symlink_to(outside)
    git("clone", "--quiet", bare(tmp_path / "theirs.git", {"b.py": "2\n"}), folder / "theirs")
    found = tree(folder)
    assert found.paths == ("a.py",)
    assert found.links == ("away", "link.py")


def test_a_submodule_is_told_of_and_not_read(tmp_path: Path) -> None:
    library = bare(tmp_path / "library.git", {"lib.py": "1\n"})
    folder = checked_out(tmp_path / "p", {"a.py": "1\n"})
    git("-C", folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "library")
    git("-C", folder, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "Add the library")
    repo = standing(folder)
    assert isinstance(repo.tree, TreeFacts)
    assert repo.tree.submodules == ("library",)
    assert "library/lib.py" not in repo.tree.paths
    assert repo.limits == ("library is another repository (a submodule), which was not read",)


def test_what_a_sparse_checkout_leaves_out_is_not_taken_for_deleted(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"a.py": "1\n", "src/b.py": "1\n", "data/c.csv": "a\n"})
    git("-C", folder, "sparse-checkout", "set", "--no-cone", "/a.py", "/src/")
    assert not (folder / "data").exists()
    repo = standing(folder)
    assert isinstance(repo.tree, TreeFacts)
    assert repo.tree.paths == ("a.py", "data/c.csv", "src/b.py")
    assert repo.limits == ("1 file or folders of a sparse checkout are not laid out",)


def test_content_that_is_kept_elsewhere_is_no_large_file(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"a.py": "1\n", ".gitattributes": "*.bin filter=lfs -text\n"})
    with (folder / "model.bin").open("wb") as file:
        file.truncate(60_000_000)
    assert (tree(folder).huge, tree(folder).unsized) == ((), 1)
    written(folder, {".gitattributes": "\n"})
    git("-C", folder, "add", "model.bin")
    assert [found.path for found in tree(folder).huge] == ["model.bin"]


def test_a_worktree_has_files_and_an_index_of_its_own(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"a.py": "1\n"})
    git("-C", folder, "worktree", "add", "--quiet", "-b", "other", tmp_path / "q")
    written(tmp_path / "q", {"b.py": "2\n", "skip.me": "3\n"})
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "exclude").write_text("skip.me\n")
    assert tree(tmp_path / "q").paths == ("a.py", "b.py")
    assert tree(folder).paths == ("a.py",)


def test_a_folder_before_its_first_commit_has_files_and_no_history(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", {"a.py": "1\n", ".venv/pyvenv.cfg": ""})
    git("init", "--quiet", "--template=", folder)
    repo = standing(folder)
    assert isinstance(repo.tree, TreeFacts)
    assert isinstance(repo.history, HistoryFacts)
    assert (repo.tree.paths, repo.history.commits) == (("a.py",), 0)


@pytest.mark.parametrize("state", ["index.lock", "no index", "damaged index", "rebase", "detached"])
def test_git_may_be_at_work(state: str, tmp_path: Path) -> None:
    origin = bare(tmp_path / "o.git", {"a.py": "1\n", "kept.log": "x"})
    grow(origin, [Made({"a.py": "2\n"})])
    folder = tmp_path / "p"
    git("clone", "--quiet", origin, folder)
    ignored(folder, "*.log")
    match state:
        case "index.lock":
            (folder / ".git" / "index.lock").write_bytes(b"")
        case "no index":
            (folder / ".git" / "index").unlink()
        case "damaged index":
            (folder / ".git" / "index").write_bytes(b"DIRC\0\0\0\2\xff\xff\xff\xff")
        case "rebase":
            written(folder, {"a.py": "3\n"})
            git("-C", folder, "stash", "--quiet", check=False)
            git("-C", folder, "checkout", "--quiet", "--detach", "HEAD~1")
            (folder / ".git" / "rebase-merge").mkdir()
        case "detached":
            git("-C", folder, "checkout", "--quiet", "--detach", "HEAD~1")
    assert [path for path in tree(folder).paths if path != ".gitignore"] == ["a.py", "kept.log"]


def test_a_bare_repository_has_no_files_that_lie_there(tmp_path: Path) -> None:
    with pytest.raises(BadTarget, match="a bare repository, in which no files lie"):
        gather(Folder(bare(tmp_path / "p.git", {"a.py": "1\n"}), as_it_stands=True), now=NOW)


def test_what_lies_there_has_no_earlier_state(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"a.py": "1\n"})
    with pytest.raises(BadTarget, match="no earlier state"):
        gather(Folder(folder, as_it_stands=True), wish=Wish(as_of=NOW), now=NOW)


def test_without_git_it_is_the_same_folder(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", {"a.py": "1\n", "sub/.gitignore": "*.csv\n", "sub/b.csv": "1\n"})
    assert tree(folder).paths == ("a.py", "sub/.gitignore")


def test_git_is_never_run_in_the_folder(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"a.py": "1\n"})
    trap = written(tmp_path / "trap", {"run": f"#!/bin/sh\ntouch {tmp_path}/sprung\n"}) / "run"
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "uploadpack.packObjectsHook", "filter.x.clean"):
        git("-C", folder, "config", key, str(trap))
    written(folder, {".gitattributes": "*.py filter=x\n"})
    before = {path: os.lstat(path).st_mtime_ns for path in sorted((folder / ".git").rglob("*"))}
    assert tree(folder).paths == (".gitattributes", "a.py")
    assert not (tmp_path / "sprung").exists()
    assert {path: os.lstat(path).st_mtime_ns for path in sorted((folder / ".git").rglob("*"))} == before


def test_without_git_clutter_is_no_fault_either(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", {"README.md": README, "a.py": "1\n", **CLUTTER})
    assert tree(folder).paths == ("README.md", "a.py")
    (whole,) = gather(Folder(folder), now=NOW).repos
    assert isinstance(whole.tree, TreeFacts)
    assert ".venv/" in whole.tree.vendored


def test_an_index_that_is_not_understood_is_told_of(tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "p", {"a.py": "1\n"})
    note = "git's index was not understood: what is staged and was never committed is not told apart"
    assert note not in standing(folder).limits
    git("-C", folder, "update-index", "--split-index")
    assert note in standing(folder).limits


@pytest.mark.parametrize("name", ["model.pkl", "data/trips.csv"])
def test_a_large_file_is_in_git_only_if_git_knows_it(name: str, tmp_path: Path, catalogue: Catalogue) -> None:
    folder = checked_out(tmp_path / "p", {"README.md": README, "a.py": "print(1)\n"})
    clean = audit(gather(Folder(folder, as_it_stands=True), now=NOW), catalogue)
    written(folder, {name: b""})
    with (folder / name).open("wb") as file:
        file.truncate(60_000_000)
    beside = audit(gather(Folder(folder, as_it_stands=True), now=NOW), catalogue)
    assert beside.repositories[0].findings == clean.repositories[0].findings
    note = f"{name} was left out: git does not know it, and 60 MB are not meant for git"
    assert note in beside.repositories[0].limits
    git("-C", folder, "add", "-f", ".")
    staged = standing(folder)
    assert isinstance(staged.tree, TreeFacts)
    assert [at.path for at in staged.tree.large] == [name]
    assert note not in staged.limits


def test_without_git_a_large_file_is_not_called_committed(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", {"README.md": README, "model.pkl": b""})
    with (folder / "model.pkl").open("wb") as file:
        file.truncate(60_000_000)
    assert tree(folder).large == ()


def test_one_workshop_serves_many_runs(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", {"README.md": README, "a.py": "1\n"})
    with Workshop("https:file", []) as workshop:
        place = workshop.opened()
        for number in range(3):
            written(folder, {f"{number}.py": "1\n"})
            (repo,) = gather(Folder(folder, as_it_stands=True), now=NOW, workshop=workshop).repos
            assert isinstance(repo.tree, TreeFacts)
            assert repo.tree.files == number + 3
            assert workshop.opened() is place
