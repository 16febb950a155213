"""A snapshot says what git says."""

from pathlib import Path

import pytest
from taking import Take

from gather.repositories import START, Link, Made, Submodule, bare, git, history
from hostile_repositories.store import Store
from portfolio_audit.limits import Limits
from portfolio_audit.sources.git import CloneFailed
from portfolio_audit.sources.objects import Objects
from portfolio_audit.text import shown_path

ODD = {
    "README.md": "# Odd\n",
    "-leading dash.py": "dash = 1\n",
    "--output=x.md": "not an option\n",
    "quo\"te's.py": "quotes = 1\n",
    "tab\tname.py": "tab = 1\n",
    "new\nline.py": "line = 1\n",
    "back\\slash.py": "slash = 1\n",
    "größe/数据.py": "unicode = 1\n",
    "esc\x1b[31mape.md": "escape\n",
    b"latin-\xe9\xff.py": "bytes = 1\n",
    "deep/er/and/deeper/still.py": "deep = 1\n",
    "empty.py": "",
    "link.md": Link(b"../../etc/passwd"),
    "loop": Link(b"loop"),
    "vendor/lib": Submodule(),
}


def everything(_path: str) -> int:
    return 1_000_000


def test_entries_of_odd_names_are_those_that_git_lists(take: Take, tmp_path: Path) -> None:
    repository = bare(tmp_path / "odd.git", ODD)
    listed = git(f"--git-dir={repository}", "ls-tree", "-r", "-z", "-l", "HEAD").split(b"\0")[:-1]
    modes = {b"100644": "file", b"120000": "link", b"160000": "submodule"}
    expected = []
    for record in listed:
        head, _, path = record.partition(b"\t")
        mode, _, _, size = head.split()
        kind = modes[mode]
        expected.append((shown_path(path), int(size) if kind == "file" else None, kind))

    snapshot = take(repository, everything)

    assert [(entry.path, entry.size, entry.kind) for entry in snapshot.entries] == expected
    assert len(expected) == len(ODD)
    assert not any(char < " " or char == "\x7f" for entry in snapshot.entries for char in entry.path)


def test_contents_of_odd_names_are_those_that_git_shows(take: Take, tmp_path: Path) -> None:
    snapshot = take(bare(tmp_path / "odd.git", ODD), everything)
    for path, content in ODD.items():
        read = snapshot.read(shown_path(path if isinstance(path, bytes) else path.encode()))
        assert read == (content.encode() if isinstance(content, str) else None)


def test_links_and_submodules_are_not_followed(take: Take, tmp_path: Path) -> None:
    snapshot = take(bare(tmp_path / "odd.git", ODD), everything)
    assert [snapshot.read(path) for path in ("link.md", "loop", "vendor/lib", "vendor/lib/README.md")] == [None] * 4
    assert "vendor/lib is another repository (a submodule), which was not read" in snapshot.limits


def test_only_a_readme_that_is_a_link_tells_where_it_points(take: Take, tmp_path: Path) -> None:
    files = {"README.md": Link(b"docs/manual.md"), "other.md": Link(b"docs/manual.md"), "docs/manual.md": "# Tides\n"}
    snapshot = take(bare(tmp_path / "linked.git", files), everything)
    assert {entry.path: entry.target for entry in snapshot.entries} == {
        "README.md": "docs/manual.md", "other.md": "", "docs/manual.md": "",
    }  # fmt: skip
    assert snapshot.read("README.md") is None


def test_history_is_that_of_git_log(take: Take, tmp_path: Path) -> None:
    commits = [
        Made({f"f{n}.py": f"{n}\n"}, f"Change {n} – größer\n\nmore".encode(), when=f"{START + n * 86400} +0200")
        for n in range(7)
    ]
    repository = history(tmp_path / "long.git", commits)
    snapshot = take(repository)
    log = git(f"--git-dir={repository}", "log", "--format=%at %s", "HEAD").decode().splitlines()
    found = [f"{int(commit.when.timestamp())} {commit.subject}" for commit in snapshot.commits if commit.when]
    assert found == log
    assert snapshot.head == git(f"--git-dir={repository}", "rev-parse", "HEAD").decode().strip()
    assert snapshot.complete_history
    assert {commit.parents for commit in snapshot.commits} == {0, 1}
    assert len({commit.author for commit in snapshot.commits}) == 1
    assert "@" not in snapshot.commits[0].author


