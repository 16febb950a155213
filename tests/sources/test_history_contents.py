"""Earlier versions of files: which are chosen, that they cost no further fetch, and that no history is too nasty."""

import itertools
from pathlib import Path

import pytest
from taking import Take

from gather.repositories import Link, Made, Submodule, git, history
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.facts.wanted import earlier_rank
from portfolio_audit.limits import Limits
from portfolio_audit.sources import earlier
from portfolio_audit.sources.git import GitSnapshot


def held(snapshot: GitSnapshot) -> dict[str, list[bytes]]:
    """Path → what it held once."""
    found: dict[str, list[bytes]] = {}
    for version in snapshot.earlier():
        found.setdefault(version.path, []).append(version.data)
    return {path: sorted(contents) for path, contents in found.items()}


def test_earlier_versions_and_deleted_files_come_and_the_current_ones_do_not(take: Take, tmp_path: Path) -> None:
    commits = [
        Made({".env": "A=1\n", "config.py": "KEY = 1\n", "README.md": "# One\n"}),
        Made({"config.py": "KEY = 2\n", "deep/er/settings.toml": "key = 1\n"}),
        Made({"config.py": "KEY = 3\n", "copy_of_config.py": "KEY = 1\n", "README.md": "# Two\n"}),
    ]
    repository = history(tmp_path / "r.git", commits)
    snapshot = take(repository, earlier=earlier_rank)
    # KEY = 1 is still there under another name, and READMEs keep no secrets
    assert held(snapshot) == {"config.py": [b"KEY = 2\n"]}


def test_a_file_that_was_deleted_is_found_with_the_commit_that_brought_it(take: Take, tmp_path: Path) -> None:
    repository = tmp_path / "work"
    git("init", "--quiet", "--initial-branch=main", "--template=", repository)
    commit = ("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message=x")
    for content in ("KEY=1\n", "KEY=2\n", None):
        file = repository / ".env"
        file.unlink(missing_ok=True)
        if content:
            file.write_text(content)
        (repository / "app.py").write_text(f"# {content!r}\n")
        git("-C", repository, "add", "--all")
        git("-C", repository, *commit)
    log = git("-C", repository, "log", "--format=%H").decode().split()
    snapshot = take(repository, earlier=earlier_rank)
    assert [entry.path for entry in snapshot.entries] == ["app.py"]
    versions = [(v.path, v.commit, v.data) for v in snapshot.earlier() if v.path == ".env"]
    assert sorted(versions) == sorted([(".env", log[2][:7], b"KEY=1\n"), (".env", log[1][:7], b"KEY=2\n")])


def test_without_being_asked_for_none_is_fetched(take: Take, tmp_path: Path) -> None:
    repository = history(tmp_path / "r.git", [Made({".env": "A=1\n"}), Made({".env": "A=2\n"})])
    assert held(take(repository)) == {}


@pytest.fixture
def hosted(tmp_path: Path) -> LoopbackGitHub:
    commits = [Made({"config.py": f"KEY = {n}\n", "app.py": f"x = {n}\n", "data.csv": f"{n}\n"}) for n in range(9)]
    repository = history(tmp_path / "app.git", commits)
    return LoopbackGitHub([HostedUser("ada", (HostedRepository("app", repository),))])


def test_earlier_versions_come_with_the_one_fetch_of_contents(take: Take, hosted: LoopbackGitHub) -> None:
    with hosted as server:
        snapshot = take(server.clone_url("ada", "app"), earlier=earlier_rank)
        before = len(server.requests)
        contents = held(snapshot)
        assert len(contents["config.py"]) == 8
        assert set(contents) == {"config.py", "app.py"}
        rounds = [request.path.partition(".git/")[2].partition("?")[0] for request in server.requests]
        assert rounds == ["git-upload-pack"] * 3  # the head, its history, all contents
        assert len(server.requests) == before


def test_versions_are_chosen_by_what_they_may_hold_and_spread_over_the_history(take: Take, tmp_path: Path) -> None:
    commits = [Made({"secrets.toml": f"k = {n}\n", "app.py": f"x = {n}\n", "b.py": f"y = {n}\n"}) for n in range(60)]
    repository = history(tmp_path / "r.git", commits)
    contents = held(take(repository, earlier=earlier_rank, limits=Limits(earlier_blobs=14)))
    assert {path: len(found) for path, found in contents.items()} == {"secrets.toml": 12, "app.py": 1, "b.py": 1}
    numbers = sorted(int(text.split()[-1]) for text in contents["secrets.toml"])
    assert numbers[0] < 10
    assert numbers[-1] > 49
    assert max(two - one for one, two in itertools.pairwise(numbers)) < 15


