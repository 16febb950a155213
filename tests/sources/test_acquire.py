"""Bringing repositories in over HTTP: how often the server is asked, and what is left when something breaks."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from taking import TOKEN, Take

from gather.repositories import bare, git
from portfolio_audit.demo import git_http
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.sources.git import CloneFailed


def rounds(server: LoopbackGitHub) -> list[str]:
    return [request.path.partition("?")[0].partition(".git/")[2] for request in server.requests]


def test_a_repository_costs_three_questions(take: Take, served: LoopbackGitHub) -> None:
    snapshot = take(served.clone_url("ada", "app"))
    before = len(served.requests)
    read = [snapshot.read(entry.path) for entry in snapshot.entries]
    assert len(read) == 41
    assert None not in read
    assert rounds(served) == ["git-upload-pack"] * 3  # the head, the commits and trees, the contents
    assert len(served.requests) == before  # nothing is fetched when it is read
    assert snapshot.limits == ()


def test_after_the_fetch_no_object_can_be_fetched_behind_our_back(take: Take, served: LoopbackGitHub) -> None:
    snapshot = take(served.clone_url("ada", "app"), lambda path: 1000 if path == "README.md" else 0)
    before = len(served.requests)
    assert [snapshot.read(entry.path) for entry in snapshot.entries] == [b"# App\n", *[None] * 40]
    assert len(served.requests) == before


def test_public_repositories_are_cloned_without_a_token(take: Take, served: LoopbackGitHub) -> None:
    take(served.clone_url("ada", "app"))
    assert not any(request.had_authorization for request in served.requests)


def test_the_token_opens_a_private_repository(take: Take, served: LoopbackGitHub) -> None:
    snapshot = take(served.clone_url("ada", "secret"), token=TOKEN)
    assert snapshot.read("README.md") == b"# App\n"
    assert all(request.had_authorization for request in served.requests if request.status == 200)
    assert TOKEN not in (snapshot._folder / "config").read_text()


@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_the_right_token_a_private_repository_is_refused(
    take: Take, served: LoopbackGitHub, token: str
) -> None:
    with pytest.raises(CloneFailed, match=r"asks for a login|no such repository"):
        take(served.clone_url("ada", "secret"), token=token)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("404", "the host has no such repository"),
        ("451", "git could not read it"),
        ("429", "the host asked to slow down"),
        ("403-secondary", "the host refused access"),
        ("html", "it is no git repository"),
    ],
)
def test_a_refused_clone_has_a_reason(take: Take, served: LoopbackGitHub, fault: str, reason: str) -> None:
    served.fail(fault, times=9, path="/ada/app")
    with pytest.raises(CloneFailed, match=reason):
        take(served.clone_url("ada", "app"))


@pytest.mark.parametrize("fault", ["500", "502", "503", "429", "reset", "cut"])
def test_a_passing_fault_costs_only_another_try(take: Take, served: LoopbackGitHub, fault: str) -> None:
    served.fail(fault, path="/ada/app")
    assert take(served.clone_url("ada", "app")).read("README.md") == b"# App\n"


@pytest.mark.parametrize("fault", ["500", "reset", "cut"])
def test_a_lasting_fault_ends_the_clone_with_a_reason(take: Take, served: LoopbackGitHub, fault: str) -> None:
    served.fail(fault, times=50, path="/ada/app")
    with pytest.raises(CloneFailed, match=r"answered with an error|broke off"):
        take(served.clone_url("ada", "app"))


def test_a_damaged_transfer_is_no_content(take: Take, served: LoopbackGitHub) -> None:
    served.fail("damaged", path="git-upload-pack", nth=2, after_bytes=200, times=50)
    with pytest.raises(CloneFailed):
        take(served.clone_url("ada", "app"))


def test_when_the_contents_do_not_come_the_tree_still_counts(take: Take, served: LoopbackGitHub) -> None:
    served.fail("500", nth=3, times=99, path="/ada/app")
    snapshot = take(served.clone_url("ada", "app"))
    assert len(snapshot.entries) == 41
    assert snapshot.read("README.md") is None
    assert any("could not be fetched" in sentence for sentence in snapshot.limits)
    assert len(snapshot.commits) == 1


def test_no_server_is_a_reason(take: Take, served: LoopbackGitHub) -> None:
    with pytest.raises(CloneFailed, match="the host could not be reached"):
        take("http://127.0.0.1:9/ada/app.git")


def test_a_cue_in_a_name_does_not_decide_the_reason(take: Take, served: LoopbackGitHub) -> None:
    with pytest.raises(CloneFailed, match="the host could not be reached"):
        take("http://127.0.0.1:9/ada/corrupt-403-repository-not-found.git")


def test_a_repository_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    # the limit is one of the process, so this one sets it in a process of its own
    noise = "".join(f"{number * 7919 % 65537:05x}" for number in range(200_000))
    repository = bare(tmp_path / "huge.git", {"huge.py": noise, "README.md": "# Small\n"})
    code = (
        "import sys, resource; from pathlib import Path; from datetime import datetime, UTC\n"
        "from portfolio_audit.facts.wanted import wanted; from portfolio_audit.limits import Limits\n"
        "from portfolio_audit.sources.acquire import acquire\n"
        "from portfolio_audit.sources.isolation import environment, isolate\n"
        "folder = Path(sys.argv[2]); folder.mkdir(); isolate(environment(folder, 'file'))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "with acquire(sys.argv[1], folder / 'clone', 'x', wanted, Limits(), datetime.now(UTC)) as snapshot:\n"
        "    print(snapshot.read('README.md'), snapshot.read('huge.py'), snapshot.limits)\n"
    )
    arguments = [sys.executable, "-c", code, repository.as_uri(), str(tmp_path / "home")]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.startswith("b'# Small\\n' None ('1 file could not be fetched: it is larger than the limit'")


@pytest.fixture
def unfiltered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(git_http._CONFIG, "uploadpack.allowFilter", "false")


@pytest.mark.usefixtures("unfiltered")
def test_a_server_that_cannot_filter_sends_all_and_that_is_fine(take: Take, served: LoopbackGitHub) -> None:
    snapshot = take(served.clone_url("ada", "app"))
    assert [entry.size for entry in snapshot.entries] == [6, *[len(f"x = {n}\n") for n in sorted(range(40), key=str)]]
    assert snapshot.read("README.md") == b"# App\n"
    assert snapshot.limits == ()


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[LoopbackGitHub]:
    """A server whose repository has one file that cannot be read."""
    repository = bare(tmp_path / "damaged.git", {f"part{number}.py": f"x = {number}\n" for number in range(30)})
    loose = tmp_path / "loose.git"
    git("init", "--quiet", "--bare", "--template=", loose)
    for pack in (repository / "objects" / "pack").glob("*.pack"):
        git(f"--git-dir={loose}", "unpack-objects", "-q", stdin=pack.read_bytes())
    commit = git(f"--git-dir={repository}", "rev-parse", "HEAD").decode().strip()
    git(f"--git-dir={loose}", "update-ref", "refs/heads/main", commit)
    (loose / "HEAD").write_text("ref: refs/heads/main\n")
    oid = git(f"--git-dir={loose}", "rev-parse", "HEAD:part17.py").decode().strip()
    blob = loose / "objects" / oid[:2] / oid[2:]
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes()[:-6] + b"\0" * 6)
    with LoopbackGitHub([HostedUser("ada", (HostedRepository("app", loose),))]) as running:
        yield running


def test_of_a_damaged_repository_only_the_damaged_file_is_lost(take: Take, damaged: LoopbackGitHub) -> None:
    snapshot = take(damaged.clone_url("ada", "app"))
    lost = [entry.path for entry in snapshot.entries if snapshot.read(entry.path) is None]
    assert lost == ["part17.py"]
    assert any(sentence.startswith("1 file could not be fetched") for sentence in snapshot.limits)


@pytest.mark.parametrize(
    ("fault", "reason"), [("503", "the host answered with an error"), ("429", "the host asked to slow down")]
)
def test_a_dead_connection_is_not_taken_for_a_damaged_file(
    take: Take, served: LoopbackGitHub, fault: str, reason: str
) -> None:
    served.fail(fault, nth=3, times=99, path="/ada/app")
    snapshot = take(served.clone_url("ada", "app"))
    assert snapshot.limits == (f"41 files could not be fetched: {reason}",)
    assert len(served.requests) <= 5  # twice more, and no halves