def test_a_long_history_is_cut_and_says_so(take: Take, tmp_path: Path) -> None:
    commits = [Made({"a.py": f"{n}\n"}, f"Step {n}".encode()) for n in range(130)]
    snapshot = take(history(tmp_path / "long.git", commits))
    assert [commit.subject for commit in snapshot.commits] == [f"Step {n}" for n in range(129, 29, -1)]
    assert not snapshot.complete_history


@pytest.mark.parametrize("when", ["0 +0000", "1 -1200", "99999999999 +0000", "4102444800 +0000", "253402300800 +9999"])
def test_a_date_that_cannot_be_is_no_date(take: Take, tmp_path: Path, when: str) -> None:
    snapshot = take(history(tmp_path / "dates.git", [Made({"a.py": "1\n"}, when=when), Made({"a.py": "2\n"})]))
    assert [commit.when and commit.when.year for commit in snapshot.commits] == [2026, None]


def test_a_subject_with_separators_and_broken_bytes_stays_one_commit(take: Take, tmp_path: Path) -> None:
    repository = history(tmp_path / "subjects.git", [Made({"a.py": "1\n"}, b"one\x1ftwo\xff \x1b[31m\nbody")])
    (commit,) = take(repository).commits
    assert commit.subject == "one two\ufffd \\x1b[31m body"


def test_an_empty_repository_is_an_empty_snapshot(take: Take, tmp_path: Path) -> None:
    snapshot = take(bare(tmp_path / "empty.git"))
    assert (snapshot.head, snapshot.entries, snapshot.commits, snapshot.limits) == ("", (), (), ())


def test_a_head_without_its_branch_is_not_taken_for_an_empty_repository(take: Take, tmp_path: Path) -> None:
    repository = bare(tmp_path / "headless.git", {"README.md": "# There\n"}, branch="work")
    (repository / "HEAD").write_text("ref: refs/heads/gone\n")
    with pytest.raises(CloneFailed, match="its default branch is missing"):
        take(repository)


