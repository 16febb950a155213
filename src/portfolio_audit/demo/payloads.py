"""GitHub's JSON shapes for users, organisations and repositories."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from portfolio_audit.demo.grants import Grant
from portfolio_audit.demo.hosted import Hosted, HostedUser

Json = dict[str, Any]

_USER_URLS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
_ORGANISATION_URLS = {
    "repos_url": "/repos",
    "events_url": "/events",
    "hooks_url": "/hooks",
    "issues_url": "/issues",
    "members_url": "/members{/member}",
    "public_members_url": "/public_members{/member}",
}
_REPOSITORY_URLS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
_LICENSES = {
    "MIT": "MIT License",
    "Apache-2.0": "Apache License 2.0",
    "GPL-3.0": "GNU General Public License v3.0",
    "BSD-3-Clause": 'BSD 3-Clause "New" or "Revised" License',
}


@dataclass(frozen=True, slots=True)
class Site:
    """Where the server is; every address in an answer starts with one of these."""

    api_url: str
    server_url: str

    def simple_user(self, user: HostedUser) -> Json:
        """The short form, as owner of a repository."""
        url = f"{self.api_url}/users/{quote(user.login)}"
        return {
            "login": user.login,
            "id": user.id,
            "node_id": f"U_{user.id:x}",
            "avatar_url": f"{self.server_url}/avatars/u/{user.id}?v=4",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{self.server_url}/{quote(user.page)}",
            **{key: url + suffix for key, suffix in _USER_URLS.items()},
            "type": user.kind,
            "user_view_type": "public",
            "site_admin": False,
        }

    def user(self, user: HostedUser) -> Json:
        """The public profile."""
        return {
            **self.simple_user(user),
            "name": user.name,
            "company": None,
            "blog": user.blog,
            "location": None,
            "email": user.email,
            "hireable": None,
            "bio": user.bio,
            "twitter_username": None,
            **_counts(user),
            "created_at": time_text(user.created_at),
            "updated_at": time_text(_latest(user)),
        }

    def organisation(self, user: HostedUser) -> Json:
        """An organisation in full."""
        url = f"{self.api_url}/orgs/{quote(user.login)}"
        simple = self.simple_user(user)
        return {
            **{key: simple[key] for key in ("login", "id", "node_id", "avatar_url", "html_url", "type")},
            "url": url,
            **{key: url + suffix for key, suffix in _ORGANISATION_URLS.items()},
            "description": user.bio,
            **({"name": user.name} if user.name else {}),
            "has_organization_projects": True,
            "has_repository_projects": True,
            **_counts(user),
            "created_at": time_text(user.created_at),
            "updated_at": time_text(_latest(user)),
            "archived_at": None,
        }

    def repository(self, hosted: Hosted) -> Json:
        """A repository as lists show it."""
        repository = hosted.repository
        return {
            **self._addresses(hosted),
            "owner": self.simple_user(hosted.owner),
            "private": repository.private,
            "description": repository.description or None,
            "fork": repository.fork,
            "homepage": repository.homepage or None,
            "language": repository.language,
            "size": repository.size_kb,
            "default_branch": repository.default_branch,
            "topics": list(repository.topics),
            "archived": repository.archived,
            "has_issues": repository.has_issues,
            "visibility": "private" if repository.private else "public",
            "license": self._license(repository.license),
            "pushed_at": time_text(repository.pushed_at),
            "created_at": time_text(repository.created_at),
            "updated_at": time_text(repository.pushed_at),
            **_SAME_FOR_ALL,
        }

    def full_repository(self, hosted: Hosted, grant: Grant | None = None) -> Json:
        """A repository asked for by name, and what the token's owner may do there.

        `parent` and `source` of a fork are left out, as the contract allows.
        """
        asked = {"temp_clone_token": None, "network_count": 0, "subscribers_count": 1}
        return {**self.repository(hosted), **asked, **({"permissions": _rights(hosted, grant)} if grant else {})}

    def _addresses(self, hosted: Hosted) -> Json:
        name = quote(hosted.full_name)
        url, page = f"{self.api_url}/repos/{name}", f"{self.server_url}/{name}"
        host = self.server_url.partition("://")[2]
        return {
            "id": hosted.id,
            "node_id": f"R_{hosted.id:x}",
            "name": hosted.repository.name,
            "full_name": hosted.full_name,
            "url": url,
            "html_url": page,
            **{key: url + suffix for key, suffix in _REPOSITORY_URLS.items()},
            "clone_url": f"{page}.git",
            "git_url": f"git://{host}/{name}.git",
            "ssh_url": f"ssh://git@{host}/{name}.git",
            "svn_url": page,
            "mirror_url": None,
        }

    def _license(self, spdx: str | None) -> Json | None:
        if spdx is None:
            return None
        known = spdx in _LICENSES
        return {
            "key": spdx.lower() if known else "other",
            "name": _LICENSES.get(spdx, "Other"),
            "spdx_id": spdx if known else "NOASSERTION",
            "url": f"{self.api_url}/licenses/{spdx.lower()}" if known else None,
            "node_id": f"L_{spdx.lower()}",
        }


_SAME_FOR_ALL: Json = {
    **dict.fromkeys(("stargazers_count", "watchers_count", "watchers", "forks_count", "forks"), 0),
    **dict.fromkeys(("open_issues_count", "open_issues"), 0),
    **dict.fromkeys(("has_projects", "has_downloads", "has_wiki", "allow_forking"), True),
    **dict.fromkeys(("has_pages", "has_discussions", "disabled", "is_template", "web_commit_signoff_required"), False),
}


def _rights(hosted: Hosted, grant: Grant) -> Json:
    """An organisation's members may write in what is theirs."""
    owner = hosted.owner
    mine = grant.login.lower() == owner.login.lower()
    push = mine or grant.login.lower() in (login.lower() for login in owner.members)
    return {"admin": mine, "maintain": mine, "push": push, "triage": push, "pull": True}


def _counts(user: HostedUser) -> Json:
    public = sum(not repository.private for repository in user.repositories)
    return {"public_repos": public, "public_gists": 0, "followers": 0, "following": 0}


def _latest(user: HostedUser) -> datetime:
    return max((repository.pushed_at for repository in user.repositories), default=user.created_at)


def time_text(when: datetime) -> str:
    """As GitHub writes it, in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
