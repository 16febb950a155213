"""GitHub's JSON shapes for what people write, and for commits."""

import base64
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zlib import crc32

from portfolio_audit.demo.conversations import Comment, Conversations, Issue, Pull, Tip
from portfolio_audit.demo.hosted import Directory, Hosted
from portfolio_audit.demo.payloads import Site, time_text
from portfolio_audit.demo.revisions import HostedCommit, Signature

Json = dict[str, Any]
_UNSIGNED: Json = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shows them with the addresses of this site."""

    site: Site
    directory: Directory
    conversations: Conversations

    def comment(self, hosted: Hosted, comment: Comment) -> Json:
        """A comment on an issue, a pull request or a commit."""
        on_issue = isinstance(comment.place, int)
        about = self._of_issue(hosted, comment) if on_issue else self._of_commit(hosted, comment)
        return {
            "id": comment.id,
            **about,
            **self._author(hosted, comment.author),
            "body": comment.body,
            "created_at": time_text(comment.created_at),
            "updated_at": time_text(comment.updated_at),
        }

    def _of_issue(self, hosted: Hosted, comment: Comment) -> Json:
        url, page = self._addresses(hosted)
        issue = self.conversations.issue(hosted.full_name, int(comment.place))
        kind = "issues" if issue is None or issue.pull is None else "pull"
        return {
            "node_id": f"IC_{comment.id:x}",
            "url": f"{url}/issues/comments/{comment.id}",
            "html_url": f"{page}/{kind}/{comment.place}#issuecomment-{comment.id}",
            "issue_url": f"{url}/issues/{comment.place}",
            "performed_via_github_app": None,
        }

    def _of_commit(self, hosted: Hosted, comment: Comment) -> Json:
        url, page = self._addresses(hosted)
        return {
            "node_id": f"CC_{comment.id:x}",
            "url": f"{url}/comments/{comment.id}",
            "html_url": f"{page}/commit/{comment.place}#commitcomment-{comment.id}",
            "commit_id": comment.place,
            **dict.fromkeys(("path", "position", "line")),
        }

    def issue(self, hosted: Hosted, issue: Issue) -> Json:
        """An issue, or a pull request as one of the issues."""
        url, page = self._addresses(hosted)
        own = f"{url}/issues/{issue.number}"
        return {
            **self._common(hosted, issue),
            "node_id": f"I_{hosted.id:x}_{issue.number:x}",
            "url": own,
            "html_url": f"{page}/{'issues' if issue.pull is None else 'pull'}/{issue.number}",
            "repository_url": url,
            "labels_url": own + "/labels{/name}",
            "comments_url": f"{own}/comments",
            "events_url": f"{own}/events",
            "timeline_url": f"{own}/timeline",
            "comments": len(self.conversations.comments(hosted.full_name, issue.number)),
            "state_reason": "completed" if issue.state == "closed" and issue.pull is None else None,
            "performed_via_github_app": None,
            **({} if issue.pull is None else {"draft": False, "pull_request": self._pull_of_issue(hosted, issue)}),
        }

    def _pull_of_issue(self, hosted: Hosted, issue: Issue) -> Json:
        url, page = self._addresses(hosted)
        own = f"{page}/pull/{issue.number}"
        addresses = {"html_url": own, "diff_url": f"{own}.diff", "patch_url": f"{own}.patch"}
        return {"url": f"{url}/pulls/{issue.number}", **addresses, "merged_at": None}

    def pull(self, hosted: Hosted, issue: Issue, pull: Pull) -> Json:
        """A pull request as lists show it."""
        url, _ = self._addresses(hosted)
        own, of_issue = f"{url}/pulls/{issue.number}", f"{url}/issues/{issue.number}"
        addresses = {
            **self._pull_of_issue(hosted, issue),
            "issue_url": of_issue,
            "commits_url": f"{own}/commits",
            "review_comments_url": f"{own}/comments",
            "review_comment_url": f"{url}/pulls/comments{{/number}}",
            "comments_url": f"{of_issue}/comments",
            "statuses_url": f"{url}/statuses/{pull.head.sha}",
        }
        linked = {"self": "url", "html": "html_url"} | {
            name: f"{name}_url"
            for name in ("issue", "comments", "review_comments", "review_comment", "commits", "statuses")
        }
        return {
            **self._common(hosted, issue),
            "node_id": f"PR_{hosted.id:x}_{issue.number:x}",
            **addresses,
            "_links": {name: {"href": addresses[key]} for name, key in linked.items()},
            "head": self._tip(pull.head),
            "base": self._tip(pull.base),
            "draft": False,
            **dict.fromkeys(("merge_commit_sha", "auto_merge")),
            "requested_reviewers": [],
            "requested_teams": [],
        }

    def full_pull(self, hosted: Hosted, issue: Issue, pull: Pull) -> Json:
        """A pull request asked for by number; its changes are not counted."""
        return {
            **self.pull(hosted, issue, pull),
            "comments": len(self.conversations.comments(hosted.full_name, issue.number)),
            **dict.fromkeys(("review_comments", "commits", "additions", "deletions", "changed_files"), 0),
            **dict.fromkeys(("mergeable", "rebaseable", "merged_by")),
            "mergeable_state": "unknown",
            "merged": False,
            "maintainer_can_modify": False,
        }

    def commit(self, hosted: Hosted, commit: HostedCommit) -> Json:
        """A commit of the repository; nobody's account is known by their mail address."""
        url, page = self._addresses(hosted)
        own, plain = f"{url}/commits/{commit.oid}", self.git_commit(hosted, commit)
        return {
            "sha": commit.oid,
            "node_id": plain["node_id"],
            "commit": {
                **{key: plain[key] for key in ("author", "committer", "message", "tree", "url", "verification")},
                "comment_count": len(self.conversations.comments(hosted.full_name, commit.oid)),
            },
            "url": own,
            "html_url": f"{page}/commit/{commit.oid}",
            "comments_url": f"{own}/comments",
            **dict.fromkeys(("author", "committer")),
            "parents": [{**parent, "url": f"{url}/commits/{parent['sha']}"} for parent in plain["parents"]],
        }

    def git_commit(self, hosted: Hosted, commit: HostedCommit) -> Json:
        """A commit as git has it."""
        url, page = self._addresses(hosted)
        commits = f"{url}/git/commits"
        return {
            "sha": commit.oid,
            "node_id": f"C_{commit.oid}",
            "url": f"{commits}/{commit.oid}",
            "html_url": f"{page}/commit/{commit.oid}",
            "author": _signature(commit.author),
            "committer": _signature(commit.committer),
            "tree": {"sha": commit.tree, "url": f"{url}/git/trees/{commit.tree}"},
            "message": commit.message,
            "parents": [
                {"sha": sha, "url": f"{commits}/{sha}", "html_url": f"{page}/commit/{sha}"} for sha in commit.parents
            ],
            "verification": _UNSIGNED,
        }

    def reference(self, hosted: Hosted, name: str, oid: str) -> Json:
        """A branch."""
        url = f"{self._addresses(hosted)[0]}/git"
        target = {"sha": oid, "type": "commit", "url": f"{url}/commits/{oid}"}
        return {"ref": name, "node_id": f"REF_{oid}", "url": f"{url}/{quote(name)}", "object": target}

    def tree(self, hosted: Hosted, oid: str, rows: list[dict[str, str]]) -> Json:
        """A tree with its entries."""
        url = f"{self._addresses(hosted)[0]}/git"
        kinds = {"blob": "blobs", "tree": "trees", "commit": "commits"}
        entries = [{**row, "url": f"{url}/{kinds[row['type']]}/{row['sha']}"} for row in rows]
        return {"sha": oid, "url": f"{url}/trees/{oid}", "truncated": False, "tree": entries}

    def content(self, hosted: Hosted, revision: str, path: str, oid: str, data: bytes) -> Json:
        """A file, which GitHub sends in base64."""
        url, page = self._addresses(hosted)
        own, blob = f"{url}/contents/{quote(path)}?ref={quote(revision)}", f"{url}/git/blobs/{oid}"
        seen = f"{page}/blob/{quote(revision)}/{quote(path)}"
        return {
            "type": "file",
            "encoding": "base64",
            "size": len(data),
            "name": path.rpartition("/")[2],
            "path": path,
            "content": base64.encodebytes(data).decode(),
            "sha": oid,
            "url": own,
            "git_url": blob,
            "html_url": seen,
            "download_url": f"{page}/raw/{quote(revision)}/{quote(path)}",
            "_links": {"self": own, "git": blob, "html": seen},
        }

    def comparison_addresses(self, hosted: Hosted, both: str, base: HostedCommit, head: HostedCommit) -> Json:
        """Where a comparison is to be seen."""
        url, page = self._addresses(hosted)
        seen, lasting = f"{page}/compare/{quote(both)}", f"{base.oid[:12]}...{head.oid[:12]}"
        return {
            "url": f"{url}/compare/{quote(both)}",
            "html_url": seen,
            "permalink_url": f"{page}/compare/{lasting}",
            "diff_url": f"{seen}.diff",
            "patch_url": f"{seen}.patch",
        }

    def _common(self, hosted: Hosted, issue: Issue) -> Json:
        """What an issue and a pull request have in common."""
        return {
            "id": crc32(f"{hosted.full_name.lower()}#{issue.number}".encode()),
            "number": issue.number,
            "title": issue.title,
            "body": issue.body or None,
            "state": issue.state,
            "locked": False,
            **self._author(hosted, issue.author),
            "labels": [self._label(hosted, name) for name in issue.labels],
            **dict.fromkeys(("assignee", "milestone", "active_lock_reason")),
            "assignees": [],
            "created_at": time_text(issue.created_at),
            "updated_at": time_text(issue.updated_at),
            "closed_at": None if issue.closed_at is None else time_text(issue.closed_at),
        }

    def _author(self, hosted: Hosted, login: str) -> Json:
        mine = login.lower() == hosted.owner.login.lower()
        user = self.site.simple_user(self.directory.account(login))
        return {"user": user, "author_association": "OWNER" if mine else "NONE"}

    def _tip(self, tip: Tip) -> Json:
        hosted = self.directory.repository(tip.repository, tip.owner)
        return {
            "label": f"{tip.owner}:{tip.branch}",
            "ref": tip.branch,
            "sha": tip.sha,
            "user": self.site.simple_user(self.directory.account(tip.owner)),
            "repo": None if hosted is None else self.site.repository(hosted),
        }

    def _label(self, hosted: Hosted, name: str) -> Json:
        number = crc32(name.lower().encode())
        url = f"{self._addresses(hosted)[0]}/labels/{quote(name)}"
        look = {"color": "ededed", "default": False, "description": None}
        return {"id": number, "node_id": f"LA_{number:x}", "url": url, "name": name, **look}

    def _addresses(self, hosted: Hosted) -> tuple[str, str]:
        """Of the repository: for programs, and for people."""
        name = quote(hosted.full_name)
        return f"{self.site.api_url}/repos/{name}", f"{self.site.server_url}/{name}"


def _signature(signature: Signature) -> Json:
    return {"name": signature.name, "email": signature.email, "date": time_text(signature.when)}
