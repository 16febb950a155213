"""The programs that a page is judged with: found, installed, started, ended."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

from platformdirs import user_cache_path

HERE = Path(__file__).resolve().parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_FLAGS = (
    "--headless=new",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
)
PATIENCE = 60  # seconds until a browser listens


def missing(programs: Sequence[str]) -> list[str]:
    """A sentence for each of `browser`, `java` and `npm` that is wanted and not there."""
    found = {"browser": browser(), "java": shutil.which("java"), "npm": shutil.which("npm")}
    how = {
        "browser": "There is no Chromium or Chrome on the PATH: apt-get install chromium",
        "java": "There is no Java on the PATH, which vnu needs: apt-get install default-jre-headless",
        "npm": "There is no npm on the PATH: apt-get install npm",
    }
    return [how[program] for program in programs if not found[program]]


def browser() -> str | None:
    """Path of the first browser of this sort that is on the PATH."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def installed() -> Path:
    """The folder that holds node_modules, filled by npm when it is asked for the first time.

    Raises:
        SystemExit: npm failed; its own words stand above.
    """
    wanted = (HERE / "package.json").read_bytes()
    folder = user_cache_path("portfolio-audit-benchmarks") / hashlib.sha256(wanted).hexdigest()[:16]
    if (folder / "node_modules").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="unfinished-") as unfinished:
        (Path(unfinished) / "package.json").write_bytes(wanted)
        print(f"Installing npm packages (400 MB) into {folder} …", file=sys.stderr)
        command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
        with ended(subprocess.Popen(command, cwd=unfinished, stdout=DEVNULL, start_new_session=True)) as npm:
            if npm.wait():
                sys.exit("npm could not install what benchmarks/in_browser/package.json names.")
        (Path(unfinished) / "node_modules").rename(folder / "node_modules")
    return folder


def node(packages: Path) -> str:
    """The node of package.json; the system's may be too old."""
    return str(packages / "node_modules" / "node" / "bin" / "node")


def output(command: Sequence[str], *, may_fail: bool = False) -> tuple[str, str]:
    """Standard output and standard error of a program.

    Args:
        may_fail: its exit code says something about the page.

    Raises:
        SystemExit: it failed.
    """
    with ended(subprocess.Popen(command, text=True, stdout=PIPE, stderr=PIPE, start_new_session=True)) as process:
        out, err = process.communicate()
    if process.returncode and not may_fail:
        sys.exit(f"{' '.join(command[:3])} failed:\n{err or out}")
    return out, err


@contextmanager
def chromium() -> Iterator[int]:
    """A fresh headless browser that reaches this machine only; its debugging port.

    Raises:
        SystemExit: it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="page-benchmark-", ignore_cleanup_errors=True) as profile:
        flags = [*BROWSER_FLAGS, f"--user-data-dir={profile}"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")
        command = [browser() or BROWSERS[0], *flags, "about:blank"]
        place = {**os.environ, "TMPDIR": profile}  # it leaves files there when it is ended
        with ended(
            subprocess.Popen(command, env=place, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True)
        ) as process:
            yield _port(Path(profile) / "DevToolsActivePort", process)


def _port(file: Path, process: "subprocess.Popen[Any]") -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, ValueError):
            port, path, *_ = file.read_text().splitlines()
            if path:
                return int(port)
        time.sleep(0.05)
    sys.exit(f"The browser does not start. To see why: {browser()} {' '.join(BROWSER_FLAGS)}")


@contextmanager
def ended(process: "subprocess.Popen[Any]") -> Iterator["subprocess.Popen[Any]"]:
    """The process; it and all that it started end with the block, however the block ends."""
    try:
        yield process
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
