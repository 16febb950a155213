"""Commits and comparisons come from git."""

import base64

import pytest
from demo_clients import TOKEN, Client, Git, Shared

from portfolio_audit.demo.github import LoopbackGitHub

REPOSITORY = "/repos/ada/app"


def test_a_commit_names_its_parents(visitor: Client, code: Shared) -> None:
    found = visitor.get(f"{REPOSITORY}/git/commits/{code.main}").json
    assert [parent["sha"] for parent in found["parents"]] == [code.start]
    assert (found["message"], found["author"]["date"]) == ("No. 2", "2026-01-01T00:00:00Z")
    assert visitor.get(f"{REPOSITORY}/git/commits/{code.start}").json["parents"] == []


@pytest.mark.parametrize("name", ["0" * 40, "main", "--all", "main..fix", "HEAD^", "%00"])
def test_what_is_no_hash_of_a_commit_is_not_found(visitor: Client, name: str) -> None:
    assert visitor.get(f"{REPOSITORY}/git/commits/{name}").status == 404


def test_a_commit_is_shown_by_branch_with_the_number_of_its_comments(visitor: Client, code: Shared) -> None:
    visitor.write("POST", f"{REPOSITORY}/commits/{code.main}/comments", {"body": "x"})
    found = visitor.get(f"{REPOSITORY}/commits/main").json
    assert (found["sha"], found["commit"]["comment_count"]) == (code.main, 1)
    assert [visitor.get(f"{REPOSITORY}/commits/{name}").status for name in ("nowhere", "main..fix")] == [422, 422]


@pytest.mark.parametrize(
    ("base", "head", "status", "ahead", "behind"),
    [
        ("main", "fix", "diverged", 1, 1),
        ("start", "fix", "ahead", 1, 0),
        ("fix", "start", "behind", 0, 1),
        ("fix", "fix", "identical", 0, 0),
    ],
)
def test_two_commits_compare_from_where_they_part(
    visitor: Client, code: Shared, base: str, head: str, status: str, ahead: int, behind: int
) -> None:
    oids = getattr(code, base), getattr(code, head)
    found = visitor.get(f"{REPOSITORY}/compare/{'...'.join(oids)}").json
    assert [found[key] for key in ("status", "ahead_by", "behind_by")] == [status, ahead, behind]
    assert found["merge_base_commit"]["sha"] == (code.fix if base == head else code.start)
    assert [commit["sha"] for commit in found["commits"]] == [oids[1]] * ahead


def test_the_commits_of_a_comparison_are_oldest_first(visitor: Client, code: Shared, git: Git) -> None:
    stream = "commit refs/heads/fix\ncommitter A <a@example.com> 1767225700 +0000\ndata 3\nNew\nfrom refs/heads/fix^0\n"
    git(f"--git-dir={code.git_dir}", "fast-import", "--quiet", stdin=stream)
    found = visitor.get(f"{REPOSITORY}/compare/main...fix").json["commits"]
    assert [commit["commit"]["message"] for commit in found] == ["No. 1", "New"]


def test_branches_compare_as_well(visitor: Client, code: Shared) -> None:
    assert visitor.get(f"{REPOSITORY}/compare/main...fix").json["merge_base_commit"]["sha"] == code.start


def test_what_has_nothing_in_common_does_not_compare(visitor: Client, code: Shared) -> None:
    reply = visitor.get(f"{REPOSITORY}/compare/main...{code.alone}")
    assert (reply.status, reply.json["message"]) == (404, f"No common ancestor between main and {code.alone}.")


@pytest.mark.parametrize("both", ["main...nowhere", "nowhere...main", "main", "a...b...c", "main..fix"])
def test_what_is_not_there_does_not_compare(visitor: Client, both: str) -> None:
    assert visitor.get(f"{REPOSITORY}/compare/{both}").status == 404


def test_a_name_cannot_add_lines_to_the_head_of_an_answer(server: LoopbackGitHub, client: Client) -> None:
    reply = client.get("/repos/ada/old-name/compare/main...x%0D%0AX-Added:%201")
    assert (reply.status, reply.headers["X-Added"]) == (301, None)
    assert reply.headers["Location"].endswith("/compare/main...x%0D%0AX-Added%3A%201")


def test_a_private_repository_compares_for_its_owner_alone(visitor: Client) -> None:
    path = "/repos/ada/secret/compare/main...fix"
    assert [visitor.get(path, token).status for token in (None, "of-grace", TOKEN)] == [404, 404, 200]


def test_a_file_is_told_as_it_is_at_a_commit(visitor: Client, code: Shared) -> None:
    found = visitor.get(f"{REPOSITORY}/contents/0.md?ref={code.start}").json
    assert (found["path"], base64.b64decode(found["content"])) == ("0.md", b"# 0")
    assert visitor.get(f"{REPOSITORY}/contents/2.md").json["name"] == "2.md"


@pytest.mark.parametrize("path", ["none", "../0.md", "*", "0.md?ref=nowhere", "2.md?ref=fix"])
def test_what_is_no_file_at_a_commit_is_not_found(visitor: Client, path: str) -> None:
    assert visitor.get(f"{REPOSITORY}/contents/{path}").status == 404
