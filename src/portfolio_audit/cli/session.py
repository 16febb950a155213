"""What every run starts and ends with: logging, the token, errors as one sentence, the exit status."""

import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which
from typing import TYPE_CHECKING

import click

from portfolio_audit.errors import AuditError, BadTarget, OutputError, ReportFileError, RuleFileError
from portfolio_audit.model.report import Report

if TYPE_CHECKING:
    from portfolio_audit.store import Store

USAGE, NOTHING, BELOW, INTERRUPTED = 2, 3, 1, 130
_TOKEN_SHAPE = re.compile(r"gh[pousr]_\w{16,}|github_pat_\w{16,}")
_GH_SECONDS = 3


class _Redact(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _TOKEN_SHAPE.sub("[token]", record.getMessage())
        record.args = ()
        return True


def configure_logging(verbose: int) -> None:
    """Log to stderr: errors, with -v warnings and information, with -vv all."""
    level = (logging.ERROR, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(_Redact())
    logger = logging.getLogger("portfolio_audit")
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False


@contextmanager
def sentences() -> Iterator[None]:
    """End with one sentence on stderr and the right status instead of a traceback."""
    try:
        with _interruptible():
            yield
    except (BadTarget, RuleFileError, ReportFileError, OutputError) as error:
        _stop(str(error), USAGE)
    except AuditError as error:
        _stop(str(error), NOTHING)
    except KeyboardInterrupt:
        _stop("interrupted; nothing was written.", INTERRUPTED)


@contextmanager
def _interruptible() -> Iterator[None]:
    """A request to end, or a terminal that was closed, ends the run as Ctrl-C does: what is done is kept."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    here = threading.current_thread() is threading.main_thread()
    asked = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if here and hasattr(signal, name)]
    taken = [number for number in asked if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def say(sentence: str) -> None:
    """One sentence on stderr."""
    click.echo(f"portfolio-audit: {_TOKEN_SHAPE.sub('[token]', sentence)}", err=True)


def _stop(sentence: str, status: int) -> None:
    say(sentence)
    raise click.exceptions.Exit(status)


def status(reports: list[Report], fail_under: int | None, *, strict: bool) -> int:
    """The exit status for what has been reported."""
    if any(report.partial for report in reports):
        return INTERRUPTED
    read = sum(len(report.repositories) for report in reports)
    unseen = sum(skip.unavailable for report in reports for skip in report.skipped)
    unsure = any(repo.kind is None for report in reports for repo in report.repositories)
    if (unseen and not read) or (strict and (unseen or unsure)):
        return NOTHING
    values = [report.score.value for report in reports]
    return BELOW if fail_under is not None and any(v is not None and v < fail_under for v in values) else 0


def find_token(server: str) -> str:
    """`GITHUB_TOKEN`, `GH_TOKEN`, then what `gh` knows; empty for anonymous."""
    for name in ("GITHUB_TOKEN", "GH_TOKEN"):
        if token := os.environ.get(name, "").strip():
            return token
    if which("gh") is None:
        return ""
    host = server.partition("://")[2].partition("/")[0]
    try:
        asked = subprocess.run(
            ["gh", "auth", "token", "--hostname", host],  # noqa: S607 - the user's own gh
            capture_output=True,
            text=True,
            timeout=_GH_SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


def opened_store(*, no_cache: bool) -> "Store":
    """What is kept between runs, or nothing of it."""
    from portfolio_audit.store import Store, cache_folder

    return Store(None if no_cache else cache_folder())


def interactive() -> bool:
    """Whether somebody watches stderr."""
    return sys.stderr.isatty() and not os.environ.get("CI")
