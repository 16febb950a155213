import gzip
from pathlib import Path

import pytest
from demo_clients import TOKEN, Client, Git

from portfolio_audit.demo import LOGIN
from portfolio_audit.demo.bundle import bundles
from portfolio_audit.demo.github import LoopbackGitHub

BUNDLES = {bundle.name: bundle for bundle in bundles()}
BATCHED = (
    "fetch",
    "origin",
    "--no-tags",
    "--no-write-fetch-head",
    "--recurse-submodules=no",
    "--filter=blob:none",
    "--stdin",
)


def header(token: str) -> dict[str, str]:
    """The environment that has git send a token."""
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraheader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Bearer {token}",
    }


@pytest.mark.parametrize("name", [name for name, bundle in BUNDLES.items() if bundle.commits])
def test_each_repository_comes_without_blobs_and_then_with_all_at_once(
    portfolio: LoopbackGitHub, git: Git, name: str
) -> None:
    url = portfolio.clone_url(LOGIN, name)
    git("clone", "--quiet", "--bare", "--depth=100", "--single-branch", "--no-tags", "--filter=blob:none", url, "copy")
    listed = git("--git-dir=copy", "ls-tree", "-r", "-z", "refs/heads/main").split("\0")[:-1]
    oids = {line.split("\t")[1]: line.split()[2] for line in listed}
    assert _present(git) & set(oids.values()) == set()
    git("--git-dir=copy", "-c", "fetch.negotiationAlgorithm=noop", *BATCHED, stdin="\n".join(oids.values()))
    assert set(oids.values()) <= _present(git)
    assert set(oids) == _last_paths(name)


def _present(git: Git) -> set[str]:
    listing = git("--git-dir=copy", "cat-file", "--batch-all-objects", "--batch-check", GIT_NO_LAZY_FETCH="1")
    return {line.split()[0] for line in listing.splitlines() if " blob " in line}


def _last_paths(name: str) -> set[str]:
    return {path for commit in BUNDLES[name].commits for path in commit.changes}


def test_the_depth_is_kept(portfolio: LoopbackGitHub, git: Git) -> None:
    url = portfolio.clone_url(LOGIN, "monthgrid")
    git("clone", "--quiet", "--bare", "--depth=2", url, "copy")
    assert git("--git-dir=copy", "rev-list", "--count", "HEAD").strip() == "2"


def test_an_empty_repository_can_be_cloned(portfolio: LoopbackGitHub, git: Git) -> None:
    git("clone", "--quiet", "--bare", "--depth=100", portfolio.clone_url(LOGIN, "next-idea"), "copy")
    assert git("--git-dir=copy", "for-each-ref") == ""


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_every_protocol_version_is_spoken(server: LoopbackGitHub, git: Git, version: str) -> None:
    git("-c", f"protocol.version={version}", "clone", "--quiet", "--bare", server.clone_url("ada", "app"), "copy")
    assert git("--git-dir=copy", "show", "HEAD:README.md") == "# Hi\n"


def test_version_2_is_passed_on(client: Client) -> None:
    path = "/ada/app.git/info/refs?service=git-upload-pack"
    assert b"version 2" in client.send("GET", path, Git_Protocol="version=2").body
    assert b"version 2" not in client.send("GET", path).body


def test_a_gzipped_request_is_understood(client: Client) -> None:
    listing = b"0014command=ls-refs\n00010000"
    headers = {"Git_Protocol": "version=2", "Content_Type": "application/x-git-upload-pack-request"}
    path = "/ada/app.git/git-upload-pack"
    plain = client.send("POST", path, None, listing, **headers)
    packed = client.send("POST", path, None, gzip.compress(listing), Content_Encoding="gzip", **headers)
    assert b"refs/heads/main" in plain.body
    assert packed.body == plain.body


def test_a_request_in_chunks_is_understood(server: LoopbackGitHub, client: Client) -> None:
    listing = b"0014command=ls-refs\n00010000"
    headers = {"Git_Protocol": "version=2", "Content_Type": "application/x-git-upload-pack-request"}
    reply = client.send("POST", "/ada/app.git/git-upload-pack", None, iter([listing[:7], listing[7:]]), **headers)
    assert b"refs/heads/main" in reply.body


def test_a_chunk_of_no_size_is_a_bad_request(client: Client) -> None:
    headers = {"Transfer_Encoding": "chunked"}
    reply = client.send("POST", "/ada/app.git/git-upload-pack", None, b"zz\r\n\r\n", **headers)
    assert reply.status == 400


def test_a_private_repository_is_cloned_with_the_token(server: LoopbackGitHub, git: Git) -> None:
    url = server.clone_url("ada", "secret")
    assert "could not read Username" in git.run("clone", "--bare", url, "copy").stderr
    git("clone", "--quiet", "--bare", url, "copy", **header(TOKEN))
    assert git.run("clone", "--bare", url, "other", **header("stale")).returncode != 0


def test_what_is_not_there_looks_private_to_strangers_and_missing_to_users(server: LoopbackGitHub, git: Git) -> None:
    url = server.clone_url("ada", "nothing")
    assert "could not read Username" in git.run("clone", "--bare", url, "copy").stderr
    assert "not found" in git.run("clone", "--bare", url, "copy", **header(TOKEN)).stderr


def test_a_renamed_repository_is_followed(server: LoopbackGitHub, git: Git) -> None:
    git("clone", "--quiet", "--bare", server.clone_url("lovely", "old-name"), "copy")
    assert git("--git-dir=copy", "show", "HEAD:README.md") == "# Hi\n"


def test_a_push_is_refused(server: LoopbackGitHub, git: Git, one_commit: Path) -> None:
    result = git.run(f"--git-dir={one_commit}", "push", server.clone_url("ada", "empty"), "main", **header(TOKEN))
    assert result.returncode != 0
    assert "403" in result.stderr
    assert server.requests[0].status == 403


@pytest.mark.parametrize(
    "path", ["/ada/app.git/HEAD", "/ada/app.git/info/refs", "/ada/app.git/../../etc/passwd", "/ada"]
)
def test_files_of_a_repository_are_not_served(client: Client, path: str) -> None:
    assert client.send("GET", path).status == 404


def test_the_commits_of_a_pull_request_are_kept(portfolio: LoopbackGitHub, git: Git) -> None:
    refs = git("ls-remote", portfolio.clone_url(LOGIN, "bike-demand-forecast"))
    assert [line.split("\t")[1] for line in refs.splitlines()] == [
        "HEAD",
        "refs/heads/main",
        "refs/pull/1/head",
        "refs/pull/2/head",
    ]