def test_one_that_is_too_large_is_left_out(take: Take, tmp_path: Path) -> None:
    repository = history(
        tmp_path / "r.git", [Made({"config.py": "#" * 5_000}), Made({"config.py": "1\n"}), Made({"config.py": "2\n"})]
    )
    assert held(take(repository, earlier=earlier_rank, limits=Limits(earlier_bytes=1_000))) == {"config.py": [b"1\n"]}


def test_names_are_bytes_and_links_and_submodules_are_no_files(take: Take, tmp_path: Path) -> None:
    odd: dict[bytes | str, bytes | str | Link | Submodule] = {
        "new\nline_config.py": "1\n",
        b"latin-\xe9_token.py": "2\n",
        "größe/密钥_key.py": "3\n",
        "--output=config.py": "4\n",
        "link_config.py": Link(b"/etc/passwd"),
        "config.sub": Submodule(),
        "venv/lib/config.py": "5\n",
        "node_modules/a/config.js": "6\n",
    }
    repository = history(tmp_path / "r.git", [Made(odd), Made(dict.fromkeys(odd, "now\n"))])
    assert sorted(held(take(repository, earlier=earlier_rank)).values()) == [[b"1\n"], [b"2\n"], [b"3\n"], [b"4\n"]]


def bomb(folder: Path) -> Path:
    """A repository whose first commit has ten thousand million files in eleven small objects."""
    git("init", "--quiet", "--bare", "--template=", folder)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    at = f"--git-dir={folder}"

    def tree(listing: str) -> str:
        return git(at, "mktree", stdin=listing.encode()).decode().strip()

    blob = git(at, "hash-object", "-w", "--stdin", stdin=b"KEY = 1\n").decode().strip()
    below = tree("".join(f"100644 blob {blob}\tconfig{number}.py\n" for number in range(10)))
    for _ in range(9):
        below = tree("".join(f"040000 tree {below}\td{number}\n" for number in range(10)))
    people = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    first = git(*people, at, "commit-tree", below, "-m", "one").decode().strip()
    blob = git(at, "hash-object", "-w", "--stdin", stdin=b"x = 1\n").decode().strip()
    now = tree(f"100644 blob {blob}\tapp.py\n")
    second = git(*people, at, "commit-tree", now, "-p", first, "-m", "two").decode().strip()
    git(at, "update-ref", "refs/heads/main", second)
    return folder


def test_a_bomb_in_the_history_is_walked_object_by_object(take: Take, tmp_path: Path) -> None:
    repository = bomb(tmp_path / "bomb.git")
    snapshot = take(repository, earlier=earlier_rank)
    assert [version.data for version in snapshot.earlier()] == [b"KEY = 1\n"]
    assert snapshot.limits == ()


@pytest.mark.parametrize("limit", ["MAX_TREES", "MAX_ENTRIES", "MAX_DEPTH"])
def test_where_the_search_ends_early_the_report_says_so(
    take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    commits = [Made({f"a/b/c/config{n}.py": f"{n}\n", "a/x.py": f"{n}\n"}) for n in range(12)]
    repository = history(tmp_path / "r.git", commits)
    assert take(repository, earlier=earlier_rank).limits == ()
    monkeypatch.setattr(earlier, limit, 3)
    (sentence,) = take(repository, earlier=earlier_rank).limits
    assert sentence == "the history is so large that earlier versions were looked for in a part of it"


def test_an_answer_that_nobody_took_is_not_taken_for_another(take: Take, tmp_path: Path) -> None:
    commits = [Made({"config.py": f"KEY = {n}\n", "README.md": "# Tides\n"}) for n in range(9)]
    snapshot = take(history(tmp_path / "r.git", commits), earlier=earlier_rank)
    next(snapshot.earlier())
    assert snapshot.read("README.md") == b"# Tides\n"
    assert len(held(snapshot)["config.py"]) == 8
