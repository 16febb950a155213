"""What every run starts and ends with: logging, errors as one sentence, the exit status."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EAGAIN
from typing import TYPE_CHECKING

import click

from portfolio_audit.cli.interruption import interruptible
from portfolio_audit.cli.redaction import Redact, never_say_what_is_set, redacted
from portfolio_audit.cli.troubles import trouble
from portfolio_audit.errors import (
    AuditError,
    BadTarget,
    GradeBookError,
    OutputError,
    ReportFileError,
    RosterFileError,
    RuleFileError,
    StateFileError,
    TemplateFileError,
)

if TYPE_CHECKING:
    from portfolio_audit.model.report import Report
    from portfolio_audit.store import Store

log = logging.getLogger(__name__)
USAGE, NOTHING, BELOW, INTERRUPTED = 2, 3, 1, 130
_MISUSES = (
    BadTarget,
    GradeBookError,
    OutputError,
    ReportFileError,
    RosterFileError,
    RuleFileError,
    StateFileError,
    TemplateFileError,
)


def configure_logging(verbose: int) -> None:
    """Log to stderr: errors, with -v warnings and information, with -vv all."""
    never_say_what_is_set()
    level = (logging.ERROR, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    handler = logging.StreamHandler()
    handler.setFormatter(Redact("%(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("portfolio_audit")
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False


@contextmanager
def sentences() -> Iterator[None]:
    """End with one sentence on stderr and the right status instead of a traceback."""
    try:
        with interruptible():
            yield
    except _MISUSES as error:
        _stop(str(error), USAGE)
    except AuditError as error:
        _stop(str(error), NOTHING)
    except KeyboardInterrupt:
        _stop("interrupted; nothing was written.", INTERRUPTED)
    except (OSError, MemoryError, ImportError) as error:
        log.debug("refused", exc_info=True)
        _stop(trouble(error), NOTHING)
    except RuntimeError as error:
        if "new thread" not in str(error):
            raise
        _stop(trouble(BlockingIOError(EAGAIN, "no thread can be started")), NOTHING)


def say(sentence: str) -> None:
    """One sentence on stderr."""
    with suppress(OSError):  # nobody may be listening
        click.echo(f"portfolio-audit: {redacted(sentence)}", err=True)


def _stop(sentence: str, status: int) -> None:
    say(sentence)
    raise click.exceptions.Exit(status)


def status(reports: "list[Report]", fail_under: int | None, *, strict: bool) -> int:
    """The exit status for what has been reported."""
    if any(report.partial for report in reports):
        return INTERRUPTED
    read = sum(len(report.repositories) for report in reports)
    unseen = sum(skip.unavailable for report in reports for skip in report.skipped)
    if unseen and not read:
        say("nothing could be audited; the report says why.")
    if (unseen and not read) or (strict and (unseen or any(map(_is_unsure, reports)))):
        return NOTHING
    values = [report.score.value for report in reports]
    return BELOW if fail_under is not None and any(v is not None and v < fail_under for v in values) else 0


def _is_unsure(report: "Report") -> bool:
    return any(repo.kind is None for repo in report.repositories)


def opened_store(*, no_cache: bool) -> "Store":
    """What is kept between runs, or nothing of it."""
    from portfolio_audit.store import Store, cache_folder

    return Store(None if no_cache else cache_folder())


def interactive() -> bool:
    """Whether somebody watches stderr."""
    return sys.stderr is not None and sys.stderr.isatty() and not os.environ.get("CI")