def test_a_branch_called_like_an_option_is_a_branch(
    take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    repository = bare(tmp_path / "option.git", {"README.md": "# Fine\n"}, branch="--output=x")
    snapshot = take(repository)
    assert snapshot.read("README.md") == b"# Fine\n"
    assert len(snapshot.commits) == 1
    assert list(here.iterdir()) == []


def test_a_file_over_its_limit_is_named_and_left_unread(take: Take, tmp_path: Path) -> None:
    repository = bare(tmp_path / "large.git", {"big.py": "#" * 2000, "small.py": "1\n"})
    snapshot = take(repository, lambda _: 1000)
    assert [entry.size for entry in snapshot.entries] == [2000, 2]
    assert [snapshot.read(path) for path in ("big.py", "big.py", "small.py")] == [None, None, b"1\n"]
    assert snapshot.limits == ("big.py was not read: 2,000 bytes is over its limit",)


def test_what_is_not_wanted_stays_away(take: Take, tmp_path: Path) -> None:
    repository = bare(tmp_path / "data.git", {"data.bin": b"\0" * 100_000, "a.py": "1\n"})
    snapshot = take(repository)
    assert {entry.path: entry.size for entry in snapshot.entries} == {"a.py": 2, "data.bin": None}
    assert snapshot.read("data.bin") is None


def test_a_pointer_to_large_file_storage_is_no_content(take: Take, tmp_path: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"
    snapshot = take(bare(tmp_path / "lfs.git", {"README.md": pointer}))
    assert snapshot.read("README.md") is None
    assert "Git LFS pointer" in snapshot.limits[0]


def test_a_tree_beyond_the_limit_keeps_what_is_worth_reading(take: Take, tmp_path: Path) -> None:
    files = {f"a/picture{number:03}.bin": "x" for number in range(50)} | {"z.py": "1\n"}
    snapshot = take(bare(tmp_path / "wide.git", files), limits=Limits(entries=10))
    assert len(snapshot.entries) == 11
    assert snapshot.read("z.py") == b"1\n"
    assert snapshot.limits == ("40 further files were counted, not listed",)


def test_a_tree_beyond_the_last_limit_is_not_listed_to_its_end(take: Take, tmp_path: Path) -> None:
    files = {f"{number:03}.bin": "x" for number in range(50)}
    snapshot = take(bare(tmp_path / "wide.git", files), limits=Limits(entries=10, scanned_entries=30))
    assert len(snapshot.entries) == 10
    assert any("more than 30 files" in sentence for sentence in snapshot.limits)


def test_of_too_many_files_those_near_the_root_are_read(take: Take, tmp_path: Path) -> None:
    files = {f"deep/down/{number}.py": f"{number}\n" for number in range(20)} | {"README.md": "# Near\n"}
    snapshot = take(bare(tmp_path / "many.git", files), limits=Limits(wanted_blobs=5))
    assert snapshot.read("README.md") == b"# Near\n"
    assert sum(entry.size is not None for entry in snapshot.entries) == 5
    assert "16 further files were not read" in snapshot.limits


def test_a_bare_repository_with_a_name_that_an_address_has_to_escape_is_found(take: Take, tmp_path: Path) -> None:
    assert take(bare(tmp_path / "mein projekt 100% ü#?.git", {"a.py": "1\n"})).read("a.py") == b"1\n"


def test_a_path_that_no_system_opens_is_counted_and_left_out(take: Take, tmp_path: Path) -> None:
    snapshot = take(bare(tmp_path / "deep.git", {"a/" * 3_000 + "README.md": "# Deep\n", "b.py": "1\n"}))
    assert [entry.path for entry in snapshot.entries] == ["b.py"]
    assert snapshot.limits == ("1 file with a path of over 4,096 bytes left out",)


def test_long_paths_count_for_several(take: Take, tmp_path: Path) -> None:
    files = {f"{'long' * 50}/{'name' * 50}/{'path' * 50}{number:03}.bin": "x" for number in range(50)}
    snapshot = take(bare(tmp_path / "long.git", files), limits=Limits(entries=30))
    assert len(snapshot.entries) == 10


def test_files_beyond_the_limit_are_not_read_even_when_others_have_their_content(take: Take, tmp_path: Path) -> None:
    repository = bare(tmp_path / "same.git", {f"m{number:02}.py": "x = 1\n" for number in range(20)})
    snapshot = take(repository, limits=Limits(wanted_blobs=5))
    assert sum(snapshot.read(entry.path) is not None for entry in snapshot.entries) == 5
    assert snapshot.limits == ("15 further files were not read",)


def test_a_repository_of_longer_hashes_is_read(take: Take, tmp_path: Path) -> None:
    store = Store(tmp_path / "sha256.git", digest="sha256")
    store.commit(store.root({"README.md": "# New\n"}))
    snapshot = take(store.save())
    assert len(snapshot.head) == 64
    assert snapshot.read("README.md") == b"# New\n"
    assert len(snapshot.commits) == 1


def test_reading_that_is_broken_off_mixes_nothing_up(
    take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = take(bare(tmp_path / "two.git", {"a.py": "a\n", "b.py": "b\n"}))
    assert snapshot.read("a.py") == b"a\n"

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Objects, "_answer", broken_off)
        with pytest.raises(KeyboardInterrupt):
            snapshot.read("a.py")
    assert snapshot.read("b.py") == b"b\n"
