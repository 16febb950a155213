"""Git's smart HTTP, read only, through `git http-backend`."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from portfolio_audit.demo.answers import Asked
from portfolio_audit.processes import program

_SERVICE = "git-upload-pack"
_CHUNK_BYTES = 1 << 16
_CONFIG = {
    "uploadpack.allowFilter": "true",
    "uploadpack.allowAnySHA1InWant": "true",
    "http.receivepack": "false",
    "safe.directory": "*",
}
_PASSED_HEADERS = {
    "content-type": "CONTENT_TYPE",
    "content-encoding": "HTTP_CONTENT_ENCODING",
    "git-protocol": "GIT_PROTOCOL",
}


@dataclass(frozen=True, slots=True)
class GitRequest:
    """Which repository is asked for, and what of it."""

    full_name: str
    file: str
    """`info/refs` or `git-upload-pack`."""


@dataclass(frozen=True, slots=True)
class GitAnswer:
    """Status and headers, and the body as it comes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    chunks: Iterator[bytes]


def git_request(asked: Asked) -> GitRequest | None:
    """What is asked for, or `None` when it is no fetch: pushes and the dumb protocol are not served."""
    parts = asked.parts
    if len(parts) < 3:
        return None
    name, file = f"{parts[0]}/{parts[1].removesuffix('.git')}", "/".join(parts[2:])
    listing = asked.method == "GET" and file == "info/refs" and asked.parameter("service") == _SERVICE
    fetching = asked.method == "POST" and file == _SERVICE
    return GitRequest(name, file) if listing or fetching else None


@contextmanager
def served(asked: Asked, wanted: GitRequest, git_dir: Path) -> Iterator[GitAnswer]:
    """The answer of `git http-backend`, whose process ends with the block."""
    with tempfile.TemporaryFile() as body:
        body.write(asked.body)
        body.seek(0)
        environment = _environment(asked, wanted, git_dir)
        with subprocess.Popen(
            [_backend()], env=environment, stdin=body, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            try:
                assert process.stdout is not None  # noqa: S101
                status, headers = _cgi_head(process.stdout)
                yield GitAnswer(status, headers, _chunks(process.stdout))
            finally:
                process.kill()


@cache
def _backend() -> str:
    """Where `git http-backend` is; started directly, so that no `git` in between has to be ended as well."""
    git = program("git") or "git"
    folder = subprocess.run([git, "--exec-path"], check=True, capture_output=True, text=True).stdout.strip()
    return str(Path(folder) / "git-http-backend")


def _environment(asked: Asked, wanted: GitRequest, git_dir: Path) -> dict[str, str]:
    given = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    config = {f"GIT_CONFIG_KEY_{place}": key for place, key in enumerate(_CONFIG)}
    config |= {f"GIT_CONFIG_VALUE_{place}": value for place, value in enumerate(_CONFIG.values())}
    return {
        **given,
        **config,
        "GIT_CONFIG_COUNT": str(len(_CONFIG)),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_HTTP_EXPORT_ALL": "1",
        "LC_ALL": "C",
        "REQUEST_METHOD": asked.method,
        "QUERY_STRING": asked.query,
        "PATH_TRANSLATED": (git_dir / wanted.file).as_posix(),
        "CONTENT_LENGTH": str(len(asked.body)),
        "REMOTE_ADDR": "127.0.0.1",
        **{name: asked.headers[header] for header, name in _PASSED_HEADERS.items() if header in asked.headers},
    }


def _cgi_head(output: IO[bytes]) -> tuple[int, tuple[tuple[str, str], ...]]:
    status, headers = 200, []
    while line := output.readline().strip():
        name, _, value = line.decode("latin-1").partition(":")
        if name.lower() == "status":
            status = int(value.split()[0])
        else:
            headers.append((name, value.strip()))
    return (status if headers else 500), tuple(headers)


def _chunks(output: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: output.read1(_CHUNK_BYTES), b"")  # type: ignore[attr-defined]
