"""Events of the project, each of which starts a run of the action."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from action.payloads import Payloads
from action.projects import BRANCH, FULL_NAME, NAME, OWNER, Project, Pull
from action.running import Run, Runner
from portfolio_audit import __version__
from portfolio_audit.demo.conversations import Comment, Tip
from portfolio_audit.demo.github import LoopbackGitHub

MAIN = f"refs/heads/{BRANCH}"


@dataclass(frozen=True, slots=True)
class Events:
    """Lets things happen, and tells what is written afterwards."""

    project: Project
    github: LoopbackGitHub
    payloads: Payloads
    runner: Runner

    def push(
        self,
        before: str,
        after: str,
        *,
        ref: str = MAIN,
        forced: bool = False,
        checkout: Path | None = None,
        depth: int = 0,
        token: str,
        **inputs: str,
    ) -> Run:
        """A push from one commit to the other, which is checked out."""
        payload = self.payloads.push(before, after, ref=ref, forced=forced)
        folder = checkout or self.project.checked_out(ref, depth=depth)
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        return self.runner.run("push", payload, folder, self.github, token=token, inputs=given)

    def pull_request(self, pull: Pull, *, before: str = "", depth: int = 0, token: str, **inputs: str) -> Run:
        """The pull request is opened; or it has gone on from the commit `before`."""
        source = f"{pull.fork or OWNER}/{NAME}"
        self.github.put_pull(pull.number, Tip(source, pull.branch, pull.head), Tip(FULL_NAME, BRANCH, pull.base))
        payload = self.payloads.pull_request(pull, before=before)
        folder = self.project.checked_out(pull.ref, depth=depth)
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        return self.runner.run("pull_request", payload, folder, self.github, token=token, inputs=given)

    def late(self, pull: Pull, *, token: str) -> Run:
        """A run for a state of the pull request that is no longer its last."""
        self.project.move(pull.ref, pull.merge)
        folder = self.project.checked_out(pull.ref, depth=0)
        return self.runner.run(
            "pull_request", self.payloads.pull_request(pull), folder, self.github, token=token, inputs={}
        )

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All that are there, oldest first."""
        return self.github.comments(FULL_NAME)

    def writes(self) -> list[tuple[str, int]]:
        """Method and status of each request that was to write or change something."""
        return [
            (request.method, request.status)
            for request in self.github.requests
            if request.method != "GET" and "/repos/" in request.path
        ]

    def told(self, body: str) -> str:
        """A comment as it reads everywhere: without this run's address of the host and today's version."""
        return body.replace(self.github.server_url, "https://github.example").replace(f"audit {__version__}", "audit X")

    def say(self, number: int, body: str, token: str) -> None:
        """Somebody comments on the pull request."""
        url = f"{self.github.api_url}/repos/{FULL_NAME}/issues/{number}/comments"
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        with urlopen(Request(url, json.dumps({"body": body}).encode(), headers)) as answer:  # noqa: S310 - loopback
            assert answer.status == 201
