"""A client that follows nothing by itself, and git with an environment of its own."""

import http.client
import json
import os
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portfolio_audit.demo.conversations import Tip
from portfolio_audit.demo.github import LoopbackGitHub

TOKEN = "a-token"  # noqa: S105
WORKFLOW, READ_ONLY = "workflow", "read-only"
"""Tokens of workflows in `ada/app`: one that may comment, one that may only read, as those of forks."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Sends one request a connection to the server, with paths below its API address."""

    def __init__(self, server: LoopbackGitHub) -> None:
        self._address = urlsplit(server.api_url)

    def get(self, path: str, token: str | None = None, **headers: str) -> Reply:
        return self.send("GET", self._address.path + path, token, **headers)

    def write(self, method: str, path: str, value: Any, token: str | None = TOKEN) -> Reply:
        """Send the value as JSON."""
        return self.send(method, self._address.path + path, token, json.dumps(value).encode())

    def send(self, method: str, path: str, token: str | None = None, body: Any = None, **headers: str) -> Reply:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            given["Authorization"] = f"Bearer {token}"
        with closing(http.client.HTTPConnection("127.0.0.1", self._address.port or 0, timeout=10)) as connection:
            connection.request(method, path, body, given)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())


@dataclass(frozen=True)
class Git:
    """Runs git away from the configuration of this machine."""

    home: Path

    def __call__(self, *arguments: str, stdin: str = "", check: bool = True, **more: str) -> str:
        result = self.run(*arguments, stdin=stdin, **more)
        assert not check or result.returncode == 0, result.stderr
        return result.stdout

    def run(self, *arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": "http",
            "LC_ALL": "C",
            **more,
        }
        return subprocess.run(
            ["git", *arguments],
            input=stdin,
            env=environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            errors="replace",  # git repeats bytes of the other side
            timeout=60,
        )


@dataclass(frozen=True)
class Shared:
    """A repository with a fork, and the commits that matter: `fix` leaves `main` at `start`."""

    git_dir: Path
    start: str
    main: str
    fix: str
    alone: str
    """Of a branch that has nothing in common with the others."""

    def pull(self, server: LoopbackGitHub, number: int, *, state: str = "open", branch: str = "fix") -> None:
        """Have a pull request from the fork."""
        head, base = Tip("grace/app", branch, self.fix), Tip("ada/app", "main", self.main)
        server.put_pull(number, head, base, state=state)


def shared(git: Git, folder: Path) -> Shared:
    """A bare repository of that shape."""
    git("init", "--quiet", "--bare", "--initial-branch=main", str(folder))
    commits = (("main", ""), ("fix", "from refs/heads/main\n"), ("main", ""), ("alone", ""))
    stream = "".join(
        f"commit refs/heads/{branch}\nauthor A <a@example.com> 1767225600 +0200\n"
        f"committer A <a@example.com> {1767225600 + place} +0200\ndata 5\nNo. {place}\n{start}"
        f"M 100644 inline {place}.md\ndata 3\n# {place}\n\n"
        for place, (branch, start) in enumerate(commits)
    )
    git(f"--git-dir={folder}", "fast-import", "--quiet", stdin=stream)
    names = ("main~1", "main", "fix", "alone")
    return Shared(folder, *(git(f"--git-dir={folder}", "rev-parse", name).strip() for name in names))
