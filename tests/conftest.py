"""What several tests share: the catalogue, the demo gathered once, golden files."""

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import settings
from msgspec.structs import replace

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.demo.earlier import demo_report as with_demo_past
from portfolio_audit.demo.run import gather_demo
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio, Run
from portfolio_audit.model.report import Report
from portfolio_audit.nursery import Nursery
from portfolio_audit.sources.isolation import environment

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=80)
settings.load_profile("steady")
GOLDEN = Path(__file__).parent / "golden"
HANGING = 60  # seconds of this process's own time; the slowest test needs two


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """Stops a test that would not end. It measures nothing: what reading costs is for benchmarks/."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"still at work after {HANGING} seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANGING)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the golden files instead of comparing.")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The default rubric."""
    return load_catalogue()


@pytest.fixture(scope="session")
def demo_portfolio() -> Portfolio:
    """The demo's facts; what gathering cost is left out, because it differs from run to run."""
    return replace(gather_demo(), run=Run())


@pytest.fixture(scope="session")
def demo_report(demo_portfolio: Portfolio, catalogue: Catalogue) -> Report:
    return with_demo_past(demo_portfolio, catalogue, version="0.0.0", strict=True)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the file of that name in tests/golden, or renews the file."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.write_text(text, "utf-8")
        assert file.exists(), f"tests/golden/{name} is missing: pytest --update-golden"
        assert text == file.read_text("utf-8"), (
            f"tests/golden/{name} differs: pytest --update-golden, then read the diff"
        )

    return compare


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are kept; also what workers' environment is known by."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture(autouse=True)
def usual_log() -> Iterator[None]:
    """A command sets the log up as a process of its own may; the next test finds it as it was."""
    logger = logging.getLogger("portfolio_audit")
    before = logger.level, logger.propagate, logger.handlers[:]
    yield
    level, logger.propagate, logger.handlers[:] = before
    logger.setLevel(level)


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """One warm process for all tests that do not look at processes."""
    with Nursery(environment(tmp_path_factory.mktemp("home"), "https:file:http")) as warm:
        yield warm


@pytest.fixture
def warm(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is gathered in this process is read by workers of that one."""
    monkeypatch.setattr("portfolio_audit.workshop.Nursery", lambda _: nullcontext(nursery))
