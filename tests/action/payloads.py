"""Event payloads: examples that GitHub's users published, aimed at our project."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from action.projects import BRANCH, FULL_NAME, NAME, NOBODY, OWNER, Pull

EXAMPLES = "@octokit/webhooks-examples@7.6.1"
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Payloads:
    """Makes payloads out of the examples in that file, for a host with these addresses."""

    examples: Path
    api_url: str
    server_url: str

    def push(self, before: str, after: str, *, ref: str = f"refs/heads/{BRANCH}", forced: bool = False) -> Payload:
        """Somebody pushed; all zeros before or after say that the reference is new or gone."""
        payload = self._longest("push", None)
        tip = {**payload["head_commit"], "id": after}
        gone = after == NOBODY
        return payload | {
            "ref": ref,
            "before": before,
            "after": after,
            "created": before == NOBODY,
            "deleted": gone,
            "forced": forced,
            "compare": f"{self.server_url}/{FULL_NAME}/compare/{before[:12]}...{after[:12]}",
            "commits": [] if gone else [tip],
            "head_commit": None if gone else tip,
        }

    def pull_request(self, pull: Pull, *, before: str = "") -> Payload:
        """A pull request was opened, or its branch went on from the commit `before`."""
        payload = self._longest("pull_request", "synchronize" if before else "opened")
        number = payload["number"]
        payload = json.loads(_numbered(json.dumps(payload), number, pull.number))
        request = payload["pull_request"] | {"commits": 1}
        request["head"] |= {"sha": pull.head, "ref": pull.branch, "label": f"{pull.fork or OWNER}:{pull.branch}"}
        request["base"] |= {"sha": pull.base, "ref": BRANCH, "label": f"{OWNER}:{BRANCH}"}
        if pull.fork:
            request["head"] |= {part: _owned_by(pull.fork, request["head"][part]) for part in ("repo", "user")}
            request["head"]["repo"] |= {"fork": True}
        sides = {"before": before, "after": pull.head} if before else {}
        return payload | sides | {"number": pull.number, "pull_request": request}

    def _longest(self, event: str, action: str | None) -> Payload:
        """The newest example of an event: the older ones lack what GitHub added since."""
        kinds = json.loads(self.examples.read_bytes())
        fitting = [one for kind in kinds if kind["name"] == event for one in kind["examples"]]
        text = max((json.dumps(one) for one in fitting if one.get("action") == action), key=len)
        aimed = (
            text.replace("https://api.github.com", self.api_url)
            .replace("https://github.com", self.server_url)
            .replace("Codertocat", OWNER)
            .replace("Hello-World", NAME)
            .replace("refs/heads/master", f"refs/heads/{BRANCH}")
        )
        payload: Payload = json.loads(aimed)
        payload["repository"] |= {"default_branch": BRANCH, "private": False}
        return payload


def _numbered(text: str, old: int, new: int) -> str:
    """The same with another number in the addresses of the pull request."""
    for kind in ("pulls", "issues", "pull"):
        text = text.replace(f"/{kind}/{old}", f"/{kind}/{new}")
    return text.replace(f'"number": {old}', f'"number": {new}')


def _owned_by(owner: str, part: Payload) -> Payload:
    text = json.dumps(part).replace(f'"{OWNER}"', f'"{owner}"').replace(FULL_NAME, f"{owner}/{NAME}")
    changed: Payload = json.loads(text)
    return changed
