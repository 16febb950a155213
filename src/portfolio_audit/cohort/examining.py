"""What a process of a Dask worker does: read and judge repositories, several at a time in its threads.

Strangers' files are read as on the coordinator's machine, by processes that are forked from a warm one and can be
killed. The warm one is made at first use and lives as long as the worker's process.
"""

import atexit
import platform
import threading
from contextlib import ExitStack
from functools import lru_cache
from itertools import count

from msgspec import Raw

from portfolio_audit.assessing import assessment
from portfolio_audit.cohort.orders import VERSION, Order, Reply, Terms, packed, unpacked
from portfolio_audit.errors import AuditError
from portfolio_audit.judgements import written
from portfolio_audit.messages import spelled
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.model.values import Unavailable
from portfolio_audit.reader import NOT_STARTED, Reading, read_repository
from portfolio_audit.readings import job_for
from portfolio_audit.recall import bare, hosted
from portfolio_audit.sources.git_version import check_git
from portfolio_audit.temporary import remove_tree, sweep
from portfolio_audit.workshop import Place, Workshop

_agreeing, _lock = threading.Lock(), threading.Lock()
_places: dict[str, Place] = {}
_open_ones = ExitStack()
atexit.register(_open_ones.close)
_numbers = count()
_never = threading.Event()
"""Set by nobody: a Dask worker that is to end is killed."""


def examined(order: bytes, terms: bytes) -> bytes:
    """See `remote.examine`."""
    try:
        with _agreeing:
            asked, catalogue = _agreed(terms)
    except AuditError as error:
        return packed(Reply(refused=f"the worker on {platform.node()}: {error}"))
    return packed(_reply(unpacked(order, Order), asked, catalogue))


@lru_cache(maxsize=4)
def _agreed(data: bytes) -> tuple[Terms, Catalogue]:
    """The run's terms and its catalogue.

    Raises:
        AuditError: this worker would not come to the same results.
    """
    terms = unpacked(data, Terms)
    if terms.version != VERSION:
        raise AuditError(f"it has {VERSION}, and this run {terms.version}. Install the same versions on both.")
    check_git()
    catalogue = terms.recipe.catalogue()
    if catalogue.digest != terms.recipe.digest:
        raise AuditError(f"its {VERSION} has other rules than this machine's. Install the same build on both.")
    return terms, catalogue


def _reply(order: Order, terms: Terms, catalogue: Catalogue) -> Reply:
    place = _place(terms.protocols)
    reading = _read(order, terms, place)
    if isinstance(reading, Unavailable) and reading.reason == NOT_STARTED:
        reading = _read(order, terms, _place(terms.protocols, instead_of=place))  # the warm process has been killed
    if isinstance(reading, Unavailable):
        return Reply(unavailable=reading.reason)
    if isinstance(reading, Skipped):
        return Reply(nothing_then=True)
    facts = bare(reading.facts)
    if reading.known:
        return Reply(facts=Raw(facts), known=True)
    made = written(assessment(hosted(facts, order.assignment), catalogue))
    return Reply(facts=Raw(facts), whole=reading.whole, timeless=reading.timeless, assessed=Raw(made))


def _read(order: Order, terms: Terms, place: Place) -> Reading | Skipped | Unavailable:
    folder = place.folder / str(next(_numbers))
    variables = spelled(place.variables)
    job = job_for(order.assignment, terms.wish, terms.now, folder, variables, known=order.known)
    try:
        return read_repository(place.nursery, job, _never)
    finally:
        remove_tree(folder)


def _place(protocols: str, instead_of: Place | None = None) -> Place:
    """The place of this process for these protocols; a new one instead of one that has gone."""
    with _lock:
        if protocols not in _places or _places[protocols] is instead_of:
            sweep()
            _places[protocols] = _open_ones.enter_context(Workshop(protocols, ())).opened()
        return _places[protocols]
