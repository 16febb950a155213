"""A folder as it is: nothing followed, nothing opened that is no plain file."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gather.repositories import written
from portfolio_audit.limits import DEFAULT, Limits
from portfolio_audit.sources.folder import FolderSnapshot
from portfolio_audit.sources.git import CloneFailed


def everything(_path: str) -> int:
    return 1000


def snapshot(root: Path, limits: Limits = DEFAULT) -> FolderSnapshot:
    return FolderSnapshot(root, "example", everything, limits)


def test_files_are_listed_in_order_with_their_sizes(tmp_path: Path) -> None:
    root = written(tmp_path / "p", {"b.py": "12\n", "a/c.py": "1\n", "a.py": "", "größe.md": "# G\n"})
    found = snapshot(root)
    assert [(e.path, e.size, e.kind) for e in found.entries] == [
        ("a.py", 0, "file"),
        ("a/c.py", 2, "file"),
        ("b.py", 3, "file"),
        ("größe.md", 4, "file"),
    ]
    assert found.read("a/c.py") == b"1\n"
    assert found.read("nothing.py") is None
    assert (found.head, found.commits, found.complete_history, found.limits) == ("", (), False, ())


def test_links_are_listed_and_not_followed(tmp_path: Path) -> None:
    secret = written(tmp_path / "elsewhere", {"secret.txt": "secret"})
    root = written(tmp_path / "p", {"a.py": "1\n"})
    (root / "file.txt").symlink_to(secret / "secret.txt")
    (root / "folder").symlink_to(secret)
    (root / "loop").symlink_to(root)
    found = snapshot(root)
    assert {e.path: e.kind for e in found.entries} == {
        "a.py": "file", "file.txt": "link", "folder": "link", "loop": "link",
    }  # fmt: skip
    assert [found.read(path) for path in ("file.txt", "folder/secret.txt", "../elsewhere/secret.txt")] == [None] * 3


def test_only_a_readme_that_is_a_link_tells_where_it_points(tmp_path: Path) -> None:
    root = written(tmp_path / "p", {"docs/manual.md": "# Tides\n"})
    (root / "README.md").symlink_to("docs/manual.md")
    (root / "other.md").symlink_to("docs/manual.md")
    found = snapshot(root)
    assert {e.path: e.target for e in found.entries if e.kind == "link"} == {
        "README.md": "docs/manual.md", "other.md": "",
    }  # fmt: skip
    assert found.read("README.md") is None


def test_an_ignore_file_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    outside = written(tmp_path / "elsewhere", {"patterns": "*.py\n"})
    root = written(tmp_path / "p", {"a.py": "1\n"})
    (root / ".gitignore").symlink_to(outside / "patterns")
    assert "a.py" in [e.path for e in snapshot(root).entries]


def test_pipes_and_sockets_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = written(tmp_path / "p", {"a.py": "1\n"})
    os.mkfifo(root / "pipe.py")
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as channel:
        channel.bind("socket.py")
        found = snapshot(root)
        assert [found.read(path) for path in ("pipe.py", "socket.py", "a.py")] == [None, None, b"1\n"]
    assert {e.path for e in found.entries if e.kind == "file"} == {"a.py"}


def test_what_the_ignore_file_names_is_left_out(tmp_path: Path) -> None:
    ignore = "*.log\n/data/\n!data/keep.txt\n[\n# words\nsecret.env\n"
    files = {"a.py": "1\n", "x/run.log": "", "data/big.csv": "1", "data/keep.txt": "1", "deep/secret.env": "K=1"}
    root = written(tmp_path / "p", {".gitignore": ignore, **files})
    assert [e.path for e in snapshot(root).entries] == [".gitignore", "a.py"]


def test_the_storage_of_git_is_never_listed(tmp_path: Path) -> None:
    root = written(tmp_path / "p", {"a.py": "1\n", "lib/.git/config": "[core]\n", "lib/b.py": "1\n"})
    assert [e.path for e in snapshot(root).entries] == ["a.py", "lib/b.py"]


def test_names_that_are_no_text_are_spelled_out_and_readable(tmp_path: Path) -> None:
    root = tmp_path / "p"
    root.mkdir()
    for raw in (b"new\nline.py", b"latin-\xe9.py", b"esc\x1b[31m.py"):
        (root / os.fsdecode(raw)).write_bytes(b"1\n")
    found = snapshot(root)
    assert [e.path for e in found.entries] == ["esc\\x1b[31m.py", "latin-\\xe9.py", "new\\x0aline.py"]
    assert [found.read(e.path) for e in found.entries] == [b"1\n"] * 3


def test_a_file_over_its_limit_is_named_once(tmp_path: Path) -> None:
    found = snapshot(written(tmp_path / "p", {"big.py": "#" * 1001}))
    assert found.read("big.py") is found.read("big.py") is None
    assert found.limits == ("big.py was not read: it is over 1,000 bytes",)


def test_too_many_files_are_cut_with_a_remark(tmp_path: Path) -> None:
    found = snapshot(written(tmp_path / "p", {f"{n:03}.py": "" for n in range(30)}), Limits(entries=10))
    assert len(found.entries) == 20
    assert found.limits == ("there are more than 20 files; the rest was not listed",)


def test_a_very_deep_folder_is_listed_as_far_as_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "p"
    root.mkdir()
    monkeypatch.chdir(root)
    for _ in range(30):
        Path("d" * 200).mkdir()
        os.chdir("d" * 200)
    monkeypatch.chdir(root)
    written(root, {"a.py": "1\n"})
    found = snapshot(root)
    assert [e.path for e in found.entries] == ["a.py"]
    assert found.limits[0].endswith("could not be listed: File name too long")
    subprocess.run(["rm", "-rf", str(root / ("d" * 200))], check=True)


_AS_NOBODY = """
import json, sys
sys.path[:0] = json.loads(sys.argv[2])
import os
from pathlib import Path
from portfolio_audit.limits import Limits
from portfolio_audit.sources.folder import FolderSnapshot
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
for name in ("open", "closed"):
    try:
        found = FolderSnapshot(Path(sys.argv[1], name), "x", lambda _: 1000, Limits())
    except Exception as error:
        print(type(error).__name__, error)
    else:
        print([e.path for e in found.entries], found.read("a.py"), found.read("b.py"), found.limits)
"""


def test_what_may_not_be_read_is_said() -> None:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        root.chmod(0o755)
        written(root / "open", {"a.py": "1\n", "b.py": "2\n", "shut/c.py": "3\n"})
        written(root / "closed", {"a.py": "1\n"})
        for path in (root / "open" / "b.py", root / "open" / "shut", root / "closed"):
            path.chmod(0)
        command = [sys.executable, "-P", "-c", _AS_NOBODY, place, json.dumps([p for p in sys.path if p])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        for path in (root / "open" / "b.py", root / "open" / "shut", root / "closed"):
            path.chmod(0o755)
    assert done.stderr == ""
    first, second = done.stdout.splitlines()
    assert first.startswith("['a.py', 'b.py'] b'1\\n' None ")
    assert "shut could not be listed: Permission denied" in first
    assert "b.py could not be read: Permission denied" in first
    assert second == f"{CloneFailed.__name__} the folder cannot be listed: Permission denied"
