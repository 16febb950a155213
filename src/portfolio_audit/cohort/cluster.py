"""The way to a Dask cluster's scheduler: connecting, and what is said when that does not work."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from portfolio_audit import __version__
from portfolio_audit.errors import AuditError
from portfolio_audit.text import shown

if TYPE_CHECKING:
    from distributed import Client

log = logging.getLogger(__name__)
INSTALL = "--engine dask needs Dask: pip install 'portfolio-audit[cluster]'"
_TOOL = "portfolio_audit"
_ANSWER_SECONDS = 10
_WORKERS_SECONDS = 60
_PAUSE_SECONDS = 2
PATIENCE_SECONDS = 300
"""How long a scheduler that went away is waited for."""


def connected(address: str) -> "Client":
    """A client of the scheduler at that address; `tls://` takes its certificates from Dask's own configuration.

    Raises:
        AuditError: Dask is missing, the address is none, or nobody answers there.
    """
    try:
        from distributed import Client
        from distributed.comm.addressing import parse_address, parse_host_port
        from distributed.comm.registry import get_backend
    except ImportError:
        raise AuditError(f"{INSTALL}.") from None
    _hush()
    try:
        scheme, place = parse_address(address)  # before a client is made, which tries for long to end well
        get_backend(scheme)
        parse_host_port(place)
        return Client(address, timeout=_ANSWER_SECONDS, set_as_default=False, name="portfolio-audit")
    except (OSError, TimeoutError):
        reason = f"no Dask scheduler answers at {shown(address)}. Check --scheduler, and that the cluster is running."
    except (ValueError, TypeError, RuntimeError) as error:  # no such protocol, no port, no certificate
        reason = (
            f"{shown(address)} cannot be used as --scheduler ({shown(str(error))}). Give one like tcp://10.0.0.5:8786."
        )
    raise AuditError(reason)


def threads_of(client: "Client", tell: Callable[[str], None]) -> int:
    """Tasks that the workers can have in work at a time; waits up to a minute for a first worker.

    Raises:
        AuditError: there is none, or one lacks the tool.
    """
    if not client.nthreads():
        tell(f"the Dask cluster has no workers yet; waiting up to {_WORKERS_SECONDS} s for the first.")
        with suppress(TimeoutError):
            client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
    threads: int = sum(client.nthreads().values())
    if not threads:
        raise AuditError(
            "the Dask cluster has no workers. Start some with `dask worker ADDRESS`, or use --engine local."
        )
    _all_have_the_tool(client)
    return threads


def _all_have_the_tool(client: "Client") -> None:
    """Before anything is sent: a Dask worker ends, without a word to us, when it cannot import what it is to call."""
    found = client.run(find_spec, _TOOL, on_error="return")
    found["its scheduler"] = client.run_on_scheduler(find_spec, _TOOL)
    if lacking := [where for where, spec in found.items() if spec is None]:
        raise AuditError(
            f"the Dask cluster lacks portfolio-audit ({shown(', '.join(lacking))}). "
            f"Install portfolio-audit {__version__} for its scheduler and its workers, too."
        )


def reconnected(address: str, ended: Callable[[], bool]) -> "Client | None":
    """A new client, as soon as the scheduler is back; `None` when it does not come back in time, or all has ended."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not ended() and time.monotonic() < end:
        try:
            return connected(address)
        except AuditError as error:
            log.debug("%s", error)
            time.sleep(_PAUSE_SECONDS)
    return None


def _hush() -> None:
    """Dask tells of each lost connection with a traceback, and we say it in a sentence."""
    if log.isEnabledFor(logging.INFO):
        return
    for name in tuple(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logger = logging.getLogger(name)
            logger.handlers[:] = [logging.NullHandler()]
            logger.propagate = False
