"""One strange server for all tests, and a web that finds nothing but it."""

import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from strange_server import StrangeServer
from strange_web import CLOSED, NOW, PATIENT, Look, MakeWeb, resolve

from portfolio_audit.limits import WebLimits
from portfolio_audit.store import NO_STORE, Store
from portfolio_audit.web.getting import Web
from portfolio_audit.web.looking import Looking


@pytest.fixture(scope="session")
def _server() -> Iterator[StrangeServer]:
    server = StrangeServer()
    yield server
    server.end()


@pytest.fixture
def server(_server: StrangeServer) -> Iterator[StrangeServer]:
    """The server, of which nothing is known yet."""
    _server.begin()
    yield _server
    assert _server.errors == []


@pytest.fixture(scope="session")
def trust(_server: StrangeServer) -> ssl.SSLContext:
    """Trusts the server's certificates alone."""
    context = ssl.create_default_context()
    _server.ca.configure_trust(context)
    return context


@pytest.fixture
def make_web(server: StrangeServer, trust: ssl.SSLContext) -> MakeWeb:
    """Makes a web in which each public address is the server's."""

    def make(limits: WebLimits = PATIENT, resolve: Callable[[str, int], tuple[str, ...]] = resolve) -> Web:
        def connect(address: str, port: int, seconds: float) -> socket.socket:
            assert address.startswith("93.184.215."), f"connected to {address}"
            with socket.create_server(("127.0.0.1", 0)) as unused:
                closed = unused.getsockname()[1]
            return socket.create_connection(("127.0.0.1", closed if address == CLOSED else server.port), seconds)

        return Web(resolve, connect, limits, trust)

    return make


@pytest.fixture
def looking(make_web: MakeWeb) -> Look:
    """Makes what looks at addresses, without pausing."""

    def make(limits: WebLimits = PATIENT, store: Store = NO_STORE, now: datetime = NOW, **more: object) -> Looking:
        return Looking(make_web(limits, **more), store, now=now, pause=lambda _: None)

    return make
